"""`grader doctor`: what it says of the installation, the settings and the endpoint."""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from pathlib import Path

import pytest

from grader.library import Library
from grader.settings import Settings, variable
from tests.cli.command import Ran, grader
from tests.judge.misbehaving import Misbehaving, Play, error, says

FITS = says('{"level": "L5"}')
KEY = "sk-not-a-key"


def test_it_names_what_is_installed_and_every_setting(tmp_path: Path) -> None:
    ran = grader("doctor")
    assert (ran.status, ran.err) == (0, "")
    library = Library()
    assert f"grader {version('grader')}" in ran.out
    for rubric_id in library.rubric_ids():
        assert rubric_id in ran.out
    assert library.templates().digest[:16] in ran.out
    assert f"{tmp_path / 'grader-home'} (can be written)" in ran.out
    for field in Settings.model_fields:
        assert f" {variable(field)} " in ran.out
    assert "none configured: the keyword scorer grades alone" in ran.out


def test_what_is_set_is_marked_and_a_key_is_not_shown(tmp_path: Path) -> None:
    async def run() -> Ran:
        async with Misbehaving([FITS]) as server:
            env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY, "GRADER_PANEL": "a,b"}
            return await asyncio.to_thread(grader, "doctor", **env)

    out = asyncio.run(run()).out
    lines = {line[2:23].strip(): line for line in out.splitlines() if "GRADER_" in line}
    assert lines["GRADER_PANEL"] == "* GRADER_PANEL         a, b"
    assert lines["GRADER_JUDGE"].startswith("  ")
    assert "* OPENAI_API_KEY       set" in out
    assert KEY not in out


def test_a_database_is_shown_without_its_password() -> None:
    url = "postgresql+psycopg://ana:secret@127.0.0.1/grader"
    out = grader("doctor", GRADER_DATABASE=url).out
    assert "postgresql+psycopg://127.0.0.1/grader" in out
    assert "secret" not in out


def test_a_rubric_that_cannot_be_read_is_named_and_takes_no_other_with_it(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "broken.yaml").write_text("id: [")
    out = grader("doctor", GRADER_RUBRICS=str(own)).out
    assert "broken cannot be read: see `grader rubrics check`" in out
    assert "rubrics   4: " in out
    pasted = "Interviewer: Explain RLHF and DPO.\nCandidate: DPO needs no reward model."
    ran = grader("paste", "--rubric", "rlhf-and-dpo", "-", GRADER_RUBRICS=str(own), stdin=pasted)
    assert ran.status == 0, ran.err


def test_a_home_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever runs the tests may be allowed to write anywhere.
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    assert "(cannot be written: set GRADER_HOME)" in grader("doctor").out


REJECTED = error(400, "response_format is not supported", "bad")
PROBES: list[tuple[list[Play], int, list[str], str]] = [
    (
        [FITS],
        0,
        ["works  json_schema", "works  json_object", "works  none"],
        "GRADER_STRUCTURED=json_schema is supported",
    ),
    (
        [REJECTED, FITS, FITS],
        0,
        ["fails  json_schema", "works  json_object", "works  none"],
        "does not work here: set it to json_object",
    ),
    (
        [says("Sure! It is L5."), says('{"level": "L9"}'), FITS],
        0,
        ["fails  json_schema  gave 'Sure! It is L5.'", "fails  json_object", "works  none"],
        "does not work here: set it to none",
    ),
    (
        [error(401, f"Incorrect API key provided: {KEY}", "invalid_api_key")],
        4,
        ["fails  json_schema", "fails  json_object", "fails  none"],
        "no mode works: mend what the lines above say",
    ),
]


@pytest.mark.parametrize(("plays", "status", "lines", "advice"), PROBES)
async def test_each_mode_is_tried(
    plays: list[Play], status: int, lines: list[str], advice: str
) -> None:
    async with Misbehaving(plays) as server:
        env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY}
        ran = await asyncio.to_thread(grader, "doctor", **env)
    assert ran.status == status, ran.out
    assert f"asking gpt-5-mini at {server.url} ..." in ran.out
    for line in [*lines, advice]:
        assert line in ran.out
    assert KEY not in ran.out
    formats = [seen.body.get("response_format", {}).get("type") for seen in server.seen]
    assert formats == ["json_schema", "json_object", None]


def test_a_wrong_setting_is_named() -> None:
    ran = grader("doctor", GRADER_DEADLINE="soon")
    assert ran.status == 2
    assert ran.err.startswith("grader: GRADER_DEADLINE: ")
