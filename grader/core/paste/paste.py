"""What a paste holds: who said what, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.text.note import is_note
from grader.core.text.turn import Role, Said

_ENDED = tuple(".!?:;\u2026")
Span = tuple[int, int]
"""Start and end, in code points of the paste."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedTurn:
    """One stretch of speech by one speaker, who may have sent it in several messages.

    `text` is the words alone, one message or line of caption after another. They lie in the paste
    at `spans`, which rise and do not overlap. `time` is that of the first message, as it was
    written. `speaker` is None when nobody is named.
    """

    speaker: str | None
    role: Role
    time: str | None
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """A piece of the paste that nobody said: `paste.text[start:end]`.

    `kind` says what it is, such as `header`, `time`, `edited`, `reactions`, `thread` or
    `day-divider`.
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paste:
    """A paste, read. Each character that shows is in exactly one span of a turn or of furniture.

    `format` names the application or file format it came from, `plain` for no conversation.
    `candidate` is the name of the candidate; None when there is no telling or no name. `question`
    is what was asked of the candidate, `rubric` the id of the rubric it belongs to, None when no
    rubric or more than one would do, and `rubric_score` how well it fits, from 0 to 1. `doubts`
    says what was guessed and what was not understood, in sentences for the reader. `roles_told` is
    whether the paste itself says who is who, by labels or fields, for at least one speaker.
    """

    text: str
    format: str
    turns: tuple[PastedTurn, ...]
    furniture: tuple[Furniture, ...]
    candidate: str | None
    question: str | None
    rubric: str | None
    rubric_score: float
    doubts: tuple[str, ...]
    roles_told: bool

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names of those who speak, each once, in order."""
        return tuple(
            dict.fromkeys(
                turn.speaker for turn in self.turns if turn.speaker and not is_note(turn.speaker)
            )
        )


def said(paste: Paste) -> tuple[Said, ...]:
    """The turns in the form that `grader.core.answer.read_turns` takes.

    Captions break a line where it is full, in the middle of a sentence: such lines are joined.
    """
    is_captions = paste.format in ("webvtt", "srt")
    return tuple(
        Said(
            speaker=t.speaker, role=t.role, text=_flowing(paste.text, t) if is_captions else t.text
        )
        for t in paste.turns
    )


def _flowing(pasted: str, turn: PastedTurn) -> str:
    """The words of captions, with those lines joined that go on in the next.

    A caption has one line or two; one with more is a text with lines of its own.
    """
    lines = turn.text.split("\n")
    sizes = [pasted.count("\n", start, end) + 1 for start, end in turn.spans]
    if sum(sizes) != len(lines):
        return turn.text
    firm = [size > 2 and row > 0 for size in sizes for row in range(size)]
    text = lines[0]
    for before, line, is_firm in zip(lines, lines[1:], firm[1:], strict=False):
        goes_on = line[:1].islower() and not before.endswith(_ENDED)
        text += (" " if goes_on and not is_firm else "\n") + line
    return text
