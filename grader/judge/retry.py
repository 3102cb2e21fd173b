"""The one retry loop: a few attempts with jitter, Retry-After honoured, within a total deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from grader.errors import DeadlineExceeded, JudgeError
from grader.judge.base import ChatReply, ChatRequest, Completer
from grader.judge.deadline import within

if TYPE_CHECKING:
    from tenacity import RetryCallState

FIRST_WAIT = 0.5
"""Longest wait after the first failure, in seconds; it doubles with each further one."""
LONGEST_WAIT = 20.0


class RetryingCompleter:
    """Asks another Completer up to `attempts` times, as long as its errors are retryable.

    Waits as long as the provider asks for, and a random time up to FIRST_WAIT, doubled each time.
    When that wait would not end within `deadline` seconds from the start, the error is raised at
    once. Raises DeadlineExceeded when the time runs out while a reply is awaited. `resting` is
    entered for the time of a wait, to let others go on meanwhile.
    """

    def __init__(
        self,
        inner: Completer,
        *,
        attempts: int = 3,
        deadline: float = 120.0,
        first_wait: float = FIRST_WAIT,
        resting: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
    ) -> None:
        self._inner = inner
        self._attempts = attempts
        self._deadline = deadline
        self._first_wait = first_wait
        self._resting = resting

    async def complete(self, request: ChatRequest) -> ChatReply:
        try:
            async with within(self._deadline) as clock:
                try:
                    return await self._inner.complete(request)
                except JudgeError as error:
                    # Most requests fail never, and are spared the machinery of trying again.
                    return await self._retried(request, error, clock)
        except TimeoutError:
            raise too_late(self._deadline) from None

    async def aclose(self) -> None:
        """Close the inner completer, if it can be closed."""
        close = getattr(self._inner, "aclose", None)
        if close is not None:
            await close()

    async def _retried(
        self, request: ChatRequest, first: JudgeError, clock: asyncio.Timeout
    ) -> ChatReply:
        """The further attempts, after the first met this error."""
        from tenacity import AsyncRetrying, retry_if_exception, wait_random_exponential

        backoff = wait_random_exponential(multiplier=self._first_wait, max=LONGEST_WAIT)
        sent = 0

        async def attempt() -> ChatReply:
            nonlocal sent
            sent += 1
            if sent == 1:
                raise first
            return await self._inner.complete(request)

        def wait(state: RetryCallState) -> float:
            # Jitter comes on top of what the provider asks, lest all return in the same instant.
            return float(getattr(_failure(state), "retry_after", None) or 0) + backoff(state)

        def stop(state: RetryCallState) -> bool:
            left = (clock.when() or 0.0) - asyncio.get_running_loop().time()
            return state.attempt_number >= self._attempts or state.upcoming_sleep >= left

        async def rest(seconds: float) -> None:
            async with self._resting():
                await asyncio.sleep(seconds)

        retrying = AsyncRetrying(
            sleep=rest,
            retry=retry_if_exception(lambda error: getattr(error, "retryable", False)),
            wait=wait,
            stop=stop,
            reraise=True,
        )
        reply: ChatReply = await retrying(attempt)
        return replace(reply, usage=replace(reply.usage, calls=sent))


def _failure(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def too_late(deadline: float) -> DeadlineExceeded:
    return DeadlineExceeded(
        f"there was no judgment within {deadline:g} seconds",
        "Raise GRADER_DEADLINE or use a faster model",
    )
