"""Rows of JSON Lines: one object a line, each with its own text."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from grader.errors import InputError
from grader.tables.column import kept, position
from grader.tables.encoding import undecodable
from grader.tables.row import Row
from grader.tables.value import as_cell, not_text

ENOUGH = 100
"""Objects whose fields tell those of all the others, for a name that none of them has."""


class Objects:
    """The columns are the fields of the first object, and those that are asked for by `place`.

    `begin` are the lines with which a file begins, looked at for the names of fields; `whole` says
    that there are no others.
    """

    def __init__(
        self, lines: Iterable[str], begin: Iterable[str] = (), *, whole: bool = False
    ) -> None:
        self._lines = iter(lines)
        self._first: list[tuple[int, str]] = []
        self._columns: list[str] = []
        self._asked: dict[str, str] = {}
        for line, text in enumerate(self._lines, 1):
            self._first.append((line, text))
            value = _object(text)
            if value is not None:
                self._columns = list(value)
                break
        objects = [value for text in begin if (value := _object(text)) is not None]
        self._seen = dict.fromkeys(itertools.chain(self._columns, *objects))
        self._telling = bool(objects) and (whole or len(objects) >= ENOUGH)
        self.tail = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._columns)

    def lacks(self, names: Iterable[str]) -> bool:
        """Whether none of many rows has a field of one of these names."""
        seen = tuple(self._seen)
        return self._telling and all(position(seen, name) is None for name in names)

    def place(self, name: str) -> int:
        """Where a field stands in each row's cells from now on, whether or not the row has it.

        Raises InputError when there are two fields that the name may mean.
        """
        seen = tuple(self._seen)
        found = position(seen, name)
        column = name if found is None else seen[found]
        if column not in self._columns:
            self._columns.append(column)
        self._asked[column] = name
        return self._columns.index(column)

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
        values: list[Any] = []
        error = None if value is not None else "not a JSON object"
        if value is not None:
            try:
                values = [self._value(value, column) for column in self._columns]
            except InputError as twice:
                error = twice.message
        if undecodable(text):
            error = "bytes that are no text in the file's encoding"
        found = enumerate(map(not_text, values))
        return Row(
            number=number,
            line=line,
            cells=tuple(map(as_cell, values)),
            raw=raw,
            end=text[len(raw) :],
            before=before,
            error=error,
            fields=None if value is None else tuple(value),
            odd={place: problem for place, problem in found if problem is not None},
        )

    def _value(self, value: dict[str, Any], column: str) -> Any:
        """A field, by whatever name that means the same if it was asked for."""
        if column in value or column not in self._asked:
            return value.get(column)
        names = tuple(value)
        place = position(names, self._asked[column])
        return None if place is None else value[names[place]]


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def extended(raw: str, added: dict[str, str], plain: bool = False) -> str | None:
    """An object's own text with fields added at its end, in ASCII alone if `plain`.

    Fields of the same names and order that stand at its end already are replaced. None where the
    text is no object, or has one of these fields elsewhere, which would be lost.
    """
    value = _object(raw)
    if value is None:
        return None
    names = tuple(value)
    count, foreign = kept(names, tuple(added))
    if foreign is not None:
        return None
    text = raw.rstrip()[:-1].rstrip()
    if count < len(names):
        text = _cut(text, {name: value[name] for name in names[:count]}, names[count])
    inner = json.dumps(added, ensure_ascii=plain)[1:-1]
    return f"{text}{', ' if count else ''}{inner}}}"


def _cut(text: str, left: dict[str, Any], name: str) -> str:
    """An open object's text up to the field of this name, with what is `left` before it."""
    found: Sequence[re.Match[str]] = [
        *re.finditer(rf",?\s*{re.escape(json.dumps(name))}\s*:", text)
    ]
    for match in reversed(found):
        before = text[: match.start()]
        # The name may stand in a text too. What is before it says whether it is the field.
        if _object(before + "}") == left:
            return before
    return json.dumps(left, ensure_ascii=False)[:-1]
