"""The words a rubric looks for, and where an answer has them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from itertools import compress, islice
from typing import Final

from grader.core.scoring.literals import Edges
from grader.core.scoring.remembered import Remembered
from grader.core.scoring.spelling import FUNCTION_WORDS, stem, word_set
from grader.core.scoring.tokens import Tokens
from grader.core.scoring.typo import SHORTEST, Neighbours, correct, neighbours

_HYPHENATED: Final = re.compile(r"\b([a-z0-9]+)-([a-z0-9]+)\b", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[a-z]{4,}", re.IGNORECASE)
_ENGLISH: Final = word_set(
    """
    about above across after again against almost along already also although always among
    another anything around because become before began behind being below better between
    beyond bring called cannot change could different doing during each either enough every
    everything example first found general getting given going great having however important
    inside instead itself keep know large later least little longer looking making matter
    means might more most moving much must myself never nothing number often other others
    outside people perhaps place point pretty problem quite rather really right second seems
    should simple simply since small someone something sometimes still things think though
    thought three through together toward under until using usually wanted where whether which
    while whole within without working would written yourself
    """
)


class Vocabulary:
    """The stems of a rubric's phrases, and other ways to write them."""

    def __init__(self, stems: Iterable[str], texts: Iterable[str]) -> None:
        self.stems = frozenset(stems)
        self.texts = tuple(texts)
        self.joined: dict[str, str] = {}
        for known in self.stems:
            if len(known) > 3:
                self.joined[known] = self.joined[known + "e"] = known
            elif len(known) > 1:
                self.joined[known] = known
        for text in self.texts:
            if "-" in text:
                for first, second in _HYPHENATED.findall(text):
                    self._add_joined(first.lower(), second.lower())
        self._meant = Remembered(self.meant)
        self._opens = Remembered(self.opens)

    def _add_joined(self, first: str, second: str) -> None:
        whole = stem(first + second)
        self.joined[first + stem(second)] = self.joined[first + second] = whole

    @cached_property
    def _slips(self) -> Neighbours:
        """The rubric's longer words as they are written."""
        return neighbours({w.lower() for text in self.texts for w in _PLAIN.findall(text)})

    def meant(self, word: str) -> str:
        """The stem of the rubric's word that `word` is, perhaps with a slip; "" for none."""
        stemmed = stem(word)
        if stemmed in self.stems:
            return stemmed
        if len(word) < SHORTEST or not word.isalpha() or word in _ENGLISH:
            return ""
        found = correct(word, self._slips)
        return stem(found) if found else ""

    def opens(self, word: str) -> bool:
        """Whether a word of the rubric, or one spelled out, may begin with this word."""
        if len(word) < 2:
            return bool(word)
        for known in islice(self._sorted, bisect_left(self._sorted, word), None):
            if not known.startswith(word):
                return False
            if known != word and known != word + "e":
                return True
        return False

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.joined)

    def row(self, tokens: Tokens) -> tuple[list[str], Edges]:
        """The stem of the rubric's at each place, "" for none, and what further stems begin there.

        Words may be written apart or joined, spelled out by letters, or with a slip.
        """
        words = tokens.words
        row = list(map(self._meant.__getitem__, words))
        more: Edges = {}
        for place in compress(range(len(words)), map(self._opens.__getitem__, words)):
            self._add_more(tokens, place, more)
        return row, more

    def _add_more(self, tokens: Tokens, place: int, more: Edges) -> None:
        """Add the words of the rubric that this word makes together with those after it."""
        first, word = tokens.words[place], tokens.words[place + 1]
        if not word:
            return
        stemmed, joined = tokens.stems[place + 1], self.joined
        whole = joined.get(first + stemmed)
        if whole is None and word != stemmed:
            whole = joined.get(first + word)
        if whole:
            more.setdefault(place, []).append((whole, place + 2))
        if len(word) == 1 and len(first) == 1:
            self._spell(tokens, place + 1, more)

    def _spell(self, tokens: Tokens, place: int, edges: Edges) -> None:
        """Add the names that single letters up to `place` spell, as in `d p o`."""
        name = tokens.words[place]
        for start in range(place - 1, max(place - 6, -1), -1):
            letter = tokens.words[start]
            if len(letter) != 1:
                break
            name = letter + name
            if place - start > 1 and name in self.joined:
                edges.setdefault(start, []).append((self.joined[name], place + 1))


def content(tokens: Tokens, start: int, end: int) -> set[str]:
    """The stems that carry meaning in a stretch, without the small words of the language."""
    found = set(map(_carried.__getitem__, tokens.words[start:end]))
    found.discard("")
    return found


def _carrying(word: str) -> str:
    """The stem of a word that carries meaning; "" for another."""
    return stem(word) if len(word) > 2 and word not in FUNCTION_WORDS else ""


_carried: Final = Remembered(_carrying)
