"""Invisible characters: those that hide words from a reader, and not those that a script needs."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from grader.core.text.view import INVISIBLE

_ASCII_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_SUSPECT: Final = re.compile(f"[{INVISIBLE}\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f]")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINED: Final = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u18af\ufb50-\ufefc]"
)
"""Scripts that are shaped by joiners, or written without spaces and broken by them."""
_JOINERS: Final = "\u200b\u200c\u200d"
_DIRECTIONS: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_BLACK_FLAG: Final = "\U0001f3f4"
_TAGS: Final = range(0xE0020, 0xE0080)


def has_invisible(text: str) -> bool:
    """Whether the original `text` holds characters that show nothing and that nothing calls for.

    Called for are a byte order mark at the start, joiners in emoji and in scripts that need them,
    variation selectors after a symbol or an ideograph, marks of direction beside right-to-left
    script, and the tags of a flag. Linear.
    """
    if text.isascii():
        return _ASCII_CONTROL.search(text) is not None
    rtl: bool | None = None
    for match in _SUSPECT.finditer(text):
        at = match.start()
        char = match.group()
        if char in _DIRECTIONS:
            rtl = _RIGHT_TO_LEFT.search(text) is not None if rtl is None else rtl
            if rtl:
                continue
        if not _is_called_for(text, at, char):
            return True
    return False


def _is_called_for(text: str, at: int, char: str) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if char == "\ufeff":
        return at == 0
    if char in _JOINERS:
        near = (before, after)
        if any(_JOINED.match(c) for c in near if c):
            return True
        return char == "\u200d" and _is_symbol(before) and _is_symbol(after)
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return _is_symbol(before) or before in tuple("0123456789#*") or _is_ideograph(before)
    if ord(char) in _TAGS:
        return _BLACK_FLAG in text[max(0, at - 7) : at]
    if "\u180b" <= char <= "\u180f":
        return "\u1800" <= before <= "\u18af"
    return False


def _is_symbol(char: str) -> bool:
    """Emoji and their parts, where a variation selector or skin tone may stand between."""
    return char == "\ufe0f" or (
        not char.isascii() and unicodedata.category(char) in {"So", "Sk", "Sm", "Po"}
    )


def _is_ideograph(char: str) -> bool:
    return bool(char) and unicodedata.category(char) == "Lo" and ord(char) >= 0x1000
