"""Questions to whoever sits at the terminal, also while standard input carries the data."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, TypeAlias

import click

Ask: TypeAlias = Callable[[str, str], str]
"""Takes a question and the answer that Enter stands for; gives what was typed."""

_TERMINAL = "CONIN$" if os.name == "nt" else "/dev/tty"


@contextmanager
def asking(*, stdin_is_free: bool) -> Iterator[Ask | None]:
    """How to ask, or None where nobody would see a question or could answer it.

    Where standard input is taken by the data, the answers come from the terminal itself.
    """
    if not sys.stderr.isatty():
        yield None
        return
    if stdin_is_free:
        yield _through(sys.stdin) if sys.stdin.isatty() else None
        return
    with ExitStack() as stack:
        try:
            terminal = stack.enter_context(open(_TERMINAL, encoding="utf-8", errors="replace"))
        except OSError:
            yield None
            return
        yield _through(terminal)


def _through(source: IO[str]) -> Ask:
    def ask(question: str, default: str) -> str:
        shown = f"{question} [{default}]: " if default else f"{question}: "
        click.echo(shown, err=True, nl=False)
        line = source.readline()
        if not line.endswith("\n"):
            click.echo(err=True)
        return line.strip() or default

    return ask
