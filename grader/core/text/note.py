"""Notes in a transcript, which are nobody's turn: an interviewer's, a model answer, a debrief."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from grader.core.text.label import Label, find_labels
from grader.core.text.view import INVISIBLE

_WHOSE = (
    r"(?:(?:the )?(?:interviewer|recruiter|hiring manager|panel|examiner|grader|observer|shadow)"
    r"(?:['\u2019]?s)?|my|our|internal|private|post-?interview|interview|hiring|overall|final)"
)
_WHAT = (
    r"(?:notes?|feedback|comments?|summary|debrief|assessment|evaluation|thoughts|impressions?"
    r"|remarks?|observations?|verdict|score(?:card)?|rating|recommendation|decision)"
)
_GOOD = (
    r"(?:model|ideal|sample|reference|expected|correct|right|perfect|target|gold(?:en)?|example"
    r"|strong|suggested|textbook)"
)
_PLAIN_NOTE = rf"""
    {_WHOSE}\ {_WHAT}
    | {_GOOD}\ (?:answers?|responses?|solution)
    | notes?\ (?:by|from|of|to\ self|for\ (?:the\ )?\w+|on\ (?:the\ )?candidate)
      (?:\ [^\n:(]{{1,40}})?
    | (?:feedback|comments?|remarks?)\ (?:by|from|for|on)\ [^\n:(]{{1,40}}
    | candidate\ (?:feedback|assessment|evaluation|summary|score(?:card)?)
    | answer\ key | (?:grading|scoring|marking)\ (?:notes?|guide|guidelines?|rubric|scheme)
    | rubric | score\ ?card | debrief(?:ing)? | what\ (?:i|we)\ (?:wanted|expected)
    | what\ (?:i|we)\ (?:was|were)\ looking\ for
    | for\ the\ (?:grader|panel|debrief)
"""
_MAYBE_NOTE = r"""
    notes | feedback | summary | expected | assessment | verdict | ratings? | comments?
    | (?:key\ )?points\ missed | missed(?:\ points)? | my\ (?:take|view|read) | strengths
    | weaknesses | gaps
"""
"""What a candidate may head a part of an answer with as well."""
_NOTE = re.compile(
    rf"""^[ \t>{INVISIBLE}]*(?:\#{{1,6}}[ \t]+|[-*\u2022][ \t]+)?[*_]{{0,3}}\[?
    (?P<name>(?:(?P<plain>{_PLAIN_NOTE})|(?P<maybe>{_MAYBE_NOTE}))(?:[ ]?\([^()\n]{{1,40}}\))?)
    \]?[*_]{{0,3}}[ \t]*
    (?:(?P<colon>[:\uff1a])[*_]{{0,3}}|[\u2013\u2014-](?=[ ])|(?=\r?$))[ \t]*""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_ALONE = frozenset(("feedback", "expected", "verdict", "rating", "ratings"))
_NAME = re.compile(rf"(?:{_PLAIN_NOTE}|{_MAYBE_NOTE})(?:[ ]?\([^()\n]*\))?", re.I | re.X)
_LONGEST_PART = 5000
_SHOWN = re.compile(r"\S")


class Note(NamedTuple):
    """A note: its label begins at `start`, its words are `text[words:end]`."""

    start: int
    words: int
    end: int
    name: str


class Opening(NamedTuple):
    """Where a note may begin: its label is `text[start:end]`."""

    start: int
    end: int
    name: str
    sure: bool
    """Whether a candidate would hardly head a part of an answer so."""
    apart: bool
    """Whether a blank line stands before it, or nothing."""


def is_note(name: str) -> bool:
    """Whether a name is that of a note, and no speaker's."""
    return bool(_NAME.fullmatch(name))


def openings(text: str) -> list[Opening]:
    """The lines at which notes may begin."""
    return [
        Opening(
            hit.start(), hit.end(), hit["name"], bool(hit["plain"]), _is_apart(text, hit.start())
        )
        for hit in _NOTE.finditer(text)
        if hit["plain"] or hit["colon"] or hit["name"].casefold() in _ALONE
    ]


def first_of(text: str, opening: Opening) -> int:
    """Where the first thing that shows in the label stands."""
    label = text[opening.start : opening.end]
    return opening.start + len(label) - len(label.lstrip())


def find_notes(text: str) -> list[Note]:
    """The notes in a labelled transcript; meaningless for other text.

    A note ends where somebody speaks who has spoken before, or whose role is beyond doubt. What
    begins with a speaker's label right under the note's, as a debrief or a model dialogue does, has
    no end.
    """
    opened = openings(text)
    if not opened:
        return []
    labels = [label for label in find_labels(text) if not is_note(label.name)]
    notes: list[Note] = []
    seen: set[str] = set()
    at = 0
    for opening in opened:
        if notes and opening.start < notes[-1].end:
            continue
        while at < len(labels) and labels[at].end <= opening.start:
            seen.add(labels[at].key)
            at += 1
        before = labels[at - 1].end if at else 0
        if not (opening.sure or is_after_one_part(text, before, opening)):
            continue
        end = _end(text, opening, labels, at, seen)
        notes.append(Note(opening.start, opening.end, end, opening.name))
    return notes


def _end(
    text: str, opening: Opening, labels: Sequence[Label], at: int, seen: AbstractSet[str]
) -> int:
    """Where a note ends that is opened before the label at `at`, when those were seen before it."""
    after = [label for label in labels[at : at + 2] if label.start >= opening.end][:1]
    if seen and after and not text[opening.end : after[0].start].strip():
        return len(text)
    rest = (labels[number] for number in range(at, len(labels)))
    goes_on = (x for x in rest if x.start >= opening.end and (x.sure or x.key in seen))
    return next((label.start for label in goes_on), len(text))


def masked(text: str, notes: Sequence[Note]) -> str:
    """The text with white space for its notes, so that an offset is good for both."""
    parts, at = [], 0
    for note in notes:
        parts += [text[at : note.start], _SHOWN.sub(" ", text[note.start : note.end])]
        at = note.end
    return "".join(parts) + text[at:]


def _is_apart(text: str, start: int) -> bool:
    near = text[max(0, start - 200) : start]
    gap = near[len(near.rstrip()) :]
    return gap.count("\n") > 1 or not near.strip()


def is_after_one_part(text: str, start: int, opening: Opening) -> bool:
    """Whether a turn of one line, or of one paragraph before a blank line, comes before.

    A candidate who writes in several paragraphs may well head one of them with "Summary:".
    """
    if opening.start - start > _LONGEST_PART:
        return False
    words = text[start : opening.start].strip()
    lines = words.split("\n")
    return len(lines) == 1 or (opening.apart and all(line.strip() for line in lines))
