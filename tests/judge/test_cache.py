"""Replies kept: the modes, and requests in flight that share one call."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from grader.core.kept import KeptReply
from grader.errors import RateLimited, ReplayMiss, StoreError
from grader.judge.base import ChatReply, ChatRequest
from grader.judge.cache import CachedReplies, Mode, request_digest, request_record
from grader.usage import Usage
from tests.judge.memory import REQUEST, MemoryStore

PAID = Usage(input_tokens=10, output_tokens=5, calls=1, cost_usd=0.25)
FREE = Usage(input_tokens=10, output_tokens=5, calls=0, cached=1, cost_usd=0.0)


class Model:
    """Answers `reply N` on its Nth call, once the gate is open."""

    def __init__(self) -> None:
        self.calls = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None

    async def ask(self, request: ChatRequest) -> ChatReply:
        self.calls += 1
        number = self.calls
        await self.gate.wait()
        if self.error:
            raise self.error
        return ChatReply(text=f"reply {number}", model="m-1-2026", usage=PAID)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def model() -> Model:
    return Model()


async def settle() -> None:
    """Let every task run until all of them wait for something."""
    for _ in range(10):
        await asyncio.sleep(0)


# The modes


async def test_a_reply_is_asked_for_once_and_then_costs_nothing(
    store: MemoryStore, model: Model
) -> None:
    replies = CachedReplies(store, now=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    first = await replies.fetch(REQUEST, model.ask)
    assert first == ChatReply(text="reply 1", model="m-1-2026", usage=PAID)
    again = await replies.fetch(replace(REQUEST), model.ask)
    assert again == ChatReply(text="reply 1", model="m-1-2026", usage=FREE)
    assert model.calls == 1
    assert store.kept == {
        request_digest(REQUEST): KeptReply(
            text="reply 1", model="m-1-2026", usage=PAID, recorded_at="2026-01-02T03:04:05+00:00"
        )
    }
    assert store.requests == [request_record(REQUEST)]


async def test_recording_asks_anew_and_replaces(store: MemoryStore, model: Model) -> None:
    replies = CachedReplies(store, Mode.RECORD)
    await replies.fetch(REQUEST, model.ask)
    second = await replies.fetch(REQUEST, model.ask)
    assert (second.text, second.usage) == ("reply 2", PAID)
    assert [kept.text for kept in store.kept.values()] == ["reply 2"]


async def test_off_neither_uses_nor_keeps(store: MemoryStore, model: Model) -> None:
    await CachedReplies(store).fetch(REQUEST, model.ask)
    off = CachedReplies(store, Mode.OFF)
    assert (await off.fetch(REQUEST, model.ask)).text == "reply 2"
    assert [kept.text for kept in store.kept.values()] == ["reply 1"]


async def test_replay_asks_nobody(store: MemoryStore, model: Model) -> None:
    await CachedReplies(store).fetch(REQUEST, model.ask)
    replay = CachedReplies(store, Mode.REPLAY)
    assert (await replay.fetch(REQUEST, model.ask)).usage == FREE
    with pytest.raises(ReplayMiss) as miss:
        await replay.fetch(
            replace(REQUEST, model="m-2", endpoint="http://ann:secret@host/v1"), model.ask
        )
    assert model.calls == 1
    message = str(miss.value)
    other = replace(REQUEST, model="m-2", endpoint="http://ann:secret@host/v1")
    for part in (
        request_digest(other)[:16],
        "m-2",
        "http://host/v1",
        "temperature=0.5",
        "sample 0",
    ):
        assert part in message
    assert "GRADER_REPLIES=record" in message
    assert "secret" not in message
    assert "[1] hi" not in message


async def test_an_error_is_not_kept(store: MemoryStore, model: Model) -> None:
    replies = CachedReplies(store)
    model.error = RateLimited("slow down")
    with pytest.raises(RateLimited):
        await replies.fetch(REQUEST, model.ask)
    model.error = None
    assert (await replies.fetch(REQUEST, model.ask)).text == "reply 2"


# A store that fails


async def test_an_unreadable_entry_is_asked_anew_with_one_warning(
    store: MemoryStore, model: Model, caplog: pytest.LogCaptureFixture
) -> None:
    store.unreadable = StoreError("f.json cannot be read", "Mend it")
    replies = CachedReplies(store)
    assert (await replies.fetch(REQUEST, model.ask)).text == "reply 1"
    assert (await replies.fetch(REQUEST, model.ask)).text == "reply 2"
    assert [r.levelno for r in caplog.records] == [logging.WARNING]
    assert "f.json cannot be read. Mend it" in caplog.text


async def test_an_unreadable_entry_stops_a_replay(store: MemoryStore, model: Model) -> None:
    store.unreadable = StoreError("f.json cannot be read", "Mend it")
    with pytest.raises(ReplayMiss, match=r"f\.json cannot be read\. Mend it"):
        await CachedReplies(store, Mode.REPLAY).fetch(REQUEST, model.ask)
    assert model.calls == 0


async def test_a_full_disk_does_not_cost_the_reply(
    store: MemoryStore, model: Model, caplog: pytest.LogCaptureFixture
) -> None:
    store.unwritable = StoreError("the disk is full")
    assert (await CachedReplies(store).fetch(REQUEST, model.ask)).text == "reply 1"
    assert "the disk is full" in caplog.text
    with pytest.raises(StoreError):
        await CachedReplies(store, Mode.RECORD).fetch(REQUEST, model.ask)


async def test_closing_closes_the_store(store: MemoryStore) -> None:
    await CachedReplies(store).aclose()
    assert store.closed


# In flight


@pytest.mark.parametrize("mode", [Mode.NORMAL, Mode.RECORD])
async def test_identical_requests_in_flight_share_one_call(
    store: MemoryStore, model: Model, mode: Mode
) -> None:
    replies = CachedReplies(store, mode)
    model.gate.clear()
    tasks = [asyncio.create_task(replies.fetch(replace(REQUEST), model.ask)) for _ in range(5)]
    other = asyncio.create_task(replies.fetch(replace(REQUEST, model="m-2"), model.ask))
    await settle()
    model.gate.set()
    got = await asyncio.gather(*tasks)
    assert {reply.text for reply in got} == {"reply 1"}
    assert [reply.usage for reply in got] == [PAID, FREE, FREE, FREE, FREE]
    assert (await other).text == "reply 2"
    assert model.calls == 2


async def test_all_get_the_error_and_the_next_one_asks_again(
    store: MemoryStore, model: Model
) -> None:
    replies = CachedReplies(store)
    model.gate.clear()
    model.error = RateLimited("slow down")
    tasks = [asyncio.create_task(replies.fetch(REQUEST, model.ask)) for _ in range(3)]
    await settle()
    model.gate.set()
    got = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(error) for error in got] == [RateLimited] * 3
    assert model.calls == 1
    model.error = None
    assert (await replies.fetch(REQUEST, model.ask)).text == "reply 2"


async def test_when_the_leader_is_cancelled_one_follower_asks(
    store: MemoryStore, model: Model
) -> None:
    replies = CachedReplies(store)
    model.gate.clear()
    leader, *followers = (asyncio.create_task(replies.fetch(REQUEST, model.ask)) for _ in range(4))
    await settle()
    leader.cancel()
    await settle()
    assert leader.cancelled()
    assert model.calls == 2
    model.gate.set()
    got = await asyncio.gather(*followers)
    assert [reply.text for reply in got] == ["reply 2"] * 3
    assert sorted(reply.usage.calls for reply in got) == [0, 0, 1]


async def test_a_cancelled_follower_takes_nothing_from_the_others(
    store: MemoryStore, model: Model
) -> None:
    replies = CachedReplies(store)
    model.gate.clear()
    tasks = [asyncio.create_task(replies.fetch(REQUEST, model.ask)) for _ in range(3)]
    await settle()
    tasks[1].cancel()
    await settle()
    model.gate.set()
    got = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(got[1], asyncio.CancelledError)
    assert [r.text for r in got if isinstance(r, ChatReply)] == ["reply 1", "reply 1"]
    assert model.calls == 1


@pytest.mark.parametrize(
    ("mode", "found"),
    [(Mode.NORMAL, True), (Mode.REPLAY, True), (Mode.RECORD, False), (Mode.OFF, False)],
)
async def test_a_reply_is_recalled_where_it_would_be_used(mode: Mode, found: bool) -> None:
    store = MemoryStore()
    kept = KeptReply(text="{}", model="m", usage=PAID, recorded_at="2026-01-01")
    store.kept[request_digest(REQUEST)] = kept
    replies = CachedReplies(store, mode)
    assert await replies.recall(REQUEST) == (kept if found else None)
    assert await replies.recall(replace(REQUEST, sample=7)) is None
    store.unreadable = StoreError("the disk")
    assert await replies.recall(REQUEST) is None
