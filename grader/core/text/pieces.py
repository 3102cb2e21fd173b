"""Pieces of a sentence that is too long to point at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LONG = 150
"""No sentence of fewer characters is cut."""
_MOST_WORDS = 60
_MOST_SPOKEN_WORDS = 32
_LEAST_WORDS = 6
_WORDS_AIMED_AT = 22
_EAST_ASIAN_RUN = 80

_WORD = re.compile(r"\S+")
_PUNCTUATED = re.compile(r"[,;:.!?\u2013\u2014\u2026](?=\s)")
_EAST_ASIAN = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
"""Compiled when it is needed, for that takes longer than to cut an answer."""
_EAST_ASIAN_PAUSE = re.compile(r"[\uff0c\u3001\uff1a\uff64,:\s]+")

_ENDS = ".!?\u2026\"')]}"
_STRONG_ENDS = (";", ":", "\u2014", "\u2013", "--", "...", "\u2026", ".", "!", "?")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DISCOURSE = _words(
    "so then but because okay ok um uh well now also anyway basically finally first second third "
    "secondly thirdly actually however therefore otherwise whereas although cause cuz plus"
)
_JOINING = _words("and which while when if where since though unless after before")
_LIST_WORDS = _words("first second third fourth fifth last next other")


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut the sentence `text[start:end]` when it is too long to point at.

    That is above 60 words, or above 32 where nothing is punctuated, as in recognized speech. It is
    cut at the best boundary: after ; : or a dash, then before words such as "so", "but" and
    "the second", then after a comma, never inside a word. East Asian text is cut at a pause once
    a piece has 80 characters.
    """
    words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    unbroken = end - start > _EAST_ASIAN_RUN + len(words) * 8
    if unbroken and re.compile(_EAST_ASIAN).search(text, start, end):
        return _pauses(text, start, end)
    spoken = text[end - 1] not in _ENDS and not _PUNCTUATED.search(text, start, end)
    most = _MOST_SPOKEN_WORDS if spoken else _MOST_WORDS
    if len(words) <= most:
        return iter(((start, end),))
    return _at_words(text, words, most)


def _pauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for pause in _EAST_ASIAN_PAUSE.finditer(text, start, end):
        if pause.end() - start >= _EAST_ASIAN_RUN and end - pause.end() >= _EAST_ASIAN_RUN // 4:
            yield start, pause.end()
            start = pause.end()
    yield start, end


def _at_words(text: str, words: Sequence[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """Pieces of at most `most` words, each cut at the best boundary within its reach."""
    first = 0
    while len(words) - first > most:
        last = min(first + most, len(words) - _LEAST_WORDS)
        reach = range(first + _LEAST_WORDS, last + 1)
        cut = max(reach, key=lambda at: _strength(text, words, at) - _distance(at - first))
        yield words[first][0], words[cut - 1][1]
        first = cut
    yield words[first][0], words[-1][1]


def _distance(count: int) -> float:
    return abs(count - _WORDS_AIMED_AT) / 8


def _strength(text: str, words: Sequence[tuple[int, int]], at: int) -> float:
    """How good a cut between word `at - 1` and word `at` is."""
    before = text[slice(*words[at - 1])]
    after = text[slice(*words[at])].lower().strip(",.")
    if before.endswith(_STRONG_ENDS):
        return 6
    comma = 1.5 if before.endswith(",") else 0
    if before.lower() in _DISCOURSE or before.lower() in _JOINING:
        return comma
    if after in _DISCOURSE:
        return 4 + comma
    if after == "the" and at + 1 < len(words):
        following = text[slice(*words[at + 1])].lower().strip(",.")
        return comma + (4 if following in _LIST_WORDS else 0)
    return comma + (2.5 if after in _JOINING else 0)
