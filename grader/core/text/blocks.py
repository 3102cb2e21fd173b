"""The blocks of a text: paragraphs, list items, headings, table rows and lines of code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from grader.core.text.view import INVISIBLE

_BLANK = rf"[\s{INVISIBLE}]"
_BULLET = (
    r"[-+*\u2022\u2023\u2043\u204c\u2219\u25a0-\u25ff\u27a2-\u27a4\u2713\u2714"
    r"\u2013\u2014\u00b7\uff65]"
)
_BRANCH = r"[\u2500-\u257f]"
_NUMBER = r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)](?=\s)|[\u2460-\u249b\u2776-\u2793]"

_MARKED = re.compile(
    rf"""{_BLANK}*+(?:
    (?P<fence>`{{3,}}(?=[^`]*$)|~{{3,}})
    |(?P<row>\|(?=.*\|\Z|.*\ \|\ ))
    |(?P<heading>\#{{1,6}}(?=\s))
    |(?P<item>{_BULLET}(?=\s)|{_BRANCH}|{_NUMBER})
    )""",
    re.VERBOSE,
)
_SENTENCE_INSIDE = re.compile(r"[.!?]\s")
# What stands before the words of a block and is none of them. Numbers stay: an answer that says
# "for 3 and 4" needs them.
_LEAD = re.compile(rf"(?:{_BLANK}|{_BRANCH}|(?:{_BULLET}|\#{{1,6}})(?=\s))*+")
_ENDED = tuple(".!?:;\u2026\u3002\uff01\uff1f\uff1b\uff1a")
_FIRST_EAST_ASIAN = "\u2e80"

_WRAP_WIDTHS = range(40, 201)
_PAGE_WIDTHS = range(60, 131)
_TERSE = 40


class Block(NamedTuple):
    """A stretch of text that no sentence crosses. A `whole` block is one sentence as it stands."""

    start: int
    end: int
    whole: bool


class _Line(NamedTuple):
    """One line without its break. `kind` is None for plain text, else `blank`, `fence`, `row`,
    `heading` or `item`.
    """

    start: int
    end: int
    kind: str | None


def blocks(text: str, start: int, end: int) -> Iterator[Block]:
    """The blocks of `text[start:end]`, in order.

    Between blocks lie only white space, list and heading marks, and fences.
    """
    lines = _lines(text, start, end)
    closing = _closing_fences(text, lines)
    page = max((line.end - line.start for line in lines), default=0)
    index = 0
    while index < len(lines):
        first, line = index, lines[index]
        index += 1
        if first in closing:
            index = closing[first] + 1
            yield from _code(text, lines[first : index - 1])
        elif line.kind == "row":
            yield Block(_words(text, line), line.end, whole=True)
        elif line.kind != "blank":
            while line.kind != "heading" and index < len(lines) and lines[index].kind is None:
                index += 1
            if index - first == 1 and line.kind == "item" and line.end - line.start <= _TERSE:
                # "- facts? RAG" says something only as a whole.
                yield Block(_words(text, line), line.end, whole=True)
            else:
                yield from _paragraph(text, lines[first:index], page)


def _lines(text: str, start: int, end: int) -> list[_Line]:
    lines = []
    at = start
    for raw in text[start:end].splitlines(keepends=True):
        bare = raw.rstrip()
        kind: str | None = "blank"
        if bare:
            marked = _MARKED.match(bare)
            kind = marked.lastgroup if marked else None
            if kind is None and bare.count(" | ") > 1 and not _SENTENCE_INSIDE.search(bare):
                kind = "row"
        lines.append(_Line(at, at + len(bare), kind))
        at += len(raw)
    return lines


def _words(text: str, line: _Line) -> int:
    """Where the words of a line begin."""
    lead = _LEAD.match(text, line.start, line.end)
    return lead.end() if lead else line.start


def _closing_fences(text: str, lines: Sequence[_Line]) -> dict[int, int]:
    """From the line that opens a block of code to the line that closes it.

    A fence that is never closed is taken for a slip, so that prose after it stays prose.
    """
    pairs: dict[int, int] = {}
    opening, mark = -1, ""
    for index, line in enumerate(lines):
        if line.kind != "fence":
            continue
        bare = text[line.start : line.end].strip()
        if not mark:
            opening, mark = index, bare[: len(bare) - len(bare.lstrip(bare[0]))]
        elif bare.startswith(mark) and not bare.strip(mark[0]):
            pairs[opening] = index
            mark = ""
    return pairs


def _code(text: str, lines: Sequence[_Line]) -> Iterator[Block]:
    """Every line of code that is not blank; the name of the language goes with the first."""
    opening = lines[0]
    language = text[opening.start : opening.end].strip().lstrip("`~").lstrip()
    start = opening.end - len(language)
    for line in lines[1:]:
        if line.kind != "blank":
            yield Block(start if language else _words(text, line), line.end, whole=True)
            language = ""
    if language:
        yield Block(start, opening.end, whole=True)


def _paragraph(text: str, lines: Sequence[_Line], page: int) -> Iterator[Block]:
    """A paragraph in one block when its lines are wrapped, else each line (a message) in its own.

    `page` is the length of the text's longest line.
    """
    start = _words(text, lines[0])
    if len(lines) > 1:
        wraps = _wraps(text, lines, page)
        for index, wrapped in enumerate(wraps):
            if not wrapped:
                yield Block(start, lines[index].end, whole=False)
                start = _words(text, lines[index + 1])
    yield Block(start, lines[-1].end, whole=False)


def _wraps(text: str, lines: Sequence[_Line], page: int) -> list[bool]:
    """For each line but the last, whether the sentence may go on in the next line.

    A line was wrapped when the next line's first word would not have fitted into it. One such
    line may be chance, so it takes two, or a text that keeps to a page's width throughout.
    An indented line under a list item goes on with the item.
    """
    if lines[0].kind == "item" and all(text[line.start].isspace() for line in lines[1:]):
        return [True] * (len(lines) - 1)
    is_page = page in _PAGE_WIDTHS
    width = page if is_page else max(line.end - line.start for line in lines)
    full, unended = [], []
    for line, after in pairwise(lines):
        word = text[after.start : after.start + width + 1].split(maxsplit=1)
        full.append(
            line.end - line.start + 1 + len(word[0] if word else "") > width
            and text[line.end - 1] < _FIRST_EAST_ASIAN
        )
        unended.append(not text.endswith(_ENDED, line.start, line.end))
    flowing = sum(unended) > 1 or (is_page and any(unended))
    if (
        width in _WRAP_WIDTHS
        and flowing
        and all(f or not u for f, u in zip(full, unended, strict=True))
    ):
        return full
    return [False] * (len(lines) - 1)
