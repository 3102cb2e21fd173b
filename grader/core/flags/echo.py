"""Echo: an answer that only says the question again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_SWAPPED: Final = {
    "you": "i", "your": "my", "yours": "my", "mine": "my", "we": "i", "our": "my", "d": "would",
    "vs": "versus", "s": "is", "re": "are", "id": "would",
}  # fmt: skip
"""An echo turns "would you" into "would I"; contractions are split at the apostrophe."""
_CHATTER: Final = frozenset(
    """a about actually again alright am an and answer are as asked asking asks be because but can could
    course did do does excellent exactly fair first for from good great ha hear hello hey hi hmm how i if
    in interesting is it just know let like ll lovely m me mean means might my nice of oh okay ok on one or
    please question questions quite really repeat right said say sir so sorry sure t tell thank thanks that
    the their them then there these they thing think this to topic uh um understand us ve very wait want
    wants was well what when which why will with would wonderful wow yeah yes yep""".split()
)
_SHINGLE: Final = 3
_MOST_NEW: Final = 1 / 14
"""Share of the answer's words that may be new content and the whole still be an echo."""
_LEAST_COVERED: Final = 0.6
"""Share of the answer's words, chatter apart, that lie in a run of three of the question's."""
_GLANCE: Final = 300
"""Characters from which most answers are seen to be no echo."""


class _Question:
    """The words, and runs of three words, of all the ways in which a question is asked."""

    __slots__ = ("shingles", "words")

    def __init__(self, asked: tuple[str, ...]) -> None:
        ways = [_words(text) for text in asked]
        self.words = frozenset(word for words in ways for word in words)
        self.shingles = frozenset(run for words in ways for run in _runs(words))


_question: Final = lru_cache(maxsize=64)(_Question)


def is_echo(text: str, asked: tuple[str, ...]) -> bool:
    """Whether `text` is nothing but the question, perhaps with a pleasantry around it.

    `asked` holds all the ways in which the question is asked. The wording may vary a little: what
    counts is how much of the text lies in runs of three words of the question, and whether hardly
    a word of content is new. Linear in the length of `text`.
    """
    question = _question(asked)
    glance = text[:_GLANCE]
    return _only_repeats(question, glance) and (glance == text or _only_repeats(question, text))


def _only_repeats(question: _Question, text: str) -> bool:
    words = _words(text)
    known = question.words
    new = sum(word not in known and word not in _CHATTER for word in words)
    if new > _MOST_NEW * len(words):
        return False
    covered = [False] * len(words)
    for at, run in enumerate(_runs(words)):
        if run in question.shingles:
            covered[at : at + _SHINGLE] = [True] * _SHINGLE
    said = sum(c or word not in _CHATTER for c, word in zip(covered, words, strict=True))
    return said >= _SHINGLE and sum(covered) >= _LEAST_COVERED * said


def _words(text: str) -> list[str]:
    return [_SWAPPED.get(word, word) for word in _WORD.findall(text.lower())]


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)
