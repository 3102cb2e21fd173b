"""A table is known by what it holds, and what is none is said."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from grader.errors import InputError
from grader.tables import open_table


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x14\x00", "a spreadsheet .* Save the sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a spreadsheet of old"),
        (b"\x1f\x8b\x08\x00", "gzip.*gunzip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_what_is_no_text_is_said_and_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said), open_table(str(path)):
        pass


def test_parquet_is_known_by_any_name(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    pq.write_table(pa.table({"answer": ["a"]}), path)
    with open_table(str(path)) as table:
        assert table.dialect.format == "parquet"
        assert [row.cells for row in table] == [("a",)]


def test_a_pipe_by_its_name_is_sent_to_standard_input_instead(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)
    try:
        with pytest.raises(InputError, match="read only once"), open_table(str(pipe)):
            pass
    finally:
        os.close(writer)
