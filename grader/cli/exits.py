"""Exit statuses, and errors as one line that says what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from grader.errors import GraderError, JudgeError

DONE = 0
WRONG = 2
"""The input, a setting, a rubric or the usage is wrong."""
UNGRADED = 3
JUDGE_FAILED = 4
INTERRUPTED = 130
"""Ctrl-C; what was graded is kept."""


def status_of(error: GraderError) -> int:
    return JUDGE_FAILED if isinstance(error, JudgeError) else WRONG


@contextmanager
def reporting_errors() -> Iterator[None]:
    """Turn a GraderError, or output that cannot be written, into one line and an exit status."""
    try:
        yield
    except GraderError as error:
        click.echo(f"grader: {error}", err=True)
        sys.exit(status_of(error))
    except OSError as error:
        place = error.filename or "standard output"
        click.echo(f"grader: {place}: {error.strerror or error}", err=True)
        sys.exit(WRONG)
