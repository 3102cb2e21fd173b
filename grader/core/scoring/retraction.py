"""What an answer takes back: `scratch that`, `I was wrong about ...`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from grader.core.scoring.clause import Mark
from grader.core.scoring.lexicon import ADVERBS, hints
from grader.core.scoring.literals import Span
from grader.core.scoring.sign import Sign
from grader.core.scoring.spelling import word_set
from grader.core.scoring.tokens import Tokens
from grader.core.scoring.vocabulary import content

_UNTRUE: Final = word_set(
    """
    myth nonsense rubbish bullshit bogus baloney hogwash untrue false fiction lie fairytale true
    """
)
_THAT: Final = word_set("that this which")
_SHEER: Final = word_set("pure utter complete total mere a an the just sheer all old")
_JOINING: Final = word_set("but and though yet although")


def retracted(tokens: Tokens, marks: Callable[[int], tuple[Mark, ...]]) -> Iterable[Span]:
    """The stretches that are taken back. `marks` gives the signs of a sentence."""
    yield from _contradicted(tokens)
    telling = hints(Sign.RETRACT)
    if telling.isdisjoint(tokens.stems):
        return
    places = [p for p, stemmed in enumerate(tokens.stems) if stemmed in telling]
    for sentence in sorted({tokens.sentence_of[place] for place in places}):
        for mark in marks(sentence):
            if mark.sign is Sign.RETRACT:
                yield from _taken_back(tokens, mark, sentence)


def _contradicted(tokens: Tokens) -> Iterable[Span]:
    """What the candidate says only to call it untrue: `A is B, but that's a myth.`"""
    if _UNTRUE.isdisjoint(tokens.words):
        return
    for place in [at for at, word in enumerate(tokens.words) if word in _UNTRUE]:
        sentence = tokens.sentence_of[place]
        start, at = tokens.starts[sentence], place - 1
        if tokens.words[place] == "true":
            if tokens.words[at] != "not":
                continue
            at -= 1
        while at > start and (tokens.words[at] in ADVERBS or tokens.words[at] in _SHEER):
            at -= 1
        pronoun = at - 1
        if pronoun < start or tokens.stems[at] != "be" or tokens.words[pronoun] not in _THAT:
            continue
        if pronoun > start:
            joined = tokens.before[pronoun].strip() or tokens.words[pronoun - 1] in _JOINING
            if joined:
                yield (start, pronoun)
        elif sentence:
            yield (tokens.starts[sentence - 1], tokens.ends[sentence - 1])


def _taken_back(tokens: Tokens, mark: Mark, sentence: int) -> Iterable[Span]:
    start = tokens.starts[sentence]
    if mark.end < tokens.ends[sentence] and tokens.words[mark.end] in ("about", "on"):
        yield from _earlier(tokens, mark.end + 1, sentence)
    elif len(content(tokens, start, mark.start)) >= 2:
        yield (start, mark.start)
    elif sentence:
        yield (tokens.starts[sentence - 1], tokens.ends[sentence - 1])


def _earlier(tokens: Tokens, place: int, sentence: int) -> Iterable[Span]:
    """The earlier sentences that speak of what is named at `place`."""
    stop = min(place + 4, tokens.ends[sentence])
    named = content(tokens, place, stop)
    for before in range(sentence):
        stretch = (tokens.starts[before], tokens.ends[before])
        if named.intersection(tokens.stems[stretch[0] : stretch[1]]):
            yield stretch
