"""One grade as a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grader.core.rubric import Rubric
from grader.store.audit import AuditEntry
from grader.store.record import Record, ReviewEntry
from grader.web.pages.views.answer import TurnLine, turns
from grader.web.pages.views.ladder import Rung, ladder
from grader.web.pages.views.reasons import Reason, reasons
from grader.web.pages.views.tells import Section, TellLine, claim_of, quotes, sections


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What is missing for the next level: `needs` of `of`, and what holds the grade back."""

    level: str
    needs: int
    of: tuple[tuple[str, str], ...]
    blocked_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeView:
    """All that the page of a grade shows. `rubric` is None where it is no longer there."""

    record: Record
    rubric: Rubric | None
    title: str
    question: str
    changed: bool
    """Whether the rubric says something else than when this was graded."""
    rungs: tuple[Rung, ...]
    final: str | None
    said: str
    """Why this level, in the machine's words."""
    judged: str
    sections: tuple[Section, ...]
    turns: tuple[TurnLine, ...]
    reasons: tuple[Reason, ...]
    flags: tuple[Reason, ...]
    step: NextStep | None
    reviews: tuple[ReviewEntry, ...]
    trail: tuple[AuditEntry, ...]
    next_follow_up: bool
    """Whether the answer to the follow-up can be graded from this page."""

    @property
    def tells(self) -> tuple[TellLine, ...]:
        return tuple(tell for section in self.sections for tell in section.tells)


def grade_view(
    record: Record, rubric: Rubric | None, trail: tuple[AuditEntry, ...] = ()
) -> GradeView:
    """What the page shows of a record, its rubric as it is today, and its audit trail."""
    result = record.result
    levels = [(level.id, level.descriptor) for level in rubric.levels] if rubric else []
    review = tuple(result["review"])
    flagged = {one for one in review if one.startswith("flag:")}
    return GradeView(
        record=record,
        rubric=rubric,
        title=rubric.title if rubric else record.rubric,
        question=rubric.question.strip() if rubric else "",
        changed=rubric is not None and rubric.digest != result["digests"]["rubric"],
        rungs=ladder(levels, record.final_level, record.level),
        final=record.final_level,
        said=result["explanation"],
        judged=judged_by(result),
        sections=sections(result["findings"], rubric, record.corrections),
        turns=turns(record, quotes(result["findings"])),
        reasons=reasons(tuple(one for one in review if one not in flagged)),
        flags=reasons(tuple(f"flag: {flag}" for flag in result["flags"])),
        step=_step(result["next_step"], rubric),
        reviews=record.reviews,
        trail=trail,
        next_follow_up=record.parent is None and bool(rubric and rubric.follow_ups),
    )


def judged_by(result: Any) -> str:
    """Who judged, at what cost, as one line."""
    judge, usage = result["judge"], result["usage"]
    if judge is None:
        return "No judge was asked"
    if judge["kind"] == "keyword":
        said = "Judged by the keyword scorer, without a model"
    else:
        who = "a panel" if judge["kind"] == "panel" else "a model"
        said = f"Judged by {who}" + (f", {judge['model']}" if judge["model"] else "")
    parts = [said]
    if judge["holistic_level"]:
        parts.append(f"{judge['holistic_level']} as a whole")
    if usage["input_tokens"] or usage["output_tokens"]:
        parts.append(f"{usage['input_tokens']:,} tokens in, {usage['output_tokens']:,} out")
    if usage["cached"] and not usage["calls"]:
        parts.append("kept reply")
    if usage["cost_usd"]:
        parts.append(f"${usage['cost_usd']:.4f}")
    return " · ".join(parts)


def _step(step: Any, rubric: Rubric | None) -> NextStep | None:
    if step is None:
        return None
    return NextStep(
        level=step["level"],
        needs=step["needs"],
        of=tuple((tell, _claim(tell, rubric)) for tell in step["of"]),
        blocked_by=tuple((tell, _claim(tell, rubric)) for tell in step["blocked_by"]),
    )


def _claim(tell: str, rubric: Rubric | None) -> str:
    found = rubric.tell_by_id.get(tell) if rubric else None
    return claim_of(found) if found else tell
