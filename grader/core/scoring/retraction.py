"""What an answer takes back: `scratch that`, `I was wrong about ...`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grader.core.scoring.clause import Mark
from grader.core.scoring.lexicon import hints
from grader.core.scoring.literals import Span
from grader.core.scoring.sign import Sign
from grader.core.scoring.tokens import Tokens
from grader.core.scoring.vocabulary import content


def retracted(tokens: Tokens, marks: Callable[[int], tuple[Mark, ...]]) -> Iterable[Span]:
    """The stretches that are taken back. `marks` gives the signs of a sentence."""
    telling = hints(Sign.RETRACT)
    if telling.isdisjoint(tokens.stems):
        return
    places = [p for p, stemmed in enumerate(tokens.stems) if stemmed in telling]
    for sentence in sorted({tokens.sentence_of[place] for place in places}):
        for mark in marks(sentence):
            if mark.sign is Sign.RETRACT:
                yield from _taken_back(tokens, mark, sentence)


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
