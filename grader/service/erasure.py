"""Erasing grades and batches: first in the kept replies, then in the record."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from functools import partial

from grader.errors import Conflict
from grader.grader import Grader
from grader.store import batches, grades
from grader.store.clock import stamp
from grader.store.database import Database
from grader.store.record import Record

EVERY = 3600.0
"""Seconds between two looks for answers that are past their retention."""
AT_ONCE = 200
ACTOR = "retention"
_log = logging.getLogger(__name__)


class Erasure:
    """Erases what one record holds, and what the judge keeps of it."""

    def __init__(self, database: Database, grader: Grader) -> None:
        self._database = database
        self._grader = grader

    async def erase(self, tenant: str, grade: str, *, actor: str) -> Record:
        """Leave only digests and verdicts. Raises NotFound, and Conflict for what is held."""
        record = await self._database.read(partial(grades.get, tenant=tenant, grade=grade))
        if record.held:
            raise Conflict(f"grade {grade} is under a legal hold", "Lift the hold first")
        await self._grader.forget(tuple(record.result["digests"].get("replies", ())))
        return await self._database.write(
            partial(grades.erase, tenant=tenant, grade=grade, actor=actor)
        )

    async def erase_batch(self, tenant: str, batch: str, *, actor: str) -> None:
        """Delete a batch. Raises NotFound, and Conflict for one that is under way."""
        await self._grader.forget(
            await self._database.read(partial(batches.replies, tenant=tenant, batch=batch))
        )
        await self._database.write(partial(batches.erase, tenant=tenant, batch=batch, actor=actor))

    async def erase_expired(self, days: int) -> int:
        """Erase what is older than `days`, not held and not under way; how much that was."""
        before, erased = stamp(datetime.now(UTC) - timedelta(days=days)), 0
        expired = partial(grades.expired, before=before, limit=AT_ONCE)
        while found := await self._database.read(expired):
            for tenant, grade in found:
                await self.erase(tenant, grade, actor=ACTOR)
            erased += len(found)
        past = partial(batches.expired, before=before)
        for tenant, batch in await self._database.read(past):
            await self.erase_batch(tenant, batch, actor=ACTOR)
            erased += 1
        return erased

    async def keep_erasing(self, days: int) -> None:
        """`erase_expired` again and again, until cancelled."""
        while True:
            try:
                if erased := await self.erase_expired(days):
                    _log.info("%d grades and batches past %d days are erased", erased, days)
            except Exception:
                _log.exception("answers past their retention could not be erased")
            await asyncio.sleep(EVERY)
