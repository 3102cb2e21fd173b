"""How far a batch is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

import click

from grader.core.tally import Tally

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

EVERY = 5.0
"""Seconds between plain lines."""


class Progress:
    """Shows a tally on stderr as it grows. `total` is None where the rows cannot be counted."""

    def __init__(self, total: int | None, *, hidden: bool = False) -> None:
        self._total = total
        self._hidden = hidden
        self._begun = time.monotonic()
        self._shown = self._begun
        self._bar = None if hidden or not _terminal() else _open_bar(total)

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def show(self, tally: Tally) -> None:
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=tally.rows, said=_said(tally))
            return
        now = time.monotonic()
        if not self._hidden and now - self._shown >= EVERY:
            self._shown = now
            click.echo(self._line(tally, now - self._begun), err=True)

    def _line(self, tally: Tally, seconds: float) -> str:
        rate = tally.rows / seconds
        of = f" of {self._total:,}" if self._total else ""
        left = f", {(self._total - tally.rows) / rate:,.0f} s left" if self._total and rate else ""
        return f"{tally.rows:,}{of} rows, {rate:,.0f} a second{left}, {_said(tally)}"


def _said(tally: Tally) -> str:
    parts = [f"${tally.cost_usd:.2f}"] if tally.cost_usd else []
    parts += [f"{tally.fallbacks:,} by fallback"] if tally.fallbacks else []
    parts += [f"{tally.ungraded:,} ungraded"] if tally.ungraded else []
    return ", ".join(parts) or f"{tally.graded:,} graded"


def _terminal() -> bool:
    return sys.stderr.isatty()


def _open_bar(total: int | None) -> Bar:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    bar = Bar(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[said]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    bar.add_task("grading", total=total, said="")
    return bar
