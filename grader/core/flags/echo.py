"""Echo: an answer that only says the question again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from grader.core.flags.words import words_of

_SWAPPED: Final = {
    "you": "i", "your": "my", "yours": "my", "mine": "my", "we": "i", "our": "my", "d": "would",
    "vs": "versus", "s": "is", "re": "are", "id": "would",
}  # fmt: skip
"""An echo turns "would you" into "would I"; contractions are split at the apostrophe."""
_CHATTER: Final = frozenset(
    words_of(
        """
    a about actually again alright am an and answer are as asked asking asks be because but
    can could course d did do does exactly excellent fair first for from good great ha hear
    hello hey hi hmm how i id if in interesting is it just know let like ll lovely m me mean
    means might mine my nice of oh ok okay on one or our please question questions quite
    really repeat right said say sir so sorry sure t tell thank thanks that the their them
    then there these they thing think this to topic uh um understand us ve versus very vs
    wait want wants was we well what when which why will with wonderful would wow yeah yep
    yes you your yours
    """
    )
)
_SHINGLE: Final = 3
_MOST_NEW: Final = 1 / 14
"""Share of the answer's words that may be new content and the whole still be an echo."""
_LEAST_COVERED: Final = 0.6
"""Share of the answer's words, chatter apart, that lie in a run of three of the question's."""
_GLANCE: Final = 50
"""Words from which most answers are seen to be no echo."""


class _Question:
    """The words, and runs of three words, of all the ways in which a question is asked."""

    __slots__ = ("shingles", "words")

    def __init__(self, asked: tuple[str, ...]) -> None:
        ways = [_swapped(words_of(text)) for text in asked]
        self.words = frozenset(word for words in ways for word in words)
        self.shingles = frozenset(run for words in ways for run in _runs(words))


_question: Final = lru_cache(maxsize=64)(_Question)


def is_echo(words: Sequence[str], asked: tuple[str, ...]) -> bool:
    """Whether an answer is nothing but the question, perhaps with a pleasantry around it.

    `words` are the answer's (see `words_of`), `asked` all the ways in which the question is asked.
    The wording may vary a little: what counts is how many words lie in runs of three of the
    question's, and whether hardly a word of content is new. Linear.
    """
    question = _question(asked)
    glance = _swapped(words[:_GLANCE])
    return not _has_more(glance, question) and _only_repeats(_swapped(words), question)


def _has_more(words: Sequence[str], question: _Question) -> bool:
    new = sum(word not in question.words and word not in _CHATTER for word in words)
    return new > _MOST_NEW * len(words)


def _only_repeats(words: list[str], question: _Question) -> bool:
    if _has_more(words, question):
        return False
    covered = [False] * len(words)
    for at, run in enumerate(_runs(words)):
        if run in question.shingles:
            covered[at : at + _SHINGLE] = [True] * _SHINGLE
    said = sum(c or word not in _CHATTER for c, word in zip(covered, words, strict=True))
    return said >= _SHINGLE and sum(covered) >= _LEAST_COVERED * said


def _swapped(words: Iterable[str]) -> list[str]:
    return [_SWAPPED.get(word, word) for word in words]


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)
