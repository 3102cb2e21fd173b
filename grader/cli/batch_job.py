"""What one run of `grader batch` is asked to do, and what is known of its table beforehand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.batch import Item
from grader.core.sample import draw
from grader.errors import InputError
from grader.library import Library
from grader.settings import Settings
from grader.sheet import Columns, find_columns, items
from grader.tables import Row, Table, open_table

ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "a spreadsheet",
    ".xls": "a spreadsheet",
    ".ods": "a spreadsheet",
}
"""What is read from a file by its name, so that none gets the name of another format."""
NAMES = {"csv": "delimited text", "jsonl": "JSON Lines", "parquet": "Parquet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one run of the command is asked to do."""

    source: str
    target: str
    rubric: str | None
    answer_column: str | None
    rubric_column: str | None
    details: str | None
    safe_input: bool
    strict: bool
    quiet: bool
    sample: int | None = None
    compare: str | None = None
    report: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a first look at the table shows: how many rows, and the numbers of those to grade.

    `rows` is None where they were not counted, `chosen` where all are to be graded.
    """

    rows: int | None
    chosen: frozenset[int] | None = None

    @property
    def to_grade(self) -> int | None:
        return self.rows if self.chosen is None else len(self.chosen)

    def of(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows to grade."""
        chosen = self.chosen
        return rows if chosen is None else (row for row in rows if row.number in chosen)


@contextmanager
def open_rows(job: Job) -> Iterator[tuple[Table, Columns]]:
    """The job's table, and where its answers and rubrics stand."""
    with open_table(job.source) as table:
        _check_format(table, job.target)
        yield table, find_columns(table, job.answer_column, job.rubric_column, job.rubric)


def _check_format(table: Table, target: str) -> None:
    """Raise InputError where the output's name, or a terminal, does not suit the table.

    A table goes out as it came in.
    """
    given = table.dialect.format
    ending = Path(target).suffix.lower()
    if ENDINGS.get(ending, given) != given:
        right = next(end for end, of in ENDINGS.items() if of == given)
        raise InputError(
            f"{target}: {table.name} is {NAMES[given]}, and grades are written in the same format",
            f"Give a name that ends in {right}",
        )
    if given == "parquet" and target == "-" and sys.stdout.isatty():
        raise InputError("Parquet is nothing to look at", "Give -o a file, or pipe it on")


def survey(job: Job, settings: Settings) -> Survey:
    """Look the table over before anything is sent.

    Raises UnknownRubric or RubricError for the one rubric of all rows, InputError with --strict for
    the first bad row, and with --sample if no row can be graded.
    """
    if job.rubric:
        Library(settings.rubrics).rubric(job.rubric)
    if job.source == "-":
        for option, given in (("--strict", job.strict), ("--sample", job.sample)):
            if given:
                raise InputError(
                    f"{option} reads IN twice", "Give a file instead of standard input"
                )
    if job.source == "-" or (job.quiet and not job.strict and job.sample is None):
        return Survey(rows=None)
    with open_rows(job) as (table, columns):
        if not job.strict and job.sample is None:
            return Survey(rows=sum(1 for _ in table))
        rubric_of = cache(Library(settings.rubrics).rubric)
        seen = _Seen(job.strict)
        good = seen.good(items(iter(table), columns, rubric_of, settings.max_answer))
        if job.sample is None:
            for _ in good:
                pass
            return Survey(rows=seen.rows)
        chosen = draw(good, job.sample)
    if not chosen:
        raise InputError(f"{job.source}: no row can be graded", seen.problem or "It has no rows")
    return Survey(rows=seen.rows, chosen=chosen)


def told(item: Item[Row]) -> str:
    """What is wrong with a row, and which one it is."""
    problem = (item.error or "").partition(": ")[2]
    where = f"row {item.tag.number}"
    return problem if problem.startswith(f"{where} ") else f"{where}: {problem}"


class _Seen:
    """Counts rows as they pass."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self.rows = 0
        self.problem = ""

    def good(self, read: Iterator[Item[Row]]) -> Iterator[tuple[int, str, str]]:
        """Number, rubric and text of each row that can be graded. Raises InputError if strict."""
        for item in read:
            self.rows += 1
            if item.answer is not None:
                yield item.tag.number, item.rubric, item.answer.text
                continue
            if self._strict:
                raise InputError(told(item), "Or leave --strict off")
            self.problem = self.problem or (item.error or "").partition(": ")[2]
