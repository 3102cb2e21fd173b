"""`grader batch`: a table of answers in, the same table with grades out."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack, aclosing, asynccontextmanager, contextmanager
from functools import cache
from itertools import chain

import click

from grader.batch import Graded, grade_all
from grader.cli.batch_extras import Extras, check_extras, open_extras
from grader.cli.batch_job import Job, Survey, open_rows, survey
from grader.cli.batch_places import check_places
from grader.cli.batch_summary import Unmarked, summary
from grader.cli.exits import DONE, INTERRUPTED, UNGRADED
from grader.cli.options import judge_option
from grader.cli.progress import Progress
from grader.core.report import as_json
from grader.core.tally import Tally
from grader.grader import Grader
from grader.settings import Settings, read_settings
from grader.sheet import ADDED, Columns, cells, items
from grader.tables import Row, TableWriter, open_writer
from grader.tables.partial import PartialFile, open_partial
from grader.tables.place import is_stream, partial_path
from grader.usage import Usage
from grader.wiring import open_grader


@click.command("batch")
@click.argument("source", metavar="IN")
@click.option("-o", "--output", "target", help="Where the table goes; - is stdout.")
@click.option("--rubric", metavar="ID", help="One rubric for all rows.")
@judge_option
@click.option("--concurrency", type=int, help="Answers in flight at the most.  [default: 16]")
@click.option("--answer-column", metavar="NAME", help="[default: answer, or transcript]")
@click.option("--rubric-column", metavar="NAME", help="[default: rubric]")
@click.option(
    "--details",
    metavar="FILE",
    help="Write each whole grade as a line of JSON, without `usage`: that tells of the run.",
)
@click.option("--report", metavar="FILE", help="Write a page of figures and plots (HTML).")
@click.option(
    "--compare",
    metavar="OTHER",
    help="Say how the grades differ from those of OTHER, an earlier OUT of the same rows.",
)
@click.option(
    "--provider-batch",
    is_flag=True,
    help="Ask by the provider's batch API: half the price, answered within a day.",
)
@click.option("--no-wait", is_flag=True, help="With --provider-batch: hand over, collect later.")
@click.option("--rpm", type=int, help="Requests a minute at the most.")
@click.option("--tpm", type=int, help="Tokens a minute at the most, as estimated.")
@click.option("--max-calls", type=int, help="Stop before more requests than this are sent.")
@click.option("--max-cost", type=float, help="Stop before more dollars than this are spent.")
@click.option("--safe-input-columns", "safe_input", is_flag=True, help="Disarm formulas in IN too.")
@click.option("--strict", is_flag=True, help="Stop at a bad row, before anything is sent.")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Grade N rows only, spread over the rubrics; always the same ones.",
)
@click.option(
    "--dry-run", is_flag=True, help="Say what it would take; send nothing, write nothing."
)
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
@click.pass_context
def command(
    ctx: click.Context,
    source: str,
    target: str | None,
    rubric: str | None,
    judge: str | None,
    concurrency: int | None,
    answer_column: str | None,
    rubric_column: str | None,
    details: str | None,
    report: str | None,
    compare: str | None,
    provider_batch: bool,
    no_wait: bool,
    rpm: int | None,
    tpm: int | None,
    max_calls: int | None,
    max_cost: float | None,
    safe_input: bool,
    strict: bool,
    sample: int | None,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Grade each row of IN (CSV, TSV, JSON Lines or Parquet; - is standard input).

    Every row comes back as it was, with its grade after it. Run the same command again to go on
    after a crash or a stop: what was graded is not paid for again.
    """
    if target is None and not dry_run:
        raise click.MissingParameter(ctx=ctx, param_hint="'-o'", param_type="option")
    if no_wait and not provider_batch:
        raise click.UsageError("--no-wait goes with --provider-batch", ctx)
    settings = read_settings(
        judge=judge,
        concurrency=concurrency,
        rpm=rpm,
        tpm=tpm,
        max_calls=max_calls,
        max_cost=max_cost,
    )
    job = Job(
        source=source,
        target=target or "",
        rubric=rubric,
        answer_column=answer_column,
        rubric_column=rubric_column,
        details=details,
        safe_input=safe_input,
        strict=strict,
        quiet=quiet,
        sample=sample,
        compare=compare,
        report=report,
    )
    check_places(job)
    surveyed = survey(job, settings)
    check_extras(job, surveyed)
    if dry_run:
        from grader.cli.dry_run import dry_run as estimate

        ctx.exit(asyncio.run(estimate(job, settings, surveyed)))
    if provider_batch:
        from grader.cli.provider_batch import grade_by_batch

        ctx.exit(grade_by_batch(job, settings, surveyed, wait=not no_wait))
    ctx.exit(asyncio.run(Run(job, settings, surveyed).run()))


class Run:
    """One run: what it has counted so far, and why it stopped, if it did."""

    def __init__(self, job: Job, settings: Settings, surveyed: Survey) -> None:
        self._job = job
        self._settings = settings
        self._survey = surveyed
        self._tally = Tally()
        self._interrupted = False
        self._halt: str | None = None
        self._unmarked = Unmarked()
        self._spent = Usage()

    @property
    def whole(self) -> bool:
        """Whether nothing has stopped the run."""
        return not (self._halt or self._interrupted)

    async def run(self) -> int:
        """Grade the table; the exit status."""
        job = self._job
        with ExitStack() as stack:
            stack.enter_context(self._listening())
            table, columns = stack.enter_context(open_rows(job))
            output = stack.enter_context(open_partial(job.target))
            writer = stack.enter_context(
                open_writer(output.file, table, ADDED, safe_input=job.safe_input)
            )
            details = stack.enter_context(open_partial(job.details)) if job.details else None
            extras = stack.enter_context(open_extras(job, table, self._survey))
            progress = stack.enter_context(Progress(self._survey.to_grade, hidden=job.quiet))
            async with aclosing(self._graded(self._survey.of(iter(table)), columns)) as results:
                async for graded in results:
                    self._halt = self._halt or graded.halt
                    # What is in flight at a halt is paid for: it is awaited, so that it is kept.
                    if not self._halt:
                        self._write(graded, writer, output, details, extras)
                        progress.show(self._tally)
            whole = self.whole
            if whole:
                writer.close(table.tail)
                output.finish()
                if details:
                    details.finish()
                extras.finish(self._tally, self._settings)
        status = self._close(whole)
        if whole:
            extras.show(self._settings)
        return status

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Ctrl-C: the first finishes what is in flight, the second stops at once."""

        # A plain handler, since the event loop's is not called while IN keeps us waiting.
        def stop(*_: object) -> None:
            self._interrupted = True
            signal.signal(signal.SIGINT, signal.default_int_handler)
            # Past Python's buffers, in the midst of whose work this may come.
            os.write(2, b"\nfinishing what is in flight; Ctrl-C again stops at once\n")

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    async def _graded(
        self, rows: Iterator[Row], columns: Columns
    ) -> AsyncGenerator[Graded[Row], None]:
        async with open_grader(self._settings) as grader, self._counting(grader):
            # Read once for the whole table, lest a rubric that is edited meanwhile splits it.
            rubric_of = cache(grader.library.rubric)
            read = items(rows, columns, rubric_of, self._settings.max_answer)
            results = grade_all(
                lambda answer, rubric: grader.grade(answer, rubric_of(rubric)),
                read,
                concurrency=self._settings.concurrency,
                stopped=lambda: self._interrupted,
            )
            async with aclosing(results):
                async for graded in results:
                    yield graded

    @asynccontextmanager
    async def _counting(self, grader: Grader) -> AsyncGenerator[None, None]:
        """What is in flight at the end is paid for as well."""
        try:
            yield
        finally:
            self._spent = grader.spent

    def _write(
        self,
        graded: Graded[Row],
        writer: TableWriter,
        output: PartialFile,
        details: PartialFile | None,
        extras: Extras,
    ) -> None:
        self._tally.add(graded.result, graded.error)
        added = cells(graded)
        if not writer.write(graded.item.tag, added):
            self._unmarked.add(graded.item.tag, graded.error)
        extras.add(graded.item.tag, added)
        if details:
            result = as_json(graded.result) if graded.result else {"error": graded.error}
            # A reply that is kept costs nothing, so that a run which was broken off would differ.
            result.pop("usage", None)
            line = {"row": graded.item.tag.number, **result}
            text = json.dumps(line, ensure_ascii=False)
            details.file.write(text.encode("utf-8", "replace") + b"\n")
            details.commit()
        output.commit()

    def _sampled(self) -> Iterator[str]:
        """How to go on after a sample."""
        if self._survey.chosen is None:
            return
        used = self._tally.calls or self._tally.cached
        kept = "; the replies to these are kept and not paid for again" if used else ""
        yield (
            f"  a sample of {len(self._survey.chosen):,} of {self._survey.rows or 0:,} rows: "
            f"leave --sample off to grade all{kept}"
        )

    def _more_spent(self) -> Iterator[str]:
        """All that was paid, where that is more than what the rows that are written took."""
        more = self._spent.calls - self._tally.calls
        if more > 0:
            cost = self._spent.cost_usd
            paid = "price unknown" if cost is None else f"${cost:.4f}"
            yield (
                f"  paid for in all: {self._spent.calls:,} calls, {paid}; {more:,} of them are for "
                "rows that are not written, whose replies are kept if they are of use"
            )

    def _close(self, whole: bool) -> int:
        tally, job = self._tally, self._job
        if not job.quiet:
            for line in summary(tally):
                click.echo(line, err=True)
            for line in chain(self._more_spent(), self._sampled()):
                click.echo(line, err=True)
        for line in self._unmarked.said(job.source):
            click.echo(line, err=True)
        if whole:
            return UNGRADED if tally.ungraded else DONE
        click.echo(
            f"grader: {self._halt or 'stopped'}. {tally.rows:,} rows are graded and in "
            f"{'the output' if is_stream(job.target) else partial_path(job.target)}; run the same "
            "command again to go on, what is graded is not paid for again",
            err=True,
        )
        return UNGRADED if self._halt else INTERRUPTED
