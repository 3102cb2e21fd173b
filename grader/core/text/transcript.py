"""Transcripts: from labelled text to turns with speakers and roles, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from grader.core.text.label import Label, find_labels, stretches
from grader.core.text.note import Note, find_notes, masked
from grader.core.text.roles import find_roles
from grader.core.text.turn import Role, Said, Turn

_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")
_LONGEST_HEADER = 30
"""In words."""
_SENTENCE_ENDS = tuple(".?!:;,\u2026\u3002\uff1f\uff01\uff1a")


def find_turns(text: str) -> tuple[Turn, ...] | None:
    """The turns of a labelled transcript, or None when `text` is not clearly one.

    Clear are "Interviewer:" and "Candidate:" and their like at the start of a line, "Q:" with
    "A:", "Me:", "Speaker 1 (Interviewer):", names beside such a label, and two speakers of whom
    one does the asking. "Note:" or "SFT:" is never a speaker.

    Text before the first label (a header, small talk) belongs to role `other`. Where only the
    interviewer is labelled, that label covers its own paragraph, and all the rest is the
    candidate's: it would be lost otherwise. Notes, as "Interviewer notes:" or "Model answer:" open
    them, belong to role `other`.
    """
    notes = find_notes(text)
    turns = _turns(masked(text, notes) if notes else text)
    if not turns or not notes:
        return turns
    return tuple(sorted((*turns, *_nobodys(text, notes)), key=lambda turn: turn.start))


def _nobodys(text: str, notes: Sequence[Note]) -> Iterator[Turn]:
    for note in notes:
        words = text[note.words : note.end]
        if words.strip():
            start = note.end - len(words.lstrip())
            end = note.words + len(words.rstrip())
            yield Turn(speaker=note.name, role=Role.OTHER, start=start, end=end)


def _turns(text: str) -> tuple[Turn, ...] | None:
    found = find_labels(text)
    if not found:
        return None
    roles = find_roles(text, found)
    labels = [label for label in found if label.key in roles]
    if not labels or not _is_clear(text, labels, roles):
        return None
    alone = all(role is Role.INTERVIEWER for role in roles.values())
    return tuple(_asked(text, labels) if alone else _spoken(text, labels, roles)) or None


def render(turns: Sequence[Said]) -> tuple[str, tuple[Turn, ...]]:
    """The turns as one text, "Speaker: words" with a blank line between them, and where they lie.

    A speaker without a name goes by the role, unless nobody else speaks.
    """
    parts: list[str] = []
    placed: list[Turn] = []
    at = 0
    for said in turns:
        name = " ".join((said.speaker or "").split())
        label = name or (said.role.capitalize() if len(turns) > 1 else "")
        head = f"{label}: " if label else ""
        start = at + len(head)
        end = start + len(said.text)
        placed.append(Turn(speaker=name or None, role=said.role, start=start, end=end))
        parts.append(head + said.text)
        at = end + len("\n\n")
    return "\n\n".join(parts), tuple(placed)


def _is_clear(text: str, labels: Sequence[Label], roles: Mapping[str, Role]) -> bool:
    """Whether the speakers found make a transcript, and not only lines that look like one."""
    told = {roles[label.key] for label in labels}
    sure = {label.role for label in labels if label.sure}
    header = text[: labels[0].start].strip()
    if Role.INTERVIEWER not in told:
        return not header
    if Role.CANDIDATE in told:
        # A sentence before "Q:" and "A:" is the candidate's, and so are the two.
        is_title = len(header.split()) <= _LONGEST_HEADER and not header.endswith(_SENTENCE_ENDS)
        return bool(sure) or is_title
    return Role.INTERVIEWER in sure


def _spoken(text: str, labels: Sequence[Label], roles: Mapping[str, Role]) -> Iterator[Turn]:
    header = text[: labels[0].start]
    if header.strip():
        start = len(header) - len(header.lstrip())
        yield Turn(speaker=None, role=Role.OTHER, start=start, end=len(header.rstrip()))
    for label, start, end in stretches(text, labels):
        if start < end:
            yield Turn(speaker=label.name, role=roles[label.key], start=start, end=end)


def _asked(text: str, labels: Sequence[Label]) -> Iterator[Turn]:
    """The turns where only the interviewer is labelled, by a paragraph or, without any, a line."""
    yield from _unlabelled(text, 0, labels[0].start)
    for label, start, end in stretches(text, labels):
        if start >= end:
            continue
        gap = _PARAGRAPH_END.search(text, start, end)
        line = text.find("\n", start, end)
        stop = gap.start() if gap else line if line >= 0 else end
        asked = start + len(text[start:stop].rstrip())
        yield Turn(speaker=label.name, role=Role.INTERVIEWER, start=start, end=asked)
        yield from _unlabelled(text, stop, end)


def _unlabelled(text: str, start: int, end: int) -> Iterator[Turn]:
    words = text[start:end]
    if words.strip():
        first = end - len(words.lstrip())
        last = start + len(words.rstrip())
        yield Turn(speaker=None, role=Role.CANDIDATE, start=first, end=last)
