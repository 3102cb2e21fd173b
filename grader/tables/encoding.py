"""The encoding of a table's bytes: marked, recognized, or assumed."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHUNK = 1 << 20
PIPED = 1 << 12
LONGEST = 1 << 24
"""Bytes of a line at the most, lest one without an end is held whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """`name` is a codec's, `mark` the byte order mark at the start, if any."""

    name: str
    mark: bytes = b""

    @property
    def errors(self) -> str:
        """The error handler under which what cannot be decoded comes back as it was."""
        return "surrogatepass" if self.name.startswith("utf-16") else "surrogateescape"


def recognize(head: bytes, chunks: Iterable[bytes] | None = None) -> Encoding:
    """The encoding of a file that begins with `head`, of which `chunks` are all there is.

    UTF-8 unless marked otherwise; UTF-16 without a mark where every other byte of the head is
    zero; cp1252 where there are bytes above 127 and none of the lines with them are UTF-8, or
    most lines of all are not. A line that is neither is the exception, and told as such.
    """
    for mark, name in MARKS:
        if head.startswith(mark):
            return Encoding(name=name, mark=mark)
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if len(head) >= 4 and zeros.count(0) > 0.8 * len(zeros):
            return Encoding(name=name)
    lines = _Lines()
    for piece in _whole_lines((_uncut(head),) if chunks is None else chunks):
        lines.count(piece)
    mixed = lines.valid and lines.wrong < lines.plain + lines.valid
    return Encoding(name="cp1252" if lines.wrong and not mixed else "utf-8")


@dataclass(slots=True, kw_only=True)
class _Lines:
    """How many lines are ASCII, how many other UTF-8, and how many are neither."""

    plain: int = 0
    valid: int = 0
    wrong: int = 0

    def count(self, piece: bytes) -> None:
        """Add the lines of a piece, which ends with one."""
        if piece.isascii():
            self.plain += piece.count(b"\n") or 1
            return
        for line in piece.splitlines():
            if line.isascii():
                self.plain += 1
            elif _decodes(line):
                self.valid += 1
            else:
                self.wrong += 1


def _whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks cut between lines instead, so that no character is cut in two."""
    rest = b""
    for chunk in chunks:
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
        if end:
            yield rest + chunk[:end]
            rest = b""
        rest += chunk[end:]
        if len(rest) > LONGEST:
            yield rest
            rest = b""
    if rest:
        yield rest


def _uncut(head: bytes) -> bytes:
    """The head without the character that it may be cut off in, if it is as long as pipes give."""
    if len(head) < PIPED:
        return head
    last = next((n for n in range(1, 4) if head[-n] >= 0xC0), 0)
    return head[: len(head) - last]


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
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
