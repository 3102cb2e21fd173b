from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from grader.errors import JudgeRefused, ReplayMiss, ReplyTruncated
from grader.judge.base import ChatReply, ChatRequest, Message
from grader.judge.cache import request_digest
from grader.judge.collected import Collected
from grader.judge.wire import read_completion
from tests.judge.misbehaving import completion

REQUEST = ChatRequest(
    endpoint="https://api.openai.com/v1",
    model="gpt-4o-mini",
    messages=(Message(role="user", content="hello"),),
    schema={},
    parameters={},
)


async def ask(body: dict[str, Any], request: ChatRequest = REQUEST) -> ChatReply:
    bodies = {request_digest(REQUEST): json.dumps(body).encode()}
    return await Collected(bodies.get).complete(request)


async def test_a_reply_is_that_of_the_endpoint_at_half_the_price() -> None:
    body = completion("hello")
    live, batched = read_completion(json.dumps(body).encode(), REQUEST), await ask(body)
    assert live.usage.cost_usd
    assert batched.usage.cost_usd == live.usage.cost_usd / 2
    assert replace(batched, usage=live.usage) == live


async def test_a_price_that_is_not_known_stays_unknown() -> None:
    unknown = replace(REQUEST, model="a-model-of-nobody")
    bodies = {request_digest(unknown): json.dumps(completion("hello")).encode()}
    assert (await Collected(bodies.get).complete(unknown)).usage.cost_usd is None


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (completion("hel", "length"), ReplyTruncated),
        (completion(None, refusal="no"), JudgeRefused),
        (completion("", "content_filter"), JudgeRefused),
    ],
)
async def test_what_is_no_reply_costs_half_as_well(
    body: dict[str, Any], error: type[ReplyTruncated | JudgeRefused]
) -> None:
    with pytest.raises(error) as live:
        read_completion(json.dumps(body).encode(), REQUEST)
    with pytest.raises(error) as batched:
        await ask(body)
    told, again = live.value, batched.value
    assert isinstance(told, ReplyTruncated | JudgeRefused)
    assert isinstance(again, ReplyTruncated | JudgeRefused)
    assert told.usage.cost_usd
    assert again.usage.cost_usd == told.usage.cost_usd / 2


async def test_another_request_is_a_miss() -> None:
    with pytest.raises(ReplayMiss):
        await ask(completion("hello"), replace(REQUEST, sample=1))
