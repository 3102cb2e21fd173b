"""Erasing grades and batches: first in the kept replies, then in the record."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain

from grader.errors import Conflict
from grader.grader import Grader
from grader.service.batch_table import blanked
from grader.store import batches, chunks, grades
from grader.store.clock import stamp
from grader.store.database import Database
from grader.store.record import Record

EVERY = 3600.0
"""Seconds between two looks for answers that are past their retention."""
AT_ONCE = 200
ACTOR = "retention"
ERASED = ("", "", "", "", "", "erased: the answer was erased")
"""The cells that are added to the table's row of an erased grade."""
_log = logging.getLogger(__name__)


class Erasure:
    """Erases what one record holds, and what the judge keeps of it."""

    def __init__(self, database: Database, grader: Grader) -> None:
        self._database = database
        self._grader = grader

    async def erase(self, tenant: str, grade: str, *, actor: str) -> Record:
        """Leave only digests and verdicts, in its batch's table and of its follow-ups as well.

        Raises NotFound, and Conflict for what is held.
        """
        record = await self._database.read(partial(grades.get, tenant=tenant, grade=grade))
        later = await self._database.read(partial(grades.follow_ups, grade=grade))
        if held := [found.id for found in (record, *later) if found.held]:
            raise Conflict(f"grade {held[0]} is under a legal hold", "Lift the hold first")
        if record.batch is not None and record.batch_row is not None:
            await self._blank(record.batch, [record.batch_row])
        erased = await self._without_words([record, *later], actor)
        await self._database.wipe()
        return erased[0]

    async def erase_batch(self, tenant: str, batch: str, *, actor: str) -> None:
        """Delete a batch, and erase its grades.

        Raises NotFound, and Conflict for one that is under way or holds a grade that is held.
        """
        replies = await self._database.read(partial(batches.replies, tenant=tenant, batch=batch))
        if held := await self._database.read(partial(grades.held, batch=batch)):
            raise Conflict(
                f"{len(held)} of its grades are under a legal hold, {held[0]} among them",
                "Lift the hold first, or erase the other grades one by one",
            )
        await self._grader.forget(replies)
        await self._erase_rows(batch, actor)
        await self._database.write(partial(batches.erase, tenant=tenant, batch=batch, actor=actor))
        await self._database.wipe()

    async def erase_expired(self, days: int) -> int:
        """Erase what is older than `days`, not held and not under way; how much that was."""
        before, erased = stamp(datetime.now(UTC) - timedelta(days=days)), 0
        past = partial(batches.expired, before=before)
        for tenant, batch in await self._database.read(past):
            erased += await self._expire(tenant, batch)
        expired = partial(grades.expired, before=before, limit=AT_ONCE)
        while found := await self._database.read(expired):
            for tenant, grade in found:
                await self.erase(tenant, grade, actor=ACTOR)
            erased += len(found)
        return erased

    async def _expire(self, tenant: str, batch: str) -> int:
        """Erase a batch, or all of it that no hold keeps; how many grades and batches that was."""
        if not await self._database.read(partial(grades.held, batch=batch)):
            await self.erase_batch(tenant, batch, actor=ACTOR)
            return 1
        return await self._erase_rows(batch, ACTOR, blank=True)

    async def _erase_rows(self, batch: str, actor: str, *, blank: bool = False) -> int:
        """Erase the grades of a batch that are not held, in its table too if it is to stay."""
        there, erased = partial(grades.erasable, batch=batch, limit=AT_ONCE), 0
        while found := await self._database.read(there):
            if blank:
                await self._blank(batch, [grade.batch_row for grade in found if grade.batch_row])
            await self._without_words(found, actor)
            erased += len(found)
        return erased

    async def _without_words(self, found: Sequence[Record], actor: str) -> tuple[Record, ...]:
        kept = (record.result["digests"].get("replies", ()) for record in found)
        await self._grader.forget(tuple(chain.from_iterable(kept)))
        return await self._database.write(
            lambda c: tuple(
                grades.erase(c, record.tenant, record.id, actor=actor) for record in found
            )
        )

    async def _blank(self, batch: str, rows: Sequence[int]) -> None:
        without = partial(blanked, rows=frozenset(rows))
        await self._database.write(lambda c: chunks.blank(c, batch, rows, without, ERASED))

    async def keep_erasing(self, days: int) -> None:
        """`erase_expired` again and again, until cancelled."""
        while True:
            try:
                if erased := await self.erase_expired(days):
                    _log.info("%d grades and batches past %d days are erased", erased, days)
            except Exception:
                _log.exception("answers past their retention could not be erased")
            await asyncio.sleep(EVERY)
