"""Each call of a model as an OpenTelemetry span, with the attribute names for generative AI.

Only OpenTelemetry's API is used: whoever runs grader chooses the exporter, for example with
`opentelemetry-instrument grader serve`. No word of a prompt or a reply goes into a span.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from grader.errors import JudgeError
from grader.judge.base import ChatReply, ChatRequest, Completer

_PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "seed": "gen_ai.request.seed",
    "max_tokens": "gen_ai.request.max_tokens",
    "max_completion_tokens": "gen_ai.request.max_tokens",
}


class Traced:
    """A Completer whose calls are spans called `chat MODEL`."""

    def __init__(self, inner: Completer) -> None:
        self._inner = inner
        self._tracer = trace.get_tracer("grader")

    async def complete(self, request: ChatRequest) -> ChatReply:
        """What `inner` gives or raises; an error ends the span with its code."""
        span = self._tracer.start_as_current_span(
            f"chat {request.model}", kind=SpanKind.CLIENT, attributes=_asked(request)
        )
        with span as current:
            try:
                reply = await self._inner.complete(request)
            except JudgeError as error:
                current.set_attribute("error.type", error.code)
                current.set_status(Status(StatusCode.ERROR, error.code))
                raise
            current.set_attributes(
                {
                    "gen_ai.response.model": reply.model,
                    "gen_ai.usage.input_tokens": reply.usage.input_tokens,
                    "gen_ai.usage.output_tokens": reply.usage.output_tokens,
                }
            )
            return reply

    async def aclose(self) -> None:
        close = getattr(self._inner, "aclose", None)
        if close is not None:
            await close()


def _asked(request: ChatRequest) -> dict[str, Any]:
    address = urlsplit(request.endpoint)
    chosen = {
        _PARAMETERS[name]: value
        for name, value in request.parameters.items()
        if name in _PARAMETERS
    }
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": request.model,
        "gen_ai.output.type": "json",
        "server.address": address.hostname or "",
        **({"server.port": address.port} if address.port else {}),
        **chosen,
    }
