"""`grader batch --provider-batch`: most replies by way of the provider's batches, then a run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache

import click

from grader.cli.batch import Run
from grader.cli.batch_job import Job, Survey, open_rows
from grader.cli.exits import INTERRUPTED, UNGRADED
from grader.errors import InputError, JudgeError
from grader.judge.batch_room import Room
from grader.judge.batch_watch import Standing
from grader.judge.provider_batch import Kept, ProviderBatch, Submitted, Wanted
from grader.library import Library
from grader.settings import Settings
from grader.sheet import items
from grader.wiring import open_provider_batch

AGAIN = "run the same command again to collect the replies, nothing is sent twice"
LIMITED = "the limit on calls or cost is reached: run the same command again to go on from here"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Collected:
    """What the run is to go by: the settings with what is left of their limits."""

    settings: Settings
    parts: frozenset[int]


def grade_by_batch(job: Job, settings: Settings, surveyed: Survey, *, wait: bool) -> int:
    """Collect what the provider's batches answer, and grade the table; the exit status.

    Without `wait` the table is only graded if all batches have ended, else the status is UNGRADED.
    """
    if job.source == "-":
        raise InputError(
            "--provider-batch reads IN more than once", "Give a file instead of standard input"
        )
    try:
        collected = asyncio.run(_collect(job, settings, surveyed, wait=wait))
    except KeyboardInterrupt:
        click.echo(f"grader: stopped; what is handed over goes on, {AGAIN}", err=True)
        return INTERRUPTED
    if isinstance(collected, str):
        click.echo(f"grader: {collected}", err=True)
        return UNGRADED
    run = Run(job, collected.settings, surveyed)
    status = asyncio.run(run.run())
    if run.whole:
        asyncio.run(_forget(settings, collected.parts))
    return status


async def _collect(
    job: Job, settings: Settings, surveyed: Survey, *, wait: bool
) -> _Collected | str:
    """Hand over, wait, keep. Why there is to be no run yet, if there is not."""
    said = _Said(hidden=job.quiet)
    room = Room(max_calls=settings.max_calls, max_cost=settings.max_cost)
    async with aclosing(open_provider_batch(settings)) as batch:

        def wanted() -> Iterator[Wanted]:
            return _wanted(job, settings, surveyed, batch)

        submitted = await batch.submit(wanted(), room)
        said.submitted(submitted)
        try:
            if not await _waited(batch, submitted, said, wait=wait):
                return f"the batches are under way, {AGAIN}"
        except JudgeError:
            # What has come is of use to any later run, also one without the provider's batches.
            said.kept(await batch.keep(wanted(), submitted.parts))
            raise
        kept = await batch.keep(wanted(), submitted.parts)
        said.kept(kept)
        if submitted.stopped:
            # Grading would ask for the rest live, and at the full price.
            return LIMITED
        said.left(kept.left)
    return _Collected(settings=_left(settings, room, kept), parts=submitted.parts)


async def _waited(batch: ProviderBatch, submitted: Submitted, said: _Said, *, wait: bool) -> bool:
    """Whether all batches have ended, after waiting for that or not."""
    async with aclosing(batch.watch(submitted.parts)) as standings:
        async for standing in standings:
            said.standing(standing)
            if not wait:
                return not standing.waiting
    return True


async def _forget(settings: Settings, parts: frozenset[int]) -> None:
    async with aclosing(open_provider_batch(settings)) as batch:
        batch.forget(parts)


def _wanted(
    job: Job, settings: Settings, surveyed: Survey, batch: ProviderBatch
) -> Iterator[Wanted]:
    """What the rows would ask, each time read anew, so that they need not lie in memory."""
    rubric_of = cache(Library(settings.rubrics).rubric)
    with open_rows(job) as (table, columns):
        rows = surveyed.of(iter(table))
        for item in items(rows, columns, rubric_of, settings.max_answer):
            if item.answer is not None and item.error is None:
                yield from batch.wanted(rubric_of(item.rubric), item.answer)


def _left(settings: Settings, room: Room, kept: Kept) -> Settings:
    """The settings with what the batches leave of the limits on calls and cost."""
    changes: dict[str, float] = {}
    if settings.max_calls is not None:
        changes["max_calls"] = max(0, settings.max_calls - room.taken)
    if settings.max_cost is not None:
        changes["max_cost"] = max(0.0, settings.max_cost - (kept.usage.cost_usd or 0.0))
    return settings.model_copy(update=changes)


class _Said:
    """Tells on stderr how the batches fare; a standing only when it has changed."""

    def __init__(self, *, hidden: bool) -> None:
        self._hidden = hidden
        self._last = ""

    def submitted(self, submitted: Submitted) -> None:
        if submitted.sent:
            self._say(f"{submitted.sent:,} requests handed over to the provider, at half the price")

    def standing(self, standing: Standing) -> None:
        if not standing.batches:
            return
        line = (
            f"provider batch: {standing.waiting:,} of {standing.batches:,} batches under way, "
            f"{standing.completed:,} of {standing.requests:,} requests answered, "
            f"{standing.failed:,} failed"
        )
        problems = ", ".join(f"{problem} {count:,}" for problem, count in standing.problems)
        self._say(line + (f" ({problems})" if problems else ""))
        if standing.trouble:
            self._say(f"still waiting: {standing.trouble}")

    def kept(self, kept: Kept) -> None:
        if kept.replies:
            cost = kept.usage.cost_usd
            paid = "" if cost is None else f", ${cost:.4f}"
            self._say(f"{kept.replies:,} replies came by batch and are kept{paid}")

    def left(self, requests: int) -> None:
        if requests:
            self._say(
                f"{requests:,} requests got no usable reply: they are asked live, at full price"
            )

    def _say(self, line: str) -> None:
        if not self._hidden and line != self._last:
            self._last = line
            click.echo(line, err=True)
