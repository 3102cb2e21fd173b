"""A conversation as a Markdown table, with a column of speakers and one of what they said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from grader.core.paste.base import Reading
from grader.core.paste.event import Drop, Event, Head, Words
from grader.core.paste.page import Line, Page
from grader.core.text.turn import Role

_WHO = ("speaker", "name", "who", "person", "participant", "from", "author", "sender", "role")
_WHAT = ("text", "message", "said", "transcript", "content", "utterance", "words", "what", "speech")
_WHEN = ("time", "timestamp", "when", "start", "at")
_RULE = re.compile(r"\|?(?:[ \t]*:?-{1,}:?[ \t]*\|)+(?:[ \t]*:?-{1,}:?[ \t]*)?")
_BAR = re.compile(r"(?<!\\)\|")
_LONGEST_TITLE = 20
_ENDED = tuple(".?!:;,")


class _Columns(NamedTuple):
    who: int
    what: int
    when: int | None


def read_table(page: Page) -> Reading | None:
    """The page as such a table, None when it holds none."""
    if "|" not in page.view:
        return None
    for number, line in enumerate(page.lines[:-1]):
        rule = page.lines[number + 1].text
        if "|" in line.text and "|" in rule and _RULE.fullmatch(rule):
            columns = _columns(line)
            return _read(page, number, columns) if columns else None
    return None


def _read(page: Page, head: int, columns: _Columns) -> Reading | None:
    last = head + 2
    while last < len(page.lines) and "|" in page.lines[last].text:
        last += 1
    rows = page.lines[head + 2 : last]
    names = {_named(row, _cells(row), columns) for row in rows} - {None}
    if len(names) < 2:
        return None
    return Reading(format="table", heads=len(rows), events=_split(page, head, rows, columns))


def _columns(line: Line) -> _Columns | None:
    titles = [
        line.text[a - line.start : b - line.start].strip("*_ ").casefold() for a, b in _cells(line)
    ]
    places = [
        next((titles.index(t) for t in told if t in titles), None) for told in (_WHO, _WHAT, _WHEN)
    ]
    who, what, when = places
    return _Columns(who, what, when) if who is not None and what is not None else None


def _cells(line: Line) -> list[tuple[int, int]]:
    """Where the cells of a row lie, without the white space around what they hold."""
    bars = [bar.start() for bar in _BAR.finditer(line.text)]
    edges = [*([] if line.text.startswith("|") else [-1]), *bars]
    edges += [] if bars and bars[-1] == len(line.text) - 1 else [len(line.text)]
    found = []
    for before, after in pairwise(edges):
        cell = line.text[before + 1 : after]
        start = before + 1 + len(cell) - len(cell.lstrip())
        found.append((line.start + start, line.start + start + len(cell.strip())))
    return found


def _in(line: Line, cells: Sequence[tuple[int, int]], place: int | None) -> str:
    start, end = cells[place] if place is not None and place < len(cells) else (0, 0)
    return line.text[start - line.start : end - line.start] if start < end else ""


def _named(line: Line, cells: Sequence[tuple[int, int]], columns: _Columns) -> str | None:
    return _in(line, cells, columns.who).strip("*_ :") or None


def _split(page: Page, head: int, rows: Sequence[Line], columns: _Columns) -> Iterator[Event]:
    before = [line for line in page.lines[:head] if line.text]
    opening = " ".join(line.text for line in before)
    if len(opening.split()) <= _LONGEST_TITLE and not opening.endswith(_ENDED):
        yield from (Drop(line.start, line.end, "title") for line in before)
    else:
        yield Head(None, role=Role.OTHER, nobody=True)
        yield from (Words(line.start, line.end) for line in before)
    for line in page.lines[head : head + 2]:
        yield Drop(line.start, line.end, "header")
    for row in rows:
        cells = _cells(row)
        name, words = _named(row, cells, columns), _in(row, cells, columns.what)
        start, end = cells[columns.what] if words else (row.end, row.end)
        # A row without a name goes on with what was said in the one before.
        yield Head(name, _in(row, cells, columns.when) or None)
        yield Drop(row.start, start, "cell")
        if words:
            yield Words(start, end, words.replace("\\|", "|") if "\\|" in words else None)
        if end < row.end:
            yield Drop(end, row.end, "cell")
    after = [line for line in page.lines if line.text and line.start >= rows[-1].end]
    if after:
        yield Head(None, role=Role.OTHER, nobody=True)
        yield from (Words(line.start, line.end) for line in after)
