"""The model's view of a text: what a reader sees, in one spelling, on one line."""

from __future__ import annotations

import re
from unicodedata import combining, is_normalized, normalize

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Inside of a character class: the characters that show nothing (Unicode's default ignorables:
zero-width, bidirectional, variation, filler and tag characters, and invisible controls)."""

_HIDDEN = re.compile(f"[{INVISIBLE}\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f]+")
_ASCII_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MARKS_KEPT = 30
_LONG = 2_000


def model_view(text: str) -> str:
    """The text as the model is to see it: NFKC, nothing invisible, on one line.

    Controls, zero-width, bidirectional, variation, filler and tag characters are dropped, a lone
    surrogate becomes U+FFFD, and each run of white space becomes one space, with none at the
    ends. Idempotent, and linear in the length of `text`.
    """
    if text.isascii():
        if _ASCII_CONTROL.search(text):
            text = _HIDDEN.sub("", text)
        return " ".join(text.split())
    text = _SURROGATE.sub("\ufffd", _HIDDEN.sub("", text))
    if not is_normalized("NFKC", text):
        text = normalize("NFKC", _without_mark_towers(text))
    return " ".join(text.split())


def _without_mark_towers(text: str) -> str:
    """At most 30 combining marks in a row, as in Unicode's stream-safe format (UAX #15).

    Putting the marks of one letter in order takes time quadratic in their number, which a pasted
    tower of many thousand would turn into minutes. No language stacks more than a few.
    """
    if len(text) < _LONG:
        return text
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if combining(char) else 0
        if marks <= _MARKS_KEPT:
            kept.append(char)
    return "".join(kept)
