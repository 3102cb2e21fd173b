"""A phrase as authors write it, made into a small program over canonical words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple, TypeAlias

from grader.core.scoring.literals import Index, Literals, Span
from grader.core.scoring.spelling import FUNCTION_WORDS, canonical, fold, stem, word_set
from grader.core.scoring.tokens import split
from grader.errors import RubricError

GAP: Final = 6
"""How many words `...` may stand for."""
_MOST_PATHS: Final = 48
"""An option with more ways to be said than that is looked for element by element."""

Resolve: TypeAlias = Callable[[str], Iterable[Span]]
"""Gives the spans of a term."""

_REF: Final = re.compile(r"\{\s*([a-z0-9_]+)\s*\}")
_PIECE: Final = re.compile(
    r"\{\s*[a-z0-9_]+\s*\}|\.\.\.|…|[()|?*]|[^\s(){}|?*…]+?(?=\.\.\.)|[^\s(){}|?*…]+"
)
_PLAIN: Final = re.compile(r"[^\s(){}|?*…]+")
_COMPOUNDING: Final = word_set(
    """
    pre post fine multi low off on re fp bf few zero one over under hot check data base soft
    mixed non sub co mini micro cross self auto de up down in out hand half full long short
    back hyper inter intra life time road loss grad soft check work token tf int
    """
)


class Word(NamedTuple):
    stem: str


class Group(NamedTuple):
    """One of several options: plain ones are the literals of these bits, the others here."""

    numbers: int
    options: tuple[Sequence, ...]


class Ref(NamedTuple):
    term: str


class Skip(NamedTuple):
    """Between `least` and `most` words, whichever they are."""

    least: int
    most: int


Element: TypeAlias = Word | Group | Ref | Skip
Item: TypeAlias = tuple[Element, bool]
"""An element, and whether it may be missing."""


class Sequence(NamedTuple):
    """Elements in order.

    A match holds all stems of `needs` and a literal of each of `gates`: most phrases are known
    not to occur by these alone. In a `strict` one nothing may be missing or stand between.
    """

    elements: tuple[Item, ...]
    needs: tuple[str, ...]
    gates: tuple[int, ...]
    strict: bool


Path: TypeAlias = tuple[str, ...]
Draft: TypeAlias = "list[tuple[str | Ref | Skip | Choice, bool]]"
"""What a phrase says, before its plain parts are made into literals. A string is a stem."""


class Choice(NamedTuple):
    options: tuple[Draft, ...]


class _Reader:
    """Reads one phrase, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[str] = _PIECE.findall(text)
        self.at = 0

    def fail(self, why: str) -> RubricError:
        return RubricError(f"the phrase {self.text!r} {why}", "See `grader rubrics schema`.")

    def draft(self, depth: int = 0) -> Draft:
        found: Draft = []
        pieces, size = self.pieces, len(self.pieces)
        while self.at < size:
            piece = pieces[self.at]
            if depth and piece in "|)":
                break
            self.at += 1
            if piece[0].isalnum():
                self._append(found, [(word, False) for word in _words(piece)])
            elif piece == "?":
                self._make_optional(found)
            elif piece in "|)":
                raise self.fail(f"has a {piece} outside brackets")
            else:
                self._append(found, self._special(piece, depth))
        return found

    def _append(self, found: Draft, new: Draft) -> None:
        """Add what a piece gives; a `?` after a word that carries nothing goes with it."""
        found.extend(new)
        if not new and self.at < len(self.pieces) and self.pieces[self.at] == "?":
            self.at += 1

    def _make_optional(self, found: Draft) -> None:
        if not found:
            raise self.fail("has a ? with no word before it")
        last = found[-1][0]
        found[-1] = (Skip(0, last.most), False) if isinstance(last, Skip) else (last, True)

    def _special(self, piece: str, depth: int) -> Draft:
        if piece == "(":
            return self._choice(depth)
        if piece == "*":
            return [(Skip(1, 1), False)]
        if piece in ("...", "…"):
            return [(Skip(0, GAP), False)]
        if piece.startswith("{") and piece.endswith("}"):
            return [(Ref(piece[1:-1].strip()), False)]
        return [(word, False) for word in _words(piece)]

    def _choice(self, depth: int) -> Draft:
        options = [self.draft(depth + 1)]
        while self.at < len(self.pieces) and self.pieces[self.at] == "|":
            self.at += 1
            options.append(self.draft(depth + 1))
        if self.at >= len(self.pieces):
            raise self.fail("has a bracket that is never closed")
        self.at += 1
        said = tuple(option for option in options if option)
        return [(Choice(said), False)] if said else []


@lru_cache(maxsize=20_000)
def _words(piece: str) -> tuple[str, ...]:
    """The stems of one written word; a hyphen inside is a hyphen, a space or nothing."""
    if "-" in piece and "->" not in piece:
        parts = [part for part in piece.split("-") if part]
        if len(parts) == 2 and all(part.isalnum() for part in parts):
            return (stem(fold("".join(parts))),)
    tokens = (piece,) if piece.isalnum() else split(piece)[1::2]
    return tuple(found for token in tokens for _, found in canonical(token))


def parse(text: str, literals: Literals) -> Sequence:
    """The program of a phrase, whose plain parts go into `literals`.

    Raises RubricError when the phrase cannot be read.
    """
    reader = _Reader(text)
    if text.count("{") != text.count("}") or text.count("{") != len(refs(text)):
        raise reader.fail("has a brace that is not a {term}")
    draft = reader.draft()
    if not any(not isinstance(element, Skip) for element, _ in draft):
        raise reader.fail("has no words")
    return _sequence(draft, literals)


def _sequence(draft: Draft, literals: Literals) -> Sequence:
    draft = _trimmed(draft)
    paths = _paths(draft)
    if paths and len(draft) > 1:
        numbers = literals.numbers(paths)
        return Sequence(((Group(numbers, ()), False),), (), (numbers,), True)
    elements = tuple((_element(element, literals), optional) for element, optional in draft)
    needs, gates = [], []
    strict = True
    for element, optional in elements:
        strict = strict and not optional and not isinstance(element, Skip)
        if not optional and isinstance(element, Word):
            needs.append(element.stem)
        elif not optional and isinstance(element, Group) and not element.options:
            gates.append(element.numbers)
    needs.sort(key=lambda need: need in FUNCTION_WORDS)
    return Sequence(elements, tuple(needs), tuple(gates), strict)


def literal_bits(sequence: Sequence) -> int:
    """The bits of the literals that are all there is to the phrase; 0 when there is more."""
    element = sequence.elements[0][0]
    whole = len(sequence.elements) == 1 and isinstance(element, Group) and not element.options
    return element.numbers if whole and isinstance(element, Group) else 0


def may_occur(sequence: Sequence, index: Index) -> bool:
    """Whether the words are there without which there is no match."""
    for gate in sequence.gates:
        if not index.present & gate:
            return False
    return all(need in index.stems for need in sequence.needs)


def _element(drafted: str | Ref | Skip | Choice, literals: Literals) -> Element:
    if isinstance(drafted, str):
        return Word(drafted)
    if not isinstance(drafted, Choice):
        return drafted
    plain: list[Path] = []
    others = []
    for option in drafted.options:
        paths = _paths(option)
        plain.extend(paths)
        if not paths:
            others.append(_sequence(option, literals))
    return Group(literals.numbers(plain), tuple(others))


def _paths(draft: Draft) -> list[Path]:
    """All ways to say a draft, each a row of stems; none when it is not plain, or too rich."""
    parts: list[list[Path]] = []
    size = 1
    for element, optional in draft:
        if isinstance(element, str):
            ways: list[Path] = [(element,)]
        elif isinstance(element, Choice):
            each = [_paths(option) for option in element.options]
            ways = [path for paths in each for path in paths]
            if not all(each):
                return []
        else:
            return []
        if optional:
            ways = [*ways, ()]
        size *= len(ways)
        if size > _MOST_PATHS:
            return []
        parts.append(ways)
    if size == 1:
        rows = [tuple(word for (way,) in parts for word in way)]
    else:
        rows = [tuple(word for way in ways for word in way) for ways in product(*parts)]
    return _compounded([row for row in rows if row])


def _compounded(rows: list[Path]) -> list[Path]:
    """Let words such as `fine tuning` also match where they are written as one."""
    for row in rows:
        for place in range(len(row) - 1):
            if row[place] in _COMPOUNDING:
                joined = stem(row[place] + row[place + 1])
                return [*rows, (*row[:place], joined, *row[place + 2 :])]
    return rows


def _trimmed(draft: Draft) -> Draft:
    while draft and isinstance(draft[0][0], Skip):
        draft = draft[1:]
    while draft and isinstance(draft[-1][0], Skip):
        draft = draft[:-1]
    return draft


def refs(text: str) -> list[str]:
    """The terms that a phrase refers to."""
    return _REF.findall(text) if "{" in text else []


def stems(text: str) -> frozenset[str]:
    """All stems that a phrase itself names, without those of its terms."""
    plain = _REF.sub(" ", text).replace("...", " ")
    return frozenset(s for piece in _PLAIN.findall(plain) for s in _words(piece))


def has_gap(text: str) -> bool:
    """Whether a match may hold words that the phrase does not name."""
    return "..." in text or "*" in text or "…" in text


def find(sequence: Sequence, index: Index, resolve: Resolve) -> Iterable[Span]:
    """All spans that the phrase matches. Its work is bounded: no phrase backtracks."""
    elements = sequence.elements
    if not elements or not may_occur(sequence, index):
        return ()
    if len(elements) == 1:
        return _spans(elements[0][0], index, resolve)
    if sequence.strict:
        return _find_strict(elements, index, resolve)
    # A state is where the match began, and between which places its next word may stand.
    states: list[tuple[int, int, int]] = []
    fresh = True
    for element, optional in elements:
        if isinstance(element, Skip):
            states = [(s, lo + element.least, hi + element.most) for s, lo, hi in states]
            continue
        spans = _spans(element, index, resolve)
        reached = [(b, e, e) for b, lo, hi in states for s, e in spans if lo <= s <= hi]
        if fresh:
            reached.extend([(s, e, e) for s, e in spans])
        if optional:
            reached.extend(states)
        states = reached if len(reached) < _MANY else list(set(reached))
        fresh = fresh and optional
        if not states and not fresh:
            return ()
    return [(begin, low) for begin, low, _ in states]


_MANY: Final = 24
"""From so many states on, equal ones are merged."""


def _find_strict(elements: tuple[Item, ...], index: Index, resolve: Resolve) -> Iterable[Span]:
    """The spans of a phrase whose elements all have to follow one another."""
    states = list(_spans(elements[0][0], index, resolve))
    for element, _ in elements[1:]:
        if not states:
            break
        spans = _spans(element, index, resolve)
        states = [(begin, end) for begin, at in states for start, end in spans if start == at]
        if len(states) >= _MANY:
            states = list(set(states))
    return states


def _spans(element: Element, index: Index, resolve: Resolve) -> Iterable[Span]:
    if isinstance(element, Word):
        return index.stems.get(element.stem, ())
    if isinstance(element, Ref):
        return resolve(element.term)
    if isinstance(element, Skip):
        return ()
    found = index.spans_of(element.numbers)
    for option in element.options:
        found.extend(find(option, index, resolve))
    return found
