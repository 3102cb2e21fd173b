"""`grader batch`: a table of answers in, the same table with grades out."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack, aclosing, contextmanager
from dataclasses import dataclass
from functools import cache

import click

from grader.batch import Graded, grade_all
from grader.cli.exits import DONE, INTERRUPTED, UNGRADED
from grader.cli.progress import Progress
from grader.cli.sheet import ADDED, Columns, cells, find_columns, items
from grader.core.report import as_json
from grader.core.tally import Tally
from grader.errors import InputError
from grader.library import Library
from grader.settings import Settings, read_settings
from grader.tables import Row, TableWriter, open_table, open_writer
from grader.tables.partial import PartialFile, open_partial, partial_path
from grader.wiring import open_grader


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


@click.command("batch")
@click.argument("source", metavar="IN")
@click.option("-o", "--output", "target", required=True, help="Where the table goes; - is stdout.")
@click.option("--rubric", metavar="ID", help="One rubric for all rows.")
@click.option(
    "--judge",
    type=click.Choice(["auto", "llm", "keyword", "panel", "replay"]),
    help="Who judges.  [default: GRADER_JUDGE or auto]",
)
@click.option("--concurrency", type=int, help="Answers in flight at the most.  [default: 16]")
@click.option("--answer-column", metavar="NAME", help="[default: answer, or transcript]")
@click.option("--rubric-column", metavar="NAME", help="[default: rubric]")
@click.option("--details", metavar="FILE", help="Write each whole grade as a line of JSON.")
@click.option("--rpm", type=int, help="Requests a minute at the most.")
@click.option("--tpm", type=int, help="Tokens a minute at the most, as estimated.")
@click.option("--max-calls", type=int, help="Stop before more requests than this are sent.")
@click.option("--max-cost", type=float, help="Stop before more dollars than this are spent.")
@click.option("--safe-input-columns", "safe_input", is_flag=True, help="Disarm formulas in IN too.")
@click.option("--strict", is_flag=True, help="Stop at a bad row, before anything is sent.")
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
@click.pass_context
def command(
    ctx: click.Context,
    source: str,
    target: str,
    rubric: str | None,
    judge: str | None,
    concurrency: int | None,
    answer_column: str | None,
    rubric_column: str | None,
    details: str | None,
    rpm: int | None,
    tpm: int | None,
    max_calls: int | None,
    max_cost: float | None,
    safe_input: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Grade each row of IN (CSV, TSV, JSON Lines or Parquet; - is standard input).

    Every row comes back as it was, with its grade after it. Run the same command again to go on
    after a crash or a stop: what was graded is not paid for again.
    """
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
        target=target,
        rubric=rubric,
        answer_column=answer_column,
        rubric_column=rubric_column,
        details=details,
        safe_input=safe_input,
        strict=strict,
        quiet=quiet,
    )
    total = _check(job, settings) if strict or not quiet else None
    ctx.exit(asyncio.run(Run(job, settings, total).run()))


def _check(job: Job, settings: Settings) -> int | None:
    """Count the rows, and with --strict raise for the first bad one. None for standard input."""
    if job.source == "-":
        if job.strict:
            raise InputError("--strict reads IN twice", "Give a file instead of standard input")
        return None
    with open_table(job.source) as table:
        columns = find_columns(table, job.answer_column, job.rubric_column, job.rubric)
        if not job.strict:
            return sum(1 for _ in table)
        total = 0
        rubric_of = cache(Library(settings.rubrics).rubric)
        for item in items(iter(table), columns, rubric_of, settings.max_answer):
            total += 1
            if item.error:
                raise InputError(item.error.partition(": ")[2], "Or leave --strict off")
        return total


class Run:
    """One run: what it has counted so far, and why it stopped, if it did."""

    def __init__(self, job: Job, settings: Settings, total: int | None) -> None:
        self._job = job
        self._settings = settings
        self._total = total
        self._tally = Tally()
        self._interrupted = False
        self._halt: str | None = None

    async def run(self) -> int:
        """Grade the table; the exit status."""
        job = self._job
        with ExitStack() as stack:
            stack.enter_context(self._listening())
            table = stack.enter_context(open_table(job.source))
            columns = find_columns(table, job.answer_column, job.rubric_column, job.rubric)
            output = stack.enter_context(open_partial(job.target))
            writer = stack.enter_context(
                open_writer(output.file, table, ADDED, safe_input=job.safe_input)
            )
            details = stack.enter_context(open_partial(job.details)) if job.details else None
            progress = stack.enter_context(Progress(self._total, hidden=job.quiet))
            async with aclosing(self._graded(iter(table), columns)) as results:
                async for graded in results:
                    self._halt = self._halt or graded.halt
                    # What is in flight at a halt is paid for: it is awaited, so that it is kept.
                    if not self._halt:
                        self._write(graded, writer, output, details)
                        progress.show(self._tally)
            whole = not (self._halt or self._interrupted)
            if whole:
                writer.close(table.tail)
                output.finish()
                if details:
                    details.finish()
        return self._close(whole)

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
        async with open_grader(self._settings) as grader:
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

    def _write(
        self,
        graded: Graded[Row],
        writer: TableWriter,
        output: PartialFile,
        details: PartialFile | None,
    ) -> None:
        self._tally.add(graded.result, graded.error)
        writer.write(graded.item.tag, cells(graded))
        if details:
            result = as_json(graded.result) if graded.result else {"error": graded.error}
            line = {"row": graded.item.tag.number, **result}
            text = json.dumps(line, ensure_ascii=False)
            details.file.write(text.encode("utf-8", "replace") + b"\n")
            details.commit()
        output.commit()

    def _close(self, whole: bool) -> int:
        tally, job = self._tally, self._job
        if not job.quiet:
            for line in summary(tally):
                click.echo(line, err=True)
        if whole:
            return UNGRADED if tally.ungraded else DONE
        click.echo(
            f"grader: {self._halt or 'stopped'}. {tally.rows:,} rows are graded and in "
            f"{partial_path(job.target) if job.target != '-' else 'the output'}; run the same "
            "command again to go on, what is graded is not paid for again",
            err=True,
        )
        return UNGRADED if self._halt else INTERRUPTED


def summary(tally: Tally) -> Iterator[str]:
    """The tally in a few lines."""
    yield f"{tally.rows:,} rows, {tally.graded:,} graded, {tally.to_review:,} to review"
    for rubric, levels in sorted(tally.levels.items()):
        counted = "  ".join(f"{level} {count:,}" for level, count in sorted(levels.items()))
        yield f"  {rubric:28} {counted}"
    for reason, count in tally.errors.most_common():
        yield f"  ungraded: {reason} {count:,}"
    judged = [f"{kind} {count:,}" for kind, count in tally.judges.most_common()]
    used = [f"{tally.calls:,} calls", f"{tally.cached:,} kept replies", f"${tally.cost_usd:.4f}"]
    yield "  judged by " + ", ".join(judged + (used if tally.calls or tally.cached else []))
