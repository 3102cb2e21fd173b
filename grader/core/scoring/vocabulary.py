"""The words a rubric looks for, and where an answer has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from grader.core.scoring.literals import Edges, Index, Literals
from grader.core.scoring.spelling import FUNCTION_WORDS, stem, word_set
from grader.core.scoring.tokens import Tokens
from grader.core.scoring.typo import SHORTEST, correct, neighbours

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

    def _add_joined(self, first: str, second: str) -> None:
        whole = stem(first + second)
        self.joined[first + stem(second)] = self.joined[first + second] = whole

    @cached_property
    def slips(self) -> dict[str, list[str]]:
        """The rubric's longer words as they are written, by what a dropped letter leaves."""
        words = {w.lower() for text in self.texts for w in _PLAIN.findall(text)}
        return neighbours(words)

    @cached_property
    def known(self) -> dict[str, str | None]:
        """What unknown words turned out to be; it grows to a bounded size."""
        return {}

    def meant(self, word: str) -> str | None:
        """The stem of the rubric's word of which `word` is a slip, or None."""
        if word not in self.known:
            if len(self.known) > 20_000:
                self.known.clear()
            found = None if word in _ENGLISH else correct(word, self.slips)
            self.known[word] = stem(found) if found else None
        return self.known[word]

    def index(self, tokens: Tokens, literals: Literals) -> Index:
        """Where each stem of the vocabulary and each literal occurs.

        Words may be written apart or joined, spelled out by letters, or with a slip.
        """
        edges: Edges = {}
        stems, joined = self.stems, self.joined
        last = ""
        for place, (word, stemmed) in enumerate(zip(tokens.words, tokens.stems, strict=True)):
            if not stemmed:
                last = ""
                continue
            if stemmed in stems:
                edges[place] = [(stemmed, place + 1)]
            elif len(word) >= SHORTEST and word.isalpha():
                meant = self.meant(word)
                if meant:
                    edges[place] = [(meant, place + 1)]
            if last:
                whole = joined.get(last + stemmed)
                if whole is None and word != stemmed:
                    whole = joined.get(last + word)
                if whole:
                    edges.setdefault(place - 1, []).append((whole, place + 1))
                if len(word) == 1 and len(last) == 1:
                    self._spell(tokens, place, edges)
            last = word
        return literals.index(edges)

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
    pairs = zip(tokens.words[start:end], tokens.stems[start:end], strict=True)
    return {stemmed for word, stemmed in pairs if len(word) > 2 and word not in FUNCTION_WORDS}
