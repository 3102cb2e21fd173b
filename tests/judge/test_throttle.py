"""The pace adapts to what the endpoint answers, and keeps to the caps of a minute."""

from __future__ import annotations

import asyncio

import pytest

from grader.core.judgment import Usage
from grader.errors import RateLimited
from grader.judge.base import ChatReply, ChatRequest, Message
from grader.judge.scripted import ScriptedCompleter
from grader.judge.throttle import Throttle, Throttled, tokens_of

REQUEST = ChatRequest(
    endpoint="http://127.0.0.1:1/v1",
    model="m",
    messages=(Message(role="user", content="x" * 400),),
    schema={},
    parameters={},
)
REPLY = ChatReply(text="{}", model="m", usage=Usage(calls=1))


async def _hold(throttle: Throttle, held: list[int], until: asyncio.Event) -> None:
    async with throttle.slot():
        held.append(1)
        await until.wait()


async def test_no_more_than_the_limit_hold_a_slot() -> None:
    throttle, until = Throttle(3), asyncio.Event()
    held: list[int] = []
    tasks = [asyncio.create_task(_hold(throttle, held, until)) for _ in range(10)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(held) == 3
    until.set()
    await asyncio.gather(*tasks)
    assert len(held) == 10


async def test_a_cancelled_waiter_takes_no_slot_with_it() -> None:
    throttle, until = Throttle(1), asyncio.Event()
    held: list[int] = []
    first, second, third = (asyncio.create_task(_hold(throttle, held, until)) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    until.set()
    await asyncio.gather(first, third)
    assert len(held) == 2


async def test_a_waiter_cancelled_when_its_turn_has_come_passes_it_on() -> None:
    throttle, until = Throttle(1), asyncio.Event()
    held: list[int] = []
    until.set()
    async with throttle.slot():
        second = asyncio.create_task(_hold(throttle, held, until))
        third = asyncio.create_task(_hold(throttle, held, until))
        await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait_for(third, 5)
    assert len(held) == 1


async def test_slots_are_handed_out_in_the_order_of_asking() -> None:
    throttle, order = Throttle(2), []

    async def take(number: int) -> None:
        async with throttle.slot():
            order.append(number)
            await asyncio.sleep(0)

    async with throttle.slot(), throttle.slot():
        tasks = [asyncio.create_task(take(number)) for number in range(6)]
        await asyncio.sleep(0)
        # Successes look for free slots as well, and must not wake those whose turn is not yet.
        throttle.succeeded()
    late = asyncio.create_task(take(6))
    throttle.succeeded()
    await asyncio.gather(*tasks, late)
    assert order == list(range(7))


async def test_a_429_halves_the_limit_once_for_all_in_flight_and_successes_restore_it() -> None:
    throttle = Throttle(16)
    script = ScriptedCompleter(lambda _: RateLimited("slow down"))
    limited = Throttled(script, throttle)
    outcomes = await asyncio.gather(
        *(limited.complete(REQUEST) for _ in range(8)), return_exceptions=True
    )
    assert all(isinstance(outcome, RateLimited) for outcome in outcomes)
    assert throttle.limit >= 16 / 2**8
    assert throttle.limit < 16
    before = throttle.limit
    works = Throttled(ScriptedCompleter(lambda _: REPLY), throttle)
    for _ in range(400):
        await works.complete(REQUEST)
    assert before < throttle.limit <= 16


def test_halving_counts_once_a_generation_and_never_below_one() -> None:
    throttle = Throttle(8)
    generation = throttle.generation
    for _ in range(5):
        throttle.limited(generation)
    assert throttle.limit == 4
    for _ in range(9):
        throttle.limited(throttle.generation)
    assert throttle.limit == 1


@pytest.mark.parametrize("caps", [{"rpm": 60_000}, {"tpm": 60_000}, {"rpm": 9000, "tpm": 900_000}])
async def test_caps_of_a_minute_let_pass_what_fits(caps: dict[str, int]) -> None:
    throttled = Throttled(ScriptedCompleter(lambda _: REPLY), Throttle(8, **caps))
    replies = await asyncio.gather(*(throttled.complete(REQUEST) for _ in range(20)))
    assert replies == [REPLY] * 20


async def test_a_cap_holds_back_what_does_not_fit() -> None:
    throttled = Throttled(ScriptedCompleter(lambda _: REPLY), Throttle(8, rpm=2))
    await asyncio.gather(*(throttled.complete(REQUEST) for _ in range(2)))
    third = asyncio.create_task(throttled.complete(REQUEST))
    done, _ = await asyncio.wait({third}, timeout=0.05)
    assert not done
    third.cancel()


def test_tokens_are_estimated_from_the_length() -> None:
    assert tokens_of(REQUEST) == 101
