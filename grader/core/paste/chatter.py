"""The furniture of chats: what applications write around messages that nobody said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.paste.chatter_kinds import EDITED, EMOJIS, KINDS
from grader.core.paste.event import Drop, Event, Words
from grader.core.paste.page import Line
from grader.core.paste.when import is_day

_FURNITURE = re.compile(
    "|".join(f"(?P<{kind.replace('-', '_')}>{'|'.join(lines)})" for kind, lines in KINDS.items()),
    re.IGNORECASE,
)
_LONGEST = 240
_EDITED = re.compile(rf"[ \t]*{EDITED}$", re.IGNORECASE)
_EMOJI_ONLY = re.compile(EMOJIS)
_CONNECTOR = re.compile(
    rf"APP|BOT|WORKFLOW|External|Guest|OP|(?:[\u2713\u2714] ?)?Verified Bot"
    rf"|[\u2014\u2013\u2022\u00b7|]"
    rf"|{EMOJIS}|\((?:she|he|they)[/ a-z,]{{1,20}}\)"
)
_PERSONS = frozenset(("i", "we", "they", "he", "she", "it", "people", "users", "someone"))
_COUNT = re.compile(r"\d{1,4}")


def chat_furniture(text: str) -> str | None:
    """The kind of furniture that a line is, None when it is words."""
    if len(text) > _LONGEST:
        return None
    if is_day(text):
        return "day-divider"
    hit = _FURNITURE.fullmatch(text)
    kind = hit.lastgroup if hit else None
    if kind == "badge" and text.islower():
        return None
    if kind in ("joined", "notice") and text.split(" ")[0].casefold() in _PERSONS:
        # "We joined the call" is told by somebody.
        return None
    return kind


def is_counted_emoji(text: str, after: str) -> bool:
    """Whether two lines are a reaction and how many gave it."""
    return len(text) <= 60 and bool(_COUNT.fullmatch(after) and _EMOJI_ONLY.fullmatch(text))


def is_count(text: str) -> bool:
    """Whether a line is a small number alone."""
    return len(text) <= 4 and bool(_COUNT.fullmatch(text))


def words_of(line: Line, start: int | None = None) -> Iterator[Event]:
    """The words of a line from `start` on, without an "(edited)" at its end."""
    start = line.start if start is None else start
    text = line.text[start - line.start :]
    mark = (
        _EDITED.search(text, max(0, len(text) - 40)) if text.endswith((")", ">", "menu")) else None
    )
    end = start + (mark.start() if mark else len(text))
    if end > start:
        yield Words(start, end)
    if mark:
        hidden = len(mark.group()) - len(mark.group().lstrip())
        yield Drop(end + hidden, line.end, "edited")


def is_connector(text: str) -> bool:
    """Whether a line stands between a name and its time: a badge, a status or a separator."""
    return len(text) <= 60 and bool(_CONNECTOR.fullmatch(text))
