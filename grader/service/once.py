"""Idempotency: a request that is sent again with its key is carried out once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeAlias

from sqlalchemy import Connection

from grader.errors import Conflict, LimitReached, StoreError
from grader.service.caller import Caller
from grader.service.short import short
from grader.service.signs import Signs
from grader.store import requests
from grader.store.clock import stamp
from grader.store.database import Database

STALE = timedelta(minutes=70)
"""A claim this old is void, whoever holds it: no judgment may take longer than an hour."""
POLL = 0.2
"""Seconds between two looks at a request that another process carries out."""
LONGEST_KEY = 255
WAIT = 600.0
"""Seconds for which such a request is waited for."""


Settle: TypeAlias = Callable[[Connection, str], None]
"""Writes down, in the transaction that keeps a grade, that the request led to it."""


class _Lost(Exception):
    """The request was taken for dead, and another process carries it out."""


class Once:
    """Carries out each (tenant, key) once, over all processes on one database.

    A request whose process has died is carried out by the next that is sent: `signs` tells who
    lives.
    """

    def __init__(self, database: Database, signs: Signs) -> None:
        self._database = database
        self._signs = signs
        self._running: dict[tuple[str, str], tuple[str, asyncio.Task[tuple[str, bool]]]] = {}

    async def begin(self) -> None:
        """Free the keys of requests that died with an earlier process, where it was alone."""
        if not self._signs.shared:
            await self._database.write(partial(requests.release_all, owner=self._signs.name))

    async def run(
        self, caller: Caller, key: str, body: str, work: Callable[[Settle], Awaitable[str]]
    ) -> tuple[str, bool]:
        """The id of the grade that `work` makes or made, and whether it is made now.

        `work` calls what it is given in the transaction that keeps the grade. `body` is the digest
        of the request. Raises Conflict when the key was sent with another one, and what `work`
        raises; then the key is free again.
        """
        place = (caller.tenant, short("idempotency_key", key, least=1, most=LONGEST_KEY))
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
        self, caller: Caller, key: str, body: str, work: Callable[[Settle], Awaitable[str]]
    ) -> tuple[str, bool]:
        tenant, owner = caller.tenant, self._signs.name
        release = partial(requests.release, tenant=tenant, key=key, owner=owner)
        known = await self._claim(tenant, key, body)
        if known is not None:
            return known, False

        def settle(connection: Connection, grade: str) -> None:
            if not requests.settle(connection, tenant=tenant, key=key, owner=owner, grade=grade):
                raise _Lost

        try:
            return await work(settle), True
        except _Lost:
            known = await self._claim(tenant, key, body)
            if known is not None:
                return known, False
            await self._database.write(release)
            raise Conflict("the request was given up in its midst", "Send it again") from None
        except BaseException:
            # Where even this fails, the claim stays, and yields to the next of this process.
            with suppress(StoreError):
                await self._database.write(release)
            raise

    async def _claim(self, tenant: str, key: str, body: str) -> str | None:
        """The grade of an earlier request with this key; None when it is claimed for this one."""
        claim = partial(
            requests.claim,
            tenant=tenant,
            key=key,
            body=body,
            owner=self._signs.name,
            in_a_fleet=self._signs.shared,
        )
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
