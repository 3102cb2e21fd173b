"""Where a rubric's phrases and terms occur in one answer, looked up sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TypeAlias

from grader.core.scoring import program
from grader.core.scoring.compiled import RubricCues
from grader.core.scoring.gates import bits_of
from grader.core.scoring.literals import Span
from grader.core.scoring.phrase import Ref
from grader.core.scoring.tokens import Tokens, tokenize

_Parts: TypeAlias = tuple[dict[str, list[Span]], dict[str, list[int]]]


class Occurrences:
    """Finds phrases in an answer, each in a sentence when it is asked for there, and only once."""

    def __init__(self, cues: RubricCues, tokens: Tokens) -> None:
        self.cues = cues
        row, more = cues.vocabulary.row(tokens)
        self._found = [
            cues.literals.find(row, more, start, end)
            for start, end in zip(tokens.starts, tokens.ends, strict=True)
        ]
        self.sieve = cues.gateway.sift(self._found)
        self._hits: list[dict[int, tuple[Span, ...]]] = [{} for _ in self._found]
        self._terms: list[dict[str, tuple[Span, ...]]] = [{} for _ in self._found]
        self._parts: list[_Parts | None] = [None] * len(self._found)

    def may_hold(self, number: int) -> int:
        """The sentences that may hold a phrase, as bits."""
        return self.sieve.phrases.get(number, 0)

    def hits(self, number: int) -> list[Span]:
        """Where a phrase occurs."""
        may_hold = self.sieve.phrases.get(number, 0)
        return [span for at in bits_of(may_hold) for span in self.hits_in(number, at)]

    def hits_in(self, number: int, sentence: int) -> tuple[Span, ...]:
        """Where a phrase that a sentence may hold occurs in it."""
        known = self._hits[sentence]
        found = known.get(number)
        if found is None:
            line, index = self.cues.lines[number], self._found[sentence]
            if line.term:
                found = self._term(sentence, line.term)
            else:
                spans = program.find(line.program, index, partial(self._term, sentence))
                found = _in_order(spans)
            known[number] = found
        return found

    def named(self, number: int, sentence: int, span: Span) -> frozenset[int]:
        """Of a place where a phrase occurs, the words that it or its terms name."""
        line = self.cues.lines[number]
        if line.term:
            return frozenset(self._named_term(line.term, sentence, span, *span))
        return frozenset(self._named(line.program, sentence, span))

    def _named(self, part: program.Program, sentence: int, span: Span) -> Iterable[int]:
        last = len(part.elements) - 1
        for place, (element, optional) in enumerate(part.elements):
            begin = span[0] if place == 0 and not optional else None
            end = span[1] if place == last and not optional else None
            if isinstance(element, Ref):
                yield from self._named_term(element.term, sentence, span, begin, end)
            elif isinstance(element, program.Group):
                for literal in self._found[sentence].keys() & element.numbers:
                    for hit in self._found[sentence][literal]:
                        if _fits(hit, span, begin, end):
                            yield from range(*hit)
                for option in element.options:
                    yield from self._named(option, sentence, span)

    def _named_term(
        self, name: str, sentence: int, span: Span, begin: int | None, end: int | None
    ) -> Iterable[int]:
        """The words that phrases of a term name in a span, or from `begin`, or up to `end`."""
        literals, lines = self._parts[sentence] or self._parts_of_terms(sentence)
        for hit in literals.get(name, ()):
            if _fits(hit, span, begin, end):
                yield from range(*hit)
        for number in lines.get(name, ()):
            for hit in self.hits_in(number, sentence):
                if _fits(hit, span, begin, end):
                    yield from self.named(number, sentence, hit)

    def _term(self, sentence: int, name: str) -> tuple[Span, ...]:
        """Where any phrase of a term occurs in a sentence."""
        known = self._terms[sentence]
        found = known.get(name)
        if found is None:
            literals, lines = self._parts[sentence] or self._parts_of_terms(sentence)
            spans = literals.get(name, [])
            for number in lines.get(name, ()):
                spans = [*spans, *self.hits_in(number, sentence)]
            found = known[name] = _in_order(spans)
        return found

    def _parts_of_terms(self, sentence: int) -> _Parts:
        """By term, the places of its literals in a sentence, and its other phrases that open."""
        literals: dict[str, list[Span]] = {}
        lines: dict[str, list[int]] = {}
        for literal, spans in self._found[sentence].items():
            for name in self.cues.terms_of_literal.get(literal, ()):
                literals.setdefault(name, []).extend(spans)
        for number in self.sieve.opened[sentence]:
            for name in self.cues.terms_of_line.get(number, ()):
                lines.setdefault(name, []).append(number)
        self._parts[sentence] = literals, lines
        return literals, lines


def _fits(hit: Span, span: Span, begin: int | None, end: int | None) -> bool:
    """Whether a place lies in a span, and where given begins and ends as it should."""
    if not (span[0] <= hit[0] and hit[1] <= span[1]):
        return False
    return (begin is None or hit[0] == begin) and (end is None or hit[1] == end)


def _in_order(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(spans)) if len(spans) > 1 else spans)


def pattern_spans(pattern: str, texts: list[str], tokens: Tokens) -> Iterable[Span]:
    """The words that hold a match of a regular expression, in sentences of which `texts` are."""
    # Only rubrics with patterns pay for the engine.
    from grader.core.scoring.pattern import may_occur, search

    if not may_occur(pattern, texts):
        return
    for text, first, last in zip(texts, tokens.starts, tokens.ends, strict=True):
        for begin, end in search(pattern, text):
            start = first + tokenize([text[:begin]]).ends[0]
            stop = min(start + max(tokenize([text[begin:end]]).ends[0], 1), last)
            if start < stop:
                yield (start, stop)
