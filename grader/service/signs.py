"""Signs of life: by them the processes on one database know who of them is at work."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from grader.errors import StoreError
from grader.store import workers
from grader.store.clock import new_id, stamp
from grader.store.database import Database

BEAT = 2.0
"""Seconds between two signs of life."""
SILENCE = 15.0
"""Seconds without one after which a process is taken for dead."""
_log = logging.getLogger(__name__)


class Signs:
    """Gives this process's signs of life, and has `on_dead` called for each that gives none.

    A dead process is told to one of the others alone. On SQLite, which one process has to itself,
    there is nobody to give signs to.
    """

    def __init__(self, database: Database) -> None:
        self.name = new_id(workers.PREFIX)
        self.shared = database.engine.dialect.name != "sqlite"
        self._database = database
        self._beating: asyncio.Task[None] | None = None

    async def begin(self, on_dead: Callable[[str], Awaitable[None]]) -> None:
        """Give the first sign, and go on."""
        if self.shared and self._beating is None:
            await self._database.write(partial(workers.seen, worker=self.name))
            self._beating = asyncio.create_task(self._beat(on_dead))

    async def end(self) -> None:
        """Take leave, so that nobody waits for the next sign."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
            self._beating = None
            # Where the record cannot be reached, the others find it out by themselves.
            with suppress(StoreError):
                await self._database.write(partial(workers.leave, worker=self.name))

    async def _beat(self, on_dead: Callable[[str], Awaitable[None]]) -> None:
        clock = asyncio.get_running_loop().time
        # After an outage everybody has long been silent: the others get time to speak again.
        steady: float | None = -math.inf
        while True:
            try:
                await self._database.write(partial(workers.seen, worker=self.name))
                steady = clock() if steady is None else steady
                if clock() - steady >= SILENCE:
                    await self._bury(on_dead)
            except StoreError as error:
                steady = None
                _log.warning("the fleet cannot be looked after: %s", error)
            except Exception:
                _log.exception("the fleet cannot be looked after")
            await asyncio.sleep(BEAT)

    async def _bury(self, on_dead: Callable[[str], Awaitable[None]]) -> None:
        before = stamp(datetime.now(UTC) - timedelta(seconds=SILENCE))
        for worker in await self._database.write(partial(workers.take_dead, before=before)):
            await on_dead(worker)
