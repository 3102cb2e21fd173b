"""`grader batch --dry-run`: what a run would take, with nothing sent and nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import click

from grader.batch import Item
from grader.cli.batch_job import Job, Survey, open_rows, told
from grader.cli.exits import DONE, UNGRADED
from grader.core.credentials import without_credentials
from grader.core.integrity import inspect
from grader.grader import Grader
from grader.judge.asking import Asking, requests_of
from grader.judge.estimate import Estimator, ModelEstimate
from grader.settings import Settings
from grader.sheet import items
from grader.tables import Row
from grader.wiring import open_grader

if TYPE_CHECKING:
    from grader.judge.base import ChatRequest

CHUNK = 250
"""Rows whose kept replies are looked up in one go."""
SHOWN = 3
"""Bad rows of a kind that are told one by one."""


async def dry_run(job: Job, settings: Settings, survey: Survey) -> int:
    """Print what the run would take; the exit status.

    That is the one with which the run itself would end, as far as it can be known: UNGRADED when
    there are rows that cannot be graded.
    """
    async with open_grader(settings) as grader:
        asked = grader.judge if isinstance(grader.judge, Asking) else None
        estimator = Estimator(asked) if asked else None
        rows = _Rows(grader)
        with open_rows(job) as (table, columns):
            rubric_of = cache(grader.library.rubric)
            read = items(survey.of(iter(table)), columns, rubric_of, settings.max_answer)
            while chunk := list(islice(read, CHUNK)):
                requests = [request for item in chunk for request in rows.requests(item)]
                if estimator:
                    await estimator.add(requests)
    for line in (*rows.said(survey), *_asked(estimator, settings)):
        click.echo(line)
    return UNGRADED if rows.ungraded.total() else DONE


class _Rows:
    """Counts rows, and knows what would be asked about each."""

    def __init__(self, grader: Grader) -> None:
        self._grader = grader
        self._rubric_of = cache(grader.library.rubric)
        self.rows = 0
        self.ungraded: Counter[str] = Counter()
        self._examples: list[str] = []

    def requests(self, item: Item[Row]) -> tuple[ChatRequest, ...]:
        """The requests for a row: none where it is bad, or holds nothing to grade."""
        self.rows += 1
        if item.answer is None:
            kind = (item.error or "").partition(": ")[0]
            self.ungraded[kind] += 1
            if self.ungraded[kind] <= SHOWN:
                self._examples.append(f"    {told(item)}")
            return ()
        rubric = self._rubric_of(item.rubric)
        nothing = inspect(item.answer, rubric).nothing
        if nothing is not None:
            self.ungraded[str(nothing)] += 1
            return ()
        return requests_of(self._grader.judge, rubric, item.answer)

    def said(self, survey: Survey) -> Iterator[str]:
        of = f" of {survey.rows:,}" if survey.chosen is not None else ""
        left = self.ungraded.total()
        yield f"{self.rows:,}{of} rows, {self.rows - left:,} to grade"
        for kind, count in self.ungraded.most_common():
            yield f"  not to be graded: {kind} {count:,}"
        yield from self._examples


def _asked(estimator: Estimator | None, settings: Settings) -> Iterator[str]:
    if estimator is None:
        yield "no model is asked: the keyword scorer judges alone, at no cost"
    for model in estimator.models.values() if estimator else ():
        yield from _model(model, replay=settings.replies == "replay" or settings.judge == "replay")
    if estimator and estimator.repeated:
        yield f"{estimator.repeated:,} repeated requests are sent once and not counted again"
    calls = sum(model.calls for model in estimator.models.values()) if estimator else 0
    if settings.max_calls is not None and calls > settings.max_calls:
        yield f"the limit of {settings.max_calls:,} calls stops the run before its end"
    yield "nothing was sent, nothing was written"


def _model(of: ModelEstimate, *, replay: bool) -> Iterator[str]:
    where = f"{of.model} at {without_credentials(of.endpoint)}"
    if replay:
        yield f"{where}: {of.kept:,} replies kept, {of.calls:,} missing, and replay asks for none"
        return
    yield f"{where}: {of.calls:,} calls, {of.kept:,} replies kept already"
    if not of.calls:
        return
    likely = of.likely_output
    about = f", about {likely:,} by those kept" if likely is not None else ""
    yield f"  input   about {of.input_tokens:,} tokens"
    yield f"  output  at most {of.most_output:,} tokens{about}"
    most = of.cost(of.most_output)
    if most is None:
        yield "  cost    price unknown"
        return
    about = f", about ${of.cost(likely):,.4f} by those kept" if likely is not None else ""
    yield f"  cost    at most ${most:,.4f}{about}"
