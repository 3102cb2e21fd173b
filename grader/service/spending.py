"""What a tenant's grades of a day may cost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from grader.errors import LimitReached
from grader.store import grades
from grader.store.clock import now
from grader.store.database import Database


class Spending:
    """Keeps the grades that a tenant makes in a day (UTC) within `daily` dollars; None is no limit.

    What is being graded counts by what grades have cost of late, in this process. The first grade
    of all goes alone, since nothing is known before. A limit may be passed by the last grade, and
    by the last chunk of a batch.
    """

    def __init__(self, database: Database, daily: float | None) -> None:
        self._database = database
        self.daily = daily
        self._under_way: Counter[str] = Counter()
        self._usual: float | None = None
        self._first = asyncio.Lock()

    @asynccontextmanager
    async def room(self, tenant: str, count: int = 1) -> AsyncIterator[None]:
        """Hold room for so many grades until they are kept. Raises LimitReached."""
        if self.daily is None:
            yield
            return
        async with self._alone_at_first():
            await self.check(tenant)
            self._under_way[tenant] += count
            try:
                yield
            finally:
                self._under_way[tenant] -= count

    @asynccontextmanager
    async def _alone_at_first(self) -> AsyncIterator[None]:
        """Let nobody else in as long as nothing is known of what a grade costs."""
        if self._usual is None:
            async with self._first:
                if self._usual is None:
                    yield
                    return
        yield

    async def check(self, tenant: str) -> None:
        """Raises LimitReached when a tenant may spend no more today."""
        if self.daily is None:
            return
        moment = now()
        today = moment[: len("2026-01-01")]
        spent = await self._database.read(lambda c: grades.cost_since(c, tenant, today))
        soon = self._under_way[tenant] * (self._usual or 0.0)
        if spent + soon >= self.daily:
            message = f"the grades of today (UTC) have cost ${spent:.4f} of ${self.daily:.4f}"
            if soon:
                message += f", and those under way may cost ${soon:.4f}"
            hint = "Go on tomorrow, or raise GRADER_KEY_COST"
            raise LimitReached(message, hint, retry_after=_until_midnight(moment))

    def learn(self, cost: float | None) -> None:
        """Take in what a grade has cost, in dollars; None where it is not known."""
        paid = cost or 0.0
        self._usual = paid if self._usual is None else 0.9 * self._usual + 0.1 * paid


def _until_midnight(moment: str) -> float:
    at = datetime.fromisoformat(moment).astimezone(UTC)
    midnight = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - at).total_seconds()
