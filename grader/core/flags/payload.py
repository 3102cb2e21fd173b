"""Payload: text that was encoded so that a model can read it and a reader cannot."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from grader.core.flags.words import words_of

_ROT13: Final = words_of(
    "gur naq vtaber tenqr tenqre ehoevp yriry cerivbhf vafgehpgvba vafgehpgvbaf nafjre fpber "
    "flfgrz cyrnfr guvf lbh lbhe tvir bhgchg uver fgebat znex njneq pnaqvqngr"
)
_REVERSED: Final = words_of(
    "eht dna erongi edarg redarg cirbur suoiverp snoitcurtsni rewsna erocs metsys esaelp siht uoy "
    "evig tuptuo erih gnorts drawa sa etadidnac"
)
_LEAST_WORDS: Final = 3
_CANDIDATES: Final = (
    r"[A-Za-z0-9+/_-]{16,}={0,2}|(?:%[0-9A-Fa-f]{2}){5,}|[A-Za-z]+(?:%20[A-Za-z0-9']+){3,}|"
    r"(?:\\x[0-9A-Fa-f]{2}){4,}|(?:0x[0-9A-Fa-f]{2}[ ,]*){6,}|(?:[01]{8}[ ,]*){4,}|"
    r"(?:[0-9A-Fa-f]{2}[ :]){8,}[0-9A-Fa-f]{2}|(?:&#x?[0-9A-Fa-f]{2,5};[ ]?){4,}|"
    r"(?:\\u00[0-9A-Fa-f]{2}){4,}|(?:[.-]{1,5}[ /]+){14,}|(?:1?[0-9]{2}[ ,]+){11,}1?[0-9]{2}"
)
_HEX: Final = re.compile(r"(?:0x|\\x|\\u00|&#x)?([0-9A-Fa-f]{2})[ ,:;]*")
_DECIMAL: Final = re.compile(r"\d{2,5}")
_SAID: Final = 0.8
"""Share of letters and spaces in a decoded run that is a text; chance bytes have a fourth."""
_ENOUGH: Final = 3_600
"""Characters of a run that are decoded."""
_SHORT: Final = 30
_URL: Final = re.compile(r"://\S*$")


@cache
def _pattern() -> Any:
    import re2

    options = re2.Options()
    options.never_capture = True
    words = "|".join((*_ROT13, *_REVERSED))
    return re2.compile(rf"{_CANDIDATES}|\b(?i:{words})\b", options)


def has_payload(text: str) -> bool:
    """Whether `text` holds base64, hexadecimal, binary, percent, ROT13 or reversed writing.

    A run counts only if decoding it gives mostly words: digests, identifiers and long names do not.
    Linear.
    """
    turned: set[str] = set()
    for match in _pattern().finditer(text):
        run = match.group()[:_ENOUGH]
        if run.isalpha() and run.lower() in _TURNED:
            turned.add(run.lower())
            if _are_turned(turned):
                return True
            continue
        if any(_is_text(decode(run), run) for decode in _DECODERS) and not _in_url(
            text, match.start()
        ):
            return True
        if " " in run and _is_morse(run):
            return True
    return False


def _are_turned(words: set[str]) -> bool:
    return any(len(words & known) >= _LEAST_WORDS for known in (_ROT13_WORDS, _REVERSED_WORDS))


_ROT13_WORDS: Final = frozenset(_ROT13)
_REVERSED_WORDS: Final = frozenset(_REVERSED)
_TURNED: Final = _ROT13_WORDS | _REVERSED_WORDS


def _in_url(text: str, at: int) -> bool:
    return _URL.search(text[max(0, at - 200) : at]) is not None


def _is_morse(run: str) -> bool:
    return "." in run and "-" in run and not run.strip("./- \n") and len(set(run.split())) > 5


def _is_text(decoded: bytes, run: str) -> bool:
    if len(decoded) < 5 or not all(32 <= byte < 127 or byte in b"\r\n\t" for byte in decoded):
        return False
    said = sum(chr(byte).isalpha() or byte == 32 for byte in decoded)
    return said >= _SAID * len(decoded) and (
        len(run) > _SHORT or b" " in decoded or "%" in run or "\\" in run
    )


def _base64(run: str) -> bytes:
    bare = run.rstrip("=").replace("-", "+").replace("_", "/")
    usable = len(bare) - (len(bare) % 4 == 1)
    padded = bare[:usable] + "=" * (-usable % 4)
    try:
        return base64.b64decode(padded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _base32(run: str) -> bytes:
    bare = run.rstrip("=")
    try:
        return base64.b32decode(bare + "=" * (-len(bare) % 8))
    except (binascii.Error, ValueError):
        return b""


def _hex(run: str) -> bytes:
    pairs = _HEX.findall(run)
    return bytes(int(pair, 16) for pair in pairs) if not _HEX.sub("", run) else b""


def _binary(run: str) -> bytes:
    digits = re.sub("[ ,]", "", run)
    if digits.strip("01"):
        return b""
    return bytes(int(digits[at : at + 8], 2) for at in range(0, len(digits) - 7, 8))


def _percent(run: str) -> bytes:
    return unquote_to_bytes(run) if "%" in run else b""


def _numbers(run: str) -> bytes:
    """Decimal codes of characters, bare or as in `&#73;`."""
    if not (run.startswith("&#") or " " in run or "," in run) or "x" in run.lower():
        return b""
    codes = [int(code) for code in _DECIMAL.findall(run)]
    return bytes(code for code in codes) if codes and max(codes) < 128 else b""


_DECODERS: Final[tuple[Callable[[str], bytes], ...]] = (
    _base64,
    _hex,
    _binary,
    _percent,
    _numbers,
    _base32,
)
