"""The plain word sequences of a rubric, found all at once in one walk over an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple, TypeAlias

Span: TypeAlias = tuple[int, int]
"""A hit: the place of its first word and the place after its last."""


class Index(NamedTuple):
    """Where each stem of the rubric's vocabulary occurs in an answer, and each literal.

    `present` has the bit of each literal that occurs: a set of some thousand numbers is compared
    with another in one step.
    """

    stems: dict[str, list[Span]]
    literals: dict[int, list[Span]]
    present: int

    def spans_of(self, numbers: int) -> list[Span]:
        """The places of the literals whose bits are set."""
        left = self.present & numbers
        if not left:
            return []
        found: list[Span] = []
        while left:
            lowest = left & -left
            found.extend(self.literals[lowest.bit_length() - 1])
            left ^= lowest
        return found


Edges: TypeAlias = dict[int, list[tuple[str, int]]]
"""By place, the stems that begin there, each with the place after it."""

_END: Final = ""
"""The key under which a node of the tree keeps its number when a sequence ends at it."""


class Literals:
    """Sequences of stems in one tree, so that the work grows with the answer, not the rubric."""

    def __init__(self) -> None:
        self._tree: dict[str, Any] = {}
        self._size = 0
        self.stems: set[str] = set()
        """All stems in the sequences."""

    def numbers(self, paths: Iterable[tuple[str, ...]]) -> int:
        """The bits by which the places of these sequences are found."""
        bits = 0
        for path in paths:
            node = self._tree
            self.stems.update(path)
            for stem in path:
                below = node.get(stem)
                if below is None:
                    below = node[stem] = {}
                node = below
            if _END not in node:
                node[_END] = self._size
                self._size += 1
            bits |= 1 << node[_END]
        return bits

    def index(self, edges: Edges) -> Index:
        """Where all stems and all sequences occur in an answer whose words are `edges`."""
        stems: dict[str, list[Span]] = {}
        found: dict[int, list[Span]] = {}
        tree = self._tree
        for start, outward in edges.items():
            open_ends = []
            for stem, end in outward:
                stems.setdefault(stem, []).append((start, end))
                if stem in tree:
                    open_ends.append((tree[stem], end))
            while open_ends:
                node, at = open_ends.pop()
                number = node.get(_END)
                if number is not None:
                    found.setdefault(number, []).append((start, at))
                    if len(node) == 1:
                        continue
                for stem, end in edges.get(at, ()):
                    if stem in node:
                        open_ends.append((node[stem], end))
        bits = bytearray(self._size // 8 + 1)
        for number in found:
            bits[number >> 3] |= 1 << (number & 7)
        return Index(stems, found, int.from_bytes(bits, "little"))
