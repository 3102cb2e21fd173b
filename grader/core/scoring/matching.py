"""What a rubric's cues find in one answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_
from typing import Final, NamedTuple, TypeAlias

from grader.core.answer import Answer
from grader.core.scoring import phrase
from grader.core.scoring.compiled import Leaf, Node, RubricCues
from grader.core.scoring.literals import Span
from grader.core.scoring.preference import prefers_first
from grader.core.scoring.stance import Held, Stances
from grader.core.scoring.tokens import tokenize

_BULLET: Final = re.compile(r"(^|\n)[ \t]*[-*•–][ \t]*$")
_NUMBERED: Final = re.compile(r"\(?[0-9a-z]{1,2}[.)]\s")
_SATISFY: Final[dict[str, frozenset[Held]]] = {
    "asserted": frozenset({Held.ASSERTED}),
    "rejected": frozenset({Held.REJECTED}),
    "mention": frozenset({Held.ASSERTED, Held.REJECTED, Held.QUOTED}),
    "name": frozenset({Held.ASSERTED, Held.REJECTED, Held.QUOTED, Held.LISTED}),
}


class Found(NamedTuple):
    """One place where a cue's words occur, how they are held, and whether that satisfies it."""

    spans: tuple[Span, ...]
    held: Held
    satisfied: bool


class Candidate(NamedTuple):
    """A phrase's place in a combination, before it is known what surrounds it."""

    spans: tuple[Span]
    leaf: Leaf


Part: TypeAlias = Candidate | Found
Placed: TypeAlias = dict[int, list[tuple[int, Part]]]
"""Parts by the sentence in which they begin, each with the one in which it ends."""


class Scan:
    """One answer, looked through for one rubric's cues. All is found when it is asked for."""

    def __init__(self, cues: RubricCues, answer: Answer) -> None:
        self.cues = cues
        self.answer = answer
        self.tokens = tokenize(sentence.text for sentence in answer.sentences)
        self.index = cues.vocabulary.index(self.tokens, cues.literals)
        self.stances = Stances(self.tokens, cues.questions, list_items(answer))
        self.where = self.tokens.sentence_of
        self._hits: dict[int, tuple[Span, ...]] = {}
        self._looked: dict[int, list[Found]] = {}
        self._masks: dict[int, int] = {}
        self._terms: dict[str, tuple[Span, ...]] = {}
        self._held: dict[tuple[Span, tuple[Span, ...], frozenset[str] | None], Held] = {}
        self._vetoes: dict[int, set[int]] = {}

    def hits(self, number: int) -> tuple[Span, ...]:
        """Where a phrase occurs, each within one sentence."""
        found = self._hits.get(number)
        if found is None:
            program = self.cues.lines[number].program
            spans = phrase.find(program, self.index, self.term)
            found = ()
            if spans:
                where = self.where
                found = tuple(sorted({s for s in spans if where[s[0]] == where[s[1] - 1]}))
            self._hits[number] = found
        return found

    def term(self, name: str) -> tuple[Span, ...]:
        """Where any phrase of a term occurs."""
        found = self._terms.get(name)
        if found is None:
            spans = set(self.index.spans_of(self.cues.term_literals[name]))
            for number in self.cues.complex_lines[name]:
                spans.update(self.hits(number))
            found = self._terms[name] = tuple(sorted(spans))
        return found

    def _mask(self, number: int) -> int:
        """The sentences in which a phrase occurs, as bits."""
        mask = self._masks.get(number)
        if mask is None:
            mask = 0
            for start, _ in self.hits(number):
                mask |= 1 << self.where[start]
            self._masks[number] = mask
        return mask

    def held(self, span: Span, cover: tuple[Span, ...], own: frozenset[str] | None) -> Held:
        key = (span, cover, own)
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = self.stances.held(span, cover, own)
        return found

    def sentences(self, found: Found) -> tuple[int, ...]:
        """The numbers of the answer's sentences that hold the found words."""
        places = sorted({self.where[span[0]] for span in found.spans})
        return tuple(self.answer.sentences[place].number for place in places)

    def look(self, node: Node, *, brief: bool = False) -> list[Found]:
        """All places where the cue's words occur; where `brief`, those up to one that satisfies."""
        known = self._looked.get(id(node))
        if known is not None:
            return known
        stop_early = brief and not node.unless
        found = self._combine(node, stop_early) if node.needed else self._look(node)
        if found and node.unless:
            vetoed = self._vetoed(node.unless)
            found = [f for f in found if not any(self.where[s[0]] in vetoed for s in f.spans)]
        if not brief:
            self._looked[id(node)] = found
        return found

    def _look(self, node: Node) -> list[Found]:
        if node.leaves:
            return [
                self._found(span, (), leaf.own, leaf.stance)
                for leaf in node.leaves
                for span in self.hits(leaf.line)
            ]
        if node.prefer:
            return self._preferred(node.prefer, node.stance)
        if node.pattern is not None:
            spans = self._pattern_spans(node.pattern)
            return [self._found(span, (), None, node.stance) for span in spans]
        return [found for part in node.parts for found in self.look(part)]

    def _found(
        self, span: Span, cover: tuple[Span, ...], own: frozenset[str] | None, stance: str
    ) -> Found:
        held = self.held(span, cover, own)
        return Found((span,), held, held in _SATISFY[stance])

    def _vetoed(self, unless: tuple[Node, ...]) -> set[int]:
        """The sentences in which one of the cues of an `unless` occurs."""
        found = self._vetoes.get(id(unless))
        if found is None:
            places = (f for node in unless for f in self.look(node))
            found = {self.where[span[0]] for f in places for span in f.spans}
            self._vetoes[id(unless)] = found
        return found

    # Several parts

    def _combine(self, node: Node, brief: bool) -> list[Found]:
        """Places where enough of the parts occur within so many sentences."""
        there: list[tuple[Node, int, Sequence[Part]]] = []
        spare = len(node.parts) - node.needed
        for part in node.parts:
            mask, found = self._sentences_of(part)
            if mask:
                there.append((part, mask, found))
            elif not spare:
                return []
            else:
                spare -= 1
        if not node.within:
            options = [found or self._candidates(part) for part, _, found in there]
            return [self._instance(options, node.needed, covering=False)]
        starts = _windows([mask for _, mask, _ in there], node.needed, node.within)
        if not starts:
            return []
        placed = [self._placed(found or self._candidates(part)) for part, _, found in there]
        found_all = []
        for start in _bits(starts):
            inside = [_inside(places, start, start + node.within) for places in placed]
            inside = [candidates for candidates in inside if candidates]
            if len(inside) >= node.needed:
                found_all.append(self._instance(inside, node.needed, covering=True))
                if brief and found_all[-1].satisfied:
                    break
        return found_all

    def _sentences_of(self, part: Node) -> tuple[int, Sequence[Part]]:
        """The sentences in which a part begins, as bits, and where it is if that is known."""
        mask = 0
        if part.leaves and not part.unless:
            for leaf in part.leaves:
                mask |= self._mask(leaf.line)
            return mask, ()
        found = self.look(part)
        for place in found:
            mask |= 1 << self.where[place.spans[0][0]]
        return mask, found

    def _candidates(self, node: Node) -> Sequence[Part]:
        if node.leaves and not node.unless:
            return [
                Candidate((span,), leaf) for leaf in node.leaves for span in self.hits(leaf.line)
            ]
        return self.look(node)

    def _placed(self, candidates: Sequence[Part]) -> Placed:
        where = self.where
        placed: Placed = {}
        for candidate in candidates:
            spans = candidate.spans
            first = where[spans[0][0]]
            placed.setdefault(first, []).append((where[spans[-1][0]], candidate))
        return placed

    def _instance(self, options: Sequence[Sequence[Part]], needed: int, *, covering: bool) -> Found:
        best = [self._best(candidates, options if covering else ()) for candidates in options]
        if len(best) > needed:
            best.sort(key=_rank, reverse=True)
            best = best[:needed]
        spans = tuple(sorted({span for b in best for span in b.spans}))
        return Found(spans, min(b.held for b in best), all(b.satisfied for b in best))

    def _best(self, candidates: Sequence[Part], around: Sequence[Sequence[Part]]) -> Found:
        """The candidate that is best held, given that all words `around` it are looked for too."""
        cover: tuple[Span, ...] | None = None
        best: Found | None = None
        for part in candidates:
            found = part
            if isinstance(found, Candidate):
                (span,), leaf = found
                if self.stances.is_plain(self.where[span[0]]):
                    found = Found((span,), Held.ASSERTED, Held.ASSERTED in _SATISFY[leaf.stance])
                else:
                    if cover is None:
                        cover = tuple({s for parts in around for p in parts for s in p.spans})
                    found = self._found(span, cover, leaf.own, leaf.stance)
            if found.satisfied:
                return found
            if best is None or found.held > best.held:
                best = found
        if best is None:
            raise ValueError("there is no candidate")
        return best

    # Preference and patterns

    def _preferred(self, pair: tuple[int, int], stance: str) -> list[Found]:
        these = self.hits(pair[0])
        those = self.hits(pair[1]) if these else ()
        found = []
        for this in these:
            for that in those:
                apart = this[1] <= that[0] or that[1] <= this[0]
                if apart and self.where[this[0]] == self.where[that[0]]:
                    outcome = self._preference(this, that, stance)
                    found.extend([outcome] if outcome else [])
        return found

    def _preference(self, this: Span, that: Span, stance: str) -> Found | None:
        first, second = sorted((this, that))
        told = prefers_first(self.tokens, first, second)
        if told is None:
            one, other = self.held(this, (that,), None), self.held(that, (this,), None)
            if one is Held.ASSERTED and other is Held.REJECTED:
                return Found((first, second), one, one in _SATISFY[stance])
            return None
        # The words that compare are part of the cue: `not` in "A, not B" negates nothing of it.
        between = (first[1], second[0])
        begin = self.tokens.starts[self.where[first[0]]]
        ahead = (max(begin, first[0] - 3), first[0])
        chosen, cover = (first, (between,)) if told else (second, (ahead, between))
        held = self.held(chosen, cover, None)
        if told and held is Held.REJECTED and self._is_turned_round(first, cover):
            chosen, held = second, Held.ASSERTED
        if chosen != this:
            return None
        return Found((first, second), held, held in _SATISFY[stance])

    def _is_turned_round(self, first: Span, cover: tuple[Span, ...]) -> bool:
        """Whether "I would not take A over B" prefers B: "I do not prefer A to B" does not."""
        begin = self.tokens.starts[self.where[first[0]]]
        if {"prefer", "favor"} & set(self.tokens.stems[begin : first[0]]):
            return False
        return self.stances.is_only_negated(first, cover)

    def _pattern_spans(self, pattern: str) -> Iterable[Span]:
        from grader.core.scoring.pattern import search

        for place, sentence in enumerate(self.answer.sentences):
            for begin, end in search(pattern, sentence.text):
                lead = tokenize([sentence.text[:begin]]).ends[0]
                length = max(tokenize([sentence.text[begin:end]]).ends[0], 1)
                start = self.tokens.starts[place] + lead
                stop = min(start + length, self.tokens.ends[place])
                if start < stop:
                    yield (start, stop)


def list_items(answer: Answer) -> frozenset[int]:
    """The sentences that open an item of a list, by place: after a bullet, or with a number."""
    return frozenset(
        place
        for place, sentence in enumerate(answer.sentences)
        if _NUMBERED.match(sentence.text)
        or _BULLET.search(answer.text[max(sentence.start - 8, 0) : sentence.start])
    )


def _windows(masks: list[int], needed: int, within: int) -> int:
    """The first sentences of the windows in which enough of the parts begin, as bits."""
    reaches = []
    for mask in masks:
        reach = mask
        for back in range(1, within):
            reach |= mask >> back
        reaches.append(reach)
    if needed == len(reaches):
        return reduce(and_, reaches)
    # `levels[n]` has the windows that hold at least n + 1 of the parts seen so far.
    levels = [0] * needed
    for reach in reaches:
        for level in range(needed - 1, 0, -1):
            levels[level] |= levels[level - 1] & reach
        levels[0] |= reach
    return levels[-1]


def _bits(mask: int) -> Iterable[int]:
    place = 0
    while mask:
        if mask & 1:
            yield place
        mask >>= 1
        place += 1


def _inside(places: Placed, start: int, stop: int) -> list[Part]:
    return [p for at in range(start, stop) for end, p in places.get(at, ()) if end < stop]


def _rank(found: Found) -> tuple[bool, int]:
    return (found.satisfied, int(found.held))
