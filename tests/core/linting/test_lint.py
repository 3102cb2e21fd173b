from __future__ import annotations

import pytest

from grader.core.linting.lint import lint
from grader.core.linting.problem import Severity
from grader.core.writing.reading import read_rubric
from grader.core.writing.source import dotted
from tests.rubric_texts import SMALL, changed


def found(text: str) -> list[tuple[str, str, str]]:
    problems = lint(read_rubric(text, "f"))
    assert all(problem.hint and problem.message for problem in problems)
    return [(p.severity.value, dotted(p.place), p.message) for p in problems]


def test_a_sound_rubric_has_no_problem() -> None:
    assert lint(read_rubric(SMALL, "f")) == ()


@pytest.mark.parametrize(
    ("old", "new", "severity", "place", "says"),
    [
        # Levels.
        (
            "at_least: 1, of: L6",
            "at_least: 9, of: L6",
            "error",
            "levels[2].requires.at_least",
            "at least 9 of the 1 tells of L6 can never hold",
        ),
        (
            "at_least: 1, of: L6",
            "at_least: 3, of: [stampede, hit-rate]",
            "error",
            "levels[2].requires.at_least",
            "at least 3 of 2",
        ),
        (
            "at_least: 1, of: L6",
            "at_least: 9, of: L6",
            "error",
            "levels[2].requires",
            "no set of tells reaches L6",
        ),
        (
            "at_least: 1, of: L6",
            "all: [stampede, cache-all]",
            "error",
            "levels[2].requires",
            "no set of tells reaches L6",
        ),
        (
            "any: [cache-all]",
            "any: [cache-all, hit-rate]",
            "error",
            "levels[1].requires",
            "no set of tells reaches L5",
        ),
        ("at: L5,", "at: L6,", "warning", "caps[1].at", "has no effect"),
        (
            "when: {any: [no-measuring]}",
            "when: {at_least: 2, of: [no-measuring]}",
            "error",
            "caps[1].when.at_least",
            "can never hold",
        ),
        # Tells that no rule can use, or uses the wrong way.
        (
            "all: [hit-rate, invalidation]",
            "all: [hit-rate]",
            "warning",
            "tells[1].kind",
            "no level's rule can use invalidation",
        ),
        (
            "any: [cache-all]",
            "any: [no-measuring]",
            "warning",
            "tells[3].kind",
            "no cap mentions cache-all",
        ),
        (
            "any: [cache-all]",
            "any: [cache-all, stampede]",
            "warning",
            "tells[2].kind",
            "a cap counts it against one",
        ),
        (
            "at_least: 1, of: L6",
            "any: [stampede, no-measuring]",
            "error",
            "tells[4].kind",
            "a level requires it",
        ),
        # Wording.
        (
            "claim: guards against a stampede of misses",
            "claim: names stampedes and says how to stop them",
            "warning",
            "tells[2].claim",
            "two assertions, joined by 'and says'",
        ),
        (
            "claim: guards against a stampede of misses",
            "claim: guards against a stampede; prefers a lock",
            "warning",
            "tells[2].claim",
            "joined by ';'",
        ),
        (
            "      miss: [Many people use it.]\n",
            "",
            "warning",
            "tells[2].examples",
            "no example that must miss",
        ),
        (
            "      match: [A lock stops the stampede.]\n      miss: [Many people use it.]\n",
            "      {}\n",
            "warning",
            "tells[2].examples",
            "must match or miss",
        ),
        ("    cues: [stampede, thundering herd]\n", "", "warning", "tells[2].cues", "no cues"),
        (
            "    cues: [stampede, thundering herd]\n",
            "    cues: [stampede, thundering herd]\n    absence: true\n",
            "warning",
            "tells[2].absence",
            "counts for who says nothing",
        ),
        # Examples through the keyword scorer.
        (
            "A lock stops the stampede.",
            "A lock is enough.",
            "error",
            "tells[2].examples.match[0]",
            "does not find stampede in 'A lock is enough.'",
        ),
        (
            "I would not cache everything.",
            "Cache everything.",
            "error",
            "tells[3].examples.miss[0]",
            "finds cache-all in",
        ),
        (
            "It feels slow.",
            "We measure it.",
            "error",
            "tells[4].examples.miss[0]",
            "finds no-measuring in",
        ),
        (
            "Put it anywhere.",
            "Put it near the reader.",
            "error",
            "follow_ups[0].tells[0].examples.miss[0]",
            "finds near-reader",
        ),
        (
            "[stampede, thundering herd]",
            "[stampede, hit rate]",
            "warning",
            "tells[2].cues[1]",
            "also matches an example of hit-rate",
        ),
        (
            "[stampede, thundering herd]",
            "['(stampede', thundering herd]",
            "error",
            "tells[2].cues[0]",
            "never closed",
        ),
        # Follow-ups.
        (
            "L6: near-reader",
            "L6: {at_least: 2, of: L6}",
            "error",
            "follow_ups[0].requires",
            "no set of tells reaches L6",
        ),
        (
            "- id: near-reader\n        kind",
            "- id: hit-rate\n        kind",
            "warning",
            "follow_ups[0].tells[0].id",
            "another tell",
        ),
    ],
)
def test_finds(old: str, new: str, severity: str, place: str, says: str) -> None:
    text = changed(old, new)
    if "near-reader\n        kind" in old:
        text = changed("L6: near-reader", "L6: hit-rate", text)
    assert any((s, p) == (severity, place) and says in message for s, p, message in found(text)), (
        found(text)
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # A list of things is one claim.
        ("claim: guards against a stampede of misses", "claim: names stampedes, herds and locks"),
        # A level that only a cap can give is reached.
        ("any: [cache-all]", "all: [cache-all, no-measuring]"),
        # An example that two tells list belongs to both.
        (
            "match: [A lock stops the stampede.]",
            "match: [A lock stops the stampede., You want a high hit rate.]",
        ),
    ],
)
def test_leaves_alone(old: str, new: str) -> None:
    text = changed(old, new)
    if "You want" in new:
        text = changed("[stampede, thundering herd]", "[stampede, high hit rate]", text)
        text = changed(
            "      match: [You want a high hit rate.]",
            "      match: [You want a high hit rate., A lock stops the stampede.]",
            text,
        )
        text = changed("      - high hit rate", "      - high hit rate\n      - stampede", text)
    assert found(text) == []


def test_a_tell_that_both_lifts_and_caps_is_tried_both_ways() -> None:
    text = changed("at_least: 1, of: L6", "any: [stampede, invalidation]")
    text = changed("any: [cache-all]", "all: [cache-all, invalidation]", text)
    assert not [p for s, p, _ in found(text) if s == Severity.ERROR and p.startswith("levels")]


def test_a_level_that_asks_no_more_than_the_one_below() -> None:
    text = changed("at_least: 1, of: L6", "all: [hit-rate]")
    capped = [p for _, p, _ in found(text)]
    assert "levels[2].requires" not in capped, "the cap at L5 still gives L5"
    text = changed("at: L5,", "at: L4,", text)
    assert ("warning", "levels[2].requires", "whatever reaches L5 also reaches L6") in found(text)
