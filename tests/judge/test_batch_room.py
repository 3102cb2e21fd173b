from __future__ import annotations

from dataclasses import replace

import pytest

from grader.errors import BudgetSpent
from grader.judge.base import ChatRequest, Message
from grader.judge.batch_room import Room
from grader.judge.cache import request_digest

REQUEST = ChatRequest(
    endpoint="https://api.openai.com/v1",
    model="gpt-4o-mini",
    messages=(Message(role="user", content="x" * 4000),),
    schema={},
    parameters={"max_completion_tokens": 1000},
    structured="none",
)
REQUESTS = [
    replace(REQUEST, parameters={"max_completion_tokens": 1000, "seed": n}) for n in range(9)
]


def let_in(room: Room, *requests: ChatRequest) -> list[bool]:
    return [room.take(request_digest(request), request) for request in requests]


def test_without_limits_there_is_room_for_all() -> None:
    room = Room()
    assert let_in(room, *REQUESTS) == [True] * 9
    assert room.taken == 0


def test_calls_are_counted_once_each() -> None:
    room = Room(max_calls=2)
    first, second, third = REQUESTS[:3]
    assert let_in(room, first, first, second, third, first) == [True, True, True, False, True]
    assert room.taken == 2


def test_cost_is_counted_at_its_most_and_at_half_the_price() -> None:
    # About 1,020 tokens at $0.15 a million and 1,000 at $0.60, halved: $0.00038 each.
    assert let_in(Room(max_cost=0.0008), *REQUESTS) == [True, True, *[False] * 7]


def test_without_a_price_a_limit_on_cost_cannot_hold() -> None:
    unknown = replace(REQUEST, model="a-model-of-nobody")
    with pytest.raises(BudgetSpent, match="price of a-model-of-nobody is unknown"):
        let_in(Room(max_cost=1.0), unknown)
