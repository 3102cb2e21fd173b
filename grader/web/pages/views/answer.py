"""The answer as the page shows it: its turns, each in pieces with their marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.store.record import Record
from grader.web.pages.views.marked import Piece, Quote, pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnLine:
    """One stretch of speech. `speaker` is empty where nobody is named and nobody else speaks."""

    speaker: str
    role: str
    pieces: tuple[Piece, ...]


def turns(record: Record, quotes: Sequence[Quote]) -> tuple[TurnLine, ...]:
    """The turns of a record's answer, empty once it is erased."""
    text = record.answer
    if text is None:
        return ()
    alone = len(record.turns) < 2
    return tuple(
        TurnLine(
            speaker=turn["speaker"] or ("" if alone else turn["role"].capitalize()),
            role=turn["role"],
            pieces=pieces(text, turn["start"], turn["end"], quotes),
        )
        for turn in record.turns
    )
