"""Retention: answers older than a number of days are erased, as if somebody had asked for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

from grader.store import grades
from grader.store.database import Database

EVERY = 3600.0
"""Seconds between two looks."""
AT_ONCE = 200
ACTOR = "retention"
_log = logging.getLogger(__name__)


async def erase_expired(
    database: Database, days: int, forget: Callable[[Sequence[str]], Awaitable[None]]
) -> int:
    """Erase what is older than `days` and not held; how many grades that were."""
    oldest = datetime.now(UTC) - timedelta(days=days)
    before, erased = oldest.isoformat(timespec="microseconds"), 0
    while found := await database.read(lambda c: grades.expired(c, before, AT_ONCE)):
        for tenant, grade in found:
            await forget(await database.read(_replies_of(tenant, grade)))
            await database.write(_erasing(tenant, grade))
        erased += len(found)
    return erased


async def keep_erasing(
    database: Database, days: int, forget: Callable[[Sequence[str]], Awaitable[None]]
) -> None:
    """`erase_expired` again and again, until cancelled."""
    while True:
        try:
            if erased := await erase_expired(database, days, forget):
                _log.info("%d answers were older than %d days and are erased", erased, days)
        except Exception:
            _log.exception("answers past their retention could not be erased")
        await asyncio.sleep(EVERY)


def _replies_of(tenant: str, grade: str) -> Callable[..., Sequence[str]]:
    return lambda c: grades.get(c, tenant, grade).result["digests"].get("replies", ())


def _erasing(tenant: str, grade: str) -> Callable[..., object]:
    return lambda c: grades.erase(c, tenant, grade, actor=ACTOR)
