"""A paste as it came, and the same text made plain for matching, line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from grader.core.text.view import INVISIBLE

_HIDDEN = re.compile(rf"[{INVISIBLE}\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_BREAK = re.compile(r"\r(?!\n)|[\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"[^\S\n\t]")
SAID = re.compile(rf"[^\s{INVISIBLE}\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
"""A character that shows something. Each one of a paste lies in a turn or in a piece of
furniture."""


class Line(NamedTuple):
    """A line without the white space around it: `text` is `page.view[start:end]`.

    `indent` counts the white space before it. A blank line has no text.
    """

    start: int
    end: int
    text: str
    indent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The text of a paste, its view and the lines of the view.

    In `view` each invisible character and each kind of space is a space (tabs stay), and each kind
    of line break ends in a newline. It is as long as `text`, so that an offset is good for both.
    """

    text: str
    view: str
    lines: tuple[Line, ...]


def read_page(text: str) -> Page:
    """The page of a text, whatever is in it."""
    view = _SPACE.sub(" ", _BREAK.sub("\n", _HIDDEN.sub(" ", text)))
    lines = []
    at = 0
    for raw in view.split("\n"):
        bare = raw.strip()
        start = at + (len(raw) - len(raw.lstrip()) if bare else 0)
        lines.append(Line(start, start + len(bare), bare, start - at))
        at += len(raw) + 1
    return Page(text=text, view=view, lines=tuple(lines))
