"""Tables graded in the background, for callers of many tenants."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path

from grader.batch import Item, grade_all
from grader.core.answer import Answer
from grader.core.cell import read_cell
from grader.core.grade import Grade, Result
from grader.errors import Conflict, GraderError, InputError
from grader.grader import Grader
from grader.service.caller import Caller
from grader.service.erasure import Erasure
from grader.service.jobs import Jobs
from grader.sheet import ADDED, cells, find_columns, items
from grader.store import batches
from grader.store.batches import Batch
from grader.store.codec import as_bytes
from grader.store.database import Database
from grader.tables import open_table, open_writer

CHUNK = 50
"""Rows of one job: what a process that dies has to do again at the most."""
GLANCE = 0.5
"""Seconds between two looks at how far a batch is."""


class Batches:
    """Takes tables, has them graded chunk by chunk, and gives them back with their grades."""

    def __init__(
        self, grader: Grader, database: Database, jobs_url: str, *, limit: int, concurrency: int
    ) -> None:
        self._grader = grader
        self._database = database
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
        columns, parts = await asyncio.to_thread(self._cut, name, data, rubric)
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
        rubric_of = cache(self._grader.library.rubric)

        async def grade(answer: Answer, rubric: str) -> Result:
            async with self._gate:
                return await self._grader.grade(answer, rubric_of(rubric))

        graded = grade_all(
            grade,
            (_item(place, item) for place, item in enumerate(chunk.items)),
            concurrency=self._concurrency,
        )
        output, levels, ungraded, cost = [], Counter[str](), 0, 0.0
        replies: list[str] = []
        async for row in graded:
            if row.halt:
                await self._database.write(partial(batches.fail, batch=batch, message=row.halt))
                return
            output.append(cells(row))
            result = row.result
            if isinstance(result, Grade):
                levels[result.level] += 1
            else:
                ungraded += 1
            cost += (result.usage.cost_usd or 0.0) if result else 0.0
            if row.item.answer is not None:
                by = rubric_of(row.item.rubric)
                replies += self._grader.replies_of(row.item.answer, by)
            # A row that was judged by keywords has not let anybody else have a turn.
            await asyncio.sleep(0)
        tally = {"levels": levels, "ungraded": ungraded, "cost_usd": cost, "replies": replies}
        await self._database.write(lambda c: batches.finish(c, chunk, output, tally))

    def _cut(
        self, name: str, data: bytes, rubric: str | None
    ) -> tuple[tuple[str, ...], list[tuple[int, bytes]]]:
        """The table's columns, and its rows in chunks."""
        parts: list[tuple[int, bytes]] = []
        waiting: list[tuple[str, str, str | None]] = []
        with _on_disk(name, data) as path:
            try:
                with open_table(str(path)) as table:
                    columns = find_columns(table, None, None, rubric)
                    rubric_of = cache(self._grader.library.rubric)
                    for item in items(iter(table), columns, rubric_of, self._limit):
                        text = item.answer.text if item.answer else ""
                        cell = _cell(item.tag.cells, columns.answers) if item.answer else text
                        waiting.append((item.rubric, cell, item.error))
                        if len(waiting) == CHUNK:
                            parts.append((CHUNK, as_bytes(waiting)))
                            waiting = []
                    names = table.columns
            except GraderError as error:
                # The name of the temporary file means nothing to whoever sent the table.
                said = error.message.replace(str(path), name or "the table")
                raise InputError(f"file: {said}", error.hint) from None
        if waiting:
            parts.append((len(waiting), as_bytes(waiting)))
        return tuple(names), parts

    def _joined(self, batch: Batch) -> Path:
        data = self._database.look(lambda c: batches.table(c, batch.tenant, batch.id))
        suffix = Path(batch.name).suffix
        with ExitStack() as stack:
            path = stack.enter_context(_on_disk(batch.name, data))
            table = stack.enter_context(open_table(str(path)))
            handle, name = tempfile.mkstemp(prefix="grader-", suffix=suffix)
            out = stack.enter_context(os.fdopen(handle, "wb"))
            writer = stack.enter_context(open_writer(out, table, ADDED))
            added = self._database.look(lambda c: list(_rows(batches.outputs(c, batch.id))))
            for row, more in zip(table, added, strict=True):
                writer.write(row, more)
            writer.close(table.tail)
        return Path(name)


@contextmanager
def _on_disk(name: str, data: bytes) -> Iterator[Path]:
    """The table as a file, whose ending tells its format."""
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        path = Path(folder) / f"table{Path(name).suffix.lower()[:10]}"
        path.write_bytes(data)
        yield path


def _cell(row: tuple[str, ...], places: tuple[int, ...]) -> str:
    return next((row[place] for place in places if row[place].strip()), "")


def _item(place: int, kept: Sequence[str | None]) -> Item[int]:
    rubric, text, error = kept
    if error is not None:
        return Item(tag=place, rubric=rubric or "", error=error)
    return Item(tag=place, rubric=rubric or "", answer=read_cell(text or ""))


def _rows(outputs: Iterator[tuple[int, list[list[str]] | None]]) -> Iterator[list[str]]:
    for count, graded in outputs:
        missing = ["", "", "", "", "", "cancelled: the batch ended before this row"]
        yield from graded if graded is not None else [missing] * count
