"""Messages under a line, or two, with name and time: Slack, Discord, Teams, Meet, Otter, ..."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from grader.core.paste.base import Reading
from grader.core.paste.body import read_body
from grader.core.paste.chatter import chat_furniture, is_connector
from grader.core.paste.event import Drop, Event, Head
from grader.core.paste.header_style import is_call, name_style
from grader.core.paste.names import Name, read_name
from grader.core.paste.page import Line, Page
from grader.core.paste.when import AGO, WHEN, is_ago, is_full, is_time

_ONE_LINE = re.compile(
    r"(?P<name>[^\n]{1,80}?)"
    r"(?P<gap> {2,}|[ ]*\t[ \t]*|, ?| ?[\u2014\u2013\u2022\u00b7|] ?| - | ?\[| ?\(| )"
    rf"(?P<time>{WHEN}|(?<=, ){AGO})[\])]?(?P<edited>,? ?\(?edited\)?)?:?",
    re.IGNORECASE,
)
_TIME_FIRST = re.compile(rf"(?P<time>{WHEN})(?P<gap>[ \t]+)(?P<name>[^\W\d][^\n]{{0,59}})", re.I)
_BAD_NAME = re.compile(r"[?!;]|\.\s|https?:|-->")
_TIMED = re.compile(rf"\d[:.h]\d\d|\b{AGO}$", re.IGNORECASE | re.MULTILINE)
_LONGEST = 140
_MOST_CONNECTORS = 3
_ENOUGH = 3


class Hit(NamedTuple):
    """A header: the lines from `first` to `last`, the name on them and the time."""

    first: int
    last: int
    name: Name
    time: str
    gap: str
    """What stands between name and time; a line break for two lines."""
    weight: int


def read_headers(page: Page) -> Reading | None:
    """The page as messages under headers, None when no line is clearly one."""
    hits = _clear(page, list(_hits(page))) if _TIMED.search(page.view) else []
    if not hits:
        return None
    headers = [(hit.gap, hit.time) for hit in hits]
    events = _split(page, hits, is_call(page, headers))
    return Reading(format=name_style(page, headers), heads=len(hits), events=events)


def _hits(page: Page) -> Iterator[Hit]:
    """All that may be a header."""
    after = 0
    for number in _near_times(page):
        line = page.lines[number]
        if number < after or not line.text or len(line.text) > _LONGEST:
            continue
        hit = _one_line(page, number) or _two_lines(page, number) or _time_first(page, number)
        if hit:
            after = hit.last + 1
            yield hit


def _near_times(page: Page) -> list[int]:
    """The lines with a time, and those so near before one that it may be theirs."""
    near: list[int] = []
    for number, line in enumerate(page.lines):
        if len(line.text) <= _LONGEST and _TIMED.search(line.text):
            least = max(near[-1] + 1 if near else 0, number - _MOST_CONNECTORS - 1)
            near.extend(range(least, number + 1))
    return near


def _one_line(page: Page, number: int) -> Hit | None:
    text = page.lines[number].text
    found = _ONE_LINE.fullmatch(text)
    if not found or _BAD_NAME.search(found["name"]) or is_time(text):
        return None
    name = read_name(found["name"])
    gap = found["gap"]
    sure = 2 if (len(gap) > 1 and not gap.strip()) or "\t" in gap or "\u2014" in gap else 0
    sure += 1 if gap.strip(" ") and not sure else 0
    weight = name.weight + sure + is_full(found["time"]) if name.weight or sure > 1 else 0
    if name.weight == 1 and not sure:
        weight -= 1
    if is_ago(found["time"]):
        weight -= 2
    return Hit(number, number, name, found["time"], gap, weight) if weight else None


def _time_first(page: Page, number: int) -> Hit | None:
    """A time of day, and a name after it, with words on the next line."""
    text = page.lines[number].text
    found = _TIME_FIRST.fullmatch(text)
    if not found or _BAD_NAME.search(found["name"]) or found["name"].endswith((".", ":", ",")):
        return None
    after = page.lines[number + 1].text if number + 1 < len(page.lines) else ""
    name = read_name(found["name"])
    weight = name.weight + is_full(found["time"]) if name.weight > 1 and after else 0
    return Hit(number, number, name, found["time"], " ", weight) if weight else None


def _two_lines(page: Page, number: int) -> Hit | None:
    lines = page.lines
    text = lines[number].text
    if _BAD_NAME.search(text) or len(text) > 80 or is_time(text):
        return None
    last = number + 1
    most = number + _MOST_CONNECTORS + 1
    while (
        last < len(lines)
        and last < most
        and (not lines[last].text or is_connector(lines[last].text))
    ):
        last += 1
    if last >= len(lines):
        return None
    line = lines[last]
    bare = line.text.lstrip("\u2014\u2013\u2022\u00b7 ")
    edited = re.sub(r",? ?\(?edited\)?$", "", bare, flags=re.IGNORECASE)
    if not (is_time(edited) or is_ago(edited)):
        return None
    between = [lines[n].text for n in range(number + 1, last)]
    badge = any(t.upper() in ("APP", "BOT", "WORKFLOW") or "bot" in t.lower() for t in between)
    name = read_name(text)
    name = name._replace(bot=name.bot or badge)
    sure = min(line.indent, 2) + is_full(edited) + 2 * any(between) + (bare != line.text)
    weight = name.weight + sure - 2 * is_ago(edited) if name.weight else 0
    gap = "\n\u2022" if "\u2022" in (line.text[0], *between) else "\n"
    gap = "\n\u2014" if "\u2014" in (line.text[0], *between) else gap
    return Hit(number, last, name, edited.strip("[]()"), gap, weight) if weight else None


def _clear(page: Page, hits: list[Hit]) -> list[Hit]:
    """The hits that are headers, by what they are themselves, where they stand and how often."""
    uses = Counter(hit.name.name for hit in hits)
    full = any(hit.gap[0] == "\n" and is_full(hit.time) for hit in hits)
    begins = next((number for number, line in enumerate(page.lines) if line.text), 0)
    clear = []
    for hit in hits:
        before = page.lines[hit.first - 1].text if hit.first else ""
        is_apart = not before or bool(chat_furniture(before))
        loose = hit.gap[0] == "\n" or is_ago(hit.time)
        is_apart = is_apart or (loose and before.endswith((".", "?", "!")))
        # Where the first speaker goes by a handle, others may as well.
        by_handle = hit.name.weight == 1 == hits[0].name.weight and hit is not hits[0]
        weight = (
            hit.weight
            + is_apart * (1 + by_handle)
            + (hit.first == begins)
            + (2 if uses[hit.name.name] > 1 else 0)
        )
        if hit.gap == "\n" and full and not is_full(hit.time) and not page.lines[hit.last].indent:
            # Beside full times, a bare one belongs to the next message of the same speaker.
            continue
        if weight >= _ENOUGH:
            clear.append(hit)
    # "Latency" over "5 min" is a row of a table, unless there are more of the kind.
    return clear if len(clear) > 1 or any(not is_ago(hit.time) for hit in clear) else []


def _split(page: Page, hits: Sequence[Hit], titled: bool) -> Iterator[Event]:
    lines = page.lines
    yield from _opening(lines[: hits[0].first], titled)
    ends = [hit.first for hit in hits[1:]] + [len(lines)]
    for hit, end in zip(hits, ends, strict=True):
        yield Head(hit.name.name, hit.time, bot=hit.name.bot)
        yield Drop(lines[hit.first].start, lines[hit.last].end, "header")
        yield from read_body(lines[hit.last + 1 : end])


def _opening(lines: Sequence[Line], titled: bool) -> Iterator[Event]:
    """What stands before the first header: in a call's transcript, its title."""
    if titled:
        yield from (Drop(line.start, line.end, "title") for line in lines if line.text)
        return
    for line in lines:
        if not (line.text.startswith("#") and " " not in line.text):
            yield from read_body([line])
        else:
            yield Drop(line.start, line.end, "channel")
