from __future__ import annotations

import string
from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.writing.source import DEPTH_CAP, SCALAR_CAP, SIZE_CAP, dotted, read_source
from grader.errors import RubricError

pytestmark = pytest.mark.parametrize("pure", [False, True], ids=["c", "pure"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", {"a": 1}),
        ("a: -0.5", {"a": -0.5}),
        ("a: true\nb: False\nc: null\nd: ~\ne:", dict.fromkeys("ab") | dict.fromkeys("cde")),
        ("a: 'no'\nb: \"on\"\nc: |\n  yes\n", {"a": "no", "b": "on", "c": "yes\n"}),
        ("a: 2026-01-02\nb: 12:30\nc: 010\nd: 0x1F\ne: 1_000\nf: 1e3", None),
        ("- [a, {b: c}]\n-\n  - d", [["a", {"b": "c"}], ["d"]]),
        ("\ufeffa: b", {"a": "b"}),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("# only a comment above\na: 日本", {"a": "日本"}),
    ],
)
def test_reads_what_rubrics_need(text: str, value: Any, pure: bool) -> None:
    got = read_source(text, "f", pure=pure).value
    if value is None:
        value = {k: v for k, _, v in (line.partition(": ") for line in text.splitlines())}
    if "b: False" in text:
        value |= {"a": True, "b": False}
    assert got == value


@pytest.mark.parametrize(
    ("text", "line", "field", "says"),
    [
        ("a: &x 1\nb: *x", 1, "a", "anchors"),
        ("a: 1\nb: *x", 2, "b", "aliases"),
        ("a:\n  <<: {b: 1}", 2, "a", "merge keys"),
        ("a:\n  - !!python/object:os.system x", 2, "a[0]", "tags"),
        ("a: !x {b: c}", 1, "a", "tags"),
        ("a: 1\nb: 2\na: 3", 3, "a", "on line 1"),
        ("t:\n  - id: x\n    id: y", 3, "t[0].id", "on line 2"),
        ("cues:\n  - no", 2, "cues[0]", "boolean"),
        ("cues: [Yes]", 1, "cues[0]", "boolean"),
        ("on: 1", 1, "", "boolean"),
        ("a: OFF", 1, "a", "boolean"),
        ("5: 1", 1, "", "not the number 5"),
        ("a: {null: 1}", 1, "a", "not nothing"),
        ("? [a]\n: 1", 1, "", "name of a field"),
        ("a: 1\n---\nb: 2", 2, "", "second YAML document"),
        ("", 1, "", "empty"),
        ("# nothing", 1, "", "empty"),
        ("a: [1\nb: 2", 2, "", ""),
        ("a:\n\tb: 1", 2, "", ""),
        ("a: 'x", 1, "", ""),
        ("x: ok\na: \x07", 2, "", "U+0007"),
        ("x: \ud800", 1, "", "U+D800"),
        ('a: "\\0"', 1, "a", "U+0000"),
        ("[" * 50, 1, "[0]" * DEPTH_CAP, "deeper"),
        ("a: " + "x" * (SCALAR_CAP + 1), 1, "a", "characters"),
        ("a: b # " + "x" * SIZE_CAP, 1, "", "bytes"),
        ("a: " + "é" * (SIZE_CAP // 2), 1, "", "bytes"),
    ],
)
def test_refuses_with_line_and_field(
    text: str, line: int, field: str, says: str, pure: bool
) -> None:
    with pytest.raises(RubricError) as caught:
        read_source(text, "f.yaml", pure=pure)
    error = caught.value
    assert says in error.message
    assert error.field == field
    assert error.hint
    where = error.where.split(":")
    assert where[0] == "f.yaml"
    # The two parsers place a syntax error on the same line or on the one after it.
    assert int(where[1]) == line or (not says and int(where[1]) in (line, line + 1))


def test_knows_the_line_of_each_field(pure: bool) -> None:
    source = read_source("a: 1\nb:\n  - c\n  - d:\n      e\n", "f", pure=pure)
    assert source.lines == {
        (): 1,
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 4,
        ("b", 1, "d"): 4,
    }
    assert source.line(("b", 1, "d", "gone", 7)) == 4
    error = source.error("what", "how", ("b", 1, "d"))
    assert str(error) == "f:4: b[1].d: what. how"


def test_long_nesting_in_flow_style_ends_early(pure: bool) -> None:
    with pytest.raises(RubricError):
        read_source("{a: " * 20_000, "f", pure=pure)


@pytest.mark.parametrize(
    ("place", "text"),
    [((), ""), (("a",), "a"), (("a", 3, "b", 0), "a[3].b[0]"), ((0, 1), "[0][1]")],
)
def test_dotted(place: tuple[str | int, ...], text: str, pure: bool) -> None:
    assert dotted(place) == text


PIECES = ["a", "b: ", ": ", "- ", "\n", "  ", "{", "}", "[", "]", ",", "'", '"', "&x ", "*x", "!t "]
PIECES += ["|", "<<", "---\n", "...", "%YAML 1.1\n", "#", "no", "1", "\t", "? ", ">-\n", "\\", "é"]
YAMLISH = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def test_an_escaped_surrogate_is_no_text(pure: bool) -> None:
    with pytest.raises(RubricError):
        read_source('a: "\\ud800"', "f", pure=pure)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(YAMLISH, st.text(max_size=200)))
def test_nothing_but_a_rubric_error(text: str, pure: bool) -> None:
    with suppress(RubricError):
        source = read_source(text, "f", pure=pure)
        assert all(1 <= line <= len(text) + 1 for line in source.lines.values())


PLAIN = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**17), 10**17),
        st.text(string.printable.rstrip("\x0b\x0c") + "é日…", max_size=30),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text("abnoyes_", max_size=4), inner, max_size=4),
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(value=PLAIN)
def test_reads_back_what_pyyaml_writes(value: Any, pure: bool) -> None:
    assert read_source(yaml.safe_dump(value, allow_unicode=True), "f", pure=pure).value == value
