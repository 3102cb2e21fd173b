"""The final result: a Grade, or Ungraded with the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from grader.core.judgment import JudgeKind, Stance
from grader.core.rubric import Kind
from grader.usage import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verified span: `text` is exactly `answer.text[start:end]`, in a turn of the candidate."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One tell's verdict, after its evidence was checked.

    `matched` is what the level rule sees. For an absence tell it is True when the thing is absent.
    """

    tell: str
    kind: Kind
    matched: bool
    stance: Stance
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeInfo:
    """Who judged. `fallback_reason` says why the keyword scorer stood in for the LLM."""

    kind: JudgeKind
    model: str | None = None
    holistic_level: str | None = None
    fallback_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """SHA-256, in hex, of what the grade rests on. `prompt` is None when no LLM was asked."""

    rubric: str
    prompt: str | None
    answer: str


class UngradedReason(StrEnum):
    EMPTY = "empty"
    """No words of the candidate's to grade."""
    QUESTION_ECHO = "question-echo"
    """Only the question's own words."""
    INSTRUCTIONS_ONLY = "instructions-only"
    """Only text aimed at the grader."""
    OFF_TOPIC = "off-topic"
    """No attempt to answer this question."""
    REFUSED = "refused"
    """The model declined or a content filter stopped it; a person has to grade it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What separates the grade from the next level.

    `level` is the next level, `needs` how many of `of` (ids of tells) are still missing, and
    `blocked_by` the matched down-level tells that cap the grade below it.
    """

    level: str
    needs: int
    of: tuple[str, ...]
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A level, and everything needed to explain, replay and audit it."""

    rubric: str
    level: str
    findings: tuple[Finding, ...]
    next_step: Step | None
    """None at the highest level."""
    explanation: str
    """Why this level, in one or two sentences, from the rule alone."""
    follow_up: str | None
    """The follow-up question to ask."""
    flags: tuple[str, ...]
    review: tuple[str, ...]
    """Why a person should look; empty when nothing calls for it."""
    judge: JudgeInfo
    usage: Usage
    digests: Digests

    @property
    def missing_for_next_level(self) -> tuple[str, ...]:
        """Ids of the tells of which `next_step.needs` would lift the grade to the next level."""
        return self.next_step.of if self.next_step else ()

    @property
    def matched(self) -> tuple[str, ...]:
        """Ids of the matched tells, in the rubric's order."""
        return tuple(finding.tell for finding in self.findings if finding.matched)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ungraded:
    """No grade, and why. Never to be read as a low grade."""

    rubric: str
    reason: UngradedReason
    explanation: str
    flags: tuple[str, ...]
    review: tuple[str, ...]
    digests: Digests
    follow_up: str | None = None
    judge: JudgeInfo | None = None
    usage: Usage = field(default_factory=Usage)


Result: TypeAlias = Grade | Ungraded
