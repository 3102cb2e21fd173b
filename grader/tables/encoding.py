"""The encoding of a table's bytes: marked, recognized, or assumed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_STRAY = re.compile("[\udc80-\udcff]")
"""What surrogateescape makes of a byte that fits in no sequence."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """`name` is a codec's, `mark` the byte order mark at the start, if any."""

    name: str
    mark: bytes = b""

    @property
    def errors(self) -> str:
        """The error handler under which what cannot be decoded comes back as it was."""
        return "surrogatepass" if self.name.startswith("utf-16") else "surrogateescape"


def recognize(head: bytes, chunks: Iterable[bytes] = ()) -> Encoding:
    """The encoding of bytes that begin with `head` and go on with `chunks`.

    UTF-8 unless marked otherwise; UTF-16 without a mark where every other byte of the head is
    zero; cp1252 where there are bytes above 127 and hardly any of them are UTF-8.
    """
    for mark, name in MARKS:
        if head.startswith(mark):
            return Encoding(name=name, mark=mark)
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if len(head) >= 4 and zeros.count(0) > 0.8 * len(zeros):
            return Encoding(name=name)
    valid = wrong = 0
    for chunk in chain((head,), chunks):
        if chunk.isascii():
            continue
        good, bad = _counts(chunk)
        valid, wrong = valid + good, wrong + bad
    return Encoding(name="cp1252" if wrong > valid else "utf-8")


def _counts(chunk: bytes) -> tuple[int, int]:
    """How many multi-byte sequences of UTF-8 there are, and how many bytes that fit in none."""
    valid = sum(1 for found in _MULTIBYTE.finditer(chunk) if _decodes(found.group()))
    text = chunk.decode("utf-8", "surrogateescape")
    return valid, sum(1 for _ in _STRAY.finditer(text))


def _decodes(sequence: bytes) -> bool:
    try:
        sequence.decode()
    except UnicodeDecodeError:
        return False
    return True


def chunks_of(file: BinaryIO) -> Iterable[bytes]:
    """The rest of a file that can be read twice, in pieces; it is rewound afterwards."""
    start = file.tell()
    while chunk := file.read(CHUNK):
        yield chunk
    file.seek(start)


def undecodable(text: str) -> bool:
    """Whether a text holds bytes that could not be decoded, or a lone surrogate."""
    return not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text)
