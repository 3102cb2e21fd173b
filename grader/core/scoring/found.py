"""A place where a cue's words occur, and which ways of holding them satisfy a cue."""

from __future__ import annotations

from typing import Final, NamedTuple

from grader.core.scoring.literals import Span
from grader.core.scoring.stance import Held

SATISFY: Final[dict[str, frozenset[Held]]] = {
    "asserted": frozenset({Held.ASSERTED}),
    "rejected": frozenset({Held.REJECTED, Held.DENIED}),
    "mention": frozenset({Held.ASSERTED, Held.REJECTED}),
    "name": frozenset({Held.ASSERTED, Held.REJECTED, Held.DENIED, Held.QUOTED, Held.LISTED}),
}
"""By the stance that a cue asks for; `name` is a mention for an absence tell."""


class Found(NamedTuple):
    """One place where a cue's words occur, how they are held, and whether that satisfies it."""

    spans: tuple[Span, ...]
    held: Held
    satisfied: bool


def rank(found: Found) -> tuple[bool, int]:
    """By this the better of two places is the greater."""
    return (found.satisfied, int(found.held))
