"""How levels moved: which way, in which rows, and what else changed in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.migration import Directions, Marks, Migration, Pair, direction

LADDER = ("L4", "L5", "L6")


def pair(before: Marks, after: Marks, rubric: str = "r", inputs: tuple[str, ...] = ()) -> Pair:
    return Pair(row=1, rubric=rubric, before=before, after=after, inputs=inputs)


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        ("L4", "L4", "stayed"),
        (None, None, "stayed"),
        ("L4", "L6", "up"),
        ("L6", "L5", "down"),
        (None, "L4", "now_graded"),
        ("L6", None, "now_ungraded"),
        ("L4", "E5", "aside"),
    ],
)
def test_the_direction_of_a_move(before: str | None, after: str | None, way: str) -> None:
    assert direction(before, after, LADDER) == way


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (Marks(level="L4"), Marks(level="L4"), []),
        (Marks(level="L4", tells=("a", "b")), Marks(level="L5", tells=("b", "c")), ["+c", "-a"]),
        (Marks(level="L4", flags=("f",)), Marks(level="L4", flags=("g",)), ["flag +g", "flag -f"]),
        (Marks(level="L4"), Marks(level=None, error="empty: no"), ["error: empty: no"]),
        (Marks(level=None, error="empty: no"), Marks(level="L4"), ["was empty: no"]),
        # A message may name a line or a request: the code alone tells whether it is another error.
        (Marks(level=None, error="e: line 3"), Marks(level=None, error="e: line 4"), []),
    ],
)
def test_why_a_row_changed(before: Marks, after: Marks, why: list[str]) -> None:
    assert list(pair(before, after).why()) == why


@pytest.mark.parametrize(
    ("before", "after", "judges"),
    [("llm", "panel", ("llm", "panel")), ("llm", "llm", ("llm", "llm")), ("llm", "", None)],
)
def test_who_judged(before: str, after: str, judges: tuple[str, str] | None) -> None:
    some = pair(Marks(level="L4", judge=before), Marks(level="L4", judge=after))
    assert some.judges == judges
    migration = Migration()
    migration.add(some)
    assert migration.judges == ({judges: 1} if judges else {})


def test_an_answer_that_differs_is_a_reason() -> None:
    some = pair(Marks(level="L4"), Marks(level="L4"), inputs=("answer",))
    assert list(some.why()) == ["other answer"]
    assert not some.changed


def test_a_migration_counts_by_rubric() -> None:
    migration = Migration()
    low, high = Marks(level="L4"), Marks(level="L6", tells=("a",))
    for one in (pair(low, high), pair(low, high), pair(high, low, "s"), pair(low, low, "s")):
        migration.add(one)
    assert (migration.rows, migration.moved, migration.changed) == (4, 3, 3)
    assert migration.moves["r"] == {("L4", "L6"): 2}
    assert migration.all_moves() == {("L4", "L6"): 2, ("L6", "L4"): 1, ("L4", "L4"): 1}
    assert (migration.gained["r"]["a"], migration.lost["s"]["a"]) == (2, 1)
    assert migration.directions({"r": LADDER, "s": LADDER}) == Directions(up=2, down=1, stayed=1)
    assert migration.directions({"r": LADDER}) == Directions(up=2, aside=1, stayed=1)


LEVELS = st.sampled_from([None, *LADDER])


@given(st.lists(st.tuples(LEVELS, LEVELS)))
def test_each_row_is_counted_once_and_the_way_back_mirrors_it(
    moves: list[tuple[str | None, str | None]],
) -> None:
    there, back = Migration(), Migration()
    for before, after in moves:
        there.add(pair(Marks(level=before), Marks(level=after)))
        back.add(pair(Marks(level=after), Marks(level=before)))
    ways, mirrored = (one.directions({"r": LADDER}) for one in (there, back))
    assert ways.moved + ways.stayed == len(moves) == there.rows
    assert ways.moved == there.moved
    assert (ways.up, ways.now_graded) == (mirrored.down, mirrored.now_ungraded)
