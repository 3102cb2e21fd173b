"""Turns of speech: who speaks, and where in the text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who speaks. Only the candidate's words can earn a tell."""

    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One stretch of speech by one speaker: the words at `answer.text[start:end]`.

    The offsets are code points and leave the speaker's label out. `speaker` is the label as it
    was written, None where there was none.
    """

    speaker: str | None
    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One turn handed in ready-made: who said it (None when not named), in which role, and what."""

    speaker: str | None
    role: Role
    text: str
