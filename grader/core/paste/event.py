"""What a format finds in a paste, piece by piece, and the messages that come of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from grader.core.paste.page import SAID, Page
from grader.core.text.turn import Role

_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


class Head(NamedTuple):
    """A message begins. Without a speaker it goes on with the one before."""

    speaker: str | None
    time: str | None = None
    bot: bool = False
    role: Role | None = None
    """Known only where the format tells it."""
    nobody: bool = False
    """Whether the words are nobody's that is named, rather than the speaker's before."""


class Words(NamedTuple):
    """Words of the message. `text` only where they are written in another way in the paste."""

    start: int
    end: int
    text: str | None = None


class Drop(NamedTuple):
    """Furniture of this kind."""

    start: int
    end: int
    kind: str


Event = Head | Words | Drop


class Message(NamedTuple):
    """One message: its speaker, None when not named, and its words in order."""

    speaker: str | None
    time: str | None
    bot: bool
    role: Role | None
    words: tuple[Words, ...]


def gather(events: Iterable[Event]) -> tuple[list[Message], list[Drop]]:
    """Messages and furniture, in order. A message without words is left out."""
    messages: list[Message] = []
    dropped: list[Drop] = []
    head, words = Head(None), list[Words]()
    for event in events:
        if isinstance(event, Drop):
            dropped.append(event)
        elif isinstance(event, Words):
            words.append(event)
        else:
            if words:
                messages.append(Message(head.speaker, head.time, head.bot, head.role, tuple(words)))
            goes_on = event.speaker is None and not event.nobody
            same = (head.speaker, event.time, head.bot, head.role)
            head, words = Head(*same) if goes_on else event, []
    if words:
        messages.append(Message(head.speaker, head.time, head.bot, head.role, tuple(words)))
    return messages, dropped


def missed(page: Page, messages: Iterable[Message], dropped: Iterable[Drop]) -> list[Words]:
    """What shows in the paste and is in no message and no furniture."""
    spans = [(w.start, w.end) for message in messages for w in message.words]
    spans += [(drop.start, drop.end) for drop in dropped]
    spans = [(0, 0), *sorted(spans), (len(page.text), len(page.text))]
    gaps = []
    for (_, end), (start, _) in pairwise(spans):
        first = SAID.search(page.text, end, start) if end < start else None
        if first:
            bare = page.view[first.start() : start].rstrip()
            gaps.append(Words(first.start(), first.start() + len(bare)))
    return gaps


def joined(page: Page, words: Sequence[Words]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words as one text, and the spans where they lie.

    Lines with nothing but white space between them are one span. Around furniture, words of one
    line stay on one line and all others are lines of their own.
    """
    runs: list[Words] = []
    for word in words:
        last = runs[-1] if runs else None
        if last and last.text is word.text is None and not page.view[last.end : word.start].strip():
            runs[-1] = Words(last.start, word.end)
        else:
            runs.append(word)
    parts: list[str] = []
    for before, run in zip([None, *runs], runs, strict=False):
        if before:
            gap = page.view[before.end : run.start]
            edges = gap[:1] + gap[-1:]
            parts.append("\n" if "\n" in gap else " " if edges.strip() != edges else "")
        parts.append(page.text[run.start : run.end] if run.text is None else run.text)
    return _BREAK.sub("\n", "".join(parts)), tuple((run.start, run.end) for run in runs)
