"""The replies of a provider's batch as a Completer, at the price of a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from grader.errors import PaidInVain, ReplayMiss
from grader.judge.base import ChatReply, ChatRequest
from grader.judge.cache import request_digest
from grader.judge.wire import read_completion
from grader.usage import Usage

SHARE = 0.5
"""What a batch costs of the list price, by OpenAI's documentation of its batch API."""


class Collected:
    """Answers a request from what a batch brought, and nothing else: what is not there is a miss.

    `body_of` gives the body of the response to the request with a digest, None if there is none.
    """

    def __init__(self, body_of: Callable[[str], bytes | None]) -> None:
        self._body_of = body_of

    async def complete(self, request: ChatRequest) -> ChatReply:
        body = self._body_of(request_digest(request))
        if body is None:
            raise ReplayMiss("the batch has no reply to this request", "Ask for it by itself")
        try:
            reply = read_completion(body, request)
        except PaidInVain as error:
            error.usage = _reduced(error.usage)
            raise
        return replace(reply, usage=_reduced(reply.usage))


def _reduced(usage: Usage) -> Usage:
    cost = usage.cost_usd
    return usage if cost is None else replace(usage, cost_usd=cost * SHARE)
