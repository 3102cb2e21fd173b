"""`grader batch` writes a table in the format in which it came."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.command import grader

TABLE = pa.table({"rubric": ["rlhf-and-dpo"], "answer": ["DPO is always better."]})
TEXTS = {
    "in.csv": "rubric,answer\nrlhf-and-dpo,DPO is always better.\n",
    "in.jsonl": '{"rubric": "rlhf-and-dpo", "answer": "DPO is always better."}\n',
}


@pytest.fixture(autouse=True)
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pq.write_table(TABLE, "in.parquet")
    for name, text in TEXTS.items():
        Path(name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        ("in.parquet", "out.csv", ".parquet"),
        ("in.parquet", "out.JSONL", ".parquet"),
        ("in.csv", "out.parquet", ".csv"),
        ("in.csv", "out.jsonl", ".csv"),
        ("in.csv", "out.xlsx", ".csv"),
        ("in.jsonl", "out.csv", ".jsonl"),
    ],
)
def test_a_name_of_another_format_is_refused(source: str, target: str, right: str) -> None:
    ran = grader("batch", source, "-o", target, "--judge", "keyword")
    assert ran.status == 2
    assert f"Give a name that ends in {right}" in ran.err
    assert not Path(target).exists()


@pytest.mark.parametrize(
    ("source", "target"), [("in.csv", "out.tsv"), ("in.csv", "out.txt"), ("in.jsonl", "out.ndjson")]
)
def test_a_name_that_says_nothing_else_will_do(source: str, target: str) -> None:
    assert grader("batch", source, "-o", target, "--judge", "keyword").status == 0


def _run(*arguments: str, stdin: bytes, stdout: int = subprocess.PIPE) -> tuple[int, bytes, bytes]:
    ran = subprocess.run(
        [sys.executable, "-m", "grader", "batch", *arguments, "--judge", "keyword"],
        input=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    return ran.returncode, ran.stdout, ran.stderr


def test_parquet_comes_through_pipes() -> None:
    status, out, err = _run("-", "-o", "-", stdin=Path("in.parquet").read_bytes())
    assert status == 0, err
    graded = pq.read_table(io.BytesIO(out))
    assert graded.column("grade_level").to_pylist() == ["L4"]
    assert graded.select(TABLE.column_names).equals(TABLE)


def test_no_parquet_is_printed_on_a_terminal() -> None:
    ours, theirs = os.openpty()
    try:
        status, _, err = _run("in.parquet", "-o", "-", stdin=b"", stdout=theirs)
    finally:
        os.close(theirs)
        os.close(ours)
    assert status == 2
    assert b"Give -o a file" in err
