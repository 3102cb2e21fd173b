"""A pasted conversation as the page shows it, before it is graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.core.answer import Role, Said
from grader.core.paste import Paste

_FORMATS = {
    "slack": "Slack",
    "slack-export": "a Slack export",
    "discord": "Discord",
    "teams": "Teams",
    "google-chat": "Google Chat",
    "whatsapp": "WhatsApp",
    "email": "an e-mail",
    "zoom": "Zoom",
    "meet": "Google Meet",
    "otter": "Otter",
    "webvtt": "a WebVTT transcript",
    "srt": "an SRT transcript",
    "labelled": "a transcript",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """`number` tells speakers apart in the form. `name` is empty for who is not named."""

    number: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    speaker: Speaker
    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkView:
    """`source` says in words where the paste came from; `doubts` what was guessed."""

    source: str
    speakers: tuple[Speaker, ...]
    turns: tuple[Spoken, ...]
    doubts: tuple[str, ...]

    @property
    def has_candidate(self) -> bool:
        return any(speaker.role is Role.CANDIDATE for speaker in self.speakers)


def is_talk(paste: Paste) -> bool:
    """Whether a paste is a conversation, whose roles a person should see before it is graded."""
    return paste.format != "plain" and bool(paste.turns)


def talk_view(paste: Paste) -> TalkView:
    """The conversation, each speaker in the role that most of their turns have."""
    numbers = {name: n for n, name in enumerate(dict.fromkeys(t.speaker for t in paste.turns))}
    roles: dict[str | None, Role] = {}
    for turn in paste.turns:
        # Who is the candidate in one turn is the candidate.
        if turn.speaker not in roles or turn.role is Role.CANDIDATE:
            roles[turn.speaker] = turn.role
    speakers = {
        name: Speaker(number=number, name=name or "", role=roles[name])
        for name, number in numbers.items()
    }
    return TalkView(
        source=_FORMATS.get(str(paste.format), "a conversation"),
        speakers=tuple(speakers.values()),
        turns=tuple(
            Spoken(speaker=speakers[t.speaker], role=t.role, text=t.text) for t in paste.turns
        ),
        doubts=paste.doubts,
    )


def with_roles(paste: Paste, roles: Mapping[int, Role]) -> tuple[Said, ...]:
    """The turns, with the roles that a person gave to speakers by their numbers."""
    view = talk_view(paste)
    return tuple(
        Said(
            speaker=turn.speaker.name or None,
            role=roles.get(turn.speaker.number, turn.role),
            text=turn.text,
        )
        for turn in view.turns
    )
