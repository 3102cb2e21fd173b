"""What a fleet shares of an endpoint's limits holds over all its processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from grader.judge.fleet import Sharing
from grader.judge.slots import Slots
from grader.store.database import Database
from grader.store.fleet import DatabaseFleet

ENDPOINT = "http://127.0.0.1:1/v1"


@asynccontextmanager
async def fleet(
    url: str, processes: int, *, silence: float = 60.0, **caps: int
) -> AsyncIterator[list[DatabaseFleet]]:
    """So many processes, each with a database of its own, as it would have."""
    caps = {"slots": 8} | caps
    empty = Database(url)
    empty.upgrade()
    empty.engine.dispose()
    members = [
        DatabaseFleet(Database(url), ENDPOINT, silence=silence, **caps) for _ in range(processes)
    ]
    yield members
    for member in members:
        await member.aclose()


async def test_shares_never_add_up_to_more_than_the_slots(database_url: str) -> None:
    async with fleet(database_url, 2) as (one, two):
        assert await one.share(0, 20) == 8
        # The first has all of them in flight, and gives up what it may as they end.
        assert await two.share(0, 20) == 0
        assert await one.share(8, 20) == 8
        assert await one.share(5, 20) == 5
        assert await two.share(0, 20) == 3
        assert await one.share(2, 20) == 4
        assert await two.share(3, 20) == 4
        await one.leave()
        assert await two.share(4, 20) == 8


async def test_the_share_of_one_that_is_silent_goes_to_the_others(database_url: str) -> None:
    async with fleet(database_url, 2, silence=0.0) as (dead, alive):
        assert await dead.share(0, 20) == 8
        await asyncio.sleep(0.001)
        assert await alive.share(0, 20) == 8


async def test_a_process_that_wants_one_has_one_while_another_wants_all(database_url: str) -> None:
    async with fleet(database_url, 2) as (batch, single):
        assert await single.share(0, 1) == 1
        assert await batch.share(0, 100) == 7


async def test_endpoints_have_shares_and_caps_of_their_own(database_url: str) -> None:
    async with fleet(database_url, 1, rpm=1) as (one,):
        assert await one.share(0, 20) == 8
        assert await one.reserve("m", 10) == 0
        other = DatabaseFleet(
            Database(database_url), "http://127.0.0.1:2/v1", slots=8, rpm=1, silence=60
        )
        assert await other.share(0, 20) == 8
        assert await other.reserve("m", 10) == 0
        await other.aclose()


async def test_caps_of_a_minute_count_what_all_processes_send(database_url: str) -> None:
    async with fleet(database_url, 3, rpm=60) as members:
        waits = await asyncio.gather(*(members[n % 3].reserve("m", 10) for n in range(12)))
    # One a second, whoever sends it; the clock goes on meanwhile.
    for place, wait in enumerate(sorted(waits)):
        assert place - 2 < wait <= place


async def test_tokens_are_capped_too(database_url: str) -> None:
    async with fleet(database_url, 2, tpm=6000) as (one, two):
        assert await one.reserve("m", 100) == 0
        assert 0.5 < await two.reserve("m", 600) < 1.1
        assert 5 < await one.reserve("m", 1) < 7


async def test_a_model_that_asks_to_be_left_alone_is_by_all(database_url: str) -> None:
    async with fleet(database_url, 2) as (one, two):
        await one.hold("m", 20)
        await two.hold("m", 5)
        assert 15 < await two.reserve("m", 10) <= 20
        assert await two.reserve("another", 10) == 0


async def test_no_more_are_in_flight_than_the_fleet_may_have(database_url: str) -> None:
    flying = most = 0

    async def fly(sharing: Sharing) -> None:
        nonlocal flying, most
        async with sharing.slot():
            flying += 1
            most = max(most, flying)
            await asyncio.sleep(0.005)
            flying -= 1

    async with fleet(database_url, 3) as members:
        sharings = [Sharing(member, Slots(8)) for member in members]
        await asyncio.gather(*(fly(sharing) for sharing in sharings for _ in range(60)))
        for sharing in sharings:
            await sharing.aclose()
        assert await members[0].share(0, 20) == 8
    assert 2 <= most <= 8
