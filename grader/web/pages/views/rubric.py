"""A rubric as a page: its ladder in words, its tells, and how often each was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.core.levels import in_words
from grader.core.rubric import Rubric, Tell
from grader.service.tell_counts import TellCount
from grader.web.pages.views.tells import SECTIONS, claim_of

BAR = 100
"""The width of a whole bar, in units of the drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    id: str
    descriptor: str
    takes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricTell:
    """One tell; `share` of all grades matched it, in percent, None where there are none."""

    id: str
    level: str
    claim: str
    guidance: str
    matches: tuple[str, ...]
    misses: tuple[str, ...]
    count: TellCount | None
    share: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricSection:
    title: str
    kind: str
    tells: tuple[RubricTell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpView:
    id: str
    question: str
    strong_answer: str
    takes: tuple[tuple[str, str], ...]
    sections: tuple[RubricSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricView:
    rubric: Rubric
    levels: tuple[LevelLine, ...]
    caps: tuple[str, ...]
    sections: tuple[RubricSection, ...]
    follow_ups: tuple[FollowUpView, ...]
    graded: int


def rubric_view(rubric: Rubric, counts: Mapping[str, TellCount]) -> RubricView:
    """The page of a rubric, with the counts of its tells."""
    levels = tuple(
        LevelLine(
            id=level.id,
            descriptor=level.descriptor.strip(),
            takes=in_words(rubric, level.requires),
        )
        for level in rubric.levels
    )
    return RubricView(
        rubric=rubric,
        levels=levels,
        caps=tuple(f"At most {cap.at} with {in_words(rubric, cap.when)}" for cap in rubric.caps),
        sections=_sections(rubric.tells, counts),
        follow_ups=tuple(_follow_up(rubric, follow_up.id) for follow_up in rubric.follow_ups),
        graded=max((count.graded for count in counts.values()), default=0),
    )


def _follow_up(rubric: Rubric, follow_up_id: str) -> FollowUpView:
    asked = rubric.follow_up(follow_up_id)
    by = rubric.for_follow_up(asked)
    return FollowUpView(
        id=asked.id,
        question=asked.question.strip(),
        strong_answer=asked.strong_answer.strip(),
        takes=tuple((level, in_words(by, rule)) for level, rule in asked.requires.items()),
        sections=_sections(asked.tells, {}),
    )


def _sections(tells: Sequence[Tell], counts: Mapping[str, TellCount]) -> tuple[RubricSection, ...]:
    by_kind = (
        (title, kind, tuple(_tell(t, counts.get(t.id)) for t in tells if t.kind is kind))
        for kind, title in SECTIONS
    )
    return tuple(
        RubricSection(title=title, kind=str(kind), tells=some)
        for title, kind, some in by_kind
        if some
    )


def _tell(tell: Tell, count: TellCount | None) -> RubricTell:
    share = round(BAR * count.matched / count.graded) if count and count.graded else None
    return RubricTell(
        id=tell.id,
        level=tell.level,
        claim=claim_of(tell),
        guidance=tell.guidance.strip(),
        matches=tell.examples.match,
        misses=tell.examples.miss,
        count=count,
        share=share,
    )
