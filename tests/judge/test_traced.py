from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from grader.errors import RateLimited
from grader.judge.base import ChatReply, ChatRequest, Message
from grader.judge.traced import Traced
from grader.usage import Usage

REQUEST = ChatRequest(
    endpoint="https://key:secret@models.example:8443/v1",
    model="m-1",
    messages=(Message(role="user", content="the candidate's words"),),
    schema={},
    parameters={"temperature": 0.5, "max_tokens": 100},
)


class Scripted:
    def __init__(self, outcome: ChatReply | Exception) -> None:
        self.outcome = outcome

    async def complete(self, request: ChatRequest) -> ChatReply:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


async def test_a_call_is_a_span_without_a_word_of_it(spans: InMemorySpanExporter) -> None:
    usage = Usage(input_tokens=7, output_tokens=3, calls=1)
    reply = ChatReply(text="the judge's words", model="m-1-2026", usage=usage)
    assert await Traced(Scripted(reply)).complete(REQUEST) == reply
    (span,) = spans.get_finished_spans()
    assert span.name == "chat m-1"
    assert dict(span.attributes or {}) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "m-1",
        "gen_ai.request.temperature": 0.5,
        "gen_ai.request.max_tokens": 100,
        "gen_ai.output.type": "json",
        "gen_ai.response.model": "m-1-2026",
        "gen_ai.usage.input_tokens": 7,
        "gen_ai.usage.output_tokens": 3,
        "server.address": "models.example",
        "server.port": 8443,
    }
    assert "words" not in span.to_json()


async def test_an_error_ends_the_span_with_its_code(spans: InMemorySpanExporter) -> None:
    with pytest.raises(RateLimited):
        await Traced(Scripted(RateLimited("slow down"))).complete(REQUEST)
    (span,) = spans.get_finished_spans()
    assert not span.status.is_ok
    assert dict(span.attributes or {})["error.type"] == "rate-limited"
