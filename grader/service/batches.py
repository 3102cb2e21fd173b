"""Tables graded in the background, for callers of many tenants."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from grader.batch import grade_all
from grader.core.answer import Answer
from grader.core.grade import Grade, Result
from grader.errors import BudgetSpent, Conflict, LimitReached
from grader.grader import Grader
from grader.service.batch_table import cut, joined, kept_rows
from grader.service.caller import Caller
from grader.service.erasure import Erasure
from grader.service.jobs import Jobs
from grader.service.keeping import Keeping
from grader.service.spending import Spending
from grader.sheet import cells
from grader.store import batches, grades
from grader.store.batches import Batch, Chunk
from grader.store.database import Database
from grader.store.record import NewGrade

GLANCE = 0.5
"""Seconds between two looks at how far a batch is."""


class Batches:
    """Takes tables, has them graded chunk by chunk, and gives them back with their grades."""

    def __init__(
        self,
        grader: Grader,
        database: Database,
        keeping: Keeping,
        spending: Spending,
        jobs_url: str,
        *,
        limit: int,
        concurrency: int,
    ) -> None:
        self._grader = grader
        self._database = database
        self._keeping = keeping
        self._spending = spending
        self._limit = limit
        self._concurrency = concurrency
        # Several chunks are graded at once, and share what may be: a reply that is not yet kept
        # when the process dies is paid for again.
        self._gate = asyncio.Semaphore(concurrency)
        self._erasure = Erasure(database, grader)
        self.jobs = Jobs(database, jobs_url, self.grade_chunk)

    async def submit(
        self, caller: Caller, name: str, data: bytes, rubric: str | None = None
    ) -> Batch:
        """Take a table, in any format of `grader batch`, and begin. Raises InputError."""
        caller.require("grade")
        await self._spending.check(caller.tenant)
        library = self._grader.library
        columns, parts = await asyncio.to_thread(cut, name, data, rubric, library, self._limit)
        batch = await self._database.write(
            lambda c: batches.create(
                c,
                tenant=caller.tenant,
                actor=caller.name,
                name=Path(name).name or "table.csv",
                rubric=rubric,
                columns=columns,
                data=data,
                parts=parts,
            )
        )
        if not batch.is_over:
            await self.jobs.submit(batch.id, batch.attempt)
        return batch

    async def get(self, caller: Caller, batch: str) -> Batch:
        """How far a batch is. Raises NotFound."""
        caller.require("read")
        return await self._database.read(lambda c: batches.get(c, caller.tenant, batch))

    async def latest(self, caller: Caller) -> tuple[Batch, ...]:
        """The latest batches, newest first."""
        caller.require("read")
        return await self._database.read(lambda c: batches.find(c, caller.tenant))

    async def cancel(self, caller: Caller, batch: str) -> Batch:
        """Begin no further chunk; what is graded stays."""
        caller.require("grade")
        return await self._database.write(
            lambda c: batches.cancel(c, caller.tenant, batch, actor=caller.name)
        )

    async def resume(self, caller: Caller, batch: str) -> Batch:
        """Go on with what was cancelled or failed."""
        caller.require("grade")
        found = await self._database.write(
            lambda c: batches.resume(c, caller.tenant, batch, actor=caller.name)
        )
        await self.jobs.submit(found.id, found.attempt)
        return found

    async def erase(self, caller: Caller, batch: str) -> None:
        """Delete a batch with all that came in and went out, kept replies included."""
        caller.require("admin")
        await self._erasure.erase_batch(caller.tenant, batch, actor=caller.name)

    async def watch(self, caller: Caller, batch: str) -> AsyncGenerator[Batch]:
        """The batch each time that it got on, until it is over."""
        last: Batch | None = None
        while last is None or not last.is_over:
            found = await self.get(caller, batch)
            if found != last:
                yield found
            last = found
            if not found.is_over:
                await asyncio.sleep(GLANCE)

    async def results(self, caller: Caller, batch: str) -> Path:
        """A temporary file with the table and its grades, which the caller removes.

        Raises Conflict while the batch is under way.
        """
        found = await self.get(caller, batch)
        if not found.is_over:
            raise Conflict(f"batch {batch} is {found.state}", "Wait for it, or cancel it")
        return await asyncio.to_thread(self._joined, found)

    async def grade_chunk(self, batch: str, number: int) -> None:
        """Grade one chunk and keep its grades, unless that is done or the batch is over."""
        chunk = await self._database.write(lambda c: batches.begin(c, batch, number))
        if chunk is None:
            return
        try:
            async with self._spending.room(chunk.tenant, len(chunk.items)):
                await self._keep(chunk, await self._graded(chunk))
        except (LimitReached, BudgetSpent) as error:
            await self._database.write(partial(batches.fail, batch=batch, message=str(error)))

    async def _keep(self, chunk: Chunk, made: _Made) -> None:
        """Keep what a chunk comes to, unless another process has."""

        def keep(connection: Connection) -> bool:
            is_first = batches.finish(connection, chunk, made.output, made.tally)
            if is_first:
                grades.keep_all(connection, chunk.tenant, made.grades, actor=chunk.actor)
            return is_first

        if await self._database.write(keep):
            for grade in made.grades:
                self._keeping.show(grade)

    async def _graded(self, chunk: Chunk) -> _Made:
        """The grades of a chunk's rows. Raises BudgetSpent when going on would be in vain."""
        rubric_of = cache(self._grader.library.rubric)
        rows = kept_rows(chunk.items)

        async def grade(answer: Answer, rubric: str) -> Result:
            async with self._gate:
                return await self._grader.grade(answer, rubric_of(rubric))

        items = (row.item(number) for number, row in enumerate(rows, chunk.before + 1))
        made = _Made()
        async for graded in grade_all(grade, items, concurrency=self._concurrency):
            if graded.halt:
                raise BudgetSpent(graded.halt)
            made.output.append(cells(graded))
            answer, result = graded.item.answer, graded.result
            made.count(result)
            if answer is not None:
                by = rubric_of(graded.item.rubric)
                if result is None:
                    made.replies += self._grader.replies_of(answer, by)
                else:
                    row = rows[graded.item.tag - chunk.before - 1]
                    made.grades.append(
                        self._keeping.new(
                            answer,
                            by,
                            result,
                            external_id=row.external_id,
                            batch=chunk.batch,
                            batch_row=graded.item.tag,
                        )
                    )
            # A row that was judged by keywords has not let anybody else have a turn.
            await asyncio.sleep(0)
        return made

    def _joined(self, batch: Batch) -> Path:
        data = self._database.look(lambda c: batches.table(c, batch.tenant, batch.id))
        added = self._database.look(lambda c: list(_rows(batches.outputs(c, batch.id))))
        return joined(batch.name, data, iter(added))


@dataclass(slots=True)
class _Made:
    """What a chunk comes to: cells for the table, grades for the record, and counts.

    `replies` are those of rows that got no grade, which would otherwise be forgotten.
    """

    output: list[tuple[str, ...]] = field(default_factory=list)
    grades: list[NewGrade] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    levels: Counter[str] = field(default_factory=Counter)
    ungraded: int = 0
    cost: float = 0.0

    def count(self, result: Result | None) -> None:
        if isinstance(result, Grade):
            self.levels[result.level] += 1
        else:
            self.ungraded += 1
        if result is not None:
            self.cost += result.usage.cost_usd or 0.0

    @property
    def tally(self) -> dict[str, Any]:
        return {
            "levels": self.levels,
            "ungraded": self.ungraded,
            "cost_usd": self.cost,
            "replies": self.replies,
        }


def _rows(outputs: Iterator[tuple[int, list[list[str]] | None]]) -> Iterator[list[str]]:
    for count, graded in outputs:
        missing = ["", "", "", "", "", "cancelled: the batch ended before this row"]
        yield from graded if graded is not None else [missing] * count
