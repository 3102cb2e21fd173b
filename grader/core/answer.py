"""What a candidate said: the original text, its turns, and the candidate's sentences, numbered."""

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
    """One stretch of speech by one speaker: `text` is `answer.text[start:end]`."""

    speaker: str | None
    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One of the candidate's sentences.

    `number` counts from 1 over the whole answer. `start` and `end` are offsets, in code points,
    into `answer.text`, the original; `text` is the model's view of it: NFKC, without invisible
    and bidirectional control characters, on one line.
    """

    number: int
    start: int
    end: int
    turn: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer, ready to be judged. Evidence always quotes `text`, which is kept as it came."""

    text: str
    turns: tuple[Turn, ...]
    sentences: tuple[Sentence, ...]

    def quote(self, start: int, end: int) -> str:
        return self.text[start:end]

    @property
    def candidate_text(self) -> str:
        """The candidate's words in the model's view, one sentence a line."""
        return "\n".join(sentence.text for sentence in self.sentences)
