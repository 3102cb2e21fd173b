"""Parquet in and out: values keep their types, and our columns come after."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from grader.errors import InputError
from grader.tables import open_table, open_writer
from grader.tables.parquet import read_parquet

TABLE = pa.table({"id": [1, 2], "rubric": ["r", "r"], "answer": ["Größe, \n1", None]})


def _graded(path: Path) -> pa.Table:
    output = io.BytesIO()
    with open_table(str(path)) as table, open_writer(output, table, ["grade_level"]) as writer:
        for row in table:
            writer.write(row, [f"L{row.number}"])
        writer.close(table.tail)
    return pq.read_table(pa.BufferReader(output.getvalue()))


def test_rows_come_back_with_their_types_and_grades(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(TABLE, path)
    graded = _graded(path)
    assert graded.select(["id", "rubric", "answer"]).equals(TABLE)
    assert graded.column("grade_level").to_pylist() == ["L1", "L2"]


def test_cells_are_text_and_a_null_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(TABLE, path)
    with open_table(str(path)) as table:
        assert table.columns == ("id", "rubric", "answer")
        assert [row.cells for row in table] == [("1", "r", "Größe, \n1"), ("2", "r", "")]


def test_a_graded_file_is_graded_anew(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(TABLE.append_column("grade_level", pa.array(["L4", "L4"])), path)
    assert _graded(path).column("grade_level").to_pylist() == ["L1", "L2"]


def test_a_column_of_ours_that_is_elsewhere_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(TABLE.add_column(0, "grade_level", pa.array(["L4", "L4"])), path)
    with pytest.raises(InputError, match="column grade_level of its own"):
        _graded(path)
    assert pq.read_table(path).column_names[0] == "grade_level"


TURNS = [{"role": "interviewer", "text": "Why?"}, {"role": "candidate", "text": "Größe"}]


@pytest.mark.parametrize(
    ("value", "cell", "odd"),
    [
        (b"Gr\xc3\xb6\xc3\x9fe", "Größe", None),
        (b"\xff\xfe", "", "bytes that are no UTF-8"),
        (b"", "", None),
        (42, "42", "a number"),
        (1.5, "1.5", "a number"),
        (True, "true", "true or false"),
        (date(2024, 5, 6), "2024-05-06", "date"),
        (TURNS, json.dumps(TURNS, ensure_ascii=False), None),
        ([{"text": b"bytes"}], '[{"text": "bytes"}]', None),
        ([], "", None),
        (["a", "b"], '["a", "b"]', "a list"),
        ({"text": "one"}, '{"text": "one"}', "an object"),
        (None, "", None),
    ],
)
def test_values_that_are_no_text(tmp_path: Path, value: object, cell: str, odd: str | None) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"id": ["1"], "answer": pa.array([value])}), path)
    with open_table(str(path)) as table:
        (row,) = table
    assert row.cells == ("1", cell)
    assert dict(row.odd) == ({} if odd is None else {1: odd})


def test_what_is_no_parquet_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    path.write_bytes(b"no parquet")
    with pytest.raises(InputError, match=r"in\.parquet"), open_table(str(path)):
        pass


def test_rows_that_are_only_read_are_not_held(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(TABLE, path)
    with read_parquet(str(path)) as rows:
        assert len(list(rows)) == 2
        assert rows.values == {}
