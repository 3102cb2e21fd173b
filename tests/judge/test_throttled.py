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
from grader.judge.pace import Pace, tokens_of
from grader.judge.scripted import ReplyLine, ScriptedCompleter
from grader.judge.slots import Slots
from grader.judge.throttled import Throttled
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


async def test_a_429_halves_the_limit_once_for_all_in_flight_and_successes_restore_it() -> None:
    slots = Slots(16)
    script = ScriptedCompleter(lambda _: RateLimited("slow down"))
    limited = Throttled(script, Pace(), slots)
    outcomes = await asyncio.gather(
        *(limited.complete(REQUEST) for _ in range(8)), return_exceptions=True
    )
    assert all(isinstance(outcome, RateLimited) for outcome in outcomes)
    assert slots.limit >= 16 / 2**8
    assert slots.limit < 16
    before = slots.limit
    works = Throttled(ScriptedCompleter(lambda _: REPLY), Pace(), slots)
    for _ in range(400):
        await works.complete(REQUEST)
    assert before < slots.limit <= 16


@pytest.mark.parametrize(
    ("rpm", "tpm"), [(60_000, None), (None, 600_000), (9000, 900_000), (None, None)]
)
async def test_caps_of_a_minute_let_pass_what_fits(rpm: int | None, tpm: int | None) -> None:
    throttled = Throttled(ScriptedCompleter(lambda _: REPLY), Pace(rpm=rpm, tpm=tpm), Slots(8))
    replies = await asyncio.gather(*(throttled.complete(REQUEST) for _ in range(20)))
    assert replies == [REPLY] * 20


async def test_a_cap_holds_back_what_does_not_fit() -> None:
    throttled = Throttled(ScriptedCompleter(lambda _: REPLY), Pace(rpm=2), Slots(8))
    await throttled.complete(REQUEST)
    second = asyncio.create_task(throttled.complete(REQUEST))
    done, _ = await asyncio.wait({second}, timeout=0.05)
    assert not done
    second.cancel()


def test_tokens_are_estimated_from_the_length() -> None:
    assert tokens_of(REQUEST) == 101


async def test_what_the_endpoint_has_left_is_kept_to_and_no_deadline_runs_meanwhile() -> None:
    said = Limits(requests=Limit(left=0, reset=0.1, whole=1))
    script = ScriptedCompleter(lambda _: replace(REPLY, limits=said))
    throttled = Throttled(script, Pace(), Slots(8))
    begun = asyncio.get_running_loop().time()
    async with within(0.09):
        for _ in range(3):
            await throttled.complete(REQUEST)
    assert asyncio.get_running_loop().time() - begun >= 0.2


async def test_each_model_has_limits_of_its_own() -> None:
    said = Limits(requests=Limit(left=0, reset=60))
    throttled = Throttled(
        ScriptedCompleter(lambda _: replace(REPLY, limits=said)), Pace(), Slots(8)
    )
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
    throttled = Throttled(ScriptedCompleter(lines), Pace(), Slots(8))
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
        inner, slots = OpenAICompleter(server.url), Slots(LIMIT)
        throttled = Throttled(inner, Pace(), slots)
        request = replace(REQUEST, endpoint=server.url)

        async def ask() -> ChatReply:
            async with slots.slot():
                return await throttled.complete(request)

        await asyncio.gather(*(ask() for _ in range(ASKED)), return_exceptions=True)
        await inner.aclose()
    assert endpoint.refused == 0
    assert len(server.seen) == ASKED
