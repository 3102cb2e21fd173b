"""A table's rows as answers to grade, and results as the cells that are added to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from grader.batch import Graded, Item, said
from grader.core.cell import read_cell
from grader.core.grade import Grade
from grader.core.rubric import Rubric
from grader.errors import GraderError, InputError
from grader.tables import Row, Table

ADDED = (
    "grade_level",
    "grade_tells",
    "grade_flags",
    "grade_review",
    "grade_judge",
    "grade_error",
)
ANSWERS = ("answer", "transcript")

RubricOf: TypeAlias = Callable[[str], Rubric]
"""The rubric with an id. Raises UnknownRubric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where the answers and the rubrics stand; `rubric` is the rubric of all rows, if one is."""

    answers: tuple[int, ...]
    rubrics: int | None
    rubric: str | None


def find_columns(
    table: Table, answer: str | None, rubric_column: str | None, rubric: str | None
) -> Columns:
    """The columns by name. Raises InputError that says which is missing and what there is."""
    names = (answer,) if answer else ANSWERS
    found = [place for name in names if (place := table.position(name)) is not None]
    listed = ", ".join(table.columns) or "none"
    if not found:
        raise InputError(
            f"{table.name}: no column {' or '.join(names)}; its columns: {listed}",
            "Name the column of the answers with --answer-column",
        )
    place = None if rubric else table.position(rubric_column or "rubric")
    if place is None and rubric is None:
        raise InputError(
            f"{table.name}: no column {rubric_column or 'rubric'}; its columns: {listed}",
            "Name it with --rubric-column, or give one rubric for all rows with --rubric",
        )
    return Columns(answers=tuple(found), rubrics=place, rubric=rubric)


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
    if row.error:
        raise InputError(f"row {row.number} (line {row.line}): {row.error}", "Mend the row")
    rubric = columns.rubric or row.cells[columns.rubrics or 0].strip()
    if not rubric:
        raise InputError(f"row {row.number} (line {row.line}): no rubric", "Fill in its rubric")
    rubric_of(rubric)
    text = next((row.cells[place] for place in columns.answers if row.cells[place].strip()), "")
    if len(text) > limit:
        raise InputError(
            f"row {row.number} (line {row.line}): {len(text):,} characters, more than {limit:,}",
            "Cut it to the answer itself, or raise GRADER_MAX_ANSWER",
        )
    return Item(tag=row, rubric=rubric, answer=read_cell(text))


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
