"""What an article says before its sections: title, question, where it is asked, level names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from grader.core.drafting.article import LEVEL, Item, Part, Section, sentences_of
from grader.core.writing.slug import slug

LADDER: Final = ("L4", "L5", "L6")
"""The levels of an article that names none."""
_LABEL: Final = re.compile(
    r"(?:asked (?:in|at|by)|source|role|level|difficulty|topic|author|date|tags?)\s*:",
    re.IGNORECASE,
)
_RANK: Final = {Part.WEAK: 0, Part.GOOD: 1, Part.GREAT: 2}
_QUOTES: Final = "“”\"' "


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first fields of the rubric. `title_heading` is the heading that gave the title."""

    fields: dict[str, Any]
    title_heading: str
    notes: tuple[str, ...]
    unplaced: tuple[str, ...]


def head_of(sections: Sequence[Section], name: str) -> Head:
    """Read id, title, question and source off an article; `name` stands in for a title."""
    title, heading, opening = _opening(sections)
    source = [item.text for item in opening if _LABEL.match(item.text)]
    rest = [item.text for item in opening if not _LABEL.match(item.text)]
    asked = [i.text for s in sections if s.part is Part.QUESTION for i in s.items]
    notes: list[str] = []
    if title.endswith("?") and not asked and not any("?" in text for text in rest):
        rest = [title, *rest]
    question, unplaced = _question(asked, rest, notes)
    plain = re.sub(r"[-_ ](article|draft|notes?|question)$", "", name)
    named = title or plain.replace("-", " ").replace("_", " ").strip().capitalize()
    if not title:
        notes.append("the article has no title: mend `id` and `title`")
    fields = {
        "id": slug(title or plain or question),
        "version": 1,
        "title": (named or question)[:200],
        "question": question[:4000],
        "source": " ".join(source)[:1000],
    }
    return Head(fields=fields, title_heading=heading, notes=tuple(notes), unplaced=tuple(unplaced))


def _opening(sections: Sequence[Section]) -> tuple[str, str, list[Item]]:
    """The title, the heading it was, and the items before the first section that has a part."""
    items = list(sections[0].items)
    if len(sections) > 1 and sections[1].part is Part.OTHER and not items:
        return sections[1].heading, sections[1].heading, list(sections[1].items)
    first = items[0].text if items else ""
    is_title = (
        first and len(first.split()) <= 12 and first[-1] not in '.?!:;,”"' and ":" not in first
    )
    return (first, "", items[1:]) if is_title else ("", "", items)


def _question(asked: list[str], rest: list[str], notes: list[str]) -> tuple[str, list[str]]:
    """The question, and what of the opening is not part of it."""
    if asked:
        return " ".join(asked).strip(_QUOTES), rest
    pieces = [sentence for text in rest for sentence in sentences_of(text)]
    found = [piece for piece in pieces if piece.rstrip(_QUOTES).endswith("?")]
    if found:
        return " ".join(found).strip(_QUOTES), [piece for piece in pieces if piece not in found]
    if rest:
        notes.append("no sentence asks anything: the opening stands as the question; rephrase it")
        return " ".join(rest), []
    notes.append("the article has no question: write it")
    return "The article did not give the question.", []


def ladder_of(sections: Sequence[Section]) -> tuple[str, str, str]:
    """The names of the levels that the headings of the three answers give, or L4, L5, L6."""
    names = list(LADDER)
    for section in sections:
        found = re.search(rf"\b{LEVEL}\b", section.heading, re.IGNORECASE)
        if section.part in _RANK and found:
            level = found.group()
            names[_RANK[section.part]] = level.upper() if level[-1].isdigit() else level.lower()
    return (names[0], names[1], names[2]) if len(set(names)) == 3 else LADDER
