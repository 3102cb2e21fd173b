"""The plain word sequences of a rubric, found all at once in one walk over a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

Span: TypeAlias = tuple[int, int]
"""A hit: the place of its first word and the place after its last."""
Edges: TypeAlias = dict[int, list[tuple[str, int]]]
"""By place, further stems that begin there, each with the place after it."""
Index: TypeAlias = dict[int, list[Span]]
"""Where each literal occurs in a sentence, by its number."""

_END: Final = " "
"""The key under which a node of the tree keeps its number when a sequence ends at it."""


_Node: TypeAlias = dict[str, Any]
"""By stem what follows it: a node, or the number of the sequence where none goes on."""

_LEAF: Final[_Node] = {}


class Literals:
    """Sequences of stems in one tree, so that the work grows with the answer, not the rubric."""

    def __init__(self) -> None:
        self._tree: _Node = {}
        self._size = 0
        self.stems: set[str] = set()
        """All stems in the sequences."""

    def numbers(self, paths: Iterable[tuple[str, ...]]) -> frozenset[int]:
        """The numbers under which these sequences are found."""
        return frozenset([self._number(path) for path in paths])

    def _number(self, path: tuple[str, ...]) -> int:
        node, last = self._tree, path[-1]
        for stem in path[:-1]:
            below = node.get(stem)
            if type(below) is not dict:
                below = node[stem] = {} if below is None else {_END: below}
            node = below
        number = node.get(last)
        if type(number) is dict:
            node, last = number, _END
            number = node.get(_END)
        if number is None:
            self.stems.update(path)
            number = node[last] = self._size
            self._size += 1
        assert type(number) is int
        return number

    def find(self, row: Sequence[str], more: Edges, begin: int, end: int) -> Index:
        """Where the sequences occur in the sentence from `begin` to `end`.

        `row` has the stem at each place, "" where there is none, and at the end of a sentence.
        """
        found: Index = {}
        tree = self._tree
        for start in range(begin, end):
            if row[start] not in tree and start not in more:
                continue
            node, at = tree, start
            pending: list[tuple[Any, int]] = []
            while True:
                if at in more:
                    pending += [(node[stem], stop) for stem, stop in more[at] if stem in node]
                below, at = node.get(row[at]), at + 1
                if below is None:
                    if not pending:
                        break
                    below, at = pending.pop()
                node, number = (_LEAF, below) if type(below) is int else (below, below.get(_END))
                if number is None:
                    continue
                if number in found:
                    found[number].append((start, at))
                else:
                    found[number] = [(start, at)]
        return found
