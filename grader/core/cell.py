"""An answer in a table's cell: plain text, labelled turns, JSON turns, or WebVTT."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from grader.core.answer import Answer, Role, Said, read_answer, read_turns
from grader.errors import InputError

_VTT_TIME = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}\s+-->\s")
_VTT_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_VTT_TAG = re.compile(r"</?[a-z][^>]*>")
_LABEL = re.compile(r"^([A-Z][^:\n]{0,39}):\s+")
_ROLES = {
    "assistant": Role.OTHER,
    "candidate": Role.CANDIDATE,
    "interviewee": Role.CANDIDATE,
    "interviewer": Role.INTERVIEWER,
    "host": Role.INTERVIEWER,
}


def read_cell(text: str) -> Answer:
    """The answer in a cell.

    JSON turns are a list of objects with `text`, and `speaker` or `role` (interviewer, candidate,
    other). Raises InputError for JSON turns that are not so; other text is never refused.
    """
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith("WEBVTT"):
        return _labelled(list(_cues(stripped)))
    if stripped.startswith("[") and (turns := _json_turns(stripped)) is not None:
        return read_turns(turns)
    return read_answer(text)


def _labelled(cues: list[tuple[str | None, str]]) -> Answer:
    """Cues as a transcript, so that roles are told as in any other; without voices, one speech."""
    if not any(voice for voice, _ in cues):
        return read_answer(" ".join(said for _, said in cues))
    merged: list[tuple[str | None, list[str]]] = []
    for voice, said in cues:
        if merged and voice in (None, merged[-1][0]):
            merged[-1][1].append(said)
        else:
            merged.append((voice, [said]))
    lines = (f"{voice or 'Other'}: {' '.join(said)}" for voice, said in merged)
    return read_answer("\n\n".join(lines))


def _cues(text: str) -> Iterator[tuple[str | None, str]]:
    """Speaker, None when not named, and words of each cue."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.split("\n")
        timed = next((i for i, line in enumerate(lines) if _VTT_TIME.match(line)), None)
        if timed is None:
            continue
        said = " ".join(lines[timed + 1 :]).strip()
        voice = _VTT_VOICE.search(said)
        label = _LABEL.match(said)
        if voice:
            yield voice.group(1).strip(), _VTT_TAG.sub("", said).strip()
        elif label:
            yield label.group(1), said[label.end() :]
        elif said:
            yield None, _VTT_TAG.sub("", said)


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
    role = _ROLES.get(name, Role.OTHER if turn.get("role") else None)
    if role is None:
        raise InputError(
            f"turn {number}: nobody knows the role of {speaker!r}",
            "Give each turn a role: interviewer, candidate or other",
        )
    return Said(speaker=str(speaker) if speaker else None, role=role, text=text)
