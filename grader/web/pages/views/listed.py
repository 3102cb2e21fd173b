"""A grade as one line of a list."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.rubric import Rubric
from grader.store.record import Record
from grader.web.pages.views.reasons import Reason, reasons

_EXCERPT = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """`machine` is the machine's level where a person has put another in its place, else None."""

    id: str
    at: str
    title: str
    external_id: str | None
    level: str | None
    machine: str | None
    levels: tuple[str, ...]
    judge: str
    needs_review: bool
    reviewed: bool
    erased: bool
    follow_up: bool
    excerpt: str
    explanation: str
    reasons: tuple[Reason, ...]


def listed(record: Record, rubric: Rubric | None) -> Listed:
    """One line, from a record and its rubric, None where that is no longer there."""
    judge = record.result["judge"]
    overridden = record.level != record.final_level
    return Listed(
        id=record.id,
        at=record.created_at,
        title=rubric.title if rubric else record.rubric,
        external_id=record.external_id,
        level=record.final_level,
        machine=(record.level or "ungraded") if overridden else None,
        levels=rubric.ladder if rubric else (),
        judge=judge["kind"] if judge else "none",
        needs_review=record.needs_review,
        reviewed=bool(record.reviews),
        erased=record.erased_at is not None,
        follow_up=record.parent is not None,
        excerpt=_excerpt(record),
        explanation=record.result["explanation"],
        reasons=reasons(tuple(record.result["review"])),
    )


def _excerpt(record: Record) -> str:
    """How the candidate begins, on one line, cut at a word; empty where only others speak."""
    text = record.answer
    turn = next((t for t in record.turns if t["role"] == "candidate"), None)
    if text is None or (record.turns and turn is None):
        return ""
    start, end = (turn["start"], turn["end"]) if turn else (0, len(text))
    words = " ".join(text[start : min(end, start + 4 * _EXCERPT)].split())
    if len(words) <= _EXCERPT:
        return words
    cut = words[:_EXCERPT]
    return (cut.rpartition(" ")[0] or cut) + " …"
