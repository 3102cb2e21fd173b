"""How grades moved between two runs over the same rows, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Move: TypeAlias = tuple[str | None, str | None]
"""A row's level before and after; None is ungraded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """A row's grade as a table tells it. `level` is None when ungraded, and `error` says why."""

    level: str | None
    tells: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    judge: str = ""
    error: str = ""

    @property
    def code(self) -> str:
        """The error without its message, which may name a line or a request."""
        return self.error.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A row's marks in two runs. `row` counts from 1 in the second one.

    `inputs` names the input columns that differ, where rows are matched by a key.
    """

    row: int
    rubric: str
    before: Marks
    after: Marks
    key: str = ""
    inputs: tuple[str, ...] = ()

    @property
    def move(self) -> Move:
        return self.before.level, self.after.level

    @property
    def moved(self) -> bool:
        return self.before.level != self.after.level

    @property
    def changed(self) -> bool:
        """Whether the level, the tells, the flags or the kind of error differ."""
        tells = self.tells_gained or self.tells_lost
        flags = self.flags_gained or self.flags_lost
        return self.moved or bool(tells or flags) or self.before.code != self.after.code

    @property
    def tells_gained(self) -> tuple[str, ...]:
        return _without(self.after.tells, self.before.tells)

    @property
    def tells_lost(self) -> tuple[str, ...]:
        return _without(self.before.tells, self.after.tells)

    @property
    def flags_gained(self) -> tuple[str, ...]:
        return _without(self.after.flags, self.before.flags)

    @property
    def flags_lost(self) -> tuple[str, ...]:
        return _without(self.before.flags, self.after.flags)

    @property
    def judges(self) -> tuple[str, str] | None:
        """Who judged before and after, None where one of the two was not judged."""
        both = self.before.judge, self.after.judge
        return both if all(both) else None

    def why(self) -> Iterator[str]:
        """What else differs, each in a few words; `judges` tells who judged."""
        yield from (f"+{tell}" for tell in self.tells_gained)
        yield from (f"-{tell}" for tell in self.tells_lost)
        yield from (f"flag +{flag}" for flag in self.flags_gained)
        yield from (f"flag -{flag}" for flag in self.flags_lost)
        if self.before.code != self.after.code:
            yield f"error: {self.after.error}" if self.after.error else f"was {self.before.error}"
        yield from (f"other {column}" for column in self.inputs)


def _without(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in some if one not in others)


@dataclass(slots=True, kw_only=True)
class Migration:
    """Counts over the pairs added so far. Its size depends on the rubrics, not on the rows."""

    rows: int = 0
    changed: int = 0
    """Rows of which anything differs, those that moved among them."""
    moves: defaultdict[str, Counter[Move]] = field(default_factory=lambda: defaultdict(Counter))
    """By rubric, rows that stayed included."""
    gained: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lost: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    judges: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Who judged before and after, where both did."""
    only_before: int = 0
    only_after: int = 0

    def add(self, pair: Pair) -> None:
        self.rows += 1
        self.changed += pair.changed
        self.moves[pair.rubric][pair.move] += 1
        if pair.judges:
            self.judges[pair.judges] += 1
        self.gained[pair.rubric].update(pair.tells_gained)
        self.lost[pair.rubric].update(pair.tells_lost)

    @property
    def moved(self) -> int:
        return sum(split(moves, ()).moved for moves in self.moves.values())

    def all_moves(self) -> Counter[Move]:
        """The moves of all rubrics together."""
        return sum(self.moves.values(), Counter())

    def directions(self, ladders: Mapping[str, Sequence[str]]) -> Directions:
        """Which way the rows went, each by its own rubric's ladder."""
        parts = [split(moves, ladders.get(rubric, ())) for rubric, moves in self.moves.items()]
        return sum(parts, Directions())


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """How many rows went which way. `aside` moved where the ladder does not say which way is up."""

    up: int = 0
    down: int = 0
    aside: int = 0
    now_graded: int = 0
    now_ungraded: int = 0
    stayed: int = 0

    @property
    def moved(self) -> int:
        return self.up + self.down + self.aside + self.now_graded + self.now_ungraded

    def __add__(self, other: Directions) -> Directions:
        return Directions(
            up=self.up + other.up,
            down=self.down + other.down,
            aside=self.aside + other.aside,
            now_graded=self.now_graded + other.now_graded,
            now_ungraded=self.now_ungraded + other.now_ungraded,
            stayed=self.stayed + other.stayed,
        )


def split(moves: Mapping[Move, int], ladder: Sequence[str]) -> Directions:
    """Moves by direction on a ladder, lowest level first."""
    counts: Counter[str] = Counter()
    for (before, after), count in moves.items():
        counts[direction(before, after, ladder)] += count
    return Directions(**counts)


def direction(before: str | None, after: str | None, ladder: Sequence[str]) -> str:
    """The field of `Directions` in which a move is counted."""
    if before == after:
        return "stayed"
    if before is None or after is None:
        return "now_graded" if before is None else "now_ungraded"
    if before not in ladder or after not in ladder:
        return "aside"
    return "up" if ladder.index(after) > ladder.index(before) else "down"
