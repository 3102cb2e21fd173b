"""Parquet, with `pip install 'grader[parquet]'`: read and written in batches of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from grader.errors import InputError
from grader.tables.column import kept_columns
from grader.tables.row import Row
from grader.tables.value import as_cell, not_text

if TYPE_CHECKING:
    from grader.tables.reader import Table

BATCH = 1024


class ParquetRows:
    """The rows of a Parquet file; where there is a writer, each keeps the values that it came
    with until it is written.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self.schema = file.schema_arrow
        self.columns = tuple(self.schema.names)
        self.tail = ""
        self.values: dict[int, dict[str, Any]] = {}
        self.kept = False

    def __iter__(self) -> Iterator[Row]:
        number = 0
        for values in self.batches():
            for value in values:
                number += 1
                if self.kept:
                    self.values[number] = value
                cells = tuple(as_cell(value[column]) for column in self.columns)
                found = enumerate(map(not_text, value.values()))
                odd = {place: problem for place, problem in found if problem is not None}
                yield Row(number=number, line=number, cells=cells, raw="", end="", odd=odd)

    def batches(self) -> Iterator[list[dict[str, Any]]]:
        """The rows' values, some at a time."""
        for batch in self._file.iter_batches(batch_size=BATCH):
            yield batch.to_pylist()


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        raise InputError(
            "Parquet files need pyarrow", "Install it: pip install 'grader[parquet]'"
        ) from None
    return pyarrow


@contextmanager
def read_parquet(path: str, name: str = "") -> Iterator[ParquetRows]:
    """The rows of a Parquet file, which errors call by `name`.

    Raises InputError when it is none, or pyarrow is missing.
    """
    pyarrow = _pyarrow()
    try:
        file = pyarrow.parquet.ParquetFile(path)
    except (OSError, pyarrow.ArrowException) as error:
        raise InputError(
            f"{name or path}: {error}", "Give a Parquet file that can be read"
        ) from None
    with file:
        yield ParquetRows(file)


class _Writer:
    def __init__(self, file: BinaryIO, rows: ParquetRows, names: Sequence[str], kept: int) -> None:
        self._pyarrow = _pyarrow()
        self._rows = rows
        rows.kept = True
        self._names = tuple(names)
        schema = rows.schema
        for place in range(len(rows.columns) - 1, kept - 1, -1):
            schema = schema.remove(place)
        for name in names:
            schema = schema.append(self._pyarrow.field(name, self._pyarrow.string()))
        self._schema = schema
        self._parquet = self._pyarrow.parquet.ParquetWriter(file, schema)
        self._waiting: list[dict[str, Any]] = []

    def write(self, row: Row, added: Sequence[str]) -> bool:
        value = self._rows.values.pop(row.number)
        self._waiting.append(value | dict(zip(self._names, added, strict=True)))
        if len(self._waiting) >= BATCH:
            self._flush()
        return True

    def _flush(self) -> None:
        if self._waiting:
            table = self._pyarrow.Table.from_pylist(self._waiting, schema=self._schema)
            self._parquet.write_table(table)
            self._waiting = []

    def close(self, tail: str = "") -> None:
        self._flush()
        self._parquet.close()


@contextmanager
def write_parquet(file: BinaryIO, table: Table, names: Sequence[str]) -> Iterator[_Writer]:
    """A writer of the rows read from a Parquet file, with text columns of these names added."""
    rows = table._rows
    assert isinstance(rows, ParquetRows)
    yield _Writer(file, rows, names, kept_columns(table.name, rows.columns, names))


def write_blanked_parquet(file: BinaryIO, table: Table, rows: Collection[int]) -> None:
    """Write a Parquet table with nulls for all values in the rows of these numbers."""
    pyarrow, source = _pyarrow(), table._rows
    assert isinstance(source, ParquetRows)
    schema, number = source.schema, 0
    for place, field in enumerate(schema):
        schema = schema.set(place, field.with_nullable(True))
    nothing = dict.fromkeys(source.columns)
    with pyarrow.parquet.ParquetWriter(file, schema) as writer:
        for values in source.batches():
            kept = [nothing if n in rows else value for n, value in enumerate(values, number + 1)]
            number += len(values)
            writer.write_table(pyarrow.Table.from_pylist(kept, schema=schema))
