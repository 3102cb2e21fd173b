"""Where the strings of a JSON text lie."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.DOTALL)

Path = tuple[str | int, ...]


class JsonString(NamedTuple):
    """A string that is a value, between its quotes: `text[start:end]` before unescaping."""

    path: Path
    start: int
    end: int
    value: str


def json_strings(text: str, depth: int) -> Iterator[JsonString]:
    """The strings of a valid JSON text down to `depth` levels, with the path to each.

    Linear in the length of the text; no recursion.
    """
    path: list[str | int | None] = []
    key = ""
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "[{":
            path.append(0 if mark == "[" else None)
        elif mark in "]}":
            path.pop()
        elif mark == ",":
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else None
        elif mark == ":":
            path[-1] = key
        elif mark[0] == '"' and path and path[-1] is None:
            key = json.loads(mark, strict=False)
        elif mark[0] == '"' and len(path) <= depth:
            value = json.loads(mark, strict=False)
            at = tuple(step for step in path if step is not None)
            yield JsonString(at, token.start() + 1, token.end() - 1, value)
