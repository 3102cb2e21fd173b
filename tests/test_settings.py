"""Settings come from the environment alone, and a wrong one is named by its variable."""

from __future__ import annotations

import pickle

import pytest

from grader.errors import SettingsError
from grader.settings import Settings, read_settings, variable


def test_defaults_need_no_environment() -> None:
    settings = read_settings({})
    assert (settings.judge, settings.llm_configured) == ("auto", False)


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("GRADER_MODEL", "m", "model", "m"),
        ("OPENAI_BASE_URL", "http://localhost:1/v1", "base_url", "http://localhost:1/v1"),
        ("GRADER_PANEL", "a, b,a", "panel", ("a", "b", "a")),
        ("GRADER_TEMPERATURE", "0.5", "temperature", 0.5),
        ("GRADER_SEED", "", "seed", None),
        ("GRADER_DEADLINE", "5", "deadline", 5.0),
        ("GRADER_DATABASE", "postgres://u@h/d", "database", "postgresql+psycopg://u@h/d"),
        ("GRADER_DATABASE", "postgresql://u@h/d", "database", "postgresql+psycopg://u@h/d"),
        ("GRADER_DATABASE", "sqlite:///x.db", "database", "sqlite:///x.db"),
    ],
)
def test_a_variable_sets_its_field(name: str, text: str, field: str, value: object) -> None:
    assert getattr(read_settings({name: text}), field) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("GRADER_JUDGE", "oracle"),
        ("GRADER_TEMPERATURE", "hot"),
        ("GRADER_DEADLINE", "0"),
        ("OPENAI_BASE_URL", "file:///etc/passwd"),
        ("GRADER_ATTEMPTS", "9"),
        ("GRADER_DATABASE", "mysql://x"),
        ("GRADER_DATABASE", "grader.db"),
    ],
)
def test_a_wrong_value_is_named_by_its_variable(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: text})


def test_what_a_command_says_wins_over_the_environment() -> None:
    settings = read_settings({"GRADER_JUDGE": "llm"}, judge="keyword", model=None)
    assert settings.judge == "keyword"


def test_a_key_shows_in_no_representation() -> None:
    settings = read_settings({"OPENAI_API_KEY": "sk-secret"})
    assert "sk-secret" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_settings_are_picklable() -> None:
    settings = read_settings({"OPENAI_API_KEY": "sk-secret", "GRADER_PANEL": "a,b"})
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_every_field_has_one_variable() -> None:
    names = [variable(field) for field in Settings.model_fields]
    assert len(names) == len(set(names))
