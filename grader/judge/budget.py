"""A limit on calls and on money, which stops before it is crossed."""

from __future__ import annotations

import asyncio

from grader.errors import BudgetSpent, PaidInVain
from grader.judge.base import ChatReply, ChatRequest, Completer
from grader.usage import Usage

_EXHAUSTED = "Run the same command again with a higher limit: what is graded is not paid for twice"


class Budget:
    """A Completer that refuses the call which would cross `max_calls` or `max_cost` (dollars).

    A call's cost is known once it is answered; until then it counts as the mean so far, so that
    what is in flight can pass the limit only by as much as replies differ in length. `used` is all
    that was answered, whether or not the reply was of use. Without limits it only counts.
    """

    def __init__(
        self, inner: Completer, *, max_cost: float | None = None, max_calls: int | None = None
    ) -> None:
        self._inner = inner
        self._max_cost = max_cost
        self._max_calls = max_calls
        self.calls = 0
        self.cost = 0.0
        self.used = Usage()
        self._priced = 0
        self._flying = 0
        self._first = asyncio.Lock()

    async def complete(self, request: ChatRequest) -> ChatReply:
        if self._max_cost is not None and not self._priced:
            # Until one reply has told what a call costs, no second one is sent beside it.
            async with self._first:
                return await self._counted(request)
        return await self._counted(request)

    async def _counted(self, request: ChatRequest) -> ChatReply:
        self._check()
        self.calls += 1
        self._flying += 1
        try:
            reply = await self._inner.complete(request)
        except PaidInVain as error:
            # Of no use as it is, but paid for all the same.
            self.cost += error.usage.cost_usd or 0.0
            self.used += error.usage
            raise
        finally:
            self._flying -= 1
        self.used += reply.usage
        if reply.usage.cost_usd is not None:
            self.cost += reply.usage.cost_usd
            self._priced += 1
        elif self._max_cost is not None:
            raise BudgetSpent(
                f"the price of {reply.model} is unknown, so a limit on cost cannot hold",
                "Limit the number of calls instead",
            )
        return reply

    def _check(self) -> None:
        if self._max_calls is not None and self.calls >= self._max_calls:
            raise BudgetSpent(f"{self.calls} calls are made, which is the limit", _EXHAUSTED)
        if self._max_cost is None:
            return
        mean = self.cost / self._priced if self._priced else 0.0
        # A call costs something, even where none has told yet how much.
        if not self._max_cost or self.cost + mean * (self._flying + 1) > self._max_cost:
            raise BudgetSpent(
                f"${self.cost:.4f} is spent, and the next call would cross ${self._max_cost:.4f}",
                _EXHAUSTED,
            )

    async def aclose(self) -> None:
        """Close the inner completer, if it can be closed."""
        close = getattr(self._inner, "aclose", None)
        if close is not None:
            await close()
