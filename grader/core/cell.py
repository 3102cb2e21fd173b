"""An answer as it is handed in: plain text, labelled turns, a chat, JSON turns, or captions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grader.core.answer import Answer, Role, Said, read_answer, read_turns
from grader.core.text.label import told_role
from grader.core.text.listed import ROLES, turns_in
from grader.core.text.signs import may_be_talk
from grader.errors import InputError

if TYPE_CHECKING:
    from grader.core.paste import Paste
    from grader.core.rubric import Rubric

_MOST_NAMED = 6
_SIDES = (Role.INTERVIEWER, Role.CANDIDATE)


def read_cell(text: str, rubric: Rubric | None = None) -> Answer:
    """The answer in a text that may be a conversation.

    A text that is a conversation beyond doubt, by its format or by two speakers who take turns, is
    read as its turns (see `paste.conversation.read_conversation`); the question of `rubric` helps
    to tell who asks. All other text is the candidate's. JSON turns are a list of objects with
    `text`, and `speaker` or `role` (interviewer, candidate, other).

    Raises InputError for a conversation that does not tell who the candidate is, and for JSON turns
    that are none.
    """
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith(("[", "{")) and (turns := _json_turns(stripped)) is not None:
        return read_turns(turns)
    if not may_be_talk(text):
        return read_answer(text)
    # Most of an answer's start-up would go into this, if it were imported at the top.
    from grader.core.paste.conversation import read_conversation

    questions = {rubric.id: (rubric.question, *rubric.question_variants)} if rubric else {}
    paste = read_conversation(text, questions)
    return _heard(text, paste) if paste else read_answer(text)


def _heard(text: str, paste: Paste) -> Answer:
    """The candidate's words in a conversation, in `text` itself where that reads the same."""
    from grader.core.paste import said

    if paste.turns and not any(turn.role is Role.CANDIDATE for turn in paste.turns):
        raise untold(paste.speakers)
    heard = read_turns(said(paste))
    plain = read_answer(text)
    return plain if len(plain.turns) > 1 and _same(plain, heard) else heard


def _same(one: Answer, other: Answer) -> bool:
    return one.candidate_text == other.candidate_text


def untold(speakers: tuple[str, ...]) -> InputError:
    """The error for a conversation of these speakers in which nobody is known as the candidate."""
    if not speakers:
        return InputError(
            "a conversation in which nobody is known as the candidate",
            'Begin the turns with "Interviewer:" and "Candidate:"',
        )
    shown = [" ".join(name.split())[:60] for name in speakers]
    listed = ", ".join(shown[:_MOST_NAMED]) + (", ..." if len(shown) > _MOST_NAMED else "")
    return InputError(
        f"a conversation, and no telling who of {listed} is the candidate",
        f'Mark the candidate\'s name, as in "{shown[-1]} (Candidate)"; or leave out all but the '
        "candidate's words",
    )


def _json_turns(text: str) -> list[Said] | None:
    """Turns as JSON, a list or the `turns` or `messages` of an object; None for other text, and
    where the roles are to be found out.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    listed = turns_in(value)
    if listed is None:
        return None
    names = {str(turn.get("speaker") or turn.get("role") or "") for turn in listed}
    is_told = any(_role(turn) in _SIDES for turn in listed)
    if _is_export(listed) or (not is_told and len(names) > 1):
        return None
    return [_turn(turn, number) for number, turn in enumerate(listed, 1)]


def _is_export(listed: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an application wrote the list, which names people in ways of its own."""
    return not any(row.keys() & {"role", "speaker"} for row in listed) and any(
        row.keys() & {"ts", "user", "author", "username", "name"} for row in listed
    )


def _role(turn: Mapping[str, Any]) -> Role | None:
    name = str(turn.get("role") or turn.get("speaker") or "candidate").strip().lower()
    return ROLES.get(name) or (Role.OTHER if turn.get("role") else told_role(name))


def _turn(turn: Mapping[str, Any], number: int) -> Said:
    text = turn.get("text", turn.get("content"))
    if not isinstance(text, str):
        raise InputError(f"turn {number}: text is missing", 'Give each turn as {"role", "text"}')
    speaker = turn.get("speaker")
    role = _role(turn)
    if role is None:
        raise InputError(
            f"turn {number}: nobody knows the role of {speaker!r}",
            "Give each turn a role: interviewer, candidate or other",
        )
    return Said(speaker=str(speaker) if speaker else None, role=role, text=text)
