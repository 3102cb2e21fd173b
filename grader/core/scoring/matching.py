"""What a rubric's cues find in one answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeAlias

from grader.core.answer import Answer
from grader.core.scoring.compiled import Leaf, Node, RubricCues
from grader.core.scoring.found import SATISFY, Found, rank
from grader.core.scoring.gates import bits_of
from grader.core.scoring.listing import list_items
from grader.core.scoring.literals import Span
from grader.core.scoring.occurrences import Occurrences, pattern_spans
from grader.core.scoring.preference import how_preferred
from grader.core.scoring.stance import Held, Stances
from grader.core.scoring.tokens import tokenize
from grader.core.scoring.windows import windows

Candidate: TypeAlias = tuple[Span, Leaf]
"""A phrase's place in a combination, before it is known what surrounds it."""
Part: TypeAlias = Candidate | Found
Around: TypeAlias = Sequence[Iterable[Part]]
Covers: TypeAlias = dict[int, tuple[Span, ...]]
"""By sentence, the places around that are looked for as well."""


class _Source(NamedTuple):
    """A part of a combination: phrases yet to be looked for, or the places of a cue."""

    mask: int
    """The sentences in which it may begin, as bits."""
    reach: int
    """Those in which it may begin or end."""
    leaves: tuple[Leaf, ...]
    found: Sequence[Found]


class Scan:
    """One answer, looked through for one rubric's cues. All is found when it is asked for."""

    def __init__(self, cues: RubricCues, answer: Answer) -> None:
        self.cues = cues
        self.answer = answer
        self.tokens = tokenize(sentence.text for sentence in answer.sentences)
        self.occurrences = Occurrences(cues, self.tokens)
        self.stances = Stances(self.tokens, cues.questions, list_items(answer))
        self.where = self.tokens.sentence_of
        self.hits = self.occurrences.hits
        self._looked: dict[int, list[Found]] = {}
        self._firsts: dict[int, list[Found]] = {}
        self._likely: dict[str, list[Node]] | None = None
        self._held: dict[tuple[Span, tuple[Span, ...], int], Held] = {}
        self._vetoes: dict[int, set[int]] = {}

    def likely(self, tell: str) -> list[Node]:
        """A tell's cues without those of whose words some do not occur."""
        if self._likely is None:
            self._likely = {}
            for number in self.occurrences.sieve.cues:
                owner, node = self.cues.numbered[number]
                self._likely.setdefault(owner, []).append(node)
        return self._likely.get(tell, [])

    def held(self, span: Span, cover: tuple[Span, ...], leaf: Leaf | None) -> Held:
        key = (span, cover, leaf.line if leaf and leaf.loose else -1)
        found = self._held.get(key)
        if found is None:
            own = self._own(leaf, span) if leaf and leaf.loose else None
            found = self._held[key] = self.stances.held(span, cover, own)
        return found

    def _own(self, leaf: Leaf, span: Span) -> frozenset[int] | None:
        """The words in a phrase's place that the phrase names; None when that does not matter."""
        sentence = self.where[span[0]]
        for mark in self.stances.marks(sentence):
            if mark.start < span[1] and span[0] < mark.end:
                return self.occurrences.named(leaf.line, sentence, span)
        return None

    def sentences(self, found: Found) -> tuple[int, ...]:
        """The numbers of the answer's sentences that hold the found words."""
        places = sorted({self.where[span[0]] for span in found.spans})
        return tuple(self.answer.sentences[place].number for place in places)

    def look(self, node: Node, *, brief: bool = False) -> list[Found]:
        """All places where the cue's words occur; where `brief`, those up to one that satisfies."""
        if brief and (node.leaves or (node.needed and not node.unless)):
            return self._first(node)
        found = self._looked.get(id(node))
        if found is None:
            found = list(self._combine(node)) if node.needed else self._look(node)
            if found and node.unless:
                found = [f for f in found if not self._is_vetoed(node, f)]
            self._looked[id(node)] = found
        return found

    def _first(self, node: Node) -> list[Found]:
        """The places where the cue's words occur, up to the first that satisfies."""
        if not node.parts and not node.leaves:
            return self.look(node)
        found = self._firsts.get(id(node))
        if found is None:
            found = self._firsts[id(node)] = []
            for place in self._combine(node) if node.needed else self._one_by_one(node):
                if not self._is_vetoed(node, place):
                    found.append(place)
                    # Of single phrases, one that is asserted is worth more than one that will do.
                    if place.satisfied and (node.parts or place.held is Held.ASSERTED):
                        break
        return found

    def _one_by_one(self, node: Node) -> Iterable[Found]:
        for part in node.parts:
            yield from self._first(part)
        for leaf in node.leaves:
            for sentence in bits_of(self.occurrences.may_hold(leaf.line)):
                for span in self.occurrences.hits_in(leaf.line, sentence):
                    yield self._found(span, (), leaf, leaf.stance)

    def _look(self, node: Node) -> list[Found]:
        if node.leaves:
            return [
                self._found(span, (), leaf, leaf.stance)
                for leaf in node.leaves
                for span in self.hits(leaf.line)
            ]
        if node.prefer:
            return self._preferred(node.prefer, node.stance)
        if node.pattern is not None:
            texts = [sentence.text for sentence in self.answer.sentences]
            spans = pattern_spans(node.pattern, texts, self.tokens)
            return [self._found(span, (), None, node.stance) for span in spans]
        return [found for part in node.parts for found in self.look(part)]

    def _found(self, span: Span, cover: tuple[Span, ...], leaf: Leaf | None, stance: str) -> Found:
        held = self.held(span, cover, leaf)
        return Found((span,), held, held in SATISFY[stance])

    def _is_vetoed(self, node: Node, found: Found) -> bool:
        """Whether a cue of the node's `unless` occurs in the same sentences."""
        if not node.unless:
            return False
        vetoed = self._vetoed(node.unless)
        return bool(vetoed) and any(self.where[span[0]] in vetoed for span in found.spans)

    def _vetoed(self, unless: tuple[Node, ...]) -> set[int]:
        """The sentences in which one of the cues of an `unless` occurs."""
        found = self._vetoes.get(id(unless))
        if found is None:
            found = set()
            for node in unless:
                if node.leaves and not node.unless:
                    spans = [span for leaf in node.leaves for span in self.hits(leaf.line)]
                else:
                    spans = [span for place in self.look(node) for span in place.spans]
                found.update([self.where[span[0]] for span in spans])
            self._vetoes[id(unless)] = found
        return found

    # Several parts

    def _combine(self, node: Node) -> Iterable[Found]:
        """Places where enough of the parts occur within so many sentences, one after another."""
        there = self._there(node)
        if not there:
            return
        if not node.within:
            everywhere = self._instance([self._in(source, -1) for source in there], node.needed)
            if everywhere:
                yield everywhere
            return
        masks = [source.mask for source in there]
        occupied = reduce(or_, [source.reach for source in there])
        width = (1 << node.within) - 1
        starts = bits_of(windows(masks, node.needed, node.within))
        # Windows that hold the same are looked into once.
        for window in dict.fromkeys([occupied & width << start for start in starts]):
            inside = self._inside(there, window, node.needed)
            found = self._instance(inside, node.needed, covering=True) if inside else None
            if found:
                yield found

    def _there(self, node: Node) -> list[_Source]:
        """The parts of a combination that may be in the answer; none when they are too few."""
        there = []
        spare = len(node.parts) - node.needed
        for part in node.parts:
            source = self._source(part, first=not node.within)
            if source.mask:
                there.append(source)
            elif not spare:
                return []
            else:
                spare -= 1
        return there

    def _inside(
        self, there: Sequence[_Source], window: int, needed: int
    ) -> list[Sequence[Part]] | None:
        """What lies in a window, part by part; None when too few parts do."""
        inside: list[Sequence[Part]] = []
        spare = len(there) - needed
        for source in there:
            parts = list(self._in(source, window)) if source.mask & window else []
            if parts:
                inside.append(parts)
            elif not spare:
                return None
            else:
                spare -= 1
        return inside

    def _source(self, part: Node, *, first: bool) -> _Source:
        """Where a part may be. Where `first`, one place that satisfies is enough."""
        if part.leaves and not part.unless:
            mask = 0
            for leaf in part.leaves:
                mask |= self.occurrences.may_hold(leaf.line)
            return _Source(mask, mask, part.leaves, ())
        if first:
            found = self._first(part)
        else:
            found = sorted(self.look(part), key=lambda place: self.where[place.spans[0][0]])
        mask = reach = 0
        for place in found:
            mask |= 1 << self.where[place.spans[0][0]]
            reach |= 1 << self.where[place.spans[-1][0]]
        return _Source(mask, mask | reach, (), found)

    def _in(self, source: _Source, window: int) -> Iterable[Part]:
        """The places of a part that lie in the sentences of a window, sentence by sentence."""
        if not source.leaves:
            where = self.where
            for found in source.found:
                begin, end = where[found.spans[0][0]], where[found.spans[-1][0]]
                if window >> begin & 1 and window >> end & 1:
                    yield found
            return
        hits_in, may_hold = self.occurrences.hits_in, self.occurrences.may_hold
        for sentence in bits_of(source.mask & window):
            for leaf in source.leaves:
                if may_hold(leaf.line) >> sentence & 1:
                    for span in hits_in(leaf.line, sentence):
                        yield span, leaf

    def _instance(
        self, options: Sequence[Iterable[Part]], needed: int, *, covering: bool = False
    ) -> Found | None:
        """The best held of each part, of so many as are needed; None when too few are there."""
        covers: Covers = {}
        around: Around = options if covering else ()
        each = [self._best(candidates, around, covers) for candidates in options]
        best = [found for found in each if found]
        if len(best) < needed:
            return None
        if len(best) > needed:
            best.sort(key=rank, reverse=True)
            best = best[:needed]
        spans = tuple(sorted({span for b in best for span in b.spans}))
        return Found(spans, min(b.held for b in best), all(b.satisfied for b in best))

    def _cover(self, sentence: int, around: Around) -> tuple[Span, ...]:
        """The places around that hold words of a sentence's signs: such a sign is looked for."""
        marks = self.stances.marks(sentence)
        spans = {
            span
            for parts in around
            for part in parts
            for span in (part.spans if isinstance(part, Found) else part[:1])
        }
        return tuple(
            sorted(s for s in spans if any(m.start < s[1] and s[0] < m.end for m in marks))
        )

    def _best(self, candidates: Iterable[Part], around: Around, covers: Covers) -> Found | None:
        """The candidate that is best held, given that all words `around` it are looked for too."""
        best: Found | None = None
        for part in candidates:
            found = part if isinstance(part, Found) else self._judged(*part, around, covers)
            if found.satisfied:
                return found
            if best is None or found.held > best.held:
                best = found
        return best

    def _judged(self, span: Span, leaf: Leaf, around: Around, covers: Covers) -> Found:
        sentence = self.where[span[0]]
        if self.stances.is_plain(sentence):
            return Found((span,), Held.ASSERTED, Held.ASSERTED in SATISFY[leaf.stance])
        if sentence not in covers:
            covers[sentence] = self._cover(sentence, around)
        return self._found(span, covers[sentence], leaf, leaf.stance)

    # Preference and patterns

    def _preferred(self, pair: tuple[int, int], stance: str) -> list[Found]:
        these = self.hits(pair[0])
        those = self.hits(pair[1]) if these else ()
        found = []
        for this in these:
            for that in those:
                apart = this[1] <= that[0] or that[1] <= this[0]
                if apart and self.where[this[0]] == self.where[that[0]]:
                    held = how_preferred(self.stances, this, that)
                    if held is not None:
                        spans = (min(this, that), max(this, that))
                        found.append(Found(spans, held, held in SATISFY[stance]))
        return found
