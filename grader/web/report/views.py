"""A tally as the page shows it: figures, tables and plots, section by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.core.judgment import JudgeKind
from grader.core.ladders import assumed, merged
from grader.core.rubric import Kind, Rubric, Tell
from grader.core.tally import Tally
from grader.web.pages.views.reasons import reason
from grader.web.report import plots
from grader.web.report.cost import used
from grader.web.report.numbers import dollars, most, share, title_of

KINDS = (
    (Kind.STRONG_HIRE, "Strong-hire tells", "good"),
    (Kind.SIGNAL, "Signals", "accent"),
    (Kind.DOWN_LEVEL, "Down-level tells", "bad"),
)
_JUDGES = {
    JudgeKind.LLM: "a model",
    JudgeKind.KEYWORD: "the keyword scorer",
    JudgeKind.PANEL: "a panel of models",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the figures at the head of the page."""

    name: str
    value: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A line of a table: a code, what it means, and how many there are."""

    code: str
    said: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A plot and the numbers in it."""

    title: str
    svg: str
    lines: Sequence[Counted] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TellLine:
    """A tell, and in how many of graded answers it is matched."""

    id: str
    claim: str
    level: str
    count: int
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricTells:
    """The tells of one rubric: the plot, and the tells by kind."""

    id: str
    title: str
    graded: int
    svg: str
    groups: Sequence[tuple[str, str, Sequence[TellLine]]]
    """Title, tone and tells of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """How many answers by each rubric reached each level."""

    ladder: Sequence[str]
    svg: str
    lines: Sequence[tuple[str, Sequence[int | None], int]]
    """A rubric's title, its count by level (None where it has no such level), and their sum."""
    totals: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreements:
    """Where the rule and the judge as a whole give different levels."""

    compared: int
    differing: int
    svg: str
    lines: Sequence[tuple[str, str, int]]
    """Level by the rule, level by the judge, and how many."""


def figures(tally: Tally) -> Iterator[Figure]:
    yield Figure(name="Rows", value=f"{tally.rows:,}")
    yield Figure(name="Graded", value=f"{tally.graded:,}", note=share(tally.graded, tally.rows))
    tone = "look" if tally.to_review else ""
    noted = f"{share(tally.to_review, tally.graded)} of graded"
    yield Figure(name="To review", value=f"{tally.to_review:,}", note=noted, tone=tone)
    if tally.ungraded:
        noted = share(tally.ungraded, tally.rows)
        yield Figure(name="Not graded", value=f"{tally.ungraded:,}", note=noted, tone="bad")
    total = used(tally)
    yield Figure(name="Cost", value=dollars(total), note="in this run")
    yield Figure(name="Calls", value=f"{tally.calls:,}", note="requests sent")
    yield Figure(name="Kept replies", value=f"{tally.cached:,}", note="not paid for again")


def judged_by(tally: Tally) -> str:
    """Who judged, in a sentence."""
    kinds = [f"{_JUDGES[JudgeKind(k)]} ({n:,})" for k, n in most(tally.judges)]
    if not kinds:
        return "Nothing could be graded."
    said = f"Judged by {', '.join(kinds)}"
    if tally.models:
        said += f", with {', '.join(model for model, _ in most(tally.models))}"
    if tally.fallbacks:
        said += f". The keyword scorer stood in for the model {tally.fallbacks:,} times"
    return f"{said}."


def levels(tally: Tally, rubrics: Mapping[str, Rubric]) -> Levels:
    ladders = {rubric: _ladder(tally, rubrics, rubric) for rubric in sorted(tally.levels)}
    whole = merged(ladders.values())
    counts = {rubric: tally.levels[rubric] for rubric in ladders}
    return Levels(
        ladder=whole,
        svg=plots.stacks(
            [
                plots.Stack(
                    label=rubric,
                    note=f"{counts[rubric].total():,} graded",
                    parts=[(level, counts[rubric][level]) for level in ladder],
                )
                for rubric, ladder in ladders.items()
            ],
            whole,
            "levels",
        ),
        lines=[
            (
                title_of(rubrics, rubric),
                [counts[rubric][level] if level in ladder else None for level in whole],
                counts[rubric].total(),
            )
            for rubric, ladder in ladders.items()
        ],
        totals=[sum(count[level] for count in counts.values()) for level in whole],
    )


def _ladder(tally: Tally, rubrics: Mapping[str, Rubric], rubric: str) -> Sequence[str]:
    seen = tally.levels[rubric]
    known = rubrics[rubric].ladder if rubric in rubrics else assumed(seen)
    return (*known, *sorted(seen.keys() - set(known)))


def tells(tally: Tally, rubrics: Mapping[str, Rubric]) -> Iterator[RubricTells]:
    for place, rubric in enumerate(sorted(tally.levels)):
        graded = tally.levels[rubric].total()
        counts = tally.tells[rubric]
        groups = [
            (title, tone, [_tell(tell, counts[tell.id], graded) for tell in some])
            for title, tone, some in _kinds(rubrics[rubric].tells if rubric in rubrics else ())
        ]
        drawn = [
            plots.Bars(
                title=title,
                tone=tone,
                bars=[_bar(line, graded) for line in lines],
            )
            for title, tone, lines in groups
        ]
        yield RubricTells(
            id=rubric,
            title=title_of(rubrics, rubric),
            graded=graded,
            svg=plots.bars(drawn, f"tells-{place}"),
            groups=groups,
        )


def _kinds(tells: Sequence[Tell]) -> Iterator[tuple[str, str, list[Tell]]]:
    for kind, title, tone in KINDS:
        some = [tell for tell in tells if tell.kind is kind]
        if some:
            yield title, tone, some


def _bar(line: TellLine, graded: int) -> plots.Bar:
    note = f"{line.count:,} · {line.share}"
    return plots.Bar(label=line.id, share=line.count / graded, note=note)


def _tell(tell: Tell, count: int, graded: int) -> TellLine:
    return TellLine(
        id=tell.id,
        claim=f"never {tell.claim}" if tell.absence else tell.claim,
        level=tell.level,
        count=count,
        share=share(count, graded),
    )


def counted(title: str, counts: Counter[str], name: str, tone: str) -> Chart:
    """Counts by code, the most frequent first."""
    prefix = "flag: " if name == "flags" else ""
    lines = [Counted(code=code, said=_said(f"{prefix}{code}"), count=n) for code, n in most(counts)]
    largest = max(counts.values(), default=0)
    drawn = [
        plots.Bar(label=line.code, share=line.count / largest, note=f"{line.count:,}")
        for line in lines
    ]
    svg = plots.bars([plots.Bars(title="", tone=tone, bars=drawn)], name) if drawn else ""
    return Chart(title=title, svg=svg, lines=lines)


def _said(code: str) -> str:
    """A reason in words; none where there are no better ones than its code."""
    said = reason(code).said
    return "" if said == code else said


def disagreements(tally: Tally, rubrics: Mapping[str, Rubric]) -> Disagreements:
    differing = tally.disagreements.total()
    ladder = merged(_ladder(tally, rubrics, rubric) for rubric in sorted(tally.levels))
    counts = tally.disagreements | Counter({(at, at): n for at, n in tally.agreed.items()})
    whole = merged([ladder, sorted({level for pair in counts for level in pair})])
    return Disagreements(
        compared=differing + tally.agreed.total(),
        differing=differing,
        svg=plots.grid(whole, counts, "disagreements") if counts else "",
        lines=[(rule, judge, n) for (rule, judge), n in most(tally.disagreements)],
    )
