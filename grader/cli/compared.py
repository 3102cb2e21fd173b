"""`grader batch --compare`: what a batch writes beside an earlier table of the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from grader.cli.batch_job import Job, Survey
from grader.cli.compare import SHOWN, ladders
from grader.cli.migration_page import Listed, show_migration
from grader.cli.pairs import InOrder, Layout, Rubrics
from grader.core.migration import Migration
from grader.errors import InputError
from grader.library import Library
from grader.sheet import ADDED
from grader.tables import Row, Table, open_table

_NOTHING = ("",) * len(ADDED)


class Compared:
    """Takes each row as it is written, in order, and counts how it moved."""

    def __init__(self, other: Table, table: Table, rubrics: Rubrics, *, sample: bool) -> None:
        self._kept = [i for i, name in enumerate(table.columns) if name.strip() not in ADDED]
        columns = (*(table.columns[i] for i in self._kept), *ADDED)
        self._layout = Layout(table.name, columns)
        before = Layout(other.name, other.columns)
        self._pairing = InOrder(before, iter(other), self._layout, rubrics, sample=sample)
        self._migration = Migration()
        self._listed = Listed(SHOWN)
        self._wrong: InputError | None = None

    def add(self, row: Row, added: Sequence[str]) -> None:
        """A row and the cells that are added to it. What does not match is told at the end."""
        if self._wrong:
            return
        try:
            self.match(row, added)
        except InputError as error:
            # What is being graded is paid for: the comparison alone ends here.
            self._wrong = error

    def match(self, row: Row, added: Sequence[str] = _NOTHING) -> None:
        """As `add`, but raises InputError for a row that is not that of the other table."""
        cells = [row.cells[i] if i < len(row.cells) else "" for i in self._kept]
        whole = (*cells, *added) if row.cells else ()
        pair = self._pairing.pair(self._layout.of_cells(row, whole))
        self._migration.add(pair)
        self._listed.add(pair)

    def end(self) -> None:
        """All rows are written. What the other table has beyond them is told by `show`."""
        try:
            self.match_end()
        except InputError as error:
            self._wrong = self._wrong or error

    def match_end(self) -> None:
        """As `end`, but raises InputError when the other table goes on."""
        self._pairing.end()

    def show(self, library: Library) -> None:
        """Say on stderr how the rows moved, or why that cannot be said."""
        if self._wrong:
            click.echo(f"grader: not compared: {self._wrong}", err=True)
            return
        show_migration(self._migration, ladders(library, self._migration), self._listed, err=True)


@contextmanager
def open_compared(job: Job, other: str, table: Table, survey: Survey) -> Iterator[Compared]:
    """Open the other table now: it may be the one that the batch is about to replace."""
    rubrics = Rubrics(job.rubric, job.rubric_column)
    with open_table(other) as before:
        yield Compared(before, table, rubrics, sample=survey.chosen is not None)


def check_compared(job: Job, other: str, survey: Survey) -> None:
    """Raise InputError where the rows to be graded are not those of the other table."""
    with (
        open_table(job.source) as table,
        open_compared(job, other, table, survey) as compared,
    ):
        for row in survey.of(iter(table)):
            compared.match(row)
        compared.match_end()
