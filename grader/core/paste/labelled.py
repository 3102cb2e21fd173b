"""Transcripts with labels, "Interviewer: ...", "Q: ..." or "Ana Reyes: ...", and plain text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from grader.core.paste.base import Reading
from grader.core.paste.event import Drop, Event, Head, Words
from grader.core.paste.names import is_numbered, read_name
from grader.core.paste.page import Page, read_page
from grader.core.paste.when import is_time
from grader.core.text.label import find_labels, told_role
from grader.core.text.note import find_notes, masked
from grader.core.text.topic import Topics
from grader.core.text.transcript import find_turns
from grader.core.text.turn import Role, Turn

_HANDLE = re.compile(
    r"(?P<name>[a-z][\w.-]{0,30}|[A-Z]{1,3}|(?![A-Za-z])[^\W\d_][\w.'-]{0,30}"
    r"|[A-Z][\w.'\u2019-]{1,30})(?:[ \t]*\([^()\n]{1,30}\))?:[ \t]+(?=\S)"
)
_AFTER_SENTENCE = re.compile(
    r"(?:^|(?<=[.?!\u2026\"\u201d)])[ \t]+)(?P<name>[^\W\d_][\w'\u2019.-]{0,30}"
    r"(?: [^\W\d_][\w'\u2019.-]{0,30}){0,2}):[ \t]+(?=\S)",
    re.MULTILINE,
)
_SIGN = re.compile(
    r"(?P<meet>(?:transcription|meeting|transcript) ended (?:after|at) .{1,40}"
    r"|this editable transcript was computer generated.{0,200}"
    r"|people can also change the text after it was created\.?|attendees|transcript)"
    r"|(?P<otter>transcribed by (?:https?://)?otter\.ai.{0,20})",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(("me", "you", "myself"))
_MOST_NAMES = 8
_LONGEST_TITLE = 8
"""In lines."""
_LONGEST_NAME = 60


_Label = tuple[int, int, str, str]
"""Where a label stands, the name in it, and by what the speaker is known."""


class _Stretch(NamedTuple):
    """One speaker's words at `start` to `end` of the view; the label stands before them."""

    speaker: str | None
    role: Role | None
    start: int
    end: int


def read_labelled(page: Page) -> Reading | None:
    """The page as a transcript with labels, None when it is none."""
    turns = find_turns(page.view)
    found = _told(turns) if turns else _noted(page)
    if not found:
        return None
    sign = next((hit.lastgroup for line in page.lines if (hit := _sign(line.text))), None)
    style = sign if sign or not any(is_time(line.text) for line in page.lines) else "meet"
    if style and found[0].speaker is None and found[0].role is Role.OTHER:
        # The title of a call's transcript and who was there, which nobody said.
        found = found[1:]
    events = _split(page, found)
    return Reading(format=style or "labelled", heads=len(found), events=events)


def _told(turns: Sequence[Turn]) -> list[_Stretch]:
    """The turns with the roles that are sure. "Me" beside a name may be either of the two."""
    names = {turn.speaker.casefold() for turn in turns if turn.speaker}
    open_ = bool(names & _PRONOUNS) and not names <= _PRONOUNS
    unsure = open_ and all(told_role(name) is None for name in names)
    return [
        _Stretch(t.speaker, None if unsure and t.speaker else t.role, t.start, t.end) for t in turns
    ]


def _noted(page: Page) -> list[_Stretch]:
    """As `_named`, with the notes in between as nobody's."""
    notes = find_notes(page.view)
    if not notes:
        return _named(page)
    bare = read_page(masked(page.view, notes))
    found = _named(replace(bare, text=page.text))
    nobodys = [_Stretch(n.name, Role.OTHER, *_bounds(page.view, n.words, n.end)) for n in notes]
    kept = [stretch for stretch in nobodys if stretch.start < stretch.end]
    return sorted([*found, *kept], key=lambda stretch: stretch.start) if found else []


def _bounds(view: str, start: int, end: int) -> tuple[int, int]:
    """Without the white space at the ends."""
    words = view[start:end]
    first = end - len(words.lstrip())
    return first, first + len(words.strip())


def read_plain(page: Page) -> Reading:
    """The page as no conversation at all: every word is the candidate's."""
    lines = [line.text for line in page.lines if line.text]
    is_mixed = any(line.endswith("?") for line in lines[:-1])
    doubt = "no speakers are told apart: if not all is the candidate's, label who says what"
    return Reading(format="plain", heads=0, events=_all(page), doubts=(doubt,) * is_mixed)


def _all(page: Page) -> Iterator[Event]:
    yield Head(None, role=Role.CANDIDATE, nobody=True)
    for line in page.lines:
        if line.text:
            yield Words(line.start, line.end)


def _sign(text: str) -> re.Match[str] | None:
    return _SIGN.fullmatch(text) if len(text) < 300 else None


def _named(page: Page) -> list[_Stretch]:
    """Stretches of at least two people who are only named, where somebody asks."""
    labels: list[_Label] = [
        (label.start, label.end, label.name, label.key)
        for label in find_labels(page.view)
        if label.personal
        and label.role is None
        and page.view[label.start : label.end].rstrip(" \t*_")[-1:] in ":\uff1a"
    ]
    if len({key for *_, key in labels}) < 2:
        labels = _handles(page) or _alone(page) or _inline(page)
    uses = Counter(key for *_, key in labels)
    if not 2 <= len(uses) <= _MOST_NAMES:
        return []
    opening = [line for line in page.lines if line.text and line.start < labels[0][0]]
    known = any(_sign(line.text) or is_time(line.text) for line in opening)
    if len(opening) > (_LONGEST_TITLE if known else 2):
        return []
    ends = [start for start, *_ in labels[1:]] + [len(page.view)]
    first, last = _bounds(page.view, 0, labels[0][0])
    found = [_Stretch(None, Role.OTHER, first, last)] if first < last else []
    for (_, start, name, _), end in zip(labels, ends, strict=True):
        first, last = _bounds(page.view, start, end)
        if first < last:
            found.append(_Stretch(name, None, first, last))
    asked = any(_asks(page.view[stretch.start : stretch.end]) for stretch in found)
    numbered = all(is_numbered(name) for _, _, name, _ in labels)
    return found if asked or numbered or max(uses.values()) > 1 else []


def _handles(page: Page) -> list[_Label]:
    """Labels in lower case, or initials: two that take turns from the first line on, where one
    asks and the other does not.
    """
    found: list[_Label] = []
    for line in page.lines:
        hit = _HANDLE.match(line.text[: _LONGEST_NAME + 20])
        if hit and read_name(hit["name"]).weight:
            found.append((line.start, line.start + hit.end(), hit["name"], hit["name"]))
        elif not found and line.text:
            return []
    keys = [key for *_, key in found]
    if len(set(keys)) != 2 or any(one == other for one, other in pairwise(keys)):
        return []
    ends = [start for start, *_ in found[1:]] + [len(page.view)]
    asks = [_asks(page.view[label[1] : end]) for label, end in zip(found, ends, strict=True)]
    return found if len(found) > 2 and any(asks[::2]) is not any(asks[1::2]) else []


def _inline(page: Page) -> list[_Label]:
    """Names of two who take turns from the first word on, after the ends of sentences."""
    found: list[_Label] = [
        (hit.start("name"), hit.end(), hit["name"], hit["name"].casefold())
        for hit in _AFTER_SENTENCE.finditer(page.view)
        if read_name(hit["name"]).weight > 1
    ]
    keys = [key for *_, key in found]
    begins = found and not page.view[: found[0][0]].strip()
    takes_turns = len(set(keys)) == 2 and all(one != other for one, other in pairwise(keys))
    if not (begins and takes_turns and Topics(page.view).has_people(keys)):
        return []
    first = page.view[found[0][1] : found[1][0]]
    return found if len(found) > 2 or first.rstrip().endswith(("?", "\uff1f")) else []


def _alone(page: Page) -> list[_Label]:
    """Names on lines of their own, over what they say; one comes again, or a time comes first."""
    lines = [line for line in page.lines if line.text]
    names = [
        (line.start, line.end, line.text, line.text.casefold())
        for line in lines
        if len(line.text) <= _LONGEST_NAME and read_name(line.text).weight > 2
    ]
    uses = Counter(key for *_, key in names)
    known = [name for name in names if uses[name[3]] > 1 or len(uses) == 2]
    opening = [line for line in lines if known and line.end <= known[0][0]]
    is_first = all(is_time(line.text) or _sign(line.text) for line in opening)
    is_sure = bool(opening) or max(uses.values(), default=0) > 1
    return known if len(uses) > 1 and is_sure and is_first else []


def _asks(text: str) -> bool:
    return "?" in text or "\uff1f" in text


def _split(page: Page, found: list[_Stretch]) -> Iterator[Event]:
    at = 0
    lines = iter(page.lines)
    line = next(lines, None)
    for stretch in found:
        gap = page.view[at : stretch.start]
        if gap.strip():
            first = at + len(gap) - len(gap.lstrip())
            yield Drop(first, at + len(gap.rstrip()), "label")
        yield Head(stretch.speaker, role=stretch.role, nobody=True)
        while line and line.end <= stretch.start:
            line = next(lines, None)
        while line and line.start < stretch.end:
            start, end = max(line.start, stretch.start), min(line.end, stretch.end)
            bare = page.view[start:end]
            if start < end and _sign(bare):
                yield Drop(start, end, "notice")
            elif start < end and is_time(bare):
                yield Drop(start, end, "time")
            elif start < end:
                yield Words(start, end)
            if line.end > stretch.end:
                break
            line = next(lines, None)
        at = stretch.end
