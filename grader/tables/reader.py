"""Opens a table: recognizes encoding and format, and gives the rows one after the other."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

from grader.errors import InputError
from grader.tables.column import position
from grader.tables.delimited import Records
from grader.tables.encoding import chunks_of, recognize
from grader.tables.jsonl import Objects
from grader.tables.row import Dialect, Row
from grader.tables.sniff import sniff

HEAD = 1 << 20
"""Bytes looked at to recognize the format; an encoding is recognized on a whole file."""
FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
PARQUET = b"PAR1"
_SAVE = "Save the sheet with its answers as CSV UTF-8 and give that"
_BINARY = (
    (b"PK\x03\x04", "a spreadsheet (.xlsx, .ods) or another zip file", _SAVE),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet of old (.xls)", _SAVE),
    (b"\x1f\x8b", "compressed by gzip", "Unpack it first: gunzip -c FILE | grader batch - ..."),
    (
        b"\x28\xb5\x2f\xfd",
        "compressed by zstd",
        "Unpack it first: zstd -dc FILE | grader batch - ...",
    ),
    (b"%PDF-", "a PDF", _SAVE),
)


class _Rows(Protocol):
    tail: str

    @property
    def columns(self) -> tuple[str, ...]: ...

    def __iter__(self) -> Iterator[Row]: ...


class Table:
    """A table that can be read once. `header` is the header's own row, None where it has none."""

    def __init__(self, rows: _Rows, dialect: Dialect, header: Row | None, name: str) -> None:
        self._rows = rows
        self.dialect = dialect
        self.header = header
        self.name = name

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """Of JSON Lines, the fields of the first object, and those that were asked for since."""
        return self._rows.columns

    @property
    def tail(self) -> str:
        """Blank lines after the last row, known once all are read."""
        return self._rows.tail

    def position(self, column: str) -> int | None:
        """Where a column stands in `Row.cells`. Raises InputError when it stands there twice.

        Of JSON Lines any row may have any field, so that each one asked for has a place.
        """
        if isinstance(self._rows, Objects):
            return self._rows.place(column)
        return position(self.columns, column)

    def lacks(self, columns: Sequence[str]) -> bool:
        """Whether it is known, without reading on, that no row has a column of these names."""
        if isinstance(self._rows, Objects):
            return self._rows.lacks(columns)
        return all(position(self.columns, column) is None for column in columns)


@contextmanager
def open_table(source: str) -> Iterator[Table]:
    """The table in a file, or on standard input for `-`, until the context ends.

    The format goes by the file's ending (.jsonl, .ndjson, .parquet), and by its first characters
    on standard input; Parquet is known by these anywhere. Raises InputError for a file that cannot
    be read, is no text or has no header.
    """
    name = "standard input" if source == "-" else source
    if FORMATS.get(Path(source).suffix.lower()) == "parquet":
        with _parquet(source, name) as table:
            yield table
        return
    try:
        raw = io.FileIO(sys.stdin.fileno() if source == "-" else source, closefd=source != "-")
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}", "Give a file that can be read") from None
    if source != "-" and not raw.seekable():
        raw.close()
        hint = "Send it to standard input and give - in its place"
        raise InputError(f"{name}: a pipe, which can be read only once", hint)
    with io.BufferedReader(raw, HEAD) as file:
        head = _head(file, wait=source == "-")
        if head.startswith(PARQUET):
            spooled = _spooled(file) if source == "-" else nullcontext(source)
            with spooled as path, _parquet(path, name) as table:
                yield table
            return
        yield _open(file, head, source, name)


@contextmanager
def _parquet(path: str, name: str) -> Iterator[Table]:
    from grader.tables.parquet import read_parquet

    with read_parquet(path, name) as rows:
        yield Table(rows, Dialect(format="parquet"), None, name)


@contextmanager
def _spooled(file: io.BufferedReader[io.FileIO]) -> Iterator[str]:
    """A temporary file of all that comes: the end of a Parquet file tells where its rows stand."""
    with tempfile.NamedTemporaryFile(prefix="grader-", suffix=".parquet") as spool:
        shutil.copyfileobj(file, spool)
        spool.flush()
        yield spool.name


def _open(file: io.BufferedReader[io.FileIO], head: bytes, source: str, name: str) -> Table:
    _check_text(head, name)
    if source == "-":
        encoding = recognize(head)
    else:
        encoding = recognize(head, chunks_of(file))
        file.seek(0)
    file.read(len(encoding.mark))
    text = io.TextIOWrapper(file, encoding=encoding.name, errors=encoding.errors, newline="")
    shown = head[len(encoding.mark) :].decode(encoding.name, "replace")
    if _is_jsonl(source, shown):
        dialect = Dialect(
            format="jsonl",
            encoding=encoding.name,
            bom=bool(encoding.mark),
            line_end="\r\n" if "\r\n" in shown else "\n",
        )
        begin = shown.splitlines(keepends=True) if source != "-" else ()
        return Table(Objects(text, begin, whole=len(head) < HEAD), dialect, None, name)
    return _delimited(text, sniff(shown, encoding.name, bool(encoding.mark)), name)


def _check_text(head: bytes, name: str) -> None:
    """Raise InputError for a file that is known to be no text."""
    for mark, what, hint in _BINARY:
        if head.startswith(mark):
            raise InputError(f"{name}: it is {what}, not text", hint)


def _delimited(text: io.TextIOWrapper, dialect: Dialect, name: str) -> Table:
    records = Records(text, dialect)
    header = records.header
    if header is None:
        raise InputError(f"{name}: the table is empty", "Give it a header line and rows")
    if header.error:
        raise InputError(f"{name}: the header: {header.error}", "Mend the first line")
    return Table(records, dialect, header, name)


def _head(file: io.BufferedReader[io.FileIO], *, wait: bool) -> bytes:
    """The first bytes without taking them; from a pipe, whatever has come by now, but something."""
    head = file.peek(HEAD)
    return head if wait else head[:HEAD]


def _is_jsonl(source: str, shown: str) -> bool:
    ending = Path(source).suffix.lower()
    return FORMATS.get(ending) == "jsonl" or (source == "-" and shown.lstrip()[:1] == "{")
