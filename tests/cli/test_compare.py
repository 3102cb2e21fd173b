"""`grader compare`, and `grader batch --compare`: how the grades of two runs differ, and why."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from grader.sheet import ADDED
from tests.cli.command import grader

HEADER = ("id", "rubric", "answer", *ADDED)
FIRST = ("1", "caching", "one", "L4", "", "", "", "keyword", "")
SECOND = ("2", "caching", "two", "L5", "names-staleness", "", "", "keyword", "")
THIRD = ("3", "caching", "", "", "", "", "", "", "empty: nothing")


def changed(row: Sequence[str], **cells: str) -> tuple[str, ...]:
    return tuple(cells.get(name, cell) for name, cell in zip(HEADER, row, strict=True))


UP = changed(FIRST, grade_level="L6", grade_tells="x y", grade_judge="llm")


def csv(path: Path, *rows: Sequence[str], header: Sequence[str] = HEADER) -> str:
    lines = [",".join(f'"{cell}"' for cell in row) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


def jsonl(path: Path, *rows: Sequence[str]) -> str:
    lines = [json.dumps(dict(zip(HEADER, row, strict=True))) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


def parquet(path: Path, *rows: Sequence[str]) -> str:
    pq.write_table(pa.table(dict(zip(HEADER, zip(*rows, strict=True), strict=True))), path)
    return str(path)


@pytest.fixture
def before(tmp_path: Path) -> str:
    return csv(tmp_path / "a.csv", FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    ("write", "name"), [(csv, "b.csv"), (jsonl, "b.jsonl"), (parquet, "b.parquet")]
)
@pytest.mark.usefixtures("caching")
def test_levels_that_moved_and_why(
    before: str, tmp_path: Path, write: Callable[..., str], name: str
) -> None:
    lower = changed(SECOND, grade_level="L4", grade_tells="")
    ran = grader("compare", before, write(tmp_path / name, UP, lower, THIRD))
    assert ran.status == 0, ran.err
    assert ran.out == (
        "\n3 rows  1 up, 1 down, 1 stayed\n"
        "judged by keyword in A and keyword in B 1, by keyword in A and llm in B 1\n\n"
        "caching  1 up, 1 down, 1 stayed\n"
        "  A \\ B        L4     L5     L6  ungraded\n"
        "  L4            ·      ·      1         ·\n"
        "  L5            1      ·      ·         ·\n"
        "  L6            ·      ·      ·         ·\n"
        "  ungraded      ·      ·      ·         1\n"
        "        -1    names-staleness\n"
        "  +1          x\n"
        "  +1          y\n\n"
        "Moved  2 rows\n"
        "  row 1  L4 -> L6  +x, +y, judged by keyword -> llm\n"
        "  row 2  L5 -> L4  -names-staleness\n\n"
    )


@pytest.mark.usefixtures("caching")
def test_as_json_it_holds_every_changed_row(before: str, tmp_path: Path) -> None:
    graded = changed(THIRD, grade_level="L4", grade_error="", grade_flags="mixed-script")
    ran = grader("compare", before, csv(tmp_path / "b.csv", UP, SECOND, graded), "--json")
    told = json.loads(ran.out)
    assert (told["rows"], told["moved"], told["up"], told["now_graded"]) == (3, 2, 1, 1)
    (rubric,) = told["rubrics"]
    assert rubric["ladder"] == ["L4", "L5", "L6"]
    assert {"before": "L4", "after": "L6", "rows": 1} in rubric["moves"]
    assert rubric["tells_gained"] == {"x": 1, "y": 1}
    first, second = told["changed_rows"]
    assert (first["row"], first["before"]["level"], first["after"]["level"]) == (1, "L4", "L6")
    assert (second["before"]["error"], second["flags_gained"]) == (
        "empty: nothing",
        ["mixed-script"],
    )


def test_nothing_changed_is_valid_json_too(before: str) -> None:
    told = json.loads(grader("compare", before, before, "--json").out)
    assert (told["changed"], told["changed_rows"]) == (0, [])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((FIRST, changed(SECOND, answer="other")), "row 2 differs in answer: line 3 of"),
        ((FIRST, SECOND), "has a row 3, and"),
        ((FIRST, SECOND, THIRD, FIRST), "has a row 4, and"),
    ],
)
def test_rows_that_are_not_the_same_are_named(
    before: str, tmp_path: Path, rows: tuple[tuple[str, ...], ...], said: str
) -> None:
    ran = grader("compare", before, csv(tmp_path / "b.csv", *rows), "--json")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert "--key COLUMN" in ran.err


@pytest.mark.usefixtures("caching")
def test_a_key_matches_rows_wherever_they_stand(before: str, tmp_path: Path) -> None:
    moved = changed(SECOND, answer="reworded", grade_level="L6")
    after = csv(tmp_path / "b.csv", changed(FIRST, id="9"), moved, FIRST)
    ran = grader("compare", before, after, "--key", "id")
    assert "2 rows  1 up, 0 down, 1 stayed" in ran.out
    assert "only in A, and left out: 1 row\nonly in B, and left out: 1 row\n" in ran.out
    assert "  2  L5 -> L6  other answer\n" in ran.out


@pytest.mark.parametrize(
    ("key", "rows", "said"),
    [
        ("id", (FIRST, FIRST), "line 3: twice 1 in column id"),
        ("id", (changed(FIRST, id=""),), "line 2: nothing in column id"),
        ("nr", (FIRST,), "no column nr; its columns: id, rubric, answer"),
    ],
)
def test_a_key_that_names_no_row(
    tmp_path: Path, before: str, key: str, rows: tuple[tuple[str, ...], ...], said: str
) -> None:
    ran = grader("compare", before, csv(tmp_path / "b.csv", *rows), "--key", key)
    assert ran.status == 2
    assert said in ran.err


def test_a_table_without_grades_or_without_shared_columns(before: str, tmp_path: Path) -> None:
    plain = csv(tmp_path / "b.csv", ("1", "x"), header=("id", "answer"))
    assert (
        "no column grade_level. Give a table that grader batch"
        in grader("compare", before, plain).err
    )
    other = csv(tmp_path / "c.csv", ("1", *FIRST[3:]), header=("nr", *ADDED))
    assert "no column of input in common" in grader("compare", before, other).err


def test_without_the_rubric_levels_go_by_their_numbers(tmp_path: Path) -> None:
    rows = [changed(row, rubric="gone") for row in (FIRST, UP)]
    first, second = (csv(tmp_path / f"{i}.csv", row) for i, row in enumerate(rows))
    assert "1 up" in grader("compare", first, second).out
    named = csv(tmp_path / "n.csv", changed(rows[0], grade_level="good"))
    assert "1 to another level" in grader("compare", first, named).out


def test_cells_that_one_run_disarmed_are_the_same(tmp_path: Path) -> None:
    plain = csv(tmp_path / "a.csv", changed(FIRST, answer="=1+1"))
    safe = csv(tmp_path / "b.csv", changed(FIRST, answer="'=1+1"))
    assert grader("compare", plain, safe).status == 0


def test_a_judge_that_is_another_for_all_rows_is_said_once(tmp_path: Path) -> None:
    first = csv(tmp_path / "a.csv", FIRST, THIRD)
    out = grader("compare", first, csv(tmp_path / "b.csv", UP, THIRD)).out
    assert "judged by keyword in A and llm in B 1\n" in out
    assert "row 1  L4 -> L6  +x, +y\n" in out


def test_more_rows_than_are_listed(tmp_path: Path) -> None:
    first = csv(tmp_path / "a.csv", *[FIRST] * 5)
    second = csv(tmp_path / "b.csv", *[UP] * 5)
    out = grader("compare", first, second, "--rows", "2").out
    assert out.count("L4 -> L6") == 2
    assert "and 3 more: grader compare --rows N" in out


INPUT = (
    "id,rubric,answer\n"
    '1,fine-tune-vs-prompt-vs-rag,"I start with a prompt. Facts go to retrieval."\n'
    "2,rlhf-and-dpo,\n"
    "3,rlhf-and-dpo,DPO is always better.\n"
    "4,rlhf-and-dpo,too,many\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(INPUT, "utf-8")
    return path


def batch(table: Path, output: Path, *more: str) -> str:
    ran = grader("batch", str(table), "-o", str(output), "--judge", "keyword", "--quiet", *more)
    assert ran.status == 3, ran.err
    return ran.err


def test_a_batch_is_compared_with_the_table_that_it_replaces(table: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    batch(table, output)
    lines = output.read_text("utf-8")
    assert ",L4,one-always-wins no-kl," in lines
    output.write_text(lines.replace(",L4,one-always-wins no-kl,", ",L5,no-kl,"), "utf-8")
    err = batch(table, output, "--compare", str(output))
    assert "4 rows  0 up, 1 down, 3 stayed" in err
    assert "row 3  L5 -> L4  +one-always-wins" in err
    assert output.read_text("utf-8") == lines


def test_a_sample_is_compared_with_the_rows_it_was_drawn_from(table: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.csv"
    batch(table, whole)
    ran = grader(
        "batch", str(table), "-o", str(tmp_path / "s.csv"), "--judge", "keyword", "--quiet",
        "--sample", "2", "--compare", str(whole),
    )  # fmt: skip
    assert "2 rows  0 up, 0 down, 2 stayed" in ran.err


def test_other_rows_are_told_before_anything_is_graded(table: Path, tmp_path: Path) -> None:
    whole, output = tmp_path / "whole.csv", tmp_path / "out.csv"
    batch(table, whole)
    table.write_text(INPUT.replace("always", "never"), "utf-8")
    ran = grader(
        "batch", str(table), "-o", str(output), "--judge", "keyword", "--compare", str(whole)
    )
    assert ran.status == 2
    assert "row 3 differs in answer" in ran.err
    assert not output.exists()


def test_rows_from_standard_input_are_graded_even_if_they_differ(
    table: Path, tmp_path: Path
) -> None:
    whole, output = tmp_path / "whole.csv", tmp_path / "out.csv"
    batch(table, whole)
    ran = subprocess.run(
        [
            sys.executable, "-c", "from grader.cli import main; main()", "batch", "-",
            "-o", str(output), "--judge", "keyword", "--quiet", "--compare", str(whole),
        ],
        check=False, input=INPUT.replace("always", "never"), capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 3, ran.stderr
    assert "grader: not compared: row 3 differs in answer" in ran.stderr
    assert len(output.read_text("utf-8").splitlines()) == 5
