"""One row of a table, and how the table was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as it came. `cells` stand in the order of the table's columns.

    `raw` is the row's own text without its line end `end`, and `before` the blank lines that
    precede it, so that the three together are the input again, to the byte. `number` counts data
    rows from 1, `line` is the line of the file on which the row starts. A row with an `error`
    cannot be graded; its cells may be fewer or more than the columns.

    Of a JSON object, `fields` are the names of all its fields. `odd` says of cells, by their
    place, what came there that is no text, such as a number.
    """

    number: int
    line: int
    cells: tuple[str, ...]
    raw: str
    end: str = "\n"
    before: str = ""
    error: str | None = None
    fields: tuple[str, ...] | None = None
    odd: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a table is written: `format` is csv, jsonl or parquet.

    `delimiter`, `quote` and `quote_all` (every cell quoted) hold for csv only. `encoding` is a
    codec's name, `bom` whether the file begins with a byte order mark, `line_end` the first one.
    """

    format: str
    encoding: str = "utf-8"
    bom: bool = False
    line_end: str = "\n"
    delimiter: str = ","
    quote: str = '"'
    quote_all: bool = False
