"""A table's rows as answers to grade, and results as the cells that are added to them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from grader.batch import Graded, Item, said
from grader.core.cell import read_cell
from grader.core.grade import Grade
from grader.core.inert import cut, visible
from grader.core.rubric import Rubric
from grader.errors import GraderError, InputError
from grader.tables import Row, Table
from grader.tables.column import kept, kept_columns, position
from grader.tables.sniff import DELIMITERS

ADDED = (
    "grade_level",
    "grade_tells",
    "grade_flags",
    "grade_review",
    "grade_judge",
    "grade_error",
)
ANSWERS = ("answer", "transcript")
SHOWN = 300
"""Characters of the columns' names that are told."""
TITLES = 20
"""Rows looked at for a header further down."""

RubricOf: TypeAlias = Callable[[str], Rubric]
"""The rubric with an id. Raises UnknownRubric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where the answers and the rubrics stand; `rubric` is the rubric of all rows, if one is.

    `names` are the columns that an answer may stand in.
    """

    names: tuple[str, ...]
    answers: tuple[int, ...]
    rubrics: int | None
    rubric: str | None


def find_columns(
    table: Table, answer: str | None, rubric_column: str | None, rubric: str | None
) -> Columns:
    """The columns by name.

    Raises InputError that says which is missing and what there is, or which has the name of one
    that is to be added.
    """
    kept_columns(table.name, table.columns, ADDED)
    names = (answer,) if answer else ANSWERS
    listed = cut(visible(", ".join(table.columns)), SHOWN) or "none"
    if table.lacks(names):
        raise InputError(
            f"{table.name}: no column {' or '.join(names)}; its columns: {listed}",
            _below(table, names) or "Name the column of the answers with --answer-column",
        )
    by = rubric_column or "rubric"
    if rubric is None and table.lacks((by,)):
        raise InputError(
            f"{table.name}: no column {by}; its columns: {listed}",
            "Name it with --rubric-column, or give one rubric for all rows with --rubric",
        )
    return Columns(
        names=names,
        answers=tuple(place for name in names if (place := table.position(name)) is not None),
        rubrics=None if rubric else table.position(by),
        rubric=rubric,
    )


def _below(table: Table, names: Sequence[str]) -> str | None:
    """What to do where a row further down has the names that the header should have."""
    for row in islice(table, TITLES):
        for delimiter in DELIMITERS if table.header else ():
            # A title above the table may have hidden by which delimiter it is written.
            cells = next(csv.reader(row.raw.splitlines()[:1], delimiter=delimiter), [])
            if any(position(cells, name) is not None for name in names):
                return (
                    f"Line 1 does not look like the header, line {row.line} does: "
                    f"delete the lines above it"
                )
    return None


def items(
    rows: Iterator[Row], columns: Columns, rubric_of: RubricOf, limit: int
) -> Iterator[Item[Row]]:
    """Each row as an item; what is wrong with a row is said in the item, and stops nothing.

    An answer may have `limit` characters.
    """
    for row in rows:
        try:
            yield _item(row, columns, rubric_of, limit)
        except GraderError as error:
            yield Item(tag=row, error=f"{said(error)}")


def _item(row: Row, columns: Columns, rubric_of: RubricOf, limit: int) -> Item[Row]:
    where = f"row {row.number} (line {row.line})"
    if row.error:
        raise InputError(f"{where}: {row.error}", "Mend the row")
    if row.fields is not None and (foreign := kept(row.fields, ADDED)[1]):
        raise InputError(f"{where}: it has a field {foreign} of its own", "Rename the field")
    rubric = columns.rubric or row.cells[columns.rubrics or 0].strip()
    if not rubric:
        raise InputError(f"{where}: no rubric", "Fill in its rubric")
    by = rubric_of(rubric)
    text = _answer(row, columns, where)
    if len(text) > limit:
        raise InputError(
            f"{where}: {len(text):,} characters, more than {limit:,}",
            "Cut it to the answer itself, or raise GRADER_MAX_ANSWER",
        )
    return Item(tag=row, rubric=rubric, answer=read_cell(text, by))


def _answer(row: Row, columns: Columns, where: str) -> str:
    """The text of a row's answer. Raises InputError where what stands there is none."""
    for place in columns.answers:
        if place in row.odd:
            raise InputError(
                f"{where}: the answer is {row.odd[place]}, not text", "Give it as text"
            )
        if row.cells[place].strip():
            return row.cells[place]
    if row.fields is not None and all(position(row.fields, name) is None for name in columns.names):
        raise InputError(f"{where}: no field {' or '.join(columns.names)}", "Give it an answer")
    return ""


def cells(graded: Graded[Any]) -> tuple[str, ...]:
    """The added cells of a row, in the order of ADDED."""
    result = graded.result
    if result is None:
        return ("", "", "", "", "", graded.error or "")
    judge = str(result.judge.kind) if result.judge else ""
    flags, review = " ".join(result.flags), "; ".join(result.review)
    if isinstance(result, Grade):
        return (result.level, " ".join(result.matched), flags, review, judge, "")
    return ("", "", flags, review, judge, f"{result.reason}: {result.explanation}")
