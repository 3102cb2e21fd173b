"""Slots for judgments: how many are in flight, fewer when the endpoint says so."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from grader.judge.deadline import off_the_clock


class Slots:
    """At most `limit` at once, where the limit adapts between 1 and what is allowed.

    It is halved when the endpoint answers 429, at most once for all that were in flight then, and
    grows by one for each round of successes. `most` are allowed at first; `allow` changes that.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._allowed = most
        self._adapted = float(most)
        self._busy = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._generation = 0
        self.sought = asyncio.Event()
        """Set whenever somebody has to wait; whoever looks clears it."""

    @property
    def limit(self) -> float:
        return min(self._adapted, self._allowed)

    @property
    def busy(self) -> int:
        return self._busy

    @property
    def wanted(self) -> int:
        """How many would be in flight without the limit."""
        return self._busy + len(self._waiting)

    def allow(self, most: int) -> None:
        """Let so many be in flight from now on, which may be none; those that are stay."""
        self._allowed = most
        self._admit()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a slot and hold it."""
        if self._waiting or self._busy >= int(self.limit):
            await self._turn()
        else:
            self._busy += 1
        try:
            yield
        finally:
            self._release()

    @asynccontextmanager
    async def released(self) -> AsyncIterator[None]:
        """Let others have the slot that is held, and take it again, before all who wait."""
        self._release()
        held = False
        try:
            yield
            if self._busy < int(self.limit):
                self._busy += 1
            else:
                with off_the_clock():
                    await self._turn(first=True)
            held = True
        finally:
            if not held:
                # Whoever holds the slot gives it back in a moment, so it is held over the limit.
                self._busy += 1

    @property
    def generation(self) -> int:
        """How often the limit was halved; what was sent before the last time counts no more."""
        return self._generation

    def succeeded(self) -> None:
        self._adapted = min(self._most, self._adapted + 1 / max(1.0, self.limit))
        self._admit()

    def limited(self, generation: int) -> None:
        """The endpoint answered 429 to a request that was sent in this generation."""
        if generation == self._generation:
            self._generation += 1
            self._adapted = max(1.0, self.limit / 2)

    async def _turn(self, *, first: bool = False) -> None:
        """Wait to be handed a slot, in the order of asking, or as the `first`."""
        turn = asyncio.get_running_loop().create_future()
        if first:
            self._waiting.appendleft(turn)
        else:
            self._waiting.append(turn)
        self.sought.set()
        try:
            await turn
        except asyncio.CancelledError:
            # A slot may have been handed over in the same moment, and must not be lost with it.
            if turn.done() and not turn.cancelled():
                self._release()
            raise

    def _release(self) -> None:
        self._busy -= 1
        self._admit()

    def _admit(self) -> None:
        """Hand out the slots that are free."""
        while self._waiting and self._busy < int(self.limit):
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)
