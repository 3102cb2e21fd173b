"""The sequences that a walk over a sentence finds are those that a search word by word finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.core.scoring.literals import Edges, Literals, Span

STEM = st.sampled_from("abc")
PATHS = st.lists(st.lists(STEM, min_size=1, max_size=4).map(tuple), min_size=1, max_size=8)
ROW = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12)


def ways(row: list[str], more: Edges, start: int, path: tuple[str, ...]) -> set[int]:
    """The places at which `path` may end when it begins at `start`."""
    ends = {start}
    for stem in path:
        steps = {at + 1 for at in ends if at < len(row) and row[at] == stem}
        ends = steps | {stop for at in ends for word, stop in more.get(at, ()) if word == stem}
    return ends


def sought(row: list[str], more: Edges, paths: list[tuple[str, ...]]) -> list[set[Span]]:
    starts = range(len(row))
    return [{(s, end) for s in starts for end in ways(row, more, s, path)} for path in paths]


@given(PATHS, ROW, st.lists(st.tuples(st.integers(0, 11), STEM, st.integers(1, 3)), max_size=3))
def test_every_sequence_is_found(
    paths: list[tuple[str, ...]], row: list[str], edges: list[tuple[int, str, int]]
) -> None:
    more: Edges = {}
    for at, stem, width in edges:
        if at + width <= len(row):
            more.setdefault(at, []).append((stem, at + width))
    literals = Literals()
    numbers = [literals.numbers([path]) for path in paths]
    found = literals.find([*row, *[""] * 4], more, 0, len(row))
    assert [set(found.get(min(number), ())) for number in numbers] == sought(row, more, paths)


@given(PATHS)
def test_a_sequence_has_one_number_whatever_is_added_around_it(
    paths: list[tuple[str, ...]],
) -> None:
    literals = Literals()
    first = [literals.numbers([path]) for path in paths]
    assert first == [literals.numbers([path]) for path in paths]
    assert len(frozenset().union(*first)) == len(set(paths))
    assert literals.stems == {stem for path in paths for stem in path}
