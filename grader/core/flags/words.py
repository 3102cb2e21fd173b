"""Words: a text as a row of lower-case words, quickly."""

from __future__ import annotations

from typing import Final

_NOT_WORDS: Final = bytes(
    byte if byte >= 128 or chr(byte).isalnum() else ord(" ") for byte in range(256)
)
_WIDE_MARKS: Final = "—–’‘“”…→•·"


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, cut at every mark: "don't" gives two, "fine-tune" too."""
    if not text.isascii():
        for mark in _WIDE_MARKS:
            text = text.replace(mark, " ")
    spaced = text.lower().encode(errors="replace").translate(_NOT_WORDS)
    return spaced.decode().split()
