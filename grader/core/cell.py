"""An answer in a table's cell: plain text, labelled turns, JSON turns, or captions (WebVTT)."""

from __future__ import annotations

import json
from typing import Any

from grader.core.answer import Answer, Role, Said, read_answer, read_turns
from grader.core.paste import read_paste, said
from grader.core.paste.export import ROLES
from grader.errors import InputError


def read_cell(text: str) -> Answer:
    """The answer in a cell.

    JSON turns are a list of objects with `text`, and `speaker` or `role` (interviewer, candidate,
    other). Raises InputError for JSON turns that are not so, and for captions that do not tell who
    the candidate is; other text is never refused.
    """
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith("WEBVTT"):
        return _captions(text)
    if stripped.startswith("[") and (turns := _json_turns(stripped)) is not None:
        return read_turns(turns)
    return read_answer(text)


def _captions(text: str) -> Answer:
    paste = read_paste(text)
    if paste.turns and not any(turn.role is Role.CANDIDATE for turn in paste.turns):
        speakers = ", ".join(paste.speakers)
        raise InputError(
            f"there is no telling who of {speakers} is the candidate",
            'Call the candidate "Candidate" in the captions',
        )
    return read_turns(said(paste))


def _json_turns(text: str) -> list[Said] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
        return None
    return [_turn(turn, number) for number, turn in enumerate(value, 1)]


def _turn(turn: dict[str, Any], number: int) -> Said:
    text = turn.get("text", turn.get("content"))
    if not isinstance(text, str):
        raise InputError(f"turn {number}: text is missing", 'Give each turn as {"role", "text"}')
    speaker = turn.get("speaker")
    name = str(turn.get("role") or speaker or "candidate").strip().lower()
    role = ROLES.get(name, Role.OTHER if turn.get("role") else None)
    if role is None:
        raise InputError(
            f"turn {number}: nobody knows the role of {speaker!r}",
            "Give each turn a role: interviewer, candidate or other",
        )
    return Said(speaker=str(speaker) if speaker else None, role=role, text=text)
