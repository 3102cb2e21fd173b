"""A provider batch that a later process goes on with, and the limits of one run."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path

import pytest

from grader.errors import (
    BudgetSpent,
    ServerFailed,
    StoreError,
    Unreachable,
)
from grader.judge.batch_room import Room
from grader.store.batch_journal import BatchJournal
from grader.store.replies import DatabaseReplies
from tests.judge.batching import BatchProvider
from tests.judge.handing import ANSWERS, BEGIN, UPLOAD, client, of


async def test_a_run_that_ends_between_upload_and_begin_loses_nothing(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.faults[BEGIN].extend([500] * 5)
    async with client(tmp_path, provider) as c:
        with pytest.raises(ServerFailed):
            await c.submit(ANSWERS)
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        assert submitted.sent == 0
        await c.watch(submitted.parts)
        assert (await c.keep(ANSWERS, submitted.parts)).replies == 6
    assert (provider.count(UPLOAD), len(provider.batches)) == (1, 1)


async def test_a_batch_that_began_unnoticed_is_found_among_others(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.faults[BEGIN].append("lost")
    provider.faults["GET /batches"].extend([500] * 5)
    async with client(tmp_path, provider) as c:
        with pytest.raises((ServerFailed, Unreachable)):
            await c.submit(ANSWERS)
    assert len(provider.batches) == 1
    for n in range(5):
        other = provider.file(b"")["id"]
        provider.batches[f"other_{n}"] = {"id": f"other_{n}", "input_file_id": other}
    async with client(tmp_path, provider) as c:
        assert (await c.collect(ANSWERS)).replies == 6
    assert provider.count(BEGIN) == 1


async def test_a_run_that_ends_during_the_upload_sends_it_again(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.faults[UPLOAD].extend(["lost"] * 5)
    async with client(tmp_path, provider) as c:
        with pytest.raises(Unreachable):
            await c.submit(ANSWERS)
    async with client(tmp_path, provider) as c:
        assert (await c.collect(ANSWERS)).replies == 6
    assert len(provider.batches) == 1


async def test_a_later_process_collects_what_an_earlier_one_sent(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.looks = 1
    async with client(tmp_path, provider) as c:
        sent = await c.submit(ANSWERS[:4])
        async with aclosing(c.batch.watch(sent.parts)) as standings:
            assert (await anext(standings)).waiting == 1
    async with client(tmp_path, provider) as c:
        kept = await c.collect(ANSWERS)
        assert (kept.replies, kept.left) == (6, 0)
    assert [of(line["body"]) for line in provider.requests] == [0, 1, 2, 3, 4, 5]


async def test_a_later_process_keeps_what_an_earlier_one_took_in(
    tmp_path: Path, provider: BatchProvider
) -> None:
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        await c.watch(submitted.parts)
    async with client(tmp_path, provider) as c:
        assert (await c.keep(ANSWERS[:3], submitted.parts)).replies == 3
        assert (await c.collect(ANSWERS)).replies == 3
    assert provider.count("GET /batches/batch_1") == 1


async def test_a_limit_on_calls_leaves_the_rest_out_for_this_run(
    tmp_path: Path, provider: BatchProvider
) -> None:
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS, Room(max_calls=4))
        assert (submitted.sent, submitted.stopped) == (4, True)
        # The same command, which is to collect and not to send four more.
        again = await c.submit(ANSWERS, Room(max_calls=4))
        assert (again.sent, again.parts) == (0, submitted.parts)


async def test_a_limit_with_room_for_nothing_is_told(
    tmp_path: Path, provider: BatchProvider
) -> None:
    async with client(tmp_path, provider) as c:
        with pytest.raises(BudgetSpent, match="room for no request"):
            await c.submit(ANSWERS, Room(max_cost=0.0001))
    assert provider.seen == []


async def test_a_limit_on_cost_needs_a_price(tmp_path: Path, provider: BatchProvider) -> None:
    async with client(tmp_path, provider, ("unheard-of",)) as c:
        with pytest.raises(BudgetSpent, match="price of unheard-of is unknown"):
            await c.submit(ANSWERS, Room(max_cost=1.0))
    assert provider.seen == []


async def test_nothing_is_sent_while_another_hands_over(
    tmp_path: Path, provider: BatchProvider
) -> None:
    other = BatchJournal(tmp_path)
    async with client(tmp_path, provider) as c:
        with other.submitting(), pytest.raises(StoreError, match="at this moment"):
            await c.submit(ANSWERS)
    assert provider.seen == []


async def test_replies_that_cannot_be_kept_stay_in_the_journal(
    tmp_path: Path, provider: BatchProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StoreError("the disk is full", "Empty it")

    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        await c.watch(submitted.parts)
        with monkeypatch.context() as patch:
            patch.setattr(DatabaseReplies, "put", full)
            with pytest.raises(StoreError, match="cannot be kept"):
                await c.keep(ANSWERS, submitted.parts)
        assert (await c.keep(ANSWERS, submitted.parts)).replies == 6
