"""What one run of `grader batch` is asked to do, and what is known of its table beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from grader.batch import Item
from grader.core.sample import draw
from grader.errors import InputError
from grader.library import Library
from grader.settings import Settings
from grader.sheet import Columns, find_columns, items
from grader.tables import Row, Table, open_table


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
        yield table, find_columns(table, job.answer_column, job.rubric_column, job.rubric)


def survey(job: Job, settings: Settings) -> Survey:
    """Look the table over before anything is sent.

    Raises InputError with --strict for the first bad row, and with --sample if no row can be
    graded.
    """
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
            problem = (item.error or "").partition(": ")[2]
            if self._strict:
                raise InputError(problem, "Or leave --strict off")
            self.problem = self.problem or problem
