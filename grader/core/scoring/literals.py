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


class Literals:
    """Sequences of stems in one tree, so that the work grows with the answer, not the rubric."""

    def __init__(self) -> None:
        self._tree: dict[str, Any] = {}
        self._size = 0
        self.stems: set[str] = set()
        """All stems in the sequences."""

    def numbers(self, paths: Iterable[tuple[str, ...]]) -> frozenset[int]:
        """The numbers under which these sequences are found."""
        found = []
        stems = self.stems
        for path in paths:
            node = self._tree
            for stem in path:
                below = node.get(stem)
                if below is None:
                    stems.add(stem)
                    below = node[stem] = {}
                node = below
            number = node.get(_END)
            if number is None:
                number = node[_END] = self._size
                self._size += 1
            found.append(number)
        return frozenset(found)

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
            pending: list[tuple[dict[str, Any], int]] = []
            while True:
                if at in more:
                    pending += [(node[stem], stop) for stem, stop in more[at] if stem in node]
                below, at = node.get(row[at]), at + 1
                if below is not None:
                    node = below
                elif pending:
                    node, at = pending.pop()
                else:
                    break
                number = node.get(_END)
                if number is None:
                    continue
                if number in found:
                    found[number].append((start, at))
                else:
                    found[number] = [(start, at)]
        return found
