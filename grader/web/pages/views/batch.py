"""A batch as a page: what its columns are taken for, how far it is, and its levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.sheet import ANSWERS
from grader.store.batches import Batch

BAR = 100
"""The width of the longest bar, in units of the drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`use` is `answer`, `rubric`, or empty for a column that comes back as it is."""

    name: str
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the histogram: `length` is in 0..BAR. `graded` is False for what has no level."""

    name: str
    count: int
    length: float
    graded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    batch: Batch
    columns: tuple[Column, ...]
    bars: tuple[Bar, ...]


def batch_view(batch: Batch, ladder: Sequence[str] = ()) -> BatchView:
    """The page of a batch. `ladder` puts the levels in order, lowest first."""
    named = [level for level in ladder if level in batch.levels]
    order = [*named, *sorted(set(batch.levels) - set(named))]
    counts = [(level, batch.levels[level], True) for level in order]
    if batch.ungraded:
        counts.append(("Not graded", batch.ungraded, False))
    most = max((count for _, count, _ in counts), default=0) or 1
    return BatchView(
        batch=batch,
        columns=_columns(batch),
        bars=tuple(
            Bar(name=name, count=count, length=round(BAR * count / most, 2), graded=graded)
            for name, count, graded in counts
        ),
    )


def _columns(batch: Batch) -> tuple[Column, ...]:
    uses = dict.fromkeys(ANSWERS, "answer")
    if batch.rubric is None:
        uses["rubric"] = "rubric"
    return tuple(Column(name=name, use=uses.get(name.strip(), "")) for name in batch.columns)
