"""The level rule, on small rubrics of each kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.levels import decide, holds, in_words, shortfall, tells_of
from grader.core.rubric import Rubric

SIX = [f"real-{n}" for n in range(1, 7)]


def _tell(name: str, kind: str, level: str, **more: object) -> dict[str, object]:
    return {"id": name, "kind": kind, "level": level, "claim": f"says {name}", **more}


LADDER = Rubric.model_validate(
    {
        "id": "ladder",
        "version": 1,
        "title": "A ladder of three",
        "question": "Which?",
        "levels": [
            {"id": "L4", "descriptor": "low"},
            {
                "id": "L5",
                "descriptor": "mid",
                "requires": {"all": ["core-a", {"any": ["core-b", "core-c"]}]},
            },
            {"id": "L6", "descriptor": "high", "requires": {"at_least": 3, "of": "L6"}},
        ],
        "caps": [
            {"at": "L4", "when": {"any": ["wrong"]}},
            {"at": "L5", "when": {"any": ["unaware"]}},
        ],
        "tells": [
            _tell("core-a", "strong_hire", "L5"),
            _tell("core-b", "signal", "L5"),
            _tell("core-c", "signal", "L5"),
            *(_tell(name, "signal", "L6") for name in SIX),
            _tell("wrong", "down_level", "L4"),
            _tell("unaware", "down_level", "L4", absence=True),
        ],
    }
)

COUNTED = Rubric.model_validate(
    {
        "id": "counted",
        "version": 1,
        "title": "0 to 3 by count",
        "question": "Which?",
        "levels": [
            {"id": "0", "descriptor": "none"},
            *(
                {"id": str(n), "descriptor": f"{n} of them", "requires": {"at_least": n, "of": SIX}}
                for n in (1, 2, 3)
            ),
        ],
        "tells": [_tell(name, "signal", "1") for name in SIX],
    }
)


@pytest.mark.parametrize(
    ("matched", "level"),
    [
        (set(), "L4"),
        ({"core-a"}, "L4"),
        ({"core-b", "core-c"}, "L4"),
        ({"core-a", "core-b"}, "L5"),
        ({"core-a", "core-c", "real-1", "real-2"}, "L5"),
        ({"core-a", "core-c", "real-1", "real-2", "real-6"}, "L6"),
        ({"real-1", "real-2", "real-3", "real-4"}, "L4"),
        ({"core-a", "core-c", "real-1", "real-2", "real-6", "unaware"}, "L5"),
        ({"core-a", "core-c", "real-1", "real-2", "real-6", "wrong"}, "L4"),
        ({"core-a", "core-c", "real-1", "real-2", "real-6", "wrong", "unaware"}, "L4"),
    ],
)
def test_level_by_rule(matched: set[str], level: str) -> None:
    assert decide(LADDER, matched).level == level


@pytest.mark.parametrize("count", range(7))
def test_level_by_count(count: int) -> None:
    assert decide(COUNTED, set(SIX[:count])).level == str(min(count, 3))


@pytest.mark.parametrize(
    ("matched", "needs", "of", "blocked"),
    [
        (set(), 2, ("core-a", "core-b", "core-c"), ()),
        ({"core-b"}, 1, ("core-a",), ()),
        ({"core-a", "core-b"}, 3, tuple(SIX), ()),
        ({"core-a", "core-b", "real-1", "real-3"}, 1, ("real-2", "real-4", "real-5", "real-6"), ()),
        ({"core-a", "core-b", *SIX, "unaware"}, 0, (), ("unaware",)),
        ({"core-a", "core-b", "wrong"}, 0, (), ("wrong",)),
    ],
)
def test_what_is_missing(
    matched: set[str], needs: int, of: tuple[str, ...], blocked: tuple[str, ...]
) -> None:
    step = decide(LADDER, matched).next_step
    assert step is not None
    assert (step.needs, step.of, step.blocked_by) == (needs, of, blocked)


def test_nothing_is_missing_at_the_top() -> None:
    assert decide(LADDER, {"core-a", "core-b", *SIX}).next_step is None


def test_explanation_names_level_and_gap() -> None:
    said = decide(LADDER, {"core-a", "core-b", "real-1", "real-2"}).explanation
    assert said.startswith("L5: it has core-a and one of core-b, core-c.")
    assert "L6 takes 1 more of real-3, real-4, real-5, real-6." in said


def test_explanation_names_the_cap() -> None:
    said = decide(LADDER, {"core-a", "core-b", *SIX, "wrong"}).explanation
    assert "the tells reach L6, and wrong caps it at L4" in said


def test_rule_in_words() -> None:
    assert in_words(LADDER, LADDER.levels[2].requires) == "at least 3 tells of L6"
    assert tells_of(LADDER, LADDER.levels[2].requires) == tuple(SIX)


ALL_TELLS = sorted(LADDER.tell_by_id)
POSITIVE = sorted(set(ALL_TELLS) - {"wrong", "unaware"})


@given(st.sets(st.sampled_from(POSITIVE)), st.sampled_from(POSITIVE))
def test_one_more_signal_never_lowers(matched: set[str], more: str) -> None:
    rank = LADDER.ladder.index
    assert rank(decide(LADDER, matched | {more}).level) >= rank(decide(LADDER, matched).level)


@given(st.sets(st.sampled_from(ALL_TELLS)))
def test_taking_the_next_step_reaches_the_next_level(matched: set[str]) -> None:
    decision = decide(LADDER, matched)
    if decision.next_step is None:
        return
    mended = (matched | set(decision.next_step.of)) - set(decision.next_step.blocked_by)
    rank = LADDER.ladder.index
    assert rank(decide(LADDER, mended).level) >= rank(decision.next_step.level)


@given(st.sets(st.sampled_from(ALL_TELLS)))
def test_shortfall_is_zero_exactly_when_a_rule_holds(matched: set[str]) -> None:
    for level in LADDER.levels:
        needs, of = shortfall(LADDER, level.requires, matched)
        assert (needs == 0) == holds(LADDER, level.requires, matched)
        assert needs <= len(of)
        assert not set(of) & matched


def test_explanation_says_what_holds_the_next_level_back() -> None:
    said = decide(LADDER, {"core-a", "wrong"}).explanation
    assert said.endswith("L5 takes 1 more of core-b, core-c, and none of wrong.")
