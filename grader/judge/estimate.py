"""What asking would take, before anything is sent: calls, tokens and dollars."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.kept import KeptReply
from grader.judge.asking import Asking
from grader.judge.base import ChatRequest
from grader.judge.cache import request_digest
from grader.judge.pace import CHARACTERS_A_TOKEN, tokens_of
from grader.judge.price import price_of

_CAPS = ("max_completion_tokens", "max_tokens")
_HELD = 128


@dataclass(slots=True, kw_only=True)
class ModelEstimate:
    """What the requests to one model would take that have to be sent.

    `input_tokens` are estimated from the requests' length, `most_output` is the sum of the token
    caps. `kept` replies are there already, and took `kept_output` tokens when they were asked for.
    """

    endpoint: str
    model: str
    calls: int = 0
    input_tokens: int = 0
    most_output: int = 0
    kept: int = 0
    kept_output: int = 0

    @property
    def likely_output(self) -> int | None:
        """Output tokens if replies are as long as those kept, None when none is."""
        return round(self.calls * self.kept_output / self.kept) if self.kept else None

    def cost(self, output_tokens: int) -> float | None:
        """Dollars at list price if the replies have so many tokens in all; None if unknown.

        Every input token is counted in full, though providers give a discount on a repeated prefix.
        """
        if not self.calls:
            return 0.0
        price = price_of(self.endpoint, self.model)
        return None if price is None else price(self.input_tokens, output_tokens, 0)


class Estimator:
    """Adds up requests as they would be made. Sends nothing.

    A request that comes again is counted once, as it would be sent once. Of each, 16 bytes of its
    digest are remembered: with Python's own share about 100 MB for a million different requests.
    """

    def __init__(self, judge: Asking) -> None:
        self._judge = judge
        self._seen: set[bytes] = set()
        self._schemas: dict[int, tuple[Mapping[str, Any], int]] = {}
        self.models: dict[str, ModelEstimate] = {}
        self.repeated = 0

    async def add(self, requests: Sequence[ChatRequest]) -> None:
        """Count requests; several at a time are looked up in one go."""
        new = [request for request in requests if self._is_new(request)]
        kept = await asyncio.gather(*(self._judge.recall(request) for request in new))
        for request, reply in zip(new, kept, strict=True):
            self._count(request, reply)

    def _is_new(self, request: ChatRequest) -> bool:
        key = bytes.fromhex(request_digest(request)[:32])
        if key in self._seen:
            self.repeated += 1
            return False
        self._seen.add(key)
        return True

    def _count(self, request: ChatRequest, reply: KeptReply | None) -> None:
        fresh = ModelEstimate(endpoint=request.endpoint, model=request.model)
        of = self.models.setdefault(request.model, fresh)
        if reply is not None:
            of.kept += 1
            of.kept_output += reply.usage.output_tokens
            return
        of.calls += 1
        of.input_tokens += tokens_of(request) + self._schema_tokens(request)
        of.most_output += next((request.parameters[n] for n in _CAPS if n in request.parameters), 0)

    def _schema_tokens(self, request: ChatRequest) -> int:
        """A strict schema goes beside the messages, and is charged like them."""
        if request.structured != "json_schema":
            return 0
        held = self._schemas.get(id(request.schema))
        if held is None:
            if len(self._schemas) >= _HELD:
                self._schemas.clear()
            length = len(json.dumps(request.schema, separators=(",", ":")))
            held = self._schemas[id(request.schema)] = (request.schema, length)
        return held[1] // CHARACTERS_A_TOKEN
