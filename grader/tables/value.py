"""Values that have a type, in JSON and Parquet, as cells of text."""

from __future__ import annotations

import json
from typing import Any

_KINDS = (
    (bool, "true or false"),
    (int | float, "a number"),
    (list | tuple, "a list"),
    (dict, "an object"),
    (bytes, "bytes that are no UTF-8"),
)


def as_cell(value: Any) -> str:
    """A value as a cell: text as it is, nothing for null, bytes as UTF-8, and JSON for the rest.

    What JSON has no form for, such as a date, is written as Python writes it.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return _decoded(value)
    if value == []:
        return ""
    return json.dumps(value, ensure_ascii=False, default=_plain).removeprefix('"').removesuffix('"')


def not_text(value: Any) -> str | None:
    """What a value is that is no answer; None for text, nothing, and a list of turns."""
    if value is None or isinstance(value, str):
        return None
    if isinstance(value, list) and all(isinstance(turn, dict) for turn in value):
        return None
    if isinstance(value, bytes) and (not value or _decoded(value)):
        return None
    return next((name for kind, name in _KINDS if isinstance(value, kind)), type(value).__name__)


def _plain(value: Any) -> str:
    return _decoded(value) if isinstance(value, bytes) else str(value)


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return ""
