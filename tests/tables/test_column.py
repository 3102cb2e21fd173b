"""Columns by name, whatever their case, and fields that each row has for itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import InputError
from grader.tables import open_table
from grader.tables.column import position


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        (("id", "answer"), 1),
        (("id", "Answer"), 1),
        (("id", " ANSWER "), 1),
        (("Answer", "answer"), 1),
        ((" answer", "answer", "Answer"), 1),
        (("id", "answers"), None),
        ((), None),
    ],
)
def test_position(columns: tuple[str, ...], place: int | None) -> None:
    assert position(columns, "answer") == place


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (("answer", "answer"), "column answer stands twice"),
        (("Answer", " answer "), "columns 'Answer' and ' answer ' could both be answer"),
    ],
)
def test_two_that_could_be_it(columns: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        position(columns, "answer")


FIELDS = (
    '{"id": 1, "other": "x"}\n'
    '{"transcript": "b"}\n'
    '{"Answer": "c", "id": 3}\n'
    '{"answer": 5, "ANSWER": "d"}\n'
    '{"ANSWER": "e", "Answer": "f"}\n'
)


def test_each_row_of_json_lines_has_its_own_fields(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(FIELDS, "utf-8")
    with open_table(str(path)) as table:
        assert table.columns == ("id", "other")
        places = [place for name in ("answer", "transcript") if (place := table.position(name))]
        assert places == [2, 3]
        rows = list(table)
    assert [tuple(row.cells[place] for place in places) for row in rows[:-1]] == [
        ("", ""),
        ("", "b"),
        ("c", ""),
        ("5", ""),
    ]
    assert rows[3].odd == {2: "a number"}
    assert rows[4].error == "columns 'ANSWER' and 'Answer' could both be answer"
    assert rows[2].fields == ("Answer", "id")


@pytest.mark.parametrize(
    ("rows", "lacks"),
    [
        ('{"id": 1}\n{"answer": "late"}\n', False),
        ('{"id": 1}\n' * 3, True),
        ("no object\n" * 3, False),
        # A first row so long that no other one is seen tells nothing of the others.
        ('{"id": "' + "x" * 2_000_000 + '"}\n{"answer": "late"}\n', False),
        ('{"id": 1}\n' * 200_000, True),
    ],
)
def test_a_field_that_no_row_has(tmp_path: Path, rows: str, lacks: bool) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(rows, "utf-8")
    with open_table(str(path)) as table:
        assert table.lacks(["answer", "transcript"]) is lacks
