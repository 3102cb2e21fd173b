"""The page of a result: what it says for each kind of judge, stance and level."""

from __future__ import annotations

import pytest
from rich.console import Console

from grader.cli.show import ladder, page
from grader.core.grade import (
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
from grader.core.rubric import Kind
from grader.usage import Usage
from tests.core.results import CACHING, DIGESTS

ABSENT = {tell.id: (tell.absence, Stance.ABSENT, "") for tell in CACHING.tells}


def graded(
    level: str = "L4",
    judge: JudgeInfo | None = None,
    usage: Usage | None = None,
    step: Step | None = None,
    review: tuple[str, ...] = (),
    **changes: tuple[bool, Stance, str],
) -> Grade:
    """A grade; `changes` give a tell's id, with `_` for `-`: matched, stance and words."""
    said = ABSENT | {name.replace("_", "-"): change for name, change in changes.items()}
    return Grade(
        rubric=CACHING.id,
        level=level,
        findings=tuple(
            Finding(
                tell=tell,
                kind=CACHING.tell_by_id[tell].kind,
                matched=matched,
                stance=stance,
                evidence=(Evidence(start=0, end=len(text), text=text),) if text else (),
            )
            for tell, (matched, stance, text) in said.items()
        ),
        next_step=step,
        explanation="Because.",
        follow_up="And then?",
        flags=(),
        review=review,
        judge=judge or JudgeInfo(kind=JudgeKind.KEYWORD),
        usage=usage or Usage(),
        digests=DIGESTS,
    )


def shown(result: Result, width: int = 80, *, colour: bool = False) -> str:
    console = Console(
        width=width, color_system="standard" if colour else None, force_terminal=colour
    )
    with console.capture() as captured:
        console.print(page(result, CACHING))
    return captured.get()


@pytest.mark.parametrize(
    ("level", "text"),
    [
        ("L4", "[ L4 ] ┄┄┄┄┄ L5 ┄┄┄┄┄ L6"),
        ("L5", "L4 ━━━━━ [ L5 ] ┄┄┄┄┄ L6"),
        ("L6", "L4 ━━━━━ L5 ━━━━━ [ L6 ]"),
    ],
)
def test_the_ladder_marks_the_level(level: str, text: str) -> None:
    assert ladder(level, CACHING).plain == text


@pytest.mark.parametrize(
    ("judge", "usage", "text"),
    [
        (
            JudgeInfo(kind=JudgeKind.KEYWORD),
            Usage(),
            "Judged by the keyword scorer, without a model",
        ),
        (
            JudgeInfo(kind=JudgeKind.KEYWORD, fallback_reason="unreachable: no route"),
            Usage(),
            "without a model, standing in for the LLM (unreachable: no route)",
        ),
        (
            JudgeInfo(kind=JudgeKind.LLM, model="m"),
            Usage(input_tokens=1234, output_tokens=56, calls=1, cost_usd=0.0123),
            "Judged by llm m · 1,234 tokens in, 56 out · $0.0123",
        ),
        (
            JudgeInfo(kind=JudgeKind.PANEL, model="m, n"),
            Usage(input_tokens=1, output_tokens=2, cached=2),
            "Judged by panel m, n · 1 tokens in, 2 out · kept reply",
        ),
    ],
)
def test_who_judged_and_what_it_took(judge: JudgeInfo, usage: Usage, text: str) -> None:
    assert text in " ".join(shown(graded(judge=judge, usage=usage)).split())


def test_a_tell_that_is_turned_down_or_quoted_says_so_with_its_words() -> None:
    said = shown(
        graded(
            hit_rate=(False, Stance.REJECTED, "A hit rate\n  tells nothing."),
            stampede=(False, Stance.QUOTED, "They say stampede."),
            cache_all=(True, Stance.ASSERTED, "Cache it all."),
        )
    )
    for text in (
        "✗ hit-rate",
        "named, but turned down or taken back",
        "“A hit rate tells nothing.”",
        "someone else's words, not the candidate's own claim",
        "“They say stampede.”",
        "▼ cache-all",
        "“Cache it all.”",
        "▼ no-measuring  never mentions measuring",
        "Down-level tells  2 of 2",
    ):
        assert text in said


def test_what_is_missing_and_what_holds_back() -> None:
    step = Step(level="L5", needs=1, of=("hit-rate", "invalidation"), blocked_by=("cache-all",))
    said = shown(graded(step=step, review=("flag: mixed-script",)))
    for text in (
        "Missing for L5",
        "1 of: hit-rate, invalidation",
        "held back by: cache-all",
        "For a person to look at",
        "! flag: mixed-script",
        "Ask next  And then?",
    ):
        assert text in said
    assert "Missing" not in shown(graded("L6"))


def test_ungraded_shows_no_level() -> None:
    result = Ungraded(
        rubric=CACHING.id,
        reason=UngradedReason.REFUSED,
        explanation="A person has to.",
        flags=(),
        review=("ungraded: refused",),
        digests=DIGESTS,
    )
    said = shown(result)
    assert "Not graded  A person has to." in said
    assert "! ungraded: refused" in said
    assert "L4" not in said


def test_what_a_candidate_writes_is_no_markup() -> None:
    said = shown(graded(hit_rate=(True, Stance.ASSERTED, "[red]x[/red] :smile: [/]")))
    assert "“[red]x[/red] :smile: [/]”" in said


def test_colour_only_where_it_is_wanted() -> None:
    assert "\x1b[" in shown(graded(), colour=True)
    assert "\x1b[" not in shown(graded())


def test_a_narrow_terminal_loses_no_word() -> None:
    words = "We looked at the hit rate of every shard before anything else was decided."
    said = shown(graded(hit_rate=(True, Stance.ASSERTED, words)), width=40)
    assert f"“{words}”" in " ".join(said.split())
    assert max(len(line) for line in said.splitlines()) <= 40


def test_kinds_have_a_section_each() -> None:
    said = shown(graded())
    assert {finding.kind for finding in graded().findings} == set(Kind)
    for title in ("Strong-hire tells  0 of 2", "Signals  0 of 1", "Down-level tells  1 of 2"):
        assert title in said
