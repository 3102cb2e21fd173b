"""What `grader batch` says of its rows at the end."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.tally import Tally
from grader.tables import Row

SHOWN = 10
"""Rows that are told one by one."""


class Unmarked:
    """Rows that came back without a grade_error of their own, since there was no room for one."""

    def __init__(self) -> None:
        self._count = 0
        self._shown: list[str] = []

    def add(self, row: Row, error: str | None) -> None:
        self._count += 1
        if self._count <= SHOWN:
            self._shown.append((error or "").partition(": ")[2])

    def said(self, source: str) -> Iterator[str]:
        """What the table cannot say of them."""
        for problem in self._shown:
            yield f"grader: {source}: {problem} (it came back as it was, without grade_error)"
        if self._count > SHOWN:
            yield f"grader: {source}: and {self._count - SHOWN:,} more like these; see --details"


def summary(tally: Tally) -> Iterator[str]:
    """The tally in a few lines."""
    yield f"{tally.rows:,} rows, {tally.graded:,} graded, {tally.to_review:,} to review"
    for rubric, levels in sorted(tally.levels.items()):
        counted = "  ".join(f"{level} {count:,}" for level, count in sorted(levels.items()))
        yield f"  {rubric:28} {counted}"
    for reason, count in tally.errors.most_common():
        yield f"  ungraded: {reason} {count:,}"
    judged = [f"{kind} {count:,}" for kind, count in tally.judges.most_common()]
    used = [f"{tally.calls:,} calls", f"{tally.cached:,} kept replies", f"${tally.cost_usd:.4f}"]
    yield "  judged by " + ", ".join(judged + (used if tally.calls or tally.cached else []))
