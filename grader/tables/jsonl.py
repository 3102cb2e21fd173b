"""Rows of JSON Lines: one object a line, each with its own text."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any

from grader.tables.encoding import undecodable
from grader.tables.row import Row


class Objects:
    """The columns are the keys of the first object; keys that come later are kept, unnamed."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._first: list[tuple[int, str]] = []
        self.columns: tuple[str, ...] = ()
        for line, text in enumerate(self._lines, 1):
            self._first.append((line, text))
            value = _object(text)
            if value is not None:
                self.columns = tuple(value)
                break
        self.tail = ""

    def __iter__(self) -> Iterator[Row]:
        number, before = 0, ""
        last = self._first[-1][0] if self._first else 0
        rest = enumerate(self._lines, last + 1)
        for line, text in itertools.chain(self._first, rest):
            if not text.strip():
                before += text
                continue
            number += 1
            yield self._row(number, line, text, before)
            before = ""
        self.tail = before

    def _row(self, number: int, line: int, text: str, before: str) -> Row:
        raw = text.rstrip("\r\n")
        value = _object(text)
        if undecodable(text):
            error: str | None = "bytes that are no text in the file's encoding"
        else:
            error = None if value is not None else f"line {line}: not a JSON object"
        cells = tuple(_cell(value.get(column)) for column in self.columns) if value else ()
        return Row(
            number=number,
            line=line,
            cells=cells,
            raw=raw,
            end=text[len(raw) :],
            before=before,
            error=error,
        )


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _cell(value: Any) -> str:
    """A value as a cell: text as it is, nothing for null, and JSON for the rest."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def extended(raw: str, added: dict[str, str]) -> str:
    """An object's own text with fields added at its end, in place of any of the same names."""
    value = _object(raw)
    if value is None:
        return raw
    if added.keys() & value.keys():
        kept = {name: value[name] for name in value if name not in added}
        return json.dumps(kept | added, ensure_ascii=False)
    inner = json.dumps(added, ensure_ascii=False)[1:-1]
    head = raw.rstrip()[:-1].rstrip()
    return f"{head}{', ' if value else ''}{inner}}}"
