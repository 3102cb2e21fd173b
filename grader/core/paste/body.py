"""The lines of messages, between one head and the next: words, furniture, and bare times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.core.paste.chatter import chat_furniture, is_count, is_counted_emoji, words_of
from grader.core.paste.event import Drop, Event, Head
from grader.core.paste.page import Line
from grader.core.paste.when import WHEN, is_time

_STAMP = re.compile(rf"[\[(](?P<time>{WHEN})[\])](?:[ \t]+|$)", re.IGNORECASE)
_LONGEST_STAMP = 60
_QUOTES_NEXT = re.compile(r"replied to a thread:?", re.IGNORECASE)


def read_body(lines: Sequence[Line]) -> Iterator[Event]:
    """What the lines hold. A time of its own begins another message of the same speaker.

    Inside of a fence of code all is words.
    """
    fenced, last = False, ""
    number = 0
    while number < len(lines):
        line = lines[number]
        after = lines[number + 1] if number + 1 < len(lines) else line
        number += 1
        if not line.text:
            continue
        if line.text.startswith("```"):
            fenced ^= line.text.count("```") % 2 == 1
        kind = None if fenced else chat_furniture(line.text)
        if fenced:
            yield from words_of(line)
        elif is_counted_emoji(line.text, after.text):
            kind = "reactions"
            yield Drop(line.start, after.end, kind)
            number += 1
        elif kind or (last == "reactions" and is_count(line.text)):
            kind = kind or "reactions"
            yield Drop(line.start, line.end, kind)
            if _QUOTES_NEXT.fullmatch(line.text) and after is not line and after.text:
                # What follows in the line is the first message of the thread, not of the speaker.
                yield Drop(after.start, after.end, "thread")
                number += 1
        else:
            yield from _said(line)
        last = kind or ""


def _said(line: Line) -> Iterator[Event]:
    """A line that is no furniture: words, a time, or a time and words."""
    if is_time(line.text):
        yield Drop(line.start, line.end, "time")
        yield Head(None, line.text.strip("[]()"))
    elif stamp := _STAMP.match(line.text[:_LONGEST_STAMP]):
        yield Head(None, stamp["time"])
        yield Drop(line.start, line.start + len(stamp.group().rstrip()), "time")
        yield from words_of(line, line.start + stamp.end())
    else:
        yield from words_of(line)
