"""The pace adapts to what the endpoint answers, and keeps to the caps of a minute."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from grader.errors import RateLimited, ServerFailed
from grader.judge.base import ChatReply, ChatRequest, Message
from grader.judge.deadline import within
from grader.judge.limits import Limit, Limits
from grader.judge.openai import OpenAICompleter
from grader.judge.scripted import ReplyLine, ScriptedCompleter
from grader.judge.throttle import Throttle, Throttled, tokens_of
from grader.usage import Usage
from tests.judge.misbehaving import Misbehaving, completion, error, http

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


async def test_a_slot_that_rests_goes_to_another_and_comes_back_first() -> None:
    throttle, order, first, rested = Throttle(1), [], asyncio.Event(), asyncio.Event()

    async def take(name: str) -> None:
        async with throttle.slot():
            order.append(name)
            first.set()
            await asyncio.sleep(0)

    async def rest() -> None:
        async with throttle.slot():
            async with throttle.released():
                order.append("rests")
                await rested.wait()
            order.append("goes on")

    resting = asyncio.create_task(rest())
    await asyncio.sleep(0)
    others = [asyncio.create_task(take(name)) for name in ("one", "two", "three")]
    await first.wait()
    rested.set()
    await asyncio.gather(resting, *others)
    assert order[:2] == ["rests", "one"]
    assert order.index("goes on") < order.index("three")
    async with asyncio.timeout(5), throttle.slot():
        pass


@pytest.mark.parametrize("waits_for_its_slot", [False, True])
async def test_one_cancelled_while_it_rests_takes_no_slot_with_it(waits_for_its_slot: bool) -> None:
    throttle, rested, until = Throttle(1), asyncio.Event(), asyncio.Event()
    held: list[int] = []

    async def rest() -> None:
        async with throttle.slot(), throttle.released():
            await rested.wait()

    resting = asyncio.create_task(rest())
    await asyncio.sleep(0)
    other = asyncio.create_task(_hold(throttle, held, until))
    await asyncio.sleep(0)
    if waits_for_its_slot:
        rested.set()
        await asyncio.sleep(0)
    resting.cancel()
    await asyncio.gather(resting, return_exceptions=True)
    late = asyncio.create_task(_hold(throttle, held, until))
    await asyncio.sleep(0)
    assert len(held) == 1
    until.set()
    await asyncio.gather(other, late)
    assert len(held) == 2


async def test_what_the_endpoint_has_left_is_kept_to_and_no_deadline_runs_meanwhile() -> None:
    said = Limits(requests=Limit(left=0, reset=0.1, whole=1))
    script = ScriptedCompleter(lambda _: replace(REPLY, limits=said))
    throttled = Throttled(script, Throttle(8))
    begun = asyncio.get_running_loop().time()
    async with within(0.09):
        for _ in range(3):
            await throttled.complete(REQUEST)
    assert asyncio.get_running_loop().time() - begun >= 0.2


async def test_each_model_has_limits_of_its_own() -> None:
    said = Limits(requests=Limit(left=0, reset=60))
    throttled = Throttled(ScriptedCompleter(lambda _: replace(REPLY, limits=said)), Throttle(8))
    await throttled.complete(REQUEST)
    held = asyncio.create_task(throttled.complete(REQUEST))
    await throttled.complete(replace(REQUEST, model="another"))
    assert not held.done()
    held.cancel()


@pytest.mark.parametrize("kind", [RateLimited, ServerFailed])
async def test_retry_after_holds_back_all_requests_to_the_model(
    kind: type[RateLimited | ServerFailed],
) -> None:
    lines: list[ReplyLine] = [kind("later", retry_after=0.1), REPLY]
    throttled = Throttled(ScriptedCompleter(lines), Throttle(8))
    begun = asyncio.get_running_loop().time()
    with pytest.raises(kind):
        await throttled.complete(REQUEST)
    assert await throttled.complete(REQUEST) == REPLY
    assert asyncio.get_running_loop().time() - begun >= 0.1


LIMIT = 6
ASKED = 40


class Limited:
    """Plays an endpoint that takes LIMIT requests of each fifth of a second, and says so.

    It refuses only beyond twice as many, since those on their way when a fifth ends come late.
    """

    def __init__(self) -> None:
        self._begun = 0.0
        self._count = 0
        self.refused = 0

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._begun >= 0.2:
            self._begun, self._count = now, 0
        self._count += 1
        if self._count > 2 * LIMIT:
            self.refused += 1
            await error(429, "slow down")(writer)
            return
        headers = {
            "x_ratelimit_limit_requests": str(LIMIT),
            "x_ratelimit_remaining_requests": str(max(0, LIMIT - self._count)),
            "x_ratelimit_reset_requests": f"{(self._begun + 0.2 - now) * 1000:.0f}ms",
        }
        await http(200, completion("{}"), **headers)(writer)


async def test_an_endpoint_that_says_what_it_has_left_need_not_refuse() -> None:
    endpoint = Limited()
    async with Misbehaving([endpoint]) as server:
        inner, throttle = OpenAICompleter(server.url), Throttle(LIMIT)
        throttled = Throttled(inner, throttle)
        request = replace(REQUEST, endpoint=server.url)

        async def ask() -> ChatReply:
            async with throttle.slot():
                return await throttled.complete(request)

        await asyncio.gather(*(ask() for _ in range(ASKED)), return_exceptions=True)
        await inner.aclose()
    assert endpoint.refused == 0
    assert len(server.seen) == ASKED
