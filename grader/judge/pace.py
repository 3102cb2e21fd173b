"""When a request may be sent: no more a minute than is allowed, nor than the endpoint will take."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from grader.core.rate import Rate
from grader.judge.base import ChatReply, ChatRequest
from grader.judge.deadline import off_the_clock
from grader.judge.fleet import Fleet
from grader.judge.headroom import Headroom, Mark

CHARACTERS_A_TOKEN = 4
"""Rough, for a request that no tokenizer has counted; English prose has a little more."""


class Pace:
    """Caps of a minute on requests and tokens, and what the endpoint says to have left.

    The latter is kept to before the endpoint has to answer 429. With a fleet, the caps and the
    times for which the endpoint asks to be left alone are those of all its processes.
    """

    def __init__(
        self, *, rpm: int | None = None, tpm: int | None = None, fleet: Fleet | None = None
    ) -> None:
        self._requests, self._tokens = _Cap(rpm), _Cap(tpm)
        self._fleet = fleet
        self._headroom: defaultdict[str, Headroom] = defaultdict(Headroom)

    async def admit(self, request: ChatRequest) -> Mark:
        """Wait until a request may be sent. No deadline runs meanwhile. The mark is for `heed`."""
        tokens = tokens_of(request)
        with off_the_clock():
            wait = await self._reserve(request.model, tokens)
            room = self._headroom[request.model]
            while True:
                if wait > 0:
                    await asyncio.sleep(wait)
                wait = room.wait(tokens, _now())
                if wait <= 0:
                    return room.send(tokens)

    def heed(self, request: ChatRequest, reply: ChatReply, mark: Mark) -> None:
        """Take in what a reply says about the endpoint's limits."""
        if reply.limits is not None:
            self._headroom[request.model].heed(reply.limits, mark, _now())

    async def hold(self, request: ChatRequest, seconds: float | None) -> None:
        """The endpoint asks to be left alone for so long."""
        if not seconds:
            return
        self._headroom[request.model].hold(seconds, _now())
        if self._fleet is not None:
            await self._fleet.hold(request.model, seconds)

    async def _reserve(self, model: str, tokens: int) -> float:
        if self._fleet is not None:
            return await self._fleet.reserve(model, tokens)
        now = _now()
        return max(self._requests.reserve(1, now), self._tokens.reserve(tokens, now))


class _Cap:
    """One cap of this process alone; None is none."""

    def __init__(self, per_minute: int | None) -> None:
        self._rate = None if per_minute is None else Rate(per_minute)
        self._through = 0.0

    def reserve(self, amount: float, now: float) -> float:
        if self._rate is None:
            return 0.0
        self._through, wait = self._rate.reserve(self._through, now, amount)
        return wait


def tokens_of(request: ChatRequest) -> int:
    """About how many tokens a request takes, its reply's cap left out."""
    return sum(len(m.content) for m in request.messages) // CHARACTERS_A_TOKEN + 1


def _now() -> float:
    return asyncio.get_running_loop().time()
