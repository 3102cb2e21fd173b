"""What a candidate said: the original text, its turns, and the candidate's sentences, numbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.text.sentences import sentences
from grader.core.text.transcript import find_turns, render
from grader.core.text.turn import Role, Said, Turn
from grader.core.text.view import model_view

__all__ = ["Answer", "Role", "Said", "Sentence", "Turn", "read_answer", "read_turns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One of the candidate's sentences.

    `number` counts from 1 over the whole answer. `start` and `end` are offsets, in code points,
    into `answer.text`, the original; `text` is the model's view of it: NFKC, without invisible
    and bidirectional control characters, on one line. `turn` is an index into `answer.turns`.
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


def read_answer(text: str) -> Answer:
    """Read plain text or a labelled transcript (see `transcript.find_turns`).

    Text without speakers is one turn of the candidate's. Never fails: text without any words has
    no sentences.
    """
    alone = Turn(speaker=None, role=Role.CANDIDATE, start=0, end=len(text))
    return _answer(text, find_turns(text) or (alone,))


def read_turns(turns: Sequence[Said]) -> Answer:
    """Read turns that are known already; `answer.text` is then their rendering as a transcript."""
    return _answer(*render(turns))


def _answer(text: str, turns: tuple[Turn, ...]) -> Answer:
    found = [
        (index, start, end)
        for index, turn in enumerate(turns)
        if turn.role is Role.CANDIDATE
        for start, end in sentences(text, turn.start, turn.end)
    ]
    numbered = tuple(
        Sentence(number=number, start=start, end=end, turn=turn, text=model_view(text[start:end]))
        for number, (turn, start, end) in enumerate(found, 1)
    )
    return Answer(text=text, turns=turns, sentences=numbered)
