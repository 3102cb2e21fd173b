"""Whether a text that is handed in as an answer is a conversation, beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.core.paste.names import is_numbered
from grader.core.paste.paste import Paste, PastedTurn
from grader.core.paste.question import Questions, asks
from grader.core.paste.reading import read_talk
from grader.core.paste.roles import key_of
from grader.core.text.note import is_note
from grader.core.text.topic import Topics

_LINES = ("labelled", "irc")
"""Formats that a name alone makes; all others have times or a form of their own as well."""
_EXPORTS = ("json", "slack-export")
_CAPTIONS = ("webvtt", "srt")
_LONGEST_TITLE = 30
_LONGEST_OPENING = 60
"""In words."""
_ENDED = tuple(".?!:;,\u2026\u3002\uff1f\uff01\uff1a")
_ANNOUNCED = re.compile(r"\b(?:interviews?|transcri\w+|screening|phone screen)\b", re.IGNORECASE)
_ENOUGH = 3


def read_conversation(text: str, questions: Questions | None = None) -> Paste | None:
    """The text as a paste when at least two people speak in it, or captions; None for all others.

    An answer that merely holds labels, a dialogue that it quotes, code or a list with headings is
    None. Labels that tell roles ("Interviewer:", "Q:" with "A:") are for `find_turns` to judge, and
    believed here. `questions` are as for `read_paste`.
    """
    paste = read_talk(text, questions=questions)
    return (
        paste if paste and _is_conversation(paste, Topics(text, _words(questions or {}))) else None
    )


def _is_conversation(paste: Paste, topics: Topics) -> bool:
    if paste.format in _CAPTIONS:
        return True
    if paste.format == "email":
        return len({key_of(turn.speaker) for turn in paste.turns}) > 1
    named = [turn for turn in paste.turns if turn.speaker and not is_note(turn.speaker)]
    if len({key_of(turn.speaker) for turn in named}) < 2:
        return False
    if paste.roles_told or paste.format in _EXPORTS:
        return True
    before = paste.turns[: paste.turns.index(named[0])]
    opening = " ".join(turn.text for turn in before if not turn.speaker)
    if paste.format not in _LINES:
        return len(opening.split()) <= _LONGEST_OPENING and topics.has_people(
            [key_of(turn.speaker) for turn in named]
        )
    return _is_title(opening) and _is_talk(named, topics)


def _words(questions: Questions) -> list[str]:
    told = questions.values()
    return [form for forms in told for form in ([forms] if isinstance(forms, str) else forms)]


def _is_title(opening: str) -> bool:
    """Whether the words before the first name are no sentences of somebody's who quotes a talk."""
    if not opening or _ANNOUNCED.search(opening):
        return len(opening.split()) <= _LONGEST_OPENING
    return len(opening.split()) <= _LONGEST_TITLE and not opening.endswith(_ENDED)


def _is_talk(named: Sequence[PastedTurn], topics: Topics) -> bool:
    """Whether labels are people's who take turns, and not headings over parts of an answer."""
    keys = {key_of(turn.speaker) for turn in named}
    if all(is_numbered(key) for key in keys):
        return True
    if not topics.has_people([key_of(turn.speaker) for turn in named]):
        return False
    asking = [asks(turn.text) for turn in named]
    if len(named) == len(keys):
        # Nobody speaks again: one must ask, and be answered.
        return asking[0] or (len(named) == 2 and asking[1])
    return any(asking) or len(named) >= _ENOUGH
