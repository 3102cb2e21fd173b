"""Rows that are blanked say nothing any more, and all others come out to the byte."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from grader.tables import open_table, write_blanked

CSV = 'id,answer\r\n1,"SECRET, one"\r\n\r\n2,"kept ""so"""\r\n3,"SECRET\nthree"\r\n\r\n'


def blanked(path: Path, rows: set[int]) -> bytes:
    out = io.BytesIO()
    with open_table(str(path)) as table:
        write_blanked(out, table, rows)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("a.csv", CSV, CSV.replace('1,"SECRET, one"', ",").replace('3,"SECRET\nthree"', ",")),
        ("a.csv", "answer\nSECRET\nkept\nSECRET", 'answer\n""\nkept\n""'),
        ("a.tsv", "id\tanswer\n1\tSECRET\n2\tkept\n3\tSECRET\n", "id\tanswer\n\t\n2\tkept\n\t\n"),
        (
            "a.jsonl",
            '{"answer": "SECRET", "id": 1}\n\n{"answer": "kept"}\n{"answer": "SECRET"}\n',
            '{"answer": null, "id": null}\n\n{"answer": "kept"}\n{"answer": null, "id": null}\n',
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text(tmp_path: Path, name: str, text: str, left: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    assert blanked(path, {1, 3}) == left.encode(encoding)
    path.write_bytes(blanked(path, {1, 3}))
    with open_table(str(path)) as table:
        assert len(list(table)) == 3
    assert blanked(path, set()) == left.encode(encoding)


def test_parquet(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("answer", pa.string(), nullable=False), ("n", pa.int32())])
    values = [{"answer": "SECRET" if n % 2 else "kept", "n": n} for n in range(3000)]
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(values, schema=schema), path)
    path.write_bytes(blanked(path, {n + 1 for n in range(1, 3000, 2)}))
    left = pq.read_table(path).to_pylist()
    assert left[::2] == values[::2]
    assert left[1::2] == [{"answer": None, "n": None}] * 1500
    assert b"SECRET" not in path.read_bytes()
    assert "SECRET" not in json.dumps(left)
