"""Captions: WebVTT and SRT files, as Zoom, Teams and others write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from grader.core.paste.base import Reading
from grader.core.paste.event import Drop, Event, Head, Words
from grader.core.paste.names import read_name
from grader.core.paste.page import Line, Page
from grader.core.text.note import first_of, openings
from grader.core.text.turn import Role

_TIMING = re.compile(
    r"(?P<time>(?:\d+:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?)[ \t]*-->[ \t]*(?:\d+:)?\d{1,2}:\d{1,2}"
)
_NOTE = re.compile(r"NOTE\b|STYLE$|REGION$|Kind:|Language:|X-TIMESTAMP")
_TAG = re.compile(
    r"<(?:v(?:\.[^\s<>]{0,40})?[ \t]+(?P<voice>[^<>]{1,80})|/?[a-z][^<>]{0,80}|[\d:.]+)>"
)
_LABEL = re.compile(
    r"(?P<lead>(?:[-\u2013]|>>)[ \t]*)?\[?(?P<name>[^\W\d][^:<>\[\]]{0,59}?)\]?:[ \t]+(?=\S)"
)


class _Cue(NamedTuple):
    """The lines of one caption: the identifier (or -1), the timing, and the words after it."""

    name: int
    timing: int
    last: int
    time: str


def read_cues(page: Page) -> Reading | None:
    """The page as captions, None when it has no timings or hardly anything else."""
    if "-->" not in page.view:
        return None
    cues = list(_cues(page.lines))
    head = next((line.text for line in page.lines if line.text), "")
    is_vtt = head.startswith("WEBVTT")
    first = cues[0].timing if cues else 0
    before = [line for line in page.lines[:first] if line.text]
    if not cues or not (is_vtt or len(before) <= 3):
        return None
    doubt = "nobody is named: all that is said is taken for the candidate's"
    events = list(_split(page, cues))
    if not any(isinstance(event, Head) and event.speaker for event in events):
        alone = Head(None, cues[0].time, role=Role.CANDIDATE, nobody=True)
        events = [
            alone,
            *(e._replace(role=Role.CANDIDATE) if isinstance(e, Head) else e for e in events),
        ]
    else:
        doubt = ""
    style = "webvtt" if is_vtt or "." in cues[0].time else "srt"
    return Reading(format=style, heads=len(cues), events=events, doubts=(doubt,) * bool(doubt))


def _cues(lines: Sequence[Line]) -> Iterator[_Cue]:
    timed = [
        (number, hit["time"])
        for number, line in enumerate(lines)
        if "-->" in line.text and (hit := _TIMING.match(line.text))
    ]
    firsts = [number - 1 if _is_identifier(lines, number - 1) else number for number, _ in timed]
    for index, (number, time) in enumerate(timed):
        last = firsts[index + 1] if index + 1 < len(firsts) else len(lines)
        yield _Cue(firsts[index] if firsts[index] < number else -1, number, last, time)


def _is_identifier(lines: Sequence[Line], number: int) -> bool:
    """Whether a line before a timing is the caption's number or identifier."""
    if number < 0 or not lines[number].text or "-->" in lines[number].text:
        return False
    text = lines[number].text
    apart = number == 0 or not lines[number - 1].text
    return text.isdecimal() or (apart and " " not in text and len(text) < 80 and text != "WEBVTT")


def _split(page: Page, cues: Sequence[_Cue]) -> Iterator[Event]:
    named = _labels(page, cues)
    titled = _titles(page, cues)
    notes = _notes(page)
    first = cues[0].timing if cues[0].name < 0 else cues[0].name
    yield from (Drop(line.start, line.end, "header") for line in page.lines[:first] if line.text)
    for cue in cues:
        if cue.name >= 0:
            line = page.lines[cue.name]
            yield Drop(line.start, line.end, "cue-number")
        timing = page.lines[cue.timing]
        yield Drop(timing.start, timing.end, "time")
        yield Head(None, cue.time)
        note, labels = False, named
        for number in range(cue.timing + 1, cue.last):
            line = page.lines[number]
            note = bool(line.text) and (
                note or (bool(_NOTE.match(line.text)) and not page.lines[number - 1].text)
            )
            labels = frozenset() if line.start in notes else labels
            if note:
                yield Drop(line.start, line.end, "note")
            elif line.text and titled and number == cue.timing + 1:
                yield Drop(line.start, line.end, "header")
                yield Head(read_name(line.text).name, cue.time)
            elif line.text:
                yield from _caption(line, cue.time, labels)


def _caption(line: Line, time: str, named: frozenset[str]) -> Iterator[Event]:
    """One line of a caption: voices, labels and marks of layout, and the words between them."""
    at = 0
    for tag in _TAG.finditer(line.text):
        yield from _words(line, at, tag.start(), time, named)
        if tag["voice"]:
            yield Head(read_name(tag["voice"]).name or None, time)
        yield Drop(line.start + tag.start(), line.start + tag.end(), "tag")
        at = tag.end()
    yield from _words(line, at, len(line.text), time, named)


def _words(line: Line, at: int, end: int, time: str, named: frozenset[str]) -> Iterator[Event]:
    bare = line.text[at:end]
    at += len(bare) - len(bare.lstrip())
    bare = bare.strip()
    hit = _LABEL.match(bare)
    if hit and read_name(hit["name"]).name in named:
        yield Head(read_name(hit["name"]).name, time)
        yield Drop(line.start + at, line.start + at + len(hit.group().rstrip()), "label")
        at += hit.end()
        bare = bare[hit.end() :]
    if bare:
        start = line.start + at
        yield Words(start, start + len(bare), unescape(bare) if "&" in bare else None)


def _labels(page: Page, cues: Sequence[_Cue]) -> frozenset[str]:
    """The names that stand as labels at the start of a caption's lines."""
    uses: Counter[str] = Counter()
    weights: dict[str, int] = {}
    notes = _notes(page)
    for cue in cues:
        for line in page.lines[cue.timing + 1 : cue.last]:
            if line.start in notes:
                break
            if hit := _LABEL.match(_TAG.sub("", line.text[:200]).lstrip()):
                name = read_name(hit["name"])
                uses[name.name] += 1
                weights[name.name] = name.weight
    return frozenset(name for name, weight in weights.items() if weight + uses[name] > 2 and weight)


def _notes(page: Page) -> frozenset[int]:
    """Where notes under the captions begin: no label in them is a voice's."""
    apart = [opening for opening in openings(page.view) if opening.apart]
    return frozenset(first_of(page.view, opening) for opening in apart)


def _titles(page: Page, cues: Sequence[_Cue]) -> bool:
    """Whether a name alone stands first in each caption, as in older transcripts of Teams."""
    firsts = [page.lines[cue.timing + 1 : cue.last] for cue in cues]
    told = sum(
        sum(bool(line.text) for line in lines) > 1 and read_name(lines[0].text).weight > 1
        for lines in firsts
        if lines
    )
    return told >= 0.8 * len(cues)
