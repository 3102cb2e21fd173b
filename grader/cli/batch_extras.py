"""What `grader batch` gives besides the table: a comparison with an earlier one, and a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.batch_job import Job, Survey
from grader.core.rubric import Rubric
from grader.core.tally import Tally
from grader.library import Library
from grader.settings import Settings
from grader.tables import Row, Table
from grader.tables.partial import PartialFile, open_partial

if TYPE_CHECKING:
    from grader.cli.compared import Compared


class Extras:
    """The comparison and the page, each None where it is not asked for."""

    def __init__(self, source: str, compared: Compared | None, report: PartialFile | None) -> None:
        self._source = source
        self._compared = compared
        self._report = report

    def add(self, row: Row, added: Sequence[str]) -> None:
        """A row as it is written, with the cells that are added to it."""
        if self._compared:
            self._compared.add(row, added)

    def finish(self, tally: Tally, settings: Settings) -> None:
        """End the comparison and put the page in its place."""
        if self._compared:
            self._compared.end()
        if not self._report:
            return
        from grader.web.report.page import render

        rubrics = _rubrics(Library(settings.rubrics), tally)
        self._report.file.write(render(tally, rubrics, self._source))
        self._report.finish()

    def show(self, settings: Settings) -> None:
        """Say on stderr how the grades moved."""
        if self._compared:
            self._compared.show(Library(settings.rubrics))


def check_extras(job: Job, survey: Survey) -> None:
    """Raise InputError for what can be known to fail before anything is paid for."""
    if job.report:
        from grader.web.report.plots import check

        check()
    if job.compare and job.source != "-":
        from grader.cli.compared import check_compared

        check_compared(job, job.compare, survey)


@contextmanager
def open_extras(job: Job, table: Table, survey: Survey) -> Iterator[Extras]:
    """Open what the job asks for. Raises InputError for a file that cannot be read or written."""
    compared = None
    with ExitStack() as stack:
        if job.compare:
            from grader.cli.compared import open_compared

            compared = stack.enter_context(open_compared(job, job.compare, table, survey))
        report = stack.enter_context(open_partial(job.report)) if job.report else None
        source = "standard input" if job.source == "-" else Path(job.source).name
        yield Extras(source, compared, report)


def _rubrics(library: Library, tally: Tally) -> dict[str, Rubric]:
    """The tally's rubrics, as far as they are still at hand."""
    from grader.cli.compare import find_rubric

    found = {rubric: find_rubric(library, rubric) for rubric in tally.levels | tally.spent}
    return {name: rubric for name, rubric in found.items() if rubric}
