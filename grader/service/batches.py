"""Tables graded in the background, for callers of many tenants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection

from grader.errors import Conflict, StoreError
from grader.grader import Grader
from grader.service.batch_table import cut, joined
from grader.service.caller import Caller
from grader.service.chunks import Chunks
from grader.service.erasure import Erasure
from grader.service.jobs import Jobs
from grader.service.keeping import Keeping
from grader.service.once import Settle
from grader.service.signs import Signs
from grader.service.spending import Spending
from grader.store import batches, chunks
from grader.store.batches import Batch
from grader.store.database import Database

GLANCE = 0.5
"""Seconds between two looks at how far a batch is."""
QUIET = 15.0
"""Seconds without news after which a watcher is told that there are none."""


class Batches:
    """Takes tables, has them graded chunk by chunk, and gives them back with their grades."""

    def __init__(
        self,
        grader: Grader,
        database: Database,
        keeping: Keeping,
        spending: Spending,
        jobs_url: str,
        signs: Signs,
        *,
        limit: int,
        concurrency: int,
    ) -> None:
        self._grader = grader
        self._database = database
        self._spending = spending
        self._limit = limit
        self._erasure = Erasure(database, grader)
        self._closing = asyncio.Event()
        self._chunks = Chunks(grader, database, keeping, spending, concurrency=concurrency)
        self.jobs = Jobs(database, jobs_url, self._chunks.grade, signs)

    def end_watching(self) -> None:
        """Let those who watch go, since the process stops."""
        self._closing.set()

    async def submit(
        self,
        caller: Caller,
        name: str,
        data: bytes,
        rubric: str | None = None,
        *,
        settle: Settle | None = None,
    ) -> Batch:
        """Take a table, in any format of `grader batch`, and begin. Raises InputError.

        `settle` is called in the transaction that keeps the batch.
        """
        caller.require("grade")
        await self._spending.check(caller.tenant)
        library = self._grader.library
        columns, parts = await asyncio.to_thread(cut, name, data, rubric, library, self._limit)

        def create(connection: Connection) -> Batch:
            made = batches.create(
                connection,
                tenant=caller.tenant,
                actor=caller.name,
                name=_shown(name),
                rubric=rubric,
                columns=columns,
                data=data,
                parts=parts,
            )
            if settle is not None:
                settle(connection, made.id)
            return made

        batch = await self._database.write(create)
        if not batch.is_over:
            await self.jobs.submit(batch.id, batch.attempt)
        return batch

    async def get(self, caller: Caller, batch: str) -> Batch:
        """How far a batch is. Raises NotFound."""
        caller.require("read")
        in_hand = dict(self._chunks.in_hand)
        return await self._database.read(lambda c: batches.get(c, caller.tenant, batch, in_hand))

    async def latest(self, caller: Caller) -> tuple[Batch, ...]:
        """The latest batches, newest first."""
        caller.require("read")
        in_hand = dict(self._chunks.in_hand)
        return await self._database.read(lambda c: batches.find(c, caller.tenant, in_hand))

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
        """The batch each time that it got on, until it is over or the process stops.

        It is told again, as it was, every QUIET seconds without news, even while the record cannot
        be reached.
        """
        clock = asyncio.get_running_loop().time
        last = await self.get(caller, batch)
        yield last
        told = clock()
        while not last.is_over and not self._closing.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), GLANCE)
            found = last
            with suppress(StoreError):
                found = await self.get(caller, batch)
            if found != last or clock() - told >= QUIET:
                yield found
                told = clock()
            last = found

    async def results(self, caller: Caller, batch: str) -> Path:
        """A temporary file with the table and its grades, which the caller removes.

        Raises Conflict while the batch is under way.
        """
        found = await self.get(caller, batch)
        if not found.is_over:
            raise Conflict(f"batch {batch} is {found.state}", "Wait for it, or cancel it")
        return await asyncio.to_thread(self._joined, found)

    def _joined(self, batch: Batch) -> Path:
        data = self._database.look(lambda c: batches.table(c, batch.tenant, batch.id))
        added = self._database.look(lambda c: list(_rows(chunks.outputs(c, batch.id))))
        return joined(batch.name, data, iter(added))


def _shown(name: str) -> str:
    """A file's name without its folders, and without what no list shows."""
    return "".join(filter(str.isprintable, Path(name).name)) or "table.csv"


def _rows(outputs: Iterator[tuple[int, list[list[str]] | None]]) -> Iterator[list[str]]:
    for count, graded in outputs:
        missing = ["", "", "", "", "", "cancelled: the batch ended before this row"]
        yield from graded if graded is not None else [missing] * count
