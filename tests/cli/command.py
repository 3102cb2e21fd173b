"""The `grader` command as its entry point runs it: arguments in, exit status and output out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from grader.cli import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run left behind."""

    status: int
    out: str
    err: str


def grader(*arguments: str, stdin: str | bytes = b"", **env: str | None) -> Ran:
    """Run `grader ARGUMENTS` in this process. A defect, an exception that is no exit, is raised."""
    with CliRunner().isolation(input=stdin, env=env) as (out, err, _), _argv(arguments):
        with pytest.raises(SystemExit) as stop:
            main()
        status = stop.value.code
        assert isinstance(status, int)
        sys.stdout.flush()
        return Ran(status=status, out=out.getvalue().decode(), err=err.getvalue().decode())


@contextmanager
def _argv(arguments: Sequence[str]) -> Iterator[None]:
    before = sys.argv
    sys.argv = ["grader", *arguments]
    try:
        yield
    finally:
        sys.argv = before
