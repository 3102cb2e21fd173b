from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.writing.reading import read_all, read_rubric
from grader.errors import RubricError
from tests.rubric_texts import SMALL, changed


def test_reads_a_rubric() -> None:
    rubric = read_rubric(SMALL, "caching.yaml")
    assert rubric.ladder == ("L4", "L5", "L6")
    assert [tell.id for tell in rubric.tells if tell.absence] == ["no-measuring"]
    assert rubric.digest == read_rubric(SMALL, "elsewhere.yaml").digest
    assert rubric.digest == read_rubric(f"# a comment\n{SMALL}", "caching.yaml").digest
    assert (
        rubric.digest
        != read_rubric(
            changed("has run", "had run", SMALL.replace("Has run", "has run")), "x"
        ).digest
    )


@pytest.mark.parametrize(
    ("old", "new", "on", "field", "says"),
    [
        ("version: 1\n", "", "id: caching", "version", "missing"),
        ("version: 1", "version: '1'", "version: '1'", "version", "a whole number is wanted"),
        ("version: 1", "version: true", "version: true", "version", "not the boolean true"),
        ("version: 1", "version: 0", "version: 0", "version", "greater than or equal to 1"),
        ("title: Caching", "titel: Caching", "titel: Caching", "titel", "no field 'titel'"),
        (
            "title: Caching",
            "title: 3",
            "title: 3",
            "title",
            "a text is wanted here, not the number 3",
        ),
        ("title: Caching", "title:", "title:", "title", "a text is wanted here, not nothing"),
        ("id: caching", "id: Caching!", "id: Caching!", "id", "does not have the form"),
        (
            "kind: strong_hire\n    level: L6",
            "kind: great\n    level: L6",
            "kind: great",
            "tells[2].kind",
            "is not one of",
        ),
        ("- high hit rate", "- 90", "- 90", "tells[0].cues[0]", "not the number 90"),
        (
            "within: 2}",
            "within: x}",
            '- {all: ["{stale}", invalidate], within: x}',
            "tells[1].cues[0].within",
            "a whole number",
        ),
        (
            "within: 2}",
            "near: 2}",
            '- {all: ["{stale}", invalidate], near: 2}',
            "tells[1].cues[0].near",
            "no field 'near'",
        ),
        (
            "- high hit rate",
            "- {wrod: x}",
            "- {wrod: x}",
            "tells[0].cues[0]",
            "a cue is a phrase, or has one of",
        ),
        ("- high hit rate", "- [x]", "- [x]", "tells[0].cues[0]", "a cue is a phrase"),
        ("of: L6}", "of: 6}", "requires: {at_least: 1, of: 6}", "levels[2].requires.of", ""),
        (
            "absence: true",
            "absence: 'true'",
            "absence: 'true'",
            "tells[4].absence",
            "true or false is wanted",
        ),
        (
            "[hit-rate, invalidation]",
            "[hit-rat, invalidation]",
            "requires: {all: [hit-rat, invalidation]}",
            "levels[1].requires.all[0]",
            "no tell 'hit-rat'",
        ),
        (
            "of: L6}",
            "of: L7}",
            "requires: {at_least: 1, of: L7}",
            "levels[2].requires.of",
            "no level 'L7'",
        ),
        (
            "at: L5,",
            "at: L8,",
            "- {at: L8, when: {any: [no-measuring]}}",
            "caps[1].at",
            "no level 'L8'",
        ),
        (
            "[cache-all]",
            "[cash-all]",
            "- {at: L4, when: {any: [cash-all]}}",
            "caps[0].when.any[0]",
            "no tell 'cash-all'",
        ),
        ("id: L6\n", "id: L5\n", "- id: L5", "levels[2].id", "there already"),
        ("- id: stampede", "- id: hit-rate", "- id: hit-rate", "tells[2].id", "there already"),
        (
            "level: L5\n    claim: says how",
            "level: L9\n    claim: says how",
            "level: L9",
            "tells[1].level",
            "no level 'L9'",
        ),
        (
            '"{stale}", inv',
            '"{stael}", inv',
            '- {all: ["{stael}", invalidate], within: 2}',
            "tells[1].cues[0].all[0]",
            "no term {stael}",
        ),
        (
            "stale, out of",
            '"{stale}", out of',
            'stale: ["{stale}", out of date]',
            "terms.stale",
            "refers to itself",
        ),
        (
            "stale, out of",
            '"{gone}", out of',
            'stale: ["{gone}", out of date]',
            "terms.stale[0]",
            "no term {gone}",
        ),
        (
            "- high hit rate",
            "- {pattern: '(?<=x)y'}",
            "- {pattern: '(?<=x)y'}",
            "tells[0].cues[0].pattern",
            "not RE2",
        ),
        (
            "- high hit rate",
            "- {at_least: 2, of: [x]}",
            "- {at_least: 2, of: [x]}",
            "tells[0].cues[0].at_least",
            "never match",
        ),
        (
            "    descriptor: Wants one everywhere.",
            "    descriptor: x\n    requires: hit-rate",
            "requires: hit-rate",
            "levels[0].requires",
            "lowest level",
        ),
        (
            "    requires: {at_least: 1, of: L6}\n",
            "",
            "- id: L6",
            "levels[2].requires",
            "does not say what it requires",
        ),
        (
            "      L6: near-reader",
            "      L7: near-reader",
            "L7: near-reader",
            "follow_ups[0].requires.L7",
            "no level 'L7'",
        ),
        (
            "      L6: near-reader",
            "      L4: near-reader",
            "L4: near-reader",
            "follow_ups[0].requires.L4",
            "lowest level",
        ),
        (
            "      L6: near-reader",
            "      L6: hit-rate",
            "L6: hit-rate",
            "follow_ups[0].requires.L6",
            "no tell 'hit-rate'",
        ),
    ],
)
def test_names_line_and_field(old: str, new: str, on: str, field: str, says: str) -> None:
    text = changed(old, new)
    with pytest.raises(RubricError) as caught:
        read_rubric(text, "f.yaml")
    error = caught.value
    file, _, line = error.where.partition(":")
    assert (file, error.field) == ("f.yaml", field)
    assert on in text.splitlines()[int(line) - 1]
    assert says in error.message
    assert error.hint


@pytest.mark.parametrize("text", ["- a", "just text", "3", "~"])
def test_a_rubric_is_a_mapping(text: str) -> None:
    with pytest.raises(RubricError, match="a rubric is a mapping of fields"):
        read_rubric(text, "f")


def test_gives_everything_that_is_wrong() -> None:
    text = changed("[cache-all]", "[cash-all]", changed("at: L5,", "at: L8,"))
    fields = [error.field for error in read_all(text, "f").errors]
    assert fields == ["caps[0].when.any[0]", "caps[1].at"]


def test_an_item_that_is_wrong_does_not_make_its_list_too_short() -> None:
    text = changed("[cache-all]", '[""]')
    assert [error.field for error in read_all(text, "f").errors] == ["caps[0].when.any[0]"]


def test_two_forms_in_one_rule_are_told_apart() -> None:
    text = changed("any: [cache-all]", "at_least: 1, of: [cache-all], all: [cache-all]")
    (first, *_) = read_all(text, "f").errors
    assert "'at_least' is a form of its own" in first.message
    assert "Did you mean at_least" not in first.hint


def test_near_names_are_offered() -> None:
    with pytest.raises(RubricError, match="Did you mean hit-rate"):
        read_rubric(changed("[hit-rate, inv", "[hit-rat, inv"), "f")
    with pytest.raises(RubricError, match="Did you mean title"):
        read_rubric(changed("title: Caching", "titel: Caching"), "f")


def test_a_long_chain_of_terms_ends_in_an_error_not_in_a_deep_stack() -> None:
    chain = "".join(f'  t{n}: ["{{t{n + 1}}}"]\n' for n in range(5000))
    text = changed("  cache: [cache, memoize]\n", f"  cache: [x]\n{chain}  t5000: [x]\n")
    assert read_all(text, "f").errors


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 5),
        st.sampled_from(["L5", "L6", "hit-rate", "x", ""]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "all",
                    "any",
                    "at_least",
                    "of",
                    "phrase",
                    "within",
                    "unless",
                    "prefer",
                    "id",
                    "when",
                ]
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(
    value=JSON,
    place=st.sampled_from(
        [
            "{all: [hit-rate, invalidation]}",
            '{all: ["{stale}", invalidate], within: 2}',
            "near-reader]",
            "[stampede, thundering herd]",
            "{any: [cache-all]}",
        ]
    ),
)
def test_whatever_stands_in_a_field_is_read_or_a_rubric_error(value: object, place: str) -> None:
    text = SMALL.replace(place, json.dumps(value))
    for error in read_all(text, "f").errors:
        assert error.where.startswith("f:")
        assert error.message
