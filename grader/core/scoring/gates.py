"""Which phrases and cues can match at all: found out for all of them at once, by whole numbers.

A gate is a row of neighbouring bits, one for each thing that has to be there, and one more above
them. Adding 1 at its lowest bit carries into the bit above exactly when all the others are set, and
one addition of long numbers does so for hundreds of gates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Generic, NamedTuple, TypeAlias, TypeVar

from grader.core.scoring.phrase import Ref
from grader.core.scoring.program import Program

_Key = TypeVar("_Key")

ANYWHERE: Final = 0
"""The window of a cue whose parts may stand anywhere in the answer."""


class Gates(Generic[_Key]):
    """Gates by their upper bit, each with the key of what it opens."""

    def __init__(self) -> None:
        self.low = 0
        self.high = 0
        self.opens: dict[int, _Key] = {}
        self._size = 0

    def add(self, needed: int, key: _Key) -> tuple[range, int]:
        """The places of the bits of a new gate, and of the bit above them."""
        first = self._size
        top = first + needed
        self._size = top + 1
        self.low |= 1 << first
        self.high |= 1 << top
        self.opens[top] = key
        return range(first, top), top

    def open(self, bits: int) -> int:
        """The upper bits of the gates whose bits are all set; one that needs nothing is open."""
        return (bits + self.low) & self.high


def bits_of(bits: int) -> Iterable[int]:
    """The places of the bits that are set, from the lowest on."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


Clauses: TypeAlias = Sequence[frozenset[int]]
"""Of each set of phrases, one has to be there."""


class Sieve(NamedTuple):
    """What passed."""

    opened: list[list[int]]
    """By sentence, the phrases that it may hold."""
    phrases: dict[int, int]
    """By phrase, the sentences that may hold it, as bits."""
    cues: list[int]
    """The numbers of the cues, in their order."""


class Gateway:
    """The gates of a rubric's phrases, by sentence, and of its cues, by window of sentences."""

    def __init__(self) -> None:
        self._phrases: Gates[int] = Gates()
        self._literals: dict[int, int] = {}
        """By literal, the bits that it sets."""
        self._terms: dict[str, int] = {}
        self._options: dict[int, int] = {}
        """By the upper bit of an option's gate, the bit that it sets in turn."""
        self._lines: dict[int, int] = {}
        """By phrase, the bits that its terms set."""
        self._cue_gates: Gates[int] = Gates()
        self._windows: dict[int, tuple[int, int]] = {}
        """By width, the lower and the upper bits of the gates of its cues."""
        self._cues: dict[int, int] = {}
        """By phrase, the bits that it sets in the gates of cues."""

    def add_phrase(self, number: int, program: Program) -> None:
        self._add_program(program, number)

    def _add_program(self, program: Program, number: int) -> int:
        bits, top = self._phrases.add(len(program.needs), number)
        for need, place in zip(program.needs, bits, strict=True):
            bit = 1 << place
            if isinstance(need, Ref):
                self._terms[need.term] = self._terms.get(need.term, 0) | bit
                continue
            for literal in need.numbers:
                _set(self._literals, literal, bit)
            for option in need.options:
                self._options[self._add_program(option, -1)] = bit
        return top

    def add_term(self, name: str, literals: Iterable[int], numbers: Iterable[int]) -> None:
        """Say what a term has: literals and, when all phrases are added, phrases."""
        bits = self._terms.get(name, 0)
        if bits:
            for literal in literals:
                _set(self._literals, literal, bits)
            for number in numbers:
                _set(self._lines, number, bits)

    def add_cue(self, number: int, clauses: Clauses, within: int) -> None:
        bits, top = self._cue_gates.add(len(clauses), number)
        low, high = self._windows.get(within, (0, 0))
        self._windows[within] = (low | 1 << bits.start, high | 1 << top)
        for clause, place in zip(clauses, bits, strict=True):
            for line in clause:
                _set(self._cues, line, 1 << place)

    def sift(self, found: Sequence[Iterable[int]]) -> Sieve:
        """What may match in an answer whose sentences hold these literals."""
        sets, cues = self._literals.get, self._cues.get
        opened: list[list[int]] = []
        phrases: dict[int, int] = {}
        rows: list[int] = []
        bit = 1
        for literals in found:
            holding = 0
            for literal in literals:
                holding |= sets(literal, 0)  # None depends on it when it sets nothing.
            numbers = self._open_phrases(holding)
            opened.append(numbers)
            row = 0
            for number in numbers:
                row |= cues(number, 0)
                phrases[number] = phrases.get(number, 0) | bit
            rows.append(row)
            bit <<= 1
        return Sieve(opened, phrases, self._open_cues(rows))

    def _open_phrases(self, holding: int) -> list[int]:
        """The phrases that open in a sentence, those by whose terms others open included."""
        gates, lines, options = self._phrases, self._lines, self._options
        found: list[int] = []
        done = 0
        while True:
            opened = gates.open(holding)
            new = opened ^ done
            if not new:
                return found
            done = opened
            while new:
                lowest = new & -new
                new ^= lowest
                top = lowest.bit_length() - 1
                number = gates.opens[top]
                if number < 0:
                    holding |= options[top]
                    continue
                found.append(number)
                if number in lines:
                    holding |= lines[number]

    def _open_cues(self, rows: Sequence[int]) -> list[int]:
        opened = 0
        for within, (low, high) in self._windows.items():
            mask = high - low  # All bits of these gates but their upper ones.
            for bits in _windowed(rows, within):
                opened |= ((bits & mask) + low) & high
        opens = self._cue_gates.opens
        return sorted([opens[top] for top in bits_of(opened)])


def _set(table: dict[int, int], key: int, bits: int) -> None:
    # Most literals have the bits of one term only, and so share one long number.
    held = table.get(key)
    table[key] = bits if held is None else held | bits


def _windowed(row: Sequence[int], within: int) -> Iterable[int]:
    """The bits of each window of so many sentences, together."""
    if within == 1:
        return row
    everything = 0
    if within == ANYWHERE or within >= len(row):
        for bits in row:
            everything |= bits
        return (everything,)
    joined = []
    for start in range(len(row)):
        bits = row[start]
        for other in row[start + 1 : start + within]:
            bits |= other
        joined.append(bits)
    return joined
