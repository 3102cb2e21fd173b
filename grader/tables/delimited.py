"""Records of delimited text, each with its own text, so that it can be written back to the byte."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from grader.tables.encoding import undecodable
from grader.tables.row import Dialect, Row
from grader.tables.sniff import told_delimiter

CELL_CAP = 10_000_000
"""Longest cell, in characters. A quotation mark that is never closed runs into it."""


@dataclass(kw_only=True, slots=True)
class _Lines:
    """Lines that can be put back, and a record of those taken since `start`."""

    source: Iterator[str]
    back: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    number: int = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.back.pop() if self.back else next(self.source)
        self.taken.append(line)
        self.number += 1
        return line

    def start(self) -> int:
        """Begin a record; its first line's number, from 1."""
        self.taken = []
        return self.number + 1

    def put_back(self, lines: list[str]) -> None:
        self.back.extend(reversed(lines))
        self.number -= len(lines)


class Records:
    """Reads the header at once, and the rows as they are asked for."""

    def __init__(self, lines: Iterable[str], dialect: Dialect) -> None:
        csv.field_size_limit(CELL_CAP)
        self._dialect = dialect
        self._lines = _Lines(source=iter(lines))
        self._strict = self._reader(self._lines, strict=True)
        self.header = next(self._rows(0, self._told()), None)
        self.columns = self.header.cells if self.header else ()
        self.tail = ""
        """Blank lines after the last row, once all are read."""

    def __iter__(self) -> Iterator[Row]:
        return self._rows(len(self.columns))

    def _reader(self, lines: Iterable[str], *, strict: bool) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self._dialect.delimiter,
            quotechar=self._dialect.quote,
            strict=strict,
        )

    def _told(self) -> str:
        """The line before the header that tells the delimiter, if there is one."""
        line = next(self._lines, "")
        if told_delimiter(line) == self._dialect.delimiter:
            return line
        if line:
            self._lines.put_back([line])
        return ""

    def _rows(self, width: int, before: str = "") -> Iterator[Row]:
        number = 0
        while True:
            line = self._lines.start()
            cells, error = self._record(line, width)
            raw = "".join(self._lines.taken)
            if not raw:
                self.tail = before
                return
            if not raw.strip("\r\n"):
                before += raw
                continue
            body = raw.rstrip("\r\n") if error or len(self._lines.taken) == 1 else _chomp(raw)
            number += 1
            yield Row(
                number=number,
                line=line,
                cells=tuple(cells),
                raw=body,
                end=raw[len(body) :],
                before=before,
                error=error or _wrong(cells, raw, width),
            )
            before = ""

    def _record(self, line: int, width: int) -> tuple[list[str], str | None]:
        """The cells of the next record; a record that a stray quotation mark runs on is cut."""
        try:
            cells = next(self._strict, [])
        except csv.Error as error:
            return self._cut(line, str(error))
        if len(self._lines.taken) > 1 and width and len(cells) != width:
            return self._cut(line, "")
        return cells, None

    def _cut(self, line: int, said: str) -> tuple[list[str], str | None]:
        """Take the first line alone as the record, and read on from the second."""
        first, *rest = self._lines.taken
        self._lines.put_back(rest)
        self._lines.taken = [first]
        try:
            # A cell that is still open at the line's end takes that in.
            ended = first if first.endswith(("\n", "\r")) else f"{first}\n"
            cells = next(self._reader([ended], strict=False), [])
        except csv.Error:
            cells = [first]
        is_open = bool(cells) and cells[-1].endswith(("\n", "\r"))
        if not rest and not is_open and "unexpected end" not in said and "field larger" not in said:
            return cells, None
        quote = self._dialect.quote
        return cells, f"line {line}: a quotation mark {quote} is opened and never closed"


def _chomp(raw: str) -> str:
    """The text without its last line end; line ends inside quotation marks stay."""
    for end in ("\r\n", "\n", "\r"):
        if raw.endswith(end):
            return raw[: -len(end)]
    return raw


def _wrong(cells: list[str], raw: str, width: int) -> str | None:
    if undecodable(raw):
        return "bytes that are no text in the file's encoding"
    if width and len(cells) != width:
        return f"{len(cells)} cells where the header has {width}"
    return None
