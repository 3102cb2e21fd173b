"""What the app shows in Slack: buttons under a verdict, and two modals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from grader.core.rubric import Rubric
from grader.core.slack import escaped

GRADE, OVERRIDE = "grade_answer", "override_grade"
"""Callback ids of the modals; the shortcut goes by the first one's too."""
AGREE, ASK, OPEN_OVERRIDE = "grade_agree", "grade_ask", "grade_override"
LONGEST = 3000
"""Characters that Slack takes in an input."""
PRIVATE, THREAD = "private", "thread"

View = dict[str, Any]


def buttons(grade: str, *, has_follow_up: bool) -> dict[str, Any]:
    """The row of buttons under a verdict."""
    texts = [(AGREE, "Agree"), (OPEN_OVERRIDE, "Override")]
    texts += [(ASK, "Ask follow-up")] if has_follow_up else []
    elements = [
        {"type": "button", "action_id": action, "text": _plain(text), "value": grade}
        for action, text in texts
    ]
    return {"type": "actions", "block_id": f"grade:{grade}", "elements": elements}


def said(text: str) -> dict[str, Any]:
    """A block with a line of ours, in which nothing is markup."""
    shown = {"type": "mrkdwn", "text": escaped(text, LONGEST), "verbatim": True}
    return {"type": "section", "text": shown}


def grading(
    rubrics: Sequence[Rubric],
    *,
    text: str,
    rubric: str | None,
    candidate: str | None,
    place: Mapping[str, Any],
) -> View:
    """The modal in which an answer is graded, with rubric and candidate filled in where known."""
    options = {r.id: {"text": _plain(r.title[:75]), "value": r.id} for r in rubrics[:100]}
    select: dict[str, Any] = {
        "type": "static_select",
        "action_id": "value",
        "options": list(options.values()),
    }
    if rubric in options:
        select["initial_option"] = options[rubric]
    name: dict[str, Any] = {"type": "plain_text_input", "action_id": "value"}
    if candidate:
        name["initial_value"] = candidate[:LONGEST]
    where = [
        {"text": _plain("Only to me"), "value": PRIVATE},
        {"text": _plain("In the thread"), "value": THREAD},
    ]
    radio = {
        "type": "radio_buttons",
        "action_id": "value",
        "options": where,
        "initial_option": where[0],
    }
    blocks = [_input("rubric", "Rubric", select)]
    blocks += [_input("candidate", "Candidate", name, hint="Who answers, if several speak.")]
    blocks[-1]["optional"] = True
    if len(text) <= LONGEST:
        words = {"type": "plain_text_input", "action_id": "value", "multiline": True}
        blocks.append(_input("answer", "Answer", words | {"initial_value": text}))
    blocks.append(_input("where", "Show the verdict", radio))
    return _modal(GRADE, "Grade this answer", "Grade", blocks, place)


def overriding(levels: Sequence[str], place: Mapping[str, Any]) -> View:
    """The modal in which a person puts a level of their own beside the machine's."""
    options = [{"text": _plain(level), "value": level} for level in levels]
    select = {"type": "static_select", "action_id": "value", "options": options}
    reason = {"type": "plain_text_input", "action_id": "value", "multiline": True}
    blocks = [_input("level", "Level", select), _input("reason", "Reason", reason)]
    return _modal(OVERRIDE, "Override the level", "Save", blocks, place)


def value(view: Mapping[str, Any], block: str) -> str | None:
    """What was put into an input of a modal."""
    given = view["state"]["values"].get(block, {}).get("value", {})
    chosen = given.get("selected_option")
    found = chosen["value"] if chosen else given.get("value")
    return str(found) if found is not None else None


def place_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """What a modal was given to remember."""
    place: dict[str, Any] = json.loads(view["private_metadata"])
    return place


def _modal(
    callback: str, title: str, submit: str, blocks: list[dict[str, Any]], place: Mapping[str, Any]
) -> View:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": _plain(title),
        "submit": _plain(submit),
        "close": _plain("Cancel"),
        "private_metadata": json.dumps(dict(place)),
        "blocks": blocks,
    }


def _input(
    block: str, label: str, element: Mapping[str, Any], hint: str | None = None
) -> dict[str, Any]:
    made = {
        "type": "input",
        "block_id": block,
        "label": _plain(label),
        "element": dict(element),
    }
    return made | ({"hint": _plain(hint)} if hint else {})


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
