"""A rubric's cues, compiled: its phrases read once, its cues made into nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from grader.core.cue import AllOf, AnyOf, AtLeast, Cue, Pattern, Phrase, Prefer
from grader.core.rubric import Rubric, Tell
from grader.core.scoring import phrase, program
from grader.core.scoring.gates import Gateway
from grader.core.scoring.literals import Literals
from grader.core.scoring.spelling import canonical
from grader.core.scoring.tokens import tokenize
from grader.core.scoring.vocabulary import Vocabulary, content
from grader.errors import RubricError

_ABBREVIATION: Final = re.compile(r"\b\w*[A-Z]\w*[A-Z0-9]\w*\b")
_Numbers: TypeAlias = dict[str, frozenset[int]]
"""By term, numbers of its literals or lines."""
NAMED: Final = "name"
"""The stance that only bare naming takes: it clears an absence tell."""


class Line(NamedTuple):
    """A compiled phrase."""

    text: str
    program: program.Program
    loose: bool
    """Whether a match may hold words that the phrase and its terms do not name."""
    term: str | None
    """The term that is all there is to it, if any."""


class Leaf(NamedTuple):
    """A phrase in a cue, and how it has to be held."""

    line: int
    loose: bool
    stance: str


class Node(NamedTuple):
    """A compiled cue. One of `leaves`, `parts`, `prefer` and `pattern` says what it looks for."""

    cue: Cue
    stance: str
    weak: bool
    unless: tuple[Node, ...]
    leaves: tuple[Leaf, ...] = ()
    """Phrases of which one is enough."""
    parts: tuple[Node, ...] = ()
    needed: int = 0
    """How many of the parts have to be there; 0 when one is enough, wherever it is."""
    within: int = 0
    prefer: tuple[int, int] | None = None
    pattern: str | None = None


class RubricCues:
    """The cues of a rubric, ready to look for. Building it takes milliseconds; keep it.

    Raises RubricError, naming the field, when a phrase or a term cannot be read.
    """

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.lines: list[Line] = []
        self.literals = Literals()
        self._in_cues: set[int] = set()
        self._loose: dict[str, bool] = {}
        """Of a term, whether a match of it may hold words that it does not name."""
        self._known: dict[tuple[Cue, str], Node] = {}
        self.number: dict[str, int] = {}
        self.terms = {
            name: frozenset(self._line(text, f"terms.{name}") for text in texts)
            for name, texts in rubric.terms.items()
        }
        literals = {name: self._literals(numbers) for name, numbers in self.terms.items()}
        lines = {name: self._with_more(numbers) for name, numbers in self.terms.items()}
        self.terms_of_literal = _turned_round(literals)
        """By literal, the terms of which it is a phrase."""
        self.terms_of_line = _turned_round(lines)
        """By line, the terms of which it is a phrase, where it holds more than literals."""
        self.cues = {tell.id: self._nodes(tell) for tell in rubric.tells}
        check_terms(self)
        self.numbered = [(tell, node) for tell, nodes in self.cues.items() for node in nodes]
        """All cues, each with its tell."""
        self.gateway = self._gateway(literals, lines)
        self.vocabulary = Vocabulary(self.literals.stems, self.number)

    def _gateway(self, literals: _Numbers, lines: _Numbers) -> Gateway:
        gateway = Gateway()
        for number, line in enumerate(self.lines):
            # A literal that only terms hold needs no gate: it opens what waits for the terms.
            if number in self._in_cues or not program.plain_numbers(line.program):
                gateway.add_phrase(number, line.program)
        for name in self.terms:
            gateway.add_term(name, literals[name], lines[name])
        for number, (_, node) in enumerate(self.numbered):
            spread = node.within if node.needed else 1
            gateway.add_cue(number, _clauses(node), spread)
        return gateway

    @cached_property
    def questions(self) -> tuple[set[str], ...]:
        """The content words of the question, and of each of its variants."""
        rows = tokenize([self.rubric.question, *self.rubric.question_variants])
        return tuple(
            content(rows, start, end) for start, end in zip(rows.starts, rows.ends, strict=True)
        )

    @cached_property
    def asked(self) -> frozenset[str]:
        """The content words of the question and its variants, together."""
        return frozenset().union(*self.questions)

    @cached_property
    def names(self) -> frozenset[str]:
        """The abbreviations that the rubric's own texts use: `DPO`, `LoRA`, `BF16`."""
        rubric = self.rubric
        said = [text for tell in rubric.tells for text in (tell.claim, *tell.examples.match)]
        texts = (rubric.title, rubric.question, *rubric.question_variants, *said)
        found = _ABBREVIATION.findall(" ".join(texts))
        return frozenset(stem for word in found for _, stem in canonical(word))

    def _literals(self, numbers: Iterable[int]) -> frozenset[int]:
        whole = (program.plain_numbers(self.lines[number].program) for number in numbers)
        return frozenset().union(*whole)

    def _with_more(self, numbers: Iterable[int]) -> frozenset[int]:
        return frozenset(n for n in numbers if not program.plain_numbers(self.lines[n].program))

    def _line(self, text: str, field: str) -> int:
        number = self.number.get(text)
        if number is None:
            try:
                parsed = program.parse(text, self.literals)
            except RubricError as error:
                raise RubricError(error.message, error.hint, field=field) from None
            number = self.number[text] = len(self.lines)
            self.lines.append(Line(text, parsed, self._is_loose(text), program.bare_term(parsed)))
        return number

    def _is_loose(self, text: str) -> bool:
        return phrase.has_gap(text) or any(map(self._is_loose_term, phrase.refs(text)))

    def _is_loose_term(self, term: str) -> bool:
        found = self._loose.get(term)
        if found is None:
            self._loose[term] = False  # A term that refers to itself is found out later.
            found = self._loose[term] = any(map(self._is_loose, self.rubric.terms.get(term, ())))
        return found

    def _nodes(self, tell: Tell) -> tuple[Node, ...]:
        stance = NAMED if tell.absence else "asserted"
        return tuple(
            self._node(cue, stance, f"tells.{tell.id}.cues.{at}")
            for at, cue in enumerate(tell.cues)
        )

    def _node(self, cue: Cue, enclosing: str, field: str) -> Node:
        """The node of a cue; equal cues share one, and so they are looked for once."""
        key = (cue, enclosing)
        node = self._known.get(key)
        if node is None:
            node = self._known[key] = self._compile(cue, enclosing, field)
        return node

    def _compile(self, cue: Cue, enclosing: str, field: str) -> Node:
        if isinstance(cue, str):
            leaf = self._leaf(cue, enclosing, field)
            return Node(cue, enclosing, False, (), (leaf,))
        stance = cue.stance or enclosing
        if stance == "mention" and enclosing == NAMED:
            stance = NAMED
        unless = tuple(self._node(part, NAMED, field) for part in cue.unless)
        node = Node(cue, stance, cue.weak, unless)
        if isinstance(cue, Phrase):
            return node._replace(leaves=(self._leaf(cue.phrase, stance, field),))
        if isinstance(cue, Pattern):
            return node._replace(pattern=cue.pattern)
        if isinstance(cue, Prefer):
            pair = (self._line(cue.prefer, field), self._line(cue.over, field))
            self._in_cues.update(pair)
            return node._replace(prefer=pair)
        return self._combination(cue, node, field)

    def _combination(self, cue: AllOf | AnyOf | AtLeast, node: Node, field: str) -> Node:
        written = (
            cue.all if isinstance(cue, AllOf) else cue.any if isinstance(cue, AnyOf) else cue.of
        )
        parts = tuple(self._node(part, node.stance, field) for part in written)
        if isinstance(cue, AllOf):
            return node._replace(parts=parts, needed=len(parts), within=cue.within)
        if isinstance(cue, AtLeast):
            return node._replace(parts=parts, needed=cue.at_least, within=cue.within)
        if all(part.leaves and not part.unless for part in parts):
            return node._replace(leaves=tuple(leaf for part in parts for leaf in part.leaves))
        return node._replace(parts=parts)

    def _leaf(self, text: str, stance: str, field: str) -> Leaf:
        number = self._line(text, field)
        self._in_cues.add(number)
        return Leaf(number, self.lines[number].loose, stance)


def _turned_round(table: _Numbers) -> dict[int, tuple[str, ...]]:
    """By number, the names under which the table has it."""
    turned: dict[int, tuple[str, ...]] = {}
    for name, numbers in table.items():
        alone = (name,)
        for number in numbers:
            turned[number] = turned[number] + alone if number in turned else alone
    return turned


def _clauses(node: Node) -> list[frozenset[int]]:
    """Sets of phrases, of each of which the cue cannot do without one."""
    if node.leaves:
        return [frozenset(leaf.line for leaf in node.leaves)]
    if node.prefer:
        return [frozenset({line}) for line in node.prefer]
    parts = [_clauses(part) for part in node.parts]
    if node.needed == len(parts):
        return [clause for clauses in parts for clause in clauses]
    if not all(parts):
        return []
    # One of the parts is there at least, and so one of the sets that it asks for.
    return [frozenset().union(*(clauses[0] for clauses in parts))]


Uses: TypeAlias = dict[str, set[str]]


def check_terms(cues: RubricCues) -> None:
    """Raise RubricError, naming the field, for a term that is unknown or refers to itself."""
    uses: Uses = {
        name: {ref for number in numbers for ref in phrase.refs(cues.lines[number].text)}
        for name, numbers in cues.terms.items()
    }
    for line in cues.lines:
        for name in set(phrase.refs(line.text)) - uses.keys():
            raise RubricError(
                f"the phrase {line.text!r} refers to the term {name!r}, which does not exist",
                "Add it to `terms`, or mend the name.",
                field="terms",
            )
    done: set[str] = set()
    for name in uses:
        _check_cycle(name, uses, (), done)


def _check_cycle(name: str, uses: Uses, path: tuple[str, ...], done: set[str]) -> None:
    if name in path:
        loop = " -> ".join((*path[path.index(name) :], name))
        raise RubricError(
            f"the term refers to itself: {loop}", "Break the loop.", field=f"terms.{name}"
        )
    if name not in done:
        for used in uses[name]:
            _check_cycle(used, uses, (*path, name), done)
        done.add(name)


def patterns_of(nodes: Iterable[Node]) -> Iterable[str]:
    """All regular expressions in the nodes."""
    for node in nodes:
        if node.pattern is not None:
            yield node.pattern
        yield from patterns_of((*node.parts, *node.unless))
