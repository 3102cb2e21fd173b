"""A phrase made into a small program, and run over what a sentence holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeAlias

from grader.core.scoring.literals import Index, Literals, Span
from grader.core.scoring.phrase import Choice, Draft, Ref, Skip, read, trimmed, ways

SpansOf: TypeAlias = Callable[[str], Sequence[Span]]
"""Gives the places of a term."""


class Group(NamedTuple):
    """One of several options: plain ones are the literals of these numbers, the others here."""

    numbers: frozenset[int]
    options: tuple[Program, ...]


Element: TypeAlias = Group | Ref | Skip


class Program(NamedTuple):
    """Elements in order, each with whether it may be missing.

    `needs` are those without which there is no match.
    """

    elements: tuple[tuple[Element, bool], ...]
    needs: tuple[Group | Ref, ...]


State: TypeAlias = tuple[int, int, int]
"""Where a match began, and between which places its next word may stand."""


def parse(text: str, literals: Literals) -> Program:
    """The program of a phrase, whose plain parts go into `literals`.

    Raises RubricError when the phrase cannot be read.
    """
    return _program(read(text), literals)


def _program(draft: Draft, literals: Literals) -> Program:
    paths = ways(draft)
    if paths:
        whole = Group(literals.numbers(paths), ())
        return Program(((whole, False),), (whole,))
    elements = tuple([(_element(element, literals), optional) for element, optional in draft])
    needs = tuple(
        element for element, optional in elements if not optional and not isinstance(element, Skip)
    )
    return Program(elements, needs)


def _element(drafted: str | Ref | Skip | Choice, literals: Literals) -> Element:
    if isinstance(drafted, str):
        return Group(literals.numbers([(drafted,)]), ())
    if not isinstance(drafted, Choice):
        return drafted
    others = [_program(trimmed(option), literals) for option in drafted.others]
    return Group(literals.numbers(drafted.plain), tuple(others))


def plain_numbers(program: Program) -> frozenset[int]:
    """The numbers of the literals that are all there is to the phrase; none if there is more."""
    if len(program.elements) != 1:
        return frozenset()
    element = program.elements[0][0]
    if not isinstance(element, Group) or element.options:
        return frozenset()
    return element.numbers


def bare_term(program: Program) -> str | None:
    """The term that is all there is to the phrase, if any."""
    element = program.elements[0][0] if len(program.elements) == 1 else None
    return element.term if isinstance(element, Ref) else None


def find(program: Program, index: Index, spans_of: SpansOf) -> Sequence[Span]:
    """All spans that the phrase matches. Its work is bounded: no phrase backtracks."""
    elements = program.elements
    if not elements:  # An option of nothing but gaps asks for nothing.
        return ()
    if len(elements) == 1:
        return _spans(elements[0][0], index, spans_of)
    states: list[State] = []
    fresh = True
    for element, optional in elements:
        if type(element) is Skip:
            least, most = element
            states = [(s, lo + least, hi + most) for s, lo, hi in states]
            continue
        spans = _spans(element, index, spans_of)
        reached = _reached(states, spans) if states and spans else []
        if fresh:
            reached += [(s, e, e) for s, e in spans]
        if optional:
            reached += states
        elif not reached:
            return ()
        else:
            fresh = False
        states = reached if len(reached) < _MANY else list(set(reached))
    return [(begin, low) for begin, low, _ in states]


_MANY: Final = 24
"""From so many states on, equal ones are merged, and the places of words looked up."""


def _reached(states: list[State], spans: Sequence[Span]) -> list[State]:
    """The states after one of `spans`, each where a state lets it begin."""
    if len(states) * len(spans) < _MANY:
        return [(b, e, e) for b, lo, hi in states for s, e in spans if lo <= s <= hi]
    ends: dict[int, list[int]] = {}
    for start, end in spans:
        ends.setdefault(start, []).append(end)
    return [
        (begin, end, end)
        for begin, low, high in states
        for at in range(low, high + 1)
        if at in ends
        for end in ends[at]
    ]


def _spans(element: Element, index: Index, spans_of: SpansOf) -> Sequence[Span]:
    if type(element) is Ref:
        return spans_of(element.term)
    if type(element) is Skip:
        return ()
    assert type(element) is Group
    here = index.keys() & element.numbers
    if len(here) == 1 and not element.options:
        return index[here.pop()]
    found: list[Span] = []
    for number in here:
        found += index[number]
    for option in element.options:
        found += find(option, index, spans_of)
    return found
