"""The ladder of levels, with the rungs that were reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level. `state` is `below`, `at` or `above` the level that holds.

    `machine` marks the machine's own level where a person has put another in its place.
    """

    id: str
    descriptor: str
    state: str
    machine: bool


def ladder(
    levels: Sequence[tuple[str, str]], final: str | None, machine: str | None
) -> tuple[Rung, ...]:
    """The rungs, lowest first, of (id, descriptor). Without a level that holds all are `above`."""
    ids = [level for level, _ in levels]
    at = ids.index(final) if final in ids else -1
    return tuple(
        Rung(
            id=level,
            descriptor=descriptor.strip(),
            state="at" if rank == at else "below" if rank < at else "above",
            machine=level == machine != final,
        )
        for rank, (level, descriptor) in enumerate(levels)
    )
