"""Exit statuses: as documented, for every error that there is."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys

import pytest

from grader import errors
from grader.cli import COMMANDS
from grader.cli.exits import JUDGE_FAILED, WRONG, reporting_errors, status_of
from grader.errors import GraderError, InputError, JudgeError
from tests.cli.command import grader

ERRORS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, GraderError) and kind is not GraderError
]


@pytest.mark.parametrize("kind", ERRORS)
def test_errors_of_the_judge_are_4_and_all_others_2(kind: type[GraderError]) -> None:
    expected = JUDGE_FAILED if issubclass(kind, JudgeError) else WRONG
    assert status_of(kind("said")) == expected


def test_an_error_is_one_line_with_its_hint(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop, reporting_errors():
        raise InputError("It is wrong", "Mend it")
    assert stop.value.code == WRONG
    assert capsys.readouterr().err == "grader: It is wrong. Mend it\n"


def test_a_defect_is_not_reported_as_a_mistake_of_the_user() -> None:
    with pytest.raises(ZeroDivisionError), reporting_errors():
        raise ZeroDivisionError


def test_output_that_cannot_be_written_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop, reporting_errors():
        raise OSError(28, "No space left on device")
    assert stop.value.code == WRONG
    assert capsys.readouterr().err == "grader: standard output: No space left on device\n"


def test_help_lists_every_command_and_every_status() -> None:
    ran = grader("--help")
    assert (ran.status, ran.err) == (0, "")
    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in ran.out
        assert line.rstrip(".") in ran.out
    for status in (0, 2, 3, 4):
        assert f"\n    {status}  " in ran.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    ran = grader(name, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: grader {name} ")


@pytest.mark.parametrize("arguments", [["nope"], ["--nope"], []])
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    ran = grader(*arguments)
    assert ran.status == 2
    assert "Usage: grader" in ran.err


def test_as_a_process_of_its_own_on_a_poor_terminal() -> None:
    """The page has rules and quotation marks that this encoding lacks."""
    command = "from grader.cli import main; main()"
    arguments = ["grade", "--rubric", "fine-tuning-modes", "--judge", "keyword"]
    ran = subprocess.run(
        [sys.executable, "-c", command, *arguments],
        input=b"Start with a prompt, then SFT with LoRA for the format, and DPO for the taste.",
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )
    assert ran.stderr == b""
    assert rb"\u2504" in ran.stdout
