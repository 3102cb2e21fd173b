"""Idempotency: a request that is sent again with its key is carried out once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from grader.errors import Conflict, LimitReached
from grader.service.caller import Caller
from grader.store import requests
from grader.store.clock import new_id, stamp
from grader.store.database import Database

STALE = timedelta(minutes=70)
"""A claim this old belongs to a process that died: no judgment may take longer than an hour."""
POLL = 0.2
"""Seconds between two looks at a request that another process carries out."""
WAIT = 600.0
"""Seconds for which such a request is waited for."""


class Once:
    """Carries out each (tenant, key) once, over all processes on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._running: dict[tuple[str, str], tuple[str, asyncio.Task[tuple[str, bool]]]] = {}

    async def run(
        self, caller: Caller, key: str, body: str, work: Callable[[], Awaitable[str]]
    ) -> tuple[str, bool]:
        """The id of the grade that `work` makes or made, and whether it is made now.

        `body` is the digest of the request. Raises Conflict when the key was sent with another
        one, and what `work` raises; then the key is free again.
        """
        place = (caller.tenant, key)
        running = self._running.get(place)
        first = running is None
        if running is None:
            task = asyncio.create_task(self._claimed(caller, key, body, work))
            running = self._running[place] = (body, task)
            task.add_done_callback(lambda _: self._running.pop(place, None))
        if running[0] != body:
            raise _reused(key)
        grade, made = await asyncio.shield(running[1])
        return grade, made and first

    async def _claimed(
        self, caller: Caller, key: str, body: str, work: Callable[[], Awaitable[str]]
    ) -> tuple[str, bool]:
        owner = new_id("rq")
        tenant = caller.tenant
        known = await self._claim(caller, key, body, owner)
        if known is not None:
            return known, False
        try:
            grade = await work()
        except BaseException:
            await self._database.write(
                partial(requests.release, tenant=tenant, key=key, owner=owner)
            )
            raise
        await self._database.write(
            partial(requests.settle, tenant=tenant, key=key, owner=owner, grade=grade)
        )
        return grade, True

    async def _claim(self, caller: Caller, key: str, body: str, owner: str) -> str | None:
        """The grade of an earlier request with this key; None when it is claimed for this one."""
        claim = partial(requests.claim, tenant=caller.tenant, key=key, body=body, owner=owner)
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            stale = stamp(datetime.now(UTC) - STALE)
            held = await self._database.write(partial(claim, stale=stale))
            if held is None:
                return None
            if held.body != body:
                raise _reused(key)
            if held.grade is not None:
                return held.grade
            await asyncio.sleep(POLL)
        message = f"the request with the Idempotency-Key {key[:80]!r} is still under way"
        raise LimitReached(message, "Send it again later", retry_after=WAIT)


def _reused(key: str) -> Conflict:
    return Conflict(
        f"Idempotency-Key {key[:80]!r} was sent with another request before",
        "Send a new key with a new request",
    )
