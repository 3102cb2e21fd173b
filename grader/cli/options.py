"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def judge_option(command: Command) -> Command:
    """`--judge`, as the argument `judge`; None where it is not given."""
    return click.option(
        "--judge",
        type=click.Choice(["auto", "llm", "keyword", "panel", "replay"]),
        help="Who judges; auto asks the LLM where one is configured.  "
        "[default: GRADER_JUDGE or auto]",
    )(command)


def log_option(command: Command) -> Command:
    """`--log`, as the argument `level`."""
    return click.option(
        "--log",
        "level",
        type=click.Choice(["debug", "info", "warning", "error"]),
        default="warning",
        show_default=True,
        help="What is logged, as JSON lines on standard error; info logs each request.",
    )(command)
