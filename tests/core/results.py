"""Results of every shape, for the tests of what is made of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from grader.core.grade import (
    Digests,
    Evidence,
    Finding,
    Grade,
    JudgeInfo,
    Result,
    Step,
    Ungraded,
    UngradedReason,
)
from grader.core.judgment import JudgeKind, Stance
from grader.core.rubric import Kind, Level, Rubric, Tell
from grader.core.writing.reading import read_rubric
from grader.usage import Usage
from tests.core.texts import TEXTS
from tests.rubric_texts import SMALL

CACHING = read_rubric(SMALL, "caching.yaml")
DIGESTS = Digests(rubric="r", prompt=None, answer="a")
KEYWORD = JudgeInfo(kind=JudgeKind.KEYWORD)


def said(tell: str, *quotes: str, stance: Stance = Stance.ASSERTED) -> Finding:
    """A finding on one of CACHING's tells, with its evidence."""
    return Finding(
        tell=tell,
        kind=CACHING.tell_by_id[tell].kind,
        matched=stance is Stance.ASSERTED,
        stance=stance,
        evidence=tuple(Evidence(start=0, end=len(text), text=text) for text in quotes),
    )


def l5(*findings: Finding, review: tuple[str, ...] = (), explanation: str = "Because.") -> Grade:
    """An L5 by CACHING, one tell short of L6; what is not in `findings` is absent."""
    found = {finding.tell: finding for finding in findings}
    absent = [said(tell.id, stance=Stance.ABSENT) for tell in CACHING.tells]
    return Grade(
        rubric=CACHING.id,
        level="L5",
        findings=tuple(found.get(finding.tell, finding) for finding in absent),
        next_step=Step(level="L6", needs=1, of=("stampede",)),
        explanation=explanation,
        follow_up="Where would you put it?",
        flags=(),
        review=review,
        judge=KEYWORD,
        usage=Usage(),
        digests=DIGESTS,
    )


UNGRADED = Ungraded(
    rubric=CACHING.id,
    reason=UngradedReason.OFF_TOPIC,
    explanation="It does not answer the question.",
    flags=(),
    review=("off-topic: look at it",),
    digests=DIGESTS,
)


def largest(*, matched: bool) -> tuple[Grade, Rubric]:
    """As many tells as a rubric may have, each with as much to say of it as there can be."""
    tells = tuple(
        Tell(id=f"{'t' * 76}-{kind.value[0]}{number}", kind=kind, level="L5", claim="<&>" * 1300)
        for number in range(20)
        for kind in Kind
    )
    ids = tuple(tell.id for tell in tells)
    rubric = Rubric(
        id="r" * 80,
        version=1,
        title="&" * 4000,
        question="Why?",
        levels=(Level(id="L" * 40, descriptor="Low."), Level(id="M" * 40, descriptor="High.")),
        tells=tells,
    )
    quotes = (Evidence(start=0, end=4, text="<b> " * 900),) * 3
    stance = Stance.ASSERTED if matched else Stance.QUOTED
    grade = l5(review=("&" * 900,) * 300, explanation="<" * 5000)
    return replace(
        grade,
        level="L" * 40,
        findings=tuple(
            Finding(tell=t.id, kind=t.kind, matched=matched, stance=stance, evidence=quotes)
            for t in tells
        ),
        next_step=Step(level="M" * 40, needs=9, of=ids, blocked_by=ids),
        follow_up="&" * 5000,
        judge=JudgeInfo(kind=JudgeKind.LLM, model="m" * 900, fallback_reason="&" * 900),
    ), rubric


_LONG = st.integers(min_value=1, max_value=400).map("a <b> & *c* ".__mul__)
_TEXT = st.one_of(TEXTS, _LONG)
_FILLED = _TEXT.map(lambda text: f"x{text}"[:4000].encode("utf-8", "replace").decode())


@st.composite
def graded(draw: st.DrawFn) -> tuple[Result, Rubric]:
    """A result and its rubric, as large and as strange as either may be."""
    claim = draw(_FILLED)
    count = draw(st.integers(min_value=1, max_value=60))
    width = draw(st.sampled_from((1, 20, 76)))
    tells = tuple(
        Tell(
            id=f"{'t' * width}-{number}",
            kind=draw(st.sampled_from(Kind)),
            level="L5",
            claim=claim,
        )
        for number in range(count)
    )
    rubric = Rubric(
        id="strange",
        version=1,
        title=draw(_FILLED),
        question="Why?",
        levels=(Level(id="L4", descriptor="Low."), Level(id="L5", descriptor="High.")),
        tells=tells,
    )
    review = tuple(draw(st.lists(_TEXT, max_size=3))) * draw(st.sampled_from((1, 200)))
    if draw(st.integers(0, 9)) == 0:
        result: Result = Ungraded(
            rubric=rubric.id,
            reason=UngradedReason.REFUSED,
            explanation=draw(_TEXT),
            flags=(),
            review=review,
            digests=DIGESTS,
        )
        return result, rubric
    quotes = tuple(Evidence(start=0, end=len(q), text=q) for q in draw(st.lists(_TEXT, max_size=4)))
    matched = draw(st.booleans())
    findings = tuple(
        Finding(
            tell=tell.id,
            kind=tell.kind,
            matched=matched,
            stance=Stance.ASSERTED if matched else draw(st.sampled_from(Stance)),
            evidence=quotes,
        )
        for tell in tells
    )
    ids = tuple(tell.id for tell in tells)
    return (
        Grade(
            rubric=rubric.id,
            level="L4",
            findings=findings,
            next_step=Step(level="L5", needs=count, of=ids, blocked_by=ids),
            explanation=draw(_TEXT),
            follow_up=draw(st.none() | _TEXT),
            flags=(),
            review=review,
            judge=JudgeInfo(kind=JudgeKind.LLM, model=draw(_TEXT), fallback_reason=draw(_TEXT)),
            usage=Usage(),
            digests=DIGESTS,
        ),
        rubric,
    )
