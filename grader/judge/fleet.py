"""A fleet: processes that ask one endpoint and share its limits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from grader.errors import StoreError
from grader.judge.slots import Slots

BEAT = 1.0
"""Seconds between two looks at a process's share."""
SOON = 0.2
"""The same while somebody waits for a slot."""
SILENCE = 15.0
"""Seconds without a look after which a process is taken for dead, and its share given away."""
_log = logging.getLogger(__name__)


class Fleet(Protocol):
    """What the processes of a fleet know of each other. Each method raises StoreError."""

    async def reserve(self, model: str, tokens: int) -> float:
        """Count a request of so many tokens; the seconds after which it may be sent."""

    async def hold(self, model: str, seconds: float) -> None:
        """Let no process send to a model for so long."""

    async def share(self, busy: int, wanted: int) -> int:
        """How many this process may have in flight, of which so many are and are wanted.

        All processes together never have more than is allowed, and none loses what it has in
        flight. What one gives up, the others have at their next look.
        """

    async def leave(self) -> None:
        """Give the share up."""


class Sharing:
    """Keeps a process's slots at its share of the fleet's, from the first `slot` to `aclose`.

    A process holds a slot even when it wants none, so that a single answer need not wait. One that
    cannot look for SILENCE seconds falls back to that slot, since the others have the rest.
    """

    def __init__(self, fleet: Fleet, slots: Slots) -> None:
        self._fleet = fleet
        self._slots = slots
        self._looking: asyncio.Task[None] | None = None
        slots.allow(0)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a slot and hold it."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        async with self._slots.slot():
            yield

    async def aclose(self) -> None:
        """Give the share up."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
            with suppress(StoreError):
                await self._fleet.leave()

    async def _look(self) -> None:
        loop, slots = asyncio.get_running_loop(), self._slots
        # An event belongs to the loop in which it was waited for.
        slots.sought = asyncio.Event()
        seen = loop.time()
        while True:
            slots.sought.clear()
            try:
                slots.allow(await self._fleet.share(slots.busy, max(1, slots.wanted)))
                seen = loop.time()
            except StoreError as error:
                _log.warning("the fleet's share cannot be looked up: %s", error)
                if loop.time() - seen > SILENCE:
                    slots.allow(1)
            if slots.wanted > slots.busy:
                await asyncio.sleep(SOON)
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(slots.sought.wait(), BEAT)
