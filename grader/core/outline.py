"""What every page and message about a result says, in its order and words, before any markup."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grader.core.grade import Finding, Grade, JudgeInfo, Result
from grader.core.judgment import JudgeKind, Stance
from grader.core.rubric import Kind, Rubric
from grader.usage import Usage

_TITLES = (
    (Kind.STRONG_HIRE, "Strong-hire tells"),
    (Kind.SIGNAL, "Signals"),
    (Kind.DOWN_LEVEL, "Down-level tells"),
)
_NOTES = {
    Stance.REJECTED: "named, but turned down or taken back",
    Stance.QUOTED: "someone else's words, not the candidate's own claim",
}


class Mark(StrEnum):
    """The sign before a tell."""

    MATCHED = "✓"
    MISSING = "✗"
    AGAINST = "▼"
    """A down-level tell that is matched."""
    CLEAR = "·"
    """A down-level tell that is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One tell: its sign, what it claims, what to know about it, and quotes, each on one line."""

    tell: str
    mark: Mark
    claim: str
    note: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The tells of one kind, in the rubric's order."""

    title: str
    rows: tuple[Row, ...]

    @property
    def count(self) -> str:
        """Such as `2 of 5`: how many are matched."""
        matched = sum(row.mark in (Mark.MATCHED, Mark.AGAINST) for row in self.rows)
        return f"{matched} of {len(self.rows)}"


def sections(grade: Grade, rubric: Rubric) -> tuple[Section, ...]:
    """All findings, by kind. A kind of which the rubric has no tells is left out."""
    found = (
        (title, tuple(_row(f, rubric) for f in grade.findings if f.kind is kind))
        for kind, title in _TITLES
    )
    return tuple(Section(title=title, rows=rows) for title, rows in found if rows)


def claim_of(tell: str, rubric: Rubric) -> str:
    """What is matched when the tell is, completing "The candidate ..."."""
    told = rubric.tell_by_id[tell]
    return f"never {told.claim}" if told.absence else told.claim


def judged_by(judge: JudgeInfo, usage: Usage) -> str:
    """Who judged, why, and what it took."""
    if judge.kind is JudgeKind.KEYWORD:
        said = "Judged by the keyword scorer, without a model"
    else:
        said = f"Judged by {judge.kind} {judge.model or ''}".rstrip()
    if judge.fallback_reason:
        said += f", standing in for the LLM ({judge.fallback_reason})"
    if usage.input_tokens or usage.output_tokens:
        said += f" · {usage.input_tokens:,} tokens in, {usage.output_tokens:,} out"
    if usage.cached and not usage.calls:
        said += " · kept reply"
    if usage.cost_usd:
        said += f" · ${usage.cost_usd:.4f}"
    return said


def rungs(result: Result, rubric: Rubric) -> str:
    """The ladder on one line, the reached level in brackets: `L4 ━ [L5] ┄ L6`."""
    reached = rubric.ladder.index(result.level) if isinstance(result, Grade) else -1
    text = ""
    for rank, rung in enumerate(rubric.ladder):
        text += (" ━ " if rank <= reached else " ┄ ") if rank else ""
        text += f"[{rung}]" if rank == reached else rung
    return text


def _row(finding: Finding, rubric: Rubric) -> Row:
    noted = finding.stance in _NOTES
    shown = (finding.matched or noted) and not rubric.tell_by_id[finding.tell].absence
    quotes = tuple(" ".join(e.text.split()) for e in finding.evidence[:3]) if shown else ()
    if finding.kind is Kind.DOWN_LEVEL:
        mark = Mark.AGAINST if finding.matched else Mark.CLEAR
    else:
        mark = Mark.MATCHED if finding.matched else Mark.MISSING
    return Row(
        tell=finding.tell,
        mark=mark,
        claim=claim_of(finding.tell, rubric),
        note=_NOTES.get(finding.stance, ""),
        quotes=quotes,
    )
