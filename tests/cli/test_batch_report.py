"""`grader batch --report`: a page beside the table."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.command import grader

TABLE = "id,rubric,answer\n1,caching,It goes stale unless you invalidate it.\n2,nope,x\n"


@pytest.fixture
def table(tmp_path: Path, caching: Path) -> str:
    path = tmp_path / "interviews.csv"
    path.write_text(TABLE, "utf-8")
    return str(path)


def test_the_page_is_written_and_is_the_same_again(table: str, tmp_path: Path) -> None:
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    for page in pages:
        ran = grader(
            "batch", table, "-o", str(tmp_path / "out.csv"), "--judge", "keyword",
            "--report", str(page),
        )  # fmt: skip
        assert ran.status == 3, ran.err
    first, second = (page.read_bytes() for page in pages)
    assert first == second
    assert b"<h1>interviews.csv</h1>" in first
    assert b"unknown-rubric" in first
    assert list(tmp_path.glob(".*.partial")) == []


def test_what_would_fail_is_told_before_grading(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.csv"
    common = ("batch", table, "--judge", "keyword")
    nowhere = grader(*common, "-o", str(output), "--report", str(tmp_path / "no" / "r.html"))
    assert (nowhere.status, output.exists()) == (2, False)
    assert "No such file" in nowhere.err
    both = grader(*common, "-o", "-", "--report", "-")
    assert (both.status, both.out) == (2, "")
    assert "both go to standard output" in both.err
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    missing = grader(*common, "-o", str(output), "--report", str(tmp_path / "r.html"))
    assert (missing.status, output.exists()) == (2, False)
    assert "pip install 'grader[report]'" in missing.err
