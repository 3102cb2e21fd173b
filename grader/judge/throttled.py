"""An endpoint asked at a pace, which adapts to how it answers."""

from __future__ import annotations

from grader.errors import RateLimited, ServerFailed
from grader.judge.base import ChatReply, ChatRequest, Completer
from grader.judge.pace import Pace
from grader.judge.slots import Slots


class Throttled:
    """A Completer that keeps to a pace, and tells it and the slots how the endpoint answers."""

    def __init__(self, inner: Completer, pace: Pace, slots: Slots) -> None:
        self._inner = inner
        self._pace = pace
        self._slots = slots

    async def complete(self, request: ChatRequest) -> ChatReply:
        mark = await self._pace.admit(request)
        generation = self._slots.generation
        try:
            reply = await self._inner.complete(request)
        except RateLimited as error:
            self._slots.limited(generation)
            await self._pace.hold(request, error.retry_after)
            raise
        except ServerFailed as error:
            await self._pace.hold(request, error.retry_after)
            raise
        self._pace.heed(request, reply, mark)
        self._slots.succeeded()
        return reply

    async def aclose(self) -> None:
        """Close the inner completer, if it can be closed."""
        close = getattr(self._inner, "aclose", None)
        if close is not None:
            await close()
