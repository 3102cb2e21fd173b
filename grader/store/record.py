"""A grade as it is kept: the machine's verdict, and beside it what people said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

AGREE, OVERRIDE = "agree", "override"
NO_LEVEL = "none"
"""The level by which what has none is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEntry:
    """What one person said of a grade: agreed with it, or put a level or tells in its place."""

    at: str
    reviewer: str
    action: str
    level: str | None
    tells: Mapping[str, bool]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrade:
    """A grade that is to be kept; its fields are as those of Record."""

    result: Mapping[str, Any]
    answer: str
    turns: Sequence[Mapping[str, Any]]
    external_id: str | None = None
    parent: str | None = None
    batch: str | None = None
    batch_row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A grade as it is kept. `result` is the JSON of `grader.core.report.as_json`.

    `answer` is the text into which the evidence's offsets point, None once it is erased; `turns`
    are `speaker`, `role`, `start` and `end`. `parent` is the grade whose follow-up this answers,
    `batch` the batch of whose table it is row number `batch_row`, counted from 1.
    """

    id: str
    tenant: str
    created_at: str
    created_by: str
    external_id: str | None
    parent: str | None
    batch: str | None
    batch_row: int | None
    rubric: str
    result: Mapping[str, Any]
    answer: str | None
    turns: tuple[Mapping[str, Any], ...]
    needs_review: bool
    erased_at: str | None
    held: bool
    reviews: tuple[ReviewEntry, ...] = ()

    @property
    def level(self) -> str | None:
        """The machine's level; None when it is ungraded."""
        level: str | None = self.result["level"]
        return level

    @property
    def tells(self) -> dict[str, bool]:
        """Which tells hold: as the machine found, and where people said otherwise as they did."""
        held = {finding["tell"]: bool(finding["matched"]) for finding in self.result["findings"]}
        return held | self.corrections

    @property
    def corrections(self) -> dict[str, bool]:
        """What people said of single tells, the last word of each."""
        said: dict[str, bool] = {}
        for review in self.reviews:
            said |= review.tells
        return said

    @property
    def final_level(self) -> str | None:
        """The level that holds: the last one that a person set, else the machine's."""
        said = [review.level for review in self.reviews if review.level is not None]
        return said[-1] if said else self.level


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which grades are asked for, `until` not included. `cursor` is what the page before gave.

    `level` is the one that holds, as people left it; NO_LEVEL asks for what is not graded.
    """

    rubric: str | None = None
    level: str | None = None
    needs_review: bool | None = None
    judge: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    external_id: str | None = None
    parent: str | None = None
    batch: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of grades, newest first; `next_cursor` is None on the last."""

    records: tuple[Record, ...]
    next_cursor: str | None
