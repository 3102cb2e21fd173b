"""An article about an interview question, cut into the sections that a rubric is made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from grader.core.writing.source import printable


class Part(StrEnum):
    """What a section of an article is about."""

    OPENING = "opening"
    """What stands before the first heading: the question, and where it is asked."""
    QUESTION = "question"
    WEAK = "weak answer"
    GOOD = "good answer"
    GREAT = "great answer"
    FOR = "tells for a strong hire"
    AGAINST = "tells for a down-level"
    FOLLOW_UP = "follow-up"
    RELATED = "related"
    OTHER = "other"
    """Under a heading that is none of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A paragraph or a list item, on one line, without its mark."""

    text: str
    bullet: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading as it is written (empty for the opening), and what stands below it."""

    part: Part
    heading: str
    items: tuple[Item, ...]


LEVEL: Final = (
    r"(?:[LETP][3-9]|IC[ -]?[1-9]|junior|mid(?:-level)?|senior|staff|principal|entry[ -]level)"
)
# In the order in which they are tried: "no-hire signals" are not "hire signals".
_HEADINGS: Final = (
    (
        Part.AGAINST,
        r"down[- ]?level|red flags?|negative (signals?|tells?|signs?)|no[- ]hire|warning signs?",
    ),
    (Part.FOR, r"strong[- ]hires?\b|green flags?|positive (signals?|tells?|signs?)|hire signals?"),
    (Part.FOLLOW_UP, r"follow[- ]?ups?\b"),
    (Part.RELATED, r"^(related|see also|further reading)\b"),
    (Part.WEAK, r"\b(miss(es)?|lacks?|gets? wrong|weak|poor|below the bar|overlooks?|junior)\b"),
    (
        Part.GREAT,
        r"\b(adds?|great|excellent|outstanding|exceptional|stands? out|goes? beyond"
        r"|staff|principal)\b",
    ),
    (Part.GOOD, r"\b(sounds? like|good|solid|strong|meets the bar|looks? like|senior)\b"),
    (Part.QUESTION, r"^(the |interview |basic |asked )*(question|prompt)( asked)?$"),
)
_INLINE: Final = (
    (Part.RELATED, r"related(?: (?:questions?|topics?|reading))?|see also"),
    (Part.QUESTION, r"(?:the |interview )*question"),
    (
        Part.FOLLOW_UP,
        r"(?:(?:a |the )?(?:common|typical|likely|usual) )?follow[- ]?up(?: question)?s?",
    ),
    (Part.WEAK, r"(?:an? |the )?(?:weak|poor|bad|below-bar) answer"),
    (Part.GOOD, r"(?:an? |the )?(?:good|solid|okay) answer"),
    (Part.GREAT, r"(?:an? |the )?(?:great|excellent|outstanding|exceptional) answer"),
    (Part.AGAINST, r"red flags?"),
    (Part.FOR, r"green flags?"),
)
_ANSWER: Final = re.compile(
    rf"(?:an? |the )?(?:{LEVEL} |strong |good |great |model |ideal |best )*answer\s*:?",
    re.IGNORECASE,
)
_BULLET: Final = re.compile(r"\s*(?:[-*•–+▪◦]|\(?\d{1,2}[.)]|\(?[a-h]\))\s+(?=\S)")
_MARKDOWN: Final = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")
_TITLE: Final = re.compile(r"\s{0,3}#\s+\S.*")
_BOLD: Final = re.compile(r"\s*(?:\*\*|__)(.+?)(?:\*\*|__)\s*:?\s*")
_EMPHASIS: Final = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_ASKING: Final = (Part.OPENING, Part.QUESTION, Part.FOLLOW_UP, Part.RELATED)
"""Where a question in bold is what is asked, and no heading."""
_LONGEST_HEADING: Final = 90


def read_article(text: str) -> tuple[Section, ...]:
    """Cut an article into its sections, in order. Every word lands in a heading or an item."""
    sections: list[tuple[Part, str, list[Item]]] = [(Part.OPENING, "", [])]
    for line in printable(text).splitlines():
        if not line.strip():
            continue
        part = sections[-1][0]
        is_first = len(sections) == 1 and not sections[0][2]
        found = _heading(line, part, is_first=is_first)
        if found is None:
            _add(sections[-1][2], line)
            continue
        part, heading, rest = found
        sections.append((part, heading, []))
        if rest:
            _add(sections[-1][2], rest)
    return tuple(
        Section(part=part, heading=heading, items=tuple(items)) for part, heading, items in sections
    )


def is_answer_mark(text: str) -> bool:
    """Whether a line only announces an answer: `The L6 answer:`."""
    return _ANSWER.fullmatch(text.strip()) is not None


def _heading(line: str, inside: Part, *, is_first: bool) -> tuple[Part, str, str] | None:
    """The section that a line begins, its heading, and what stands behind it on the line."""
    marked = _MARKDOWN.fullmatch(line) or _BOLD.fullmatch(line)
    text = _plain(marked.group(1) if marked else line)
    if is_first and _TITLE.match(line):
        return Part.OTHER, text, ""
    if is_answer_mark(text.partition(":")[0]) and inside is Part.FOLLOW_UP:
        return None
    if not marked and _BULLET.match(line):
        return None
    label, colon, rest = text.partition(":")
    if colon and rest.strip():
        part = _inline(label)
        if part or not marked:
            return (part, label.strip(), rest.strip()) if part else None
    title = text.removesuffix(":").strip()
    if not marked and (len(title) > _LONGEST_HEADING or title[-1:] in ".?!,;”\"'" or _opens(title)):
        return None
    if marked and title.endswith("?") and inside in _ASKING:
        return None
    part = _named(title)
    if part is None and marked:
        return Part.OTHER, title, ""
    return (part, title, "") if part else None


def _opens(title: str) -> bool:
    return title[:1] in "“\"'‘(" or len(title.split()) > 14


def _named(title: str) -> Part | None:
    lower = title.lower()
    for part, pattern in _HEADINGS:
        if re.search(pattern, lower):
            return part
    return None


def _inline(label: str) -> Part | None:
    lower = _plain(label).lower().strip()
    return next((part for part, pattern in _INLINE if re.fullmatch(pattern, lower)), None)


def _add(items: list[Item], line: str) -> None:
    mark = _BULLET.match(line)
    # A wrapped list item goes on, indented, on the next line.
    if mark is None and line[:1] in " \t" and items and items[-1].bullet:
        last = items.pop()
        items.append(Item(text=f"{last.text} {_plain(line)}", bullet=True))
        return
    marked = _MARKDOWN.fullmatch(line)
    text = _plain(line[mark.end() :] if mark else marked.group(1) if marked else line)
    if text:
        items.append(Item(text=text, bullet=mark is not None))


def _plain(text: str) -> str:
    return " ".join(_EMPHASIS.sub("", text).replace("`", "").split())


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a paragraph, roughly: an article is written with care."""
    for piece in re.split(r"(?<=[.!?])[”\"']?\s+(?=[\"“'A-Z0-9])", text):
        if piece.strip():
            yield piece.strip()
