"""Lines that begin with a nick in angle brackets, as IRC clients log them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.paste.base import Reading
from grader.core.paste.chatter import words_of
from grader.core.paste.event import Drop, Event, Head
from grader.core.paste.page import Line, Page
from grader.core.paste.when import WHEN

_STAMP = rf"(?:[\[(]?(?P<time>{WHEN})[\])]?[ \t]+)?"
_SAID = re.compile(
    rf"{_STAMP}<[@+%~&! ]?(?P<name>[A-Za-z\[\]\\`_^{{|}}][\w\[\]\\`^{{|}}.-]{{1,29}})>[ \t]+(?=\S)",
    re.IGNORECASE,
)
_NOTICE = re.compile(rf"{_STAMP}(?:\*{{1,3}}|-!-|[<-]{{2,3}}|--+>)[ \t]+\S.*", re.IGNORECASE)
_TAGS = frozenset(
    ("body", "br", "code", "div", "em", "head", "html", "img", "int", "li", "ol", "pre")
)
_LEAST = 2
_SHARE = 0.6


def read_irc(page: Page) -> Reading | None:
    """The page as a log of nicks, None unless it begins so and most lines are."""
    if "<" not in page.view:
        return None
    lines = [line for line in page.lines if line.text]
    hits = {line.start: hit for line in lines if (hit := _SAID.match(line.text[:100]))}
    names = {hit["name"].casefold() for hit in hits.values()}
    notices = sum(bool(_NOTICE.fullmatch(line.text)) for line in lines)
    if len(hits) < _LEAST or names & _TAGS or len(hits) + notices < _SHARE * len(lines):
        return None
    if lines[0].start not in hits and not _NOTICE.fullmatch(lines[0].text):
        return None
    return Reading(format="irc", heads=len(hits), events=_split(lines, hits))


def _split(lines: list[Line], hits: dict[int, re.Match[str]]) -> Iterator[Event]:
    for line in lines:
        hit = hits.get(line.start)
        if hit:
            yield Head(hit["name"], hit["time"])
            yield Drop(line.start, line.start + len(hit.group().rstrip()), "header")
            yield from words_of(line, line.start + hit.end())
        elif _NOTICE.fullmatch(line.text):
            yield Drop(line.start, line.end, "notice")
        else:
            yield from words_of(line)
