"""Writes rows back as they came, with further cells after each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Protocol

from grader.tables.column import kept_columns
from grader.tables.encoding import MARKS
from grader.tables.jsonl import extended
from grader.tables.reader import Table
from grader.tables.row import Dialect, Row

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TableWriter(Protocol):
    """Takes rows in order. What the rows were read from comes out again, to the byte."""

    def write(self, row: Row, added: Sequence[str]) -> bool:
        """Write a row with the cells that are added to it.

        False where it has no room for them and is written as it came: a line of JSON Lines that is
        no object, or that has a field of the same name as one of ours.
        """
        ...

    def close(self, tail: str = "") -> None:
        """Write what follows the last row. The file itself stays open."""
        ...


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: with an apostrophe before what would be one."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


@contextmanager
def open_writer(
    file: BinaryIO, table: Table, names: Sequence[str], *, safe_input: bool = False
) -> Iterator[TableWriter]:
    """A writer into `file` for rows of `table`, which adds columns called `names`.

    Columns of these names that stand at the end of the table already are replaced. Elsewhere they
    are an InputError, or of JSON Lines, where each row has its own fields, the row's fault. With
    `safe_input` the cells passed through are made harmless as well, and so no longer come out to
    the byte.
    """
    if table.dialect.format == "parquet":
        from grader.tables.parquet import write_parquet

        with write_parquet(file, table, names) as writer:
            yield writer
    elif table.dialect.format == "jsonl":
        yield _Objects(file, table.dialect, names)
    else:
        yield _Delimited(file, table, names, safe_input)


class Encoded:
    """Text into a file in a table's encoding; what could not be decoded goes out as it came."""

    def __init__(self, file: BinaryIO, dialect: Dialect) -> None:
        self._file = file
        self._encoding = dialect.encoding
        self._utf16 = dialect.encoding.startswith("utf-16")
        if dialect.bom:
            file.write(next(mark for mark, name in MARKS if name == dialect.encoding))

    def passed(self, text: str) -> None:
        """Text that was read from a file in this encoding."""
        self._file.write(
            text.encode(self._encoding, "surrogatepass" if self._utf16 else "surrogateescape")
        )

    def ours(self, text: str) -> None:
        """Text of our own, of which the encoding may lack a character: that becomes `?`."""
        self._file.write(text.encode(self._encoding, "replace"))

    def close(self, tail: str = "") -> None:
        self.passed(tail)


class _Delimited(Encoded):
    def __init__(
        self, file: BinaryIO, table: Table, names: Sequence[str], safe_input: bool
    ) -> None:
        super().__init__(file, table.dialect)
        self._dialect = table.dialect
        self._safe = safe_input
        self._kept = kept_columns(table.name, table.columns, names)
        self._cut = self._kept < len(table.columns)
        quote, delimiter = re.escape(table.dialect.quote), re.escape(table.dialect.delimiter)
        cell = (
            f"(?:{quote}(?:[^{quote}]++|{quote}{quote})*+{quote}[^{delimiter}]*+"
            f"|(?!{quote})[^{delimiter}]*+)"
        )
        self._cell, self._whole = re.compile(cell), re.compile(f"(?:{cell}{delimiter})*+")
        self._line = io.StringIO()
        self._csv = self._writer()
        assert table.header is not None
        self.write(table.header, names)

    def write(self, row: Row, added: Sequence[str]) -> bool:
        self.passed(row.before)
        self.passed(self._came(row))
        # A row with too few cells is filled up, or what we add would stand under other names.
        missing = max(0, self._kept - len(row.cells))
        cells = self._joined([harmless(cell) for cell in added])
        self.ours(self._dialect.delimiter * (missing + 1) + cells)
        self.passed(row.end)
        return True

    def _came(self, row: Row) -> str:
        """The text that is passed through: to the byte, save where that would spoil the table."""
        if self._safe and not row.error:
            return self._joined([harmless(cell) for cell in row.cells[: self._kept]])
        if self._dialect.quote in row.raw and (opened := self._opened(row.raw)) is not None:
            # Written as it came, a mark that is never closed would swallow the next rows too.
            quote = self._dialect.quote
            cell = row.raw[opened:].replace(quote, quote * 2)
            return f"{row.raw[:opened]}{quote}{cell}{quote}"
        if self._cut and not row.error:
            return _first_cells(row.raw, self._kept, self._dialect)
        return row.raw

    def _opened(self, raw: str) -> int | None:
        """Where a quotation mark opens a cell that is never closed."""
        begin = self._whole.match(raw)
        opened = begin.end() if begin else 0
        left = raw.startswith(self._dialect.quote, opened)
        return opened if left and not self._cell.match(raw, opened) else None

    def _writer(self) -> Any:
        return csv.writer(
            self._line,
            delimiter=self._dialect.delimiter,
            quotechar=self._dialect.quote,
            quoting=csv.QUOTE_ALL if self._dialect.quote_all else csv.QUOTE_MINIMAL,
            lineterminator="",
        )

    def _joined(self, cells: Sequence[str]) -> str:
        self._line.seek(0)
        self._line.truncate()
        self._csv.writerow(cells)
        return self._line.getvalue()


class _Objects(Encoded):
    def __init__(self, file: BinaryIO, dialect: Dialect, names: Sequence[str]) -> None:
        super().__init__(file, dialect)
        self._names = tuple(names)
        # JSON can write any character in any encoding.
        self._plain = not dialect.encoding.startswith("utf")

    def write(self, row: Row, added: Sequence[str]) -> bool:
        text = extended(row.raw, dict(zip(self._names, added, strict=True)), self._plain)
        self.passed(row.before)
        self.passed(row.raw if text is None else text)
        self.passed(row.end)
        return text is not None


def _first_cells(raw: str, count: int, dialect: Dialect) -> str:
    """The text of a record's first cells, as it stands."""
    quote, delimiter = re.escape(dialect.quote), re.escape(dialect.delimiter)
    cell = f"(?:{quote}(?:[^{quote}]|{quote}{quote})*{quote}|[^{delimiter}]*)"
    found = re.match(f"{cell}(?:{delimiter}{cell}){{{count - 1}}}", raw)
    return found.group() if found else raw
