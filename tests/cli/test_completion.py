"""Shell completion: the scripts, and what they get as answers."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from grader.cli import COMMANDS
from tests.cli.command import grader

SHELLS = ["bash", "zsh", "fish"]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_calls_grader_for_completions(shell: str) -> None:
    ran = grader("completion", shell)
    assert (ran.status, ran.err) == (0, "")
    assert f"_GRADER_COMPLETE={shell}_complete" in ran.out


@pytest.mark.parametrize("shell", [shell for shell in SHELLS if shutil.which(shell)])
def test_the_shells_that_are_here_can_read_their_script(shell: str) -> None:
    script = grader("completion", shell).out
    subprocess.run([shell, "-n"], input=script.encode(), check=True)


def test_commands_are_completed() -> None:
    env = {"_GRADER_COMPLETE": "bash_complete", "COMP_WORDS": "grader ", "COMP_CWORD": "1"}
    ran = grader(**env)
    assert ran.status == 0
    assert ran.out.split() == [f"plain,{name}" for name in COMMANDS]


def test_an_unknown_shell_is_status_2() -> None:
    assert grader("completion", "csh").status == 2
