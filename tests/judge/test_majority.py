"""What a panel makes of its ballots: majorities by tell, and the median level."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.judgment import Judgment, Stance, Verdict
from grader.judge.panel import Panel, majority, median_level, shared_sentences
from grader.judge.scripted import ScriptedJudge
from tests.judge.ballots import NO, YES, verdict


def panel(*votes: Judgment | BaseException, quorum: int | None = None) -> Panel:
    return Panel([ScriptedJudge([line]) for line in votes], quorum)


# One tell


@pytest.mark.parametrize(
    ("ballot", "stance", "sentences", "confidence"),
    [
        ([verdict(YES, 1)], YES, (1,), 1.0),
        ([verdict(YES, 1, 2), verdict(YES, 2), verdict(NO)], YES, (2,), 2 / 3),
        ([verdict(YES, 3), verdict(YES, 1)], YES, (1, 3), 1.0),
        ([verdict(YES, 3), verdict(NO)], NO, (), 0.5),
        (
            [verdict(Stance.QUOTED, 2), verdict(NO), verdict(Stance.QUOTED)],
            Stance.QUOTED,
            (2,),
            2 / 3,
        ),
        ([verdict(Stance.REJECTED, 4), verdict(NO)], Stance.REJECTED, (4,), 0.5),
        # Two say so, but only one can show where: it does not count, and is told apart.
        ([verdict(YES, 1), verdict(YES), verdict(NO)], YES, (), 2 / 3),
        ([verdict(YES), verdict(NO), verdict(NO)], NO, (), 2 / 3),
    ],
)
def test_majority(
    ballot: list[Verdict], stance: Stance, sentences: tuple[int, ...], confidence: float
) -> None:
    got = majority(ballot)
    assert (got.stance, got.sentences) == (stance, sentences)
    assert got.confidence == pytest.approx(confidence)


def test_the_reason_is_that_of_a_member_who_votes_as_the_panel_does() -> None:
    ballot = [
        verdict(NO, reason="not there"),
        verdict(YES, 1),
        verdict(YES, 1, reason="it says so"),
    ]
    assert majority(ballot).reason == "it says so"


VERDICTS = st.builds(
    lambda stance, sentences: verdict(stance, *sentences),
    st.sampled_from(Stance),
    st.lists(st.integers(1, 6), max_size=4),
)
BALLOTS = st.lists(VERDICTS, min_size=1, max_size=7)


@given(BALLOTS, st.randoms())
def test_the_order_of_members_does_not_matter(ballot: list[Verdict], random: Random) -> None:
    shuffled = random.sample(ballot, len(ballot))
    assert majority(shuffled) == majority(ballot)


@given(BALLOTS)
def test_a_tell_counts_only_with_more_than_half_and_evidence_they_cite(
    ballot: list[Verdict],
) -> None:
    got = majority(ballot)
    backing = [v for v in ballot if v.stance is YES and v.sentences]
    counts = got.stance is YES and bool(got.sentences)
    assert counts == (2 * len(backing) > len(ballot))
    if counts:
        assert set(got.sentences) <= {n for v in backing for n in v.sentences}


@given(VERDICTS, st.integers(1, 5))
def test_members_who_agree_change_nothing(one: Verdict, size: int) -> None:
    got = majority([one] * size)
    assert got == replace(one, sentences=tuple(sorted(set(one.sentences))), confidence=1.0)


@given(BALLOTS)
def test_shared_sentences_are_those_of_more_than_half_or_the_two_most_cited(
    ballot: list[Verdict],
) -> None:
    times = {n: sum(n in v.sentences for v in ballot) for n in range(1, 7)}
    wide = tuple(n for n in times if 2 * times[n] > len(ballot))
    got = shared_sentences(ballot)
    if wide:
        assert got == wide
    else:
        cited = [n for n in times if times[n]]
        assert len(got) == min(2, len(cited))
        assert all(times[n] >= times[m] for n in got for m in cited if m not in got)


# The level as a whole

LADDER = ("L3", "L4", "L5", "L6")


@pytest.mark.parametrize(
    ("levels", "median"),
    [
        ([], None),
        ([None, None], None),
        (["L6"], "L6"),
        (["L4", "L6"], "L4"),
        (["L6", "L4", "L5"], "L5"),
        (["L6", "L6", "L4", "L5"], "L5"),
        (["L6", None, "nonsense"], "L6"),
    ],
)
def test_median_level(levels: list[str | None], median: str | None) -> None:
    assert median_level(LADDER, levels) == median


@given(st.lists(st.sampled_from(LADDER), min_size=1))
def test_at_least_half_are_on_each_side_of_the_median(levels: list[str]) -> None:
    median = median_level(LADDER, levels)
    assert median in levels
    below = sum(level < median for level in levels)
    above = sum(level > median for level in levels)
    assert 2 * below < len(levels)
    assert 2 * above <= len(levels)
