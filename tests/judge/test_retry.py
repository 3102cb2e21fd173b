from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from grader.errors import DeadlineExceeded, JudgeError, RateLimited, RequestRejected, ServerFailed
from grader.judge.base import ChatReply, ChatRequest
from grader.judge.retry import RetryingCompleter
from grader.judge.scripted import ReplyLine, ScriptedCompleter

REQUEST = ChatRequest(
    endpoint="http://localhost/v1", model="m", messages=(), schema={}, parameters={}
)
FAILED = ServerFailed("500")


@pytest.mark.parametrize(
    ("script", "attempts", "calls"),
    [
        (["ok"], 3, 1),
        ([FAILED, "ok"], 3, 2),
        ([FAILED, RateLimited("429"), "ok"], 3, 3),
        ([FAILED, "ok"], 2, 2),
    ],
)
async def test_each_attempt_counts(script: list[ReplyLine], attempts: int, calls: int) -> None:
    inner = ScriptedCompleter(script)
    completer = RetryingCompleter(inner, attempts=attempts, first_wait=0)
    assert (await completer.complete(REQUEST)).usage.calls == calls
    assert inner.requests == [REQUEST] * calls


@pytest.mark.parametrize(
    ("script", "attempts"),
    [
        ([FAILED, FAILED, RateLimited("last")], 3),
        ([RequestRejected("last")], 3),
        ([FAILED, RequestRejected("last")], 3),
        ([ServerFailed("last")], 1),
    ],
)
async def test_the_last_error_is_raised_as_it_is(script: list[JudgeError], attempts: int) -> None:
    inner = ScriptedCompleter(script)
    completer = RetryingCompleter(inner, attempts=attempts, first_wait=0)
    with pytest.raises(JudgeError) as caught:
        await completer.complete(REQUEST)
    assert caught.value is script[-1]
    assert len(inner.requests) == len(script)


async def test_retry_after_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    inner = ScriptedCompleter(
        [RateLimited("429", retry_after=7), ServerFailed("503", retry_after=2), "ok"]
    )
    completer = RetryingCompleter(inner, first_wait=0.25)
    monkeypatch.setattr("asyncio.sleep", sleep)
    await completer.complete(REQUEST)
    first, second = (wait for wait in waits if wait)
    assert 7 <= first <= 7.25
    assert 2 <= second <= 2.5


async def test_a_wait_that_would_pass_the_deadline_is_not_begun() -> None:
    inner = ScriptedCompleter([RateLimited("429", retry_after=61), "ok"])
    with pytest.raises(RateLimited):
        await RetryingCompleter(inner, deadline=60).complete(REQUEST)
    assert len(inner.requests) == 1


async def test_the_deadline_covers_all_attempts() -> None:
    class Stuck:
        async def complete(self, request: ChatRequest) -> ChatReply:
            await asyncio.Event().wait()
            raise AssertionError

    with pytest.raises(DeadlineExceeded, match="GRADER_DEADLINE"):
        await RetryingCompleter(Stuck(), deadline=0.05).complete(REQUEST)


async def test_cancelling_cancels_and_is_not_retried() -> None:
    inner = ScriptedCompleter([asyncio.CancelledError(), "ok"])
    with pytest.raises(asyncio.CancelledError):
        await RetryingCompleter(inner, first_wait=0).complete(REQUEST)
    assert len(inner.requests) == 1


async def test_closing_closes_what_can_be_closed() -> None:
    class Closable(ScriptedCompleter):
        closed = False

        async def aclose(self) -> None:
            self.closed = True

    inner = Closable([])
    await RetryingCompleter(inner).aclose()
    await RetryingCompleter(ScriptedCompleter([])).aclose()
    assert inner.closed


async def test_a_wait_is_a_rest_for_whoever_holds_a_slot() -> None:
    events: list[str] = []

    @asynccontextmanager
    async def resting() -> AsyncIterator[None]:
        events.append("rests")
        yield
        events.append("goes on")

    def answer(_: ChatRequest) -> ReplyLine:
        events.append("asks")
        return FAILED if len(events) < 3 else "ok"

    completer = RetryingCompleter(ScriptedCompleter(answer), first_wait=0, resting=resting)
    assert (await completer.complete(REQUEST)).text == "ok"
    assert events == ["asks", "rests", "goes on", "asks"]
