"""Slots are handed out in order, none is lost, and their number adapts."""

from __future__ import annotations

import asyncio

import pytest

from grader.judge.slots import Slots


async def _hold(slots: Slots, held: list[int], until: asyncio.Event) -> None:
    async with slots.slot():
        held.append(1)
        await until.wait()


async def test_no_more_than_the_limit_hold_a_slot() -> None:
    slots, until = Slots(3), asyncio.Event()
    held: list[int] = []
    tasks = [asyncio.create_task(_hold(slots, held, until)) for _ in range(10)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(held) == 3
    until.set()
    await asyncio.gather(*tasks)
    assert len(held) == 10


async def test_a_cancelled_waiter_takes_no_slot_with_it() -> None:
    slots, until = Slots(1), asyncio.Event()
    held: list[int] = []
    first, second, third = (asyncio.create_task(_hold(slots, held, until)) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    until.set()
    await asyncio.gather(first, third)
    assert len(held) == 2


async def test_a_waiter_cancelled_when_its_turn_has_come_passes_it_on() -> None:
    slots, until = Slots(1), asyncio.Event()
    held: list[int] = []
    until.set()
    async with slots.slot():
        second = asyncio.create_task(_hold(slots, held, until))
        third = asyncio.create_task(_hold(slots, held, until))
        await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait_for(third, 5)
    assert len(held) == 1


async def test_slots_are_handed_out_in_the_order_of_asking() -> None:
    slots, order = Slots(2), []

    async def take(number: int) -> None:
        async with slots.slot():
            order.append(number)
            await asyncio.sleep(0)

    async with slots.slot(), slots.slot():
        tasks = [asyncio.create_task(take(number)) for number in range(6)]
        await asyncio.sleep(0)
        # Successes look for free slots as well, and must not wake those whose turn is not yet.
        slots.succeeded()
    late = asyncio.create_task(take(6))
    slots.succeeded()
    await asyncio.gather(*tasks, late)
    assert order == list(range(7))


def test_halving_counts_once_a_generation_and_never_below_one() -> None:
    slots = Slots(8)
    generation = slots.generation
    for _ in range(5):
        slots.limited(generation)
    assert slots.limit == 4
    for _ in range(9):
        slots.limited(slots.generation)
    assert slots.limit == 1


async def test_a_slot_that_rests_goes_to_another_and_comes_back_first() -> None:
    slots, order, first, rested = Slots(1), [], asyncio.Event(), asyncio.Event()

    async def take(name: str) -> None:
        async with slots.slot():
            order.append(name)
            first.set()
            await asyncio.sleep(0)

    async def rest() -> None:
        async with slots.slot():
            async with slots.released():
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
    async with asyncio.timeout(5), slots.slot():
        pass


@pytest.mark.parametrize("waits_for_its_slot", [False, True])
async def test_one_cancelled_while_it_rests_takes_no_slot_with_it(waits_for_its_slot: bool) -> None:
    slots, rested, until = Slots(1), asyncio.Event(), asyncio.Event()
    held: list[int] = []

    async def rest() -> None:
        async with slots.slot(), slots.released():
            await rested.wait()

    resting = asyncio.create_task(rest())
    await asyncio.sleep(0)
    other = asyncio.create_task(_hold(slots, held, until))
    await asyncio.sleep(0)
    if waits_for_its_slot:
        rested.set()
        await asyncio.sleep(0)
    resting.cancel()
    await asyncio.gather(resting, return_exceptions=True)
    late = asyncio.create_task(_hold(slots, held, until))
    await asyncio.sleep(0)
    assert len(held) == 1
    until.set()
    await asyncio.gather(other, late)
    assert len(held) == 2


async def test_what_is_allowed_later_bounds_the_limit_and_takes_nothing_away() -> None:
    slots, until = Slots(4), asyncio.Event()
    held: list[int] = []
    tasks = [asyncio.create_task(_hold(slots, held, until)) for _ in range(6)]
    await asyncio.sleep(0)
    slots.allow(1)
    assert (slots.busy, slots.wanted, slots.limit) == (4, 6, 1)
    slots.allow(5)
    await asyncio.sleep(0)
    assert (len(held), slots.limit) == (4, 4)
    slots.allow(0)
    until.set()
    await asyncio.wait(tasks, timeout=0.01)
    assert (slots.busy, slots.wanted) == (0, 2)
    slots.allow(4)
    await asyncio.gather(*tasks)


async def test_whoever_waits_is_seen() -> None:
    slots, until = Slots(1), asyncio.Event()
    held: list[int] = []
    tasks = [asyncio.create_task(_hold(slots, held, until))]
    await asyncio.sleep(0)
    assert not slots.sought.is_set()
    tasks.append(asyncio.create_task(_hold(slots, held, until)))
    await asyncio.wait_for(slots.sought.wait(), 5)
    until.set()
    await asyncio.gather(*tasks)
