"""`grader batch --sample N` grades a few rows first, in the order of the input."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.command import grader

LARGE, SMALL = "rlhf-and-dpo", "mixed-precision-training"

ANSWERS = ("DPO needs no reward model.", "The master weights stay in float32.")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Forty rows, three of them by a rubric of their own, and two that are bad."""
    path = tmp_path / "in.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "rubric", "answer"])
        for number in range(40):
            rubric = "no-such" if number in (5, 6) else SMALL if number % 15 == 0 else LARGE
            writer.writerow([number, rubric, f"Take {number}: {ANSWERS[rubric == SMALL]}"])
    return path


def _graded(table: Path, *options: str) -> tuple[list[dict[str, str]], str, int]:
    output = table.with_name("out.csv")
    ran = grader("batch", str(table), "-o", str(output), "--judge", "keyword", *options)
    rows = list(csv.DictReader(io.StringIO(output.read_text("utf-8"), newline="")))
    return rows, ran.err, ran.status


def test_each_rubric_has_its_share_in_the_order_of_the_input(table: Path) -> None:
    rows, said, status = _graded(table, "--sample", "10")
    assert status == 0
    assert Counter(row["rubric"] for row in rows) == {LARGE: 9, SMALL: 1}
    numbers = [int(row["id"]) for row in rows]
    assert numbers == sorted(numbers)
    assert "a sample of 10 of 40 rows: leave --sample off to grade all" in said


def test_it_is_the_same_every_time_and_graded_as_in_the_whole_run(table: Path) -> None:
    rows, _, _ = _graded(table, "--sample", "10")
    assert _graded(table, "--sample", "10", "--quiet")[0] == rows
    whole, _, status = _graded(table)
    assert status == 3
    assert all(row in whole for row in rows)


def test_more_than_there_are_is_all_that_can_be_graded(table: Path) -> None:
    rows, _, status = _graded(table, "--sample", "1000")
    assert [int(row["id"]) for row in rows] == [n for n in range(40) if n not in (5, 6)]
    assert status == 0


def test_standard_input_cannot_be_read_twice(table: Path) -> None:
    ran = grader("batch", "-", "-o", "-", "--sample", "3", stdin=table.read_bytes())
    assert ran.status == 2
    assert "--sample reads IN twice" in ran.err


def test_a_table_of_bad_rows_has_no_sample(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("rubric,answer\nno-such,x\n", "utf-8")
    ran = grader("batch", str(path), "-o", str(tmp_path / "out.csv"), "--sample", "3")
    assert ran.status == 2
    assert "no row can be graded. there is no rubric 'no-such'" in ran.err
    assert not (tmp_path / "out.csv").exists()
