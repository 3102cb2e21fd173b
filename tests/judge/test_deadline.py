"""A deadline counts a provider's time alone."""

from __future__ import annotations

import asyncio

import pytest

from grader.judge.deadline import off_the_clock, within


async def test_a_deadline_ends_what_takes_too_long() -> None:
    with pytest.raises(TimeoutError):
        async with within(0.01):
            await asyncio.sleep(3600)


async def test_what_is_off_the_clock_moves_every_deadline_that_holds() -> None:
    async with within(100) as outer, within(50) as inner:
        before = [outer.when(), inner.when()]
        with off_the_clock():
            assert outer.when() is inner.when() is None
            await asyncio.sleep(0.02)
        for clock, end in zip((outer, inner), before, strict=True):
            assert (clock.when() or 0) >= (end or 0) + 0.015


async def test_a_deadline_that_is_over_is_left_alone() -> None:
    async with within(100):
        async with within(50):
            pass
        with off_the_clock():
            pass


async def _held_then_too_long() -> None:
    async with within(0.01):
        with off_the_clock():
            await asyncio.sleep(0.03)
        await asyncio.sleep(3600)


async def test_a_deadline_still_ends_what_comes_after() -> None:
    with pytest.raises(TimeoutError):
        await _held_then_too_long()


async def test_cancelling_passes_through() -> None:
    async def held() -> None:
        async with within(100):
            with off_the_clock():
                await asyncio.sleep(3600)

    task = asyncio.create_task(held())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
