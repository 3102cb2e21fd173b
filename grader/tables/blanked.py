"""A table without what some of its rows say."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import BinaryIO

from grader.tables.reader import Table
from grader.tables.writer import Encoded


def write_blanked(file: BinaryIO, table: Table, rows: Collection[int]) -> None:
    """Write a table as it came, but with no cell filled in the rows of these numbers."""
    if table.dialect.format == "parquet":
        from grader.tables.parquet import write_blanked_parquet

        write_blanked_parquet(file, table, rows)
        return
    out, blank = Encoded(file, table.dialect), _blank(table)
    if table.header is not None:
        out.passed(table.header.before + table.header.raw + table.header.end)
    for row in table:
        out.passed(row.before + (blank if row.number in rows else row.raw) + row.end)
    out.close(table.tail)


def _blank(table: Table) -> str:
    """A row of no words: never a blank line, which would be no row at all."""
    if table.dialect.format == "jsonl":
        return json.dumps(dict.fromkeys(table.columns))
    cells = len(table.columns)
    return table.dialect.delimiter * (cells - 1) if cells > 1 else table.dialect.quote * 2
