"""What a person says of a grade: checked against the rubric, and a level by its rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grader.core.levels import decide
from grader.core.rubric import Rubric
from grader.errors import InputError
from grader.service.short import short
from grader.store.clock import now
from grader.store.record import OVERRIDE, Record, ReviewEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's word on a grade: a level of the rubric, or tells that are or are not there."""

    reviewer: str
    reason: str = ""
    level: str | None = None
    tells: Mapping[str, bool] = field(default_factory=dict)


def settled(review: Review, record: Record, rubric: Rubric) -> Review:
    """An override as it is kept: one that names tells alone gets the level that the rule gives.

    Raises InputError for what the rubric does not have, and for one that says nothing.
    """
    if review.level is None and not review.tells:
        raise InputError("level, tells: an override sets one of them", "Or agree")
    if review.level is not None and review.level not in rubric.ladder:
        levels = ", ".join(rubric.ladder)
        raise InputError(f"level: {review.level!r} is none of {levels}", "Name one of them")
    unknown = sorted(set(review.tells) - rubric.tell_by_id.keys())
    if unknown:
        raise InputError(f"tells: {rubric.id} has no {unknown[0]!r}", "Use the rubric's ids")
    if review.level is not None:
        return review
    held = {tell for tell, there in {**record.tells, **review.tells}.items() if there}
    return replace(review, level=decide(rubric, held).level)


def entry(review: Review, action: str) -> ReviewEntry:
    """The review as the record keeps it, at this moment.

    Raises InputError without a reviewer, and for an override without a reason.
    """
    reviewer = short("reviewer", review.reviewer.strip(), least=1)
    if action == OVERRIDE and not review.reason.strip():
        raise InputError("reason: an override needs one", "Say why it differs")
    return ReviewEntry(
        at=now(),
        reviewer=reviewer,
        action=action,
        level=review.level,
        tells=review.tells,
        reason=review.reason,
    )
