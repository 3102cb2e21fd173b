"""The grading of a batch's chunks, through outages of the record."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from grader.batch import grade_all
from grader.core.answer import Answer
from grader.core.grade import Grade, Result
from grader.errors import BudgetSpent, GraderError, StoreError
from grader.grader import Grader
from grader.service import discreet
from grader.service.batch_table import kept_rows
from grader.service.keeping import Keeping
from grader.service.spending import Spending
from grader.sheet import cells
from grader.store import batches, chunks, grades
from grader.store.chunks import Chunk
from grader.store.database import Database
from grader.store.record import NewGrade

WAIT, LONGEST_WAIT = 0.5, 15.0
"""Seconds after which a record that could not be reached is tried again, doubled each time."""
TRIES = 6
"""How often a record that can be read refuses a chunk until its batch fails."""
_REFUSED = f"{StoreError('').code}: "
_log = logging.getLogger(__name__)

T = TypeVar("T")


class Chunks:
    """Grades chunks and keeps their grades. `in_hand` tells how many rows of each are graded."""

    def __init__(
        self,
        grader: Grader,
        database: Database,
        keeping: Keeping,
        spending: Spending,
        *,
        concurrency: int,
    ) -> None:
        self._grader = grader
        self._database = database
        self._keeping = keeping
        self._spending = spending
        self._concurrency = concurrency
        # Several chunks are graded at once, and share what may be: a reply that is not yet kept
        # when the process dies is paid for again.
        self._gate = asyncio.Semaphore(concurrency)
        self.in_hand: dict[tuple[str, int], int] = {}

    async def grade(self, batch: str, number: int) -> None:
        """Grade one chunk and keep its grades, unless that is done or the batch is over.

        Waits for as long as the record cannot be reached. A batch that cannot go on is failed.
        """
        try:
            chunk = await self._patiently(
                batch, lambda: self._database.write(lambda c: chunks.begin(c, batch, number))
            )
            if chunk is not None:
                await self._carry_out(chunk)
        except GraderError as error:
            await self._failed(batch, str(error))
        except Exception:
            _log.exception("chunk %d of batch %s met a defect of grader's", number, batch)
            await self._failed(batch, "grader failed, as its log says")
        finally:
            self.in_hand.pop((batch, number), None)

    async def _carry_out(self, chunk: Chunk) -> None:
        await self._patiently(chunk.batch, lambda: self._spending.check(chunk.tenant))
        async with self._spending.room(chunk.tenant, len(chunk.items)):
            await self._keep(chunk, await self._graded(chunk))

    async def _keep(self, chunk: Chunk, made: _Made) -> None:
        """Keep what a chunk comes to, unless another process has."""

        def keep(connection: Connection) -> bool:
            is_first = chunks.finish(connection, chunk, made.output, made.tally)
            if is_first:
                grades.keep_all(connection, chunk.tenant, made.grades, actor=chunk.actor)
            return is_first

        if await self._patiently(chunk.batch, lambda: self._database.write(keep)):
            for grade in made.grades:
                self._keeping.show(grade)

    async def _failed(self, batch: str, message: str) -> None:
        """End a batch; where the record cannot even take that, a later sweep begins it again."""
        try:
            await self._database.write(partial(batches.fail, batch=batch, message=message))
        except StoreError as error:
            _log.warning("batch %s cannot be failed: %s", batch, error)

    async def _patiently(self, batch: str, work: Callable[[], Awaitable[T]]) -> T:
        """The result of `work`, tried again for as long as the record cannot be reached.

        Raises its StoreError once the batch is over, or when a record that can be read refuses
        it TRIES times.
        """
        wait, refused = WAIT, 0
        while True:
            try:
                return await work()
            except StoreError as error:
                _log.warning("batch %s waits for the record: %s", batch, error)
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
                is_open = await self._is_open(batch)
                refused += is_open is not None
                if is_open is False or refused >= TRIES:
                    raise

    async def _is_open(self, batch: str) -> bool | None:
        """Whether a batch is not over; None when the record cannot be reached."""
        try:
            return await self._database.read(partial(batches.is_open, batch=batch))
        except StoreError:
            return None

    async def _graded(self, chunk: Chunk) -> _Made:
        """The grades of a chunk's rows. Raises BudgetSpent when going on would be in vain.

        Raises StoreError when the record does not let a row be graded.
        """
        rubric_of = cache(self._grader.library.rubric)
        rows = kept_rows(chunk.items)

        async def grade(answer: Answer, rubric: str) -> Result:
            async with self._gate:
                by = rubric_of(rubric)
                asked = partial(discreet.grade, self._grader, answer, by)
                return await self._patiently(chunk.batch, asked)

        items = (row.item(number, rubric_of) for number, row in enumerate(rows, chunk.before + 1))
        made = _Made()
        async for graded in grade_all(grade, items, concurrency=self._concurrency):
            if graded.halt:
                raise BudgetSpent(graded.halt)
            if graded.error is not None and graded.error.startswith(_REFUSED):
                raise StoreError(graded.error.removeprefix(_REFUSED))
            made.output.append(cells(graded))
            self.in_hand[chunk.batch, chunk.number] = len(made.output)
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
