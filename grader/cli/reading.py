"""An answer from a file or from standard input, as text."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

from grader.errors import InputError

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def read_text(name: str, limit: int) -> str:
    """The text of a file, or of standard input for `-`: UTF-8, or UTF-16 with a byte order mark.

    Raises InputError when it cannot be read, is not text, or is longer than `limit` characters.
    """
    place = "standard input" if name == "-" else name or "''"
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise InputError(
            f"{place}: {error.strerror}", "Give a file that can be read, or - for standard input"
        ) from None
    encoding = next((enc for mark, enc in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{place}: not UTF-8 text (byte {error.start})", "Save it as UTF-8 and try again"
        ) from None
    if len(text) > limit:
        raise InputError(
            f"{place}: {len(text):,} characters, more than {limit:,}",
            "Cut it to the answer itself, or raise GRADER_MAX_ANSWER",
        )
    return text
