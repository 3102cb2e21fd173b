"""How fast an endpoint is asked: fewer at once when it says so, no more a minute than allowed."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from grader.errors import RateLimited, ServerFailed
from grader.judge.base import ChatReply, ChatRequest, Completer
from grader.judge.deadline import off_the_clock
from grader.judge.headroom import Headroom, Mark

if TYPE_CHECKING:
    from aiolimiter import AsyncLimiter

CHARACTERS_A_TOKEN = 4
"""Rough, for a request that no tokenizer has counted; English prose has a little more."""
MINUTE = 60.0


class Throttle:
    """Slots for judgments: at most `limit` at once, where the limit adapts between 1 and `most`.

    It is halved when the endpoint answers 429, at most once for all that were in flight then, and
    grows by one for each round of successes. `rpm` and `tpm` cap requests and tokens a minute, and
    what the endpoint says to have left for a model is kept to before it has to answer 429.
    """

    def __init__(self, most: int, *, rpm: int | None = None, tpm: int | None = None) -> None:
        self.most = most
        self.limit = float(most)
        self._busy = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._generation = 0
        self._rpm, self._tpm = rpm, tpm
        self._requests: AsyncLimiter | None = None
        self._tokens: AsyncLimiter | None = None
        self._headroom: defaultdict[str, Headroom] = defaultdict(Headroom)

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

    async def _turn(self, *, first: bool = False) -> None:
        """Wait to be handed a slot, in the order of asking, or as the `first`."""
        turn = asyncio.get_running_loop().create_future()
        if first:
            self._waiting.appendleft(turn)
        else:
            self._waiting.append(turn)
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

    async def pace(self, request: ChatRequest) -> Mark:
        """Wait until the caps of a minute and the endpoint leave room for a request.

        No deadline runs meanwhile. The mark is for `heed`.
        """
        with off_the_clock():
            if self._rpm is not None or self._tpm is not None:
                await self._capped(request)
            room, tokens = self._headroom[request.model], tokens_of(request)
            while True:
                wait = room.wait(tokens, asyncio.get_running_loop().time())
                if wait <= 0:
                    return room.send(tokens)
                await asyncio.sleep(wait)

    def heed(self, request: ChatRequest, reply: ChatReply, mark: Mark) -> None:
        """Take in what a reply says about the endpoint's limits."""
        if reply.limits is not None:
            now = asyncio.get_running_loop().time()
            self._headroom[request.model].heed(reply.limits, mark, now)

    def hold(self, request: ChatRequest, seconds: float | None) -> None:
        """The endpoint asks to be left alone for so long."""
        if seconds:
            now = asyncio.get_running_loop().time()
            self._headroom[request.model].hold(seconds, now)

    async def _capped(self, request: ChatRequest) -> None:
        from aiolimiter import AsyncLimiter

        if self._rpm is not None:
            self._requests = self._requests or AsyncLimiter(self._rpm, MINUTE)
            await self._requests.acquire()
        if self._tpm is not None:
            self._tokens = self._tokens or AsyncLimiter(self._tpm, MINUTE)
            await self._tokens.acquire(min(tokens_of(request), self._tpm))

    @property
    def generation(self) -> int:
        """How often the limit was halved; what was sent before the last time counts no more."""
        return self._generation

    def succeeded(self) -> None:
        self.limit = min(self.most, self.limit + 1 / self.limit)
        self._admit()

    def limited(self, generation: int) -> None:
        """The endpoint answered 429 to a request that was sent in this generation."""
        if generation == self._generation:
            self._generation += 1
            self.limit = max(1.0, self.limit / 2)


def tokens_of(request: ChatRequest) -> int:
    """About how many tokens a request takes, its reply's cap left out."""
    return sum(len(m.content) for m in request.messages) // CHARACTERS_A_TOKEN + 1


class Throttled:
    """A Completer that keeps the pace of a throttle and tells it how the endpoint answers."""

    def __init__(self, inner: Completer, throttle: Throttle) -> None:
        self._inner = inner
        self._throttle = throttle

    async def complete(self, request: ChatRequest) -> ChatReply:
        mark = await self._throttle.pace(request)
        generation = self._throttle.generation
        try:
            reply = await self._inner.complete(request)
        except RateLimited as error:
            self._throttle.limited(generation)
            self._throttle.hold(request, error.retry_after)
            raise
        except ServerFailed as error:
            self._throttle.hold(request, error.retry_after)
            raise
        self._throttle.heed(request, reply, mark)
        self._throttle.succeeded()
        return reply

    async def aclose(self) -> None:
        """Close the inner completer, if it can be closed."""
        close = getattr(self._inner, "aclose", None)
        if close is not None:
            await close()
