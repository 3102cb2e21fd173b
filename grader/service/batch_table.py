"""A batch's table: cut into chunks as it comes in, joined with its grades as it goes out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from grader.batch import Item, said
from grader.core.cell import read_cell
from grader.errors import GraderError, InputError
from grader.library import Library
from grader.sheet import ADDED, ANSWERS, RubricOf, find_columns, items
from grader.store.codec import as_bytes
from grader.tables import Row, Table, open_table, open_writer, write_blanked

CHUNK = 50
"""Rows of one job: what a process that dies has to do again at the most."""
EXTERNAL_IDS = ("external_id", "id")
"""Columns that tell the caller's own id of a row, the first that is there."""
_LONGEST_ID = 200
_NO_ANSWER = "Name the column of the answers `answer` or `transcript`"
_NO_RUBRIC = "Add a column `rubric`, or choose one rubric for all rows"
_WORKBOOK = b"PK\x03\x04"
"""How a zip archive begins, and so a workbook: no table begins like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A row as its chunk keeps it until it is graded: its answer's cell, or what is wrong."""

    rubric: str
    cell: str
    error: str | None
    external_id: str | None = None

    def item(self, row: int, rubric_of: RubricOf) -> Item[int]:
        """The row as something to grade, tagged with its number."""
        if self.error is not None:
            return Item(tag=row, rubric=self.rubric, error=self.error)
        try:
            answer = read_cell(self.cell, rubric_of(self.rubric))
        except GraderError as error:
            # Its rubric is gone since, or it was taken in by a version that read it otherwise.
            return Item(tag=row, rubric=self.rubric, error=said(error))
        return Item(tag=row, rubric=self.rubric, answer=answer)


def cut(
    name: str, data: bytes, rubric: str | None, library: Library, limit: int
) -> tuple[tuple[str, ...], list[tuple[int, bytes]]]:
    """The table's columns, and its rows in chunks: how many, and what is kept of them.

    Raises InputError for what is no table of answers.
    """
    if data.startswith(_WORKBOOK):
        message = f"file: {Path(name).name or 'the table'} is a workbook"
        raise InputError(message, "Save it as CSV (UTF-8) and send that")
    with _on_disk(name, data) as path:
        try:
            with open_table(str(path)) as table:
                kept = list(_kept(table, rubric, library, limit))
                names = table.columns
        except GraderError as error:
            # The name of the temporary file means nothing to whoever sent the table.
            said = error.message.replace(str(path), name or "the table")
            raise InputError(f"file: {said}", error.hint) from None
    parts = [kept[begin : begin + CHUNK] for begin in range(0, len(kept), CHUNK)]
    return tuple(names), [(len(part), _packed(part)) for part in parts]


def kept_rows(items: Sequence[Sequence[str | None]]) -> tuple[Kept, ...]:
    """The rows of a chunk, as `cut` made them."""
    return tuple(
        Kept(rubric=rubric or "", cell=cell or "", error=error, external_id=next(iter(more), None))
        for rubric, cell, error, *more in items
    )


def joined(name: str, data: bytes, added: Iterator[Sequence[str]]) -> Path:
    """A temporary file with the table, and after each row the cells that are added to it."""
    with ExitStack() as stack:
        path = stack.enter_context(_on_disk(name, data))
        table = stack.enter_context(open_table(str(path)))
        handle, made = tempfile.mkstemp(prefix="grader-", suffix=Path(name).suffix)
        out = stack.enter_context(os.fdopen(handle, "wb"))
        writer = stack.enter_context(open_writer(out, table, ADDED))
        for row, more in zip(table, added, strict=True):
            writer.write(row, more)
        writer.close(table.tail)
    return Path(made)


def blanked(name: str, data: bytes, rows: Collection[int]) -> bytes:
    """The table without what the rows of these numbers say."""
    out = BytesIO()
    with _on_disk(name, data) as path, open_table(str(path)) as table:
        write_blanked(out, table, rows)
    return out.getvalue()


def _kept(table: Table, rubric: str | None, library: Library, limit: int) -> Iterator[Kept]:
    try:
        columns = find_columns(table, None, None, rubric)
    except InputError as error:
        # The hints of `find_columns` are for who types a command.
        there = any(table.position(name) is not None for name in ANSWERS)
        raise InputError(error.message, _NO_RUBRIC if there else _NO_ANSWER) from None
    ids = [place for name in EXTERNAL_IDS if (place := table.position(name)) is not None]
    for item in items(iter(table), columns, cache(library.rubric), limit):
        cells = item.tag.cells
        there = item.answer is not None
        yield Kept(
            rubric=item.rubric,
            cell=_first(cells, columns.answers) if there else "",
            error=item.error,
            external_id=_external_id(item.tag, ids) if there else None,
        )


def _packed(rows: Sequence[Kept]) -> bytes:
    return as_bytes([[row.rubric, row.cell, row.error, row.external_id] for row in rows])


def _first(cells: Sequence[str], places: Sequence[int]) -> str:
    return next((cells[place] for place in places if cells[place].strip()), "")


def _external_id(row: Row, places: Sequence[int]) -> str | None:
    """The caller's own id, where it is one that can be looked up."""
    text = _first(row.cells, places).strip() if places else ""
    return text if text.isprintable() and 0 < len(text) <= _LONGEST_ID else None


@contextmanager
def _on_disk(name: str, data: bytes) -> Iterator[Path]:
    """The table as a file, whose ending tells its format."""
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        path = Path(folder) / f"table{Path(name).suffix.lower()[:10]}"
        path.write_bytes(data)
        yield path
