"""Turns as a list of objects, in JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.core.text.turn import Role

ROLES = {
    "candidate": Role.CANDIDATE,
    "interviewee": Role.CANDIDATE,
    "interviewer": Role.INTERVIEWER,
    "host": Role.INTERVIEWER,
    "assistant": Role.OTHER,
    "other": Role.OTHER,
}
LISTS = ("turns", "messages")
"""Under one of these an object holds its turns."""


def turns_in(value: object) -> Sequence[Mapping[str, Any]] | None:
    """The turns in a JSON value: a list of objects, or an object with one. None for other values.

    An object with `turns` or `messages` may tell more, as `grader paste --turns` does.
    """
    key = key_in(value)
    rows = value[key] if isinstance(value, dict) and key else value
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return None
    return rows


def key_in(value: object) -> str | None:
    """The key under which an object holds its turns."""
    keys = value if isinstance(value, dict) else {}
    return next((key for key in LISTS if isinstance(keys.get(key), list)), None)
