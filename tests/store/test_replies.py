"""Replies in a real SQLite database: round trips, damage, and several processes at once."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from grader.core.kept import KeptReply
from grader.errors import StoreError
from grader.store.engine import sqlite_url
from grader.store.replies import FILE, DatabaseReplies
from grader.usage import Usage

REQUEST = {"endpoint": "https://api.example/v1", "model": "m-1", "sample": 0}
REPLY = KeptReply(
    text='{"a": 1}',
    model="m-1-2026",
    usage=Usage(input_tokens=10, output_tokens=5, calls=1, cost_usd=0.25),
    recorded_at="2026-01-02T03:04:05+00:00",
)


def reply(text: str, usage: Usage | None = None) -> KeptReply:
    return KeptReply(text=text, model="m", usage=usage or Usage(), recorded_at="2026-01-02")


@pytest.fixture
async def replies(tmp_path: Path) -> AsyncIterator[DatabaseReplies]:
    opened = DatabaseReplies.in_home(tmp_path / "home")
    yield opened
    await opened.aclose()


def rows(home: Path, sql: str = "select digest from replies order by digest") -> list[str]:
    connection = sqlite3.connect(home / FILE)
    try:
        return [str(row[0]) for row in connection.execute(sql)]
    finally:
        connection.close()


@pytest.mark.parametrize(
    "kept",
    [
        REPLY,
        reply(""),
        reply("no cost known", Usage(calls=2)),
        reply("a lone surrogate \ud800, a NUL \x00 and \U0001f600", Usage(cost_usd=0.1)),
    ],
)
async def test_a_reply_comes_back_as_it_was(replies: DatabaseReplies, kept: KeptReply) -> None:
    assert await replies.get("d1") is None
    await replies.put("d1", REQUEST, kept)
    assert await replies.get("d1") == kept
    assert await replies.get("d2") is None


async def test_a_later_reply_replaces_an_earlier_one(replies: DatabaseReplies) -> None:
    await replies.put("d1", REQUEST, REPLY)
    await asyncio.gather(*(replies.put("d1", REQUEST, reply(f"r{n}")) for n in range(5)))
    assert await replies.get("d1") == reply("r4")


async def test_a_reply_is_on_disk_when_put_returns(
    replies: DatabaseReplies, tmp_path: Path
) -> None:
    await replies.put("d1", REQUEST, REPLY)
    assert rows(tmp_path / "home") == ["d1"]


async def test_many_at_once(replies: DatabaseReplies) -> None:
    async def one(n: int) -> KeptReply | None:
        await replies.put(f"d{n}", REQUEST, reply(f"r{n}"))
        return await replies.get(f"d{n}")

    got = await asyncio.gather(*(one(n) for n in range(1200)))
    assert got == [reply(f"r{n}") for n in range(1200)]


async def test_a_row_that_cannot_be_written_does_not_cost_the_others(
    replies: DatabaseReplies,
) -> None:
    await replies.get("opened")
    wrong = {**REQUEST, "endpoint": None}
    results = await asyncio.gather(
        replies.put("d1", REQUEST, REPLY),
        replies.put("d2", wrong, REPLY),
        replies.put("d3", REQUEST, REPLY),
        return_exceptions=True,
    )
    assert [type(r) for r in results] == [type(None), StoreError, type(None)]
    assert [await replies.get(d) for d in ("d1", "d2", "d3")] == [REPLY, None, REPLY]


async def test_only_the_owner_may_read_what_is_kept(
    replies: DatabaseReplies, tmp_path: Path
) -> None:
    await replies.put("d1", REQUEST, REPLY)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) & 0o077
        for path in (tmp_path / "home", *(tmp_path / "home").iterdir())
    }
    assert set(modes) >= {"home", FILE}
    assert set(modes.values()) == {0}


async def test_the_database_is_in_wal_mode(replies: DatabaseReplies, tmp_path: Path) -> None:
    await replies.put("d1", REQUEST, REPLY)
    assert rows(tmp_path / "home", "pragma journal_mode") == ["wal"]


def test_nothing_is_made_before_it_is_needed(tmp_path: Path) -> None:
    asyncio.run(DatabaseReplies.in_home(tmp_path / "home").aclose())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        "update replies set text = 7",
        "update replies set input_tokens = 'many'",
        "update replies set cost_usd = 'dear'",
    ],
)
async def test_a_damaged_row_is_an_error_and_can_be_recorded_again(
    replies: DatabaseReplies, tmp_path: Path, damage: str
) -> None:
    await replies.put("d1", REQUEST, REPLY)
    connection = sqlite3.connect(tmp_path / "home" / FILE)
    connection.execute(damage)
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=FILE):
        await replies.get("d1")
    await replies.put("d1", REQUEST, REPLY)
    assert await replies.get("d1") == REPLY


async def test_a_file_that_is_no_database_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is not a database at all, by any means\n" * 100)
    replies = DatabaseReplies.in_home(tmp_path)
    with pytest.raises(StoreError, match=rf"{FILE} cannot be read: file is not a database"):
        await replies.get("d1")
    with pytest.raises(StoreError, match="move the file away"):
        await replies.put("d1", REQUEST, REPLY)
    (tmp_path / FILE).unlink()
    await replies.put("d1", REQUEST, REPLY)
    assert await replies.get("d1") == REPLY
    await replies.aclose()


async def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    replies = DatabaseReplies.in_home(tmp_path / "file")
    with pytest.raises(StoreError, match=FILE):
        await replies.get("d1")
    await replies.aclose()


async def test_an_error_does_not_show_the_database_password() -> None:
    replies = DatabaseReplies("postgresql+nosuch://ann:secret@host/db")
    with pytest.raises(StoreError, match=r"postgresql\+nosuch://ann:\*\*\*@host/db") as error:
        await replies.get("d1")
    assert "secret" not in str(error.value)
    await replies.aclose()


def _write(url: str, writer: int, count: int) -> None:
    async def write() -> None:
        replies = DatabaseReplies(url)
        # Each writes some of its own, and some that all the others write too.
        digests = [f"own-{writer}-{n}" for n in range(count)] + [f"all-{n}" for n in range(count)]
        await asyncio.gather(*(replies.put(d, REQUEST, reply(d)) for d in digests))
        await replies.aclose()

    asyncio.run(write())


async def test_several_processes_write_at_once(tmp_path: Path) -> None:
    url, writers, count = sqlite_url(tmp_path / "new" / FILE), 4, 50
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write, args=(url, n, count)) for n in range(writers)]
    for process in processes:
        process.start()
    for process in processes:
        await asyncio.to_thread(process.join, 60)
    assert [process.exitcode for process in processes] == [0] * writers
    expected = {f"own-{w}-{n}" for w in range(writers) for n in range(count)}
    expected |= {f"all-{n}" for n in range(count)}
    assert set(rows(tmp_path / "new")) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can be killed midway")
async def test_what_was_put_survives_a_kill(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / FILE)
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_put_and_die, args=(url,))
    process.start()
    await asyncio.to_thread(process.join, 60)
    assert process.exitcode == 9
    replies = DatabaseReplies(url)
    assert await replies.get("d1") == REPLY
    await replies.aclose()


def _put_and_die(url: str) -> None:
    async def put() -> None:
        await DatabaseReplies(url).put("d1", REQUEST, REPLY)
        os._exit(9)

    asyncio.run(put())


async def test_an_erased_reply_is_gone_for_every_process(
    replies: DatabaseReplies, tmp_path: Path
) -> None:
    for digest in ("d1", "d2"):
        await replies.put(digest, REQUEST, REPLY)
    await replies.delete(["d1", "never kept"])
    assert [await replies.get("d1"), await replies.get("d2")] == [None, REPLY]
    assert rows(tmp_path / "home") == ["d2"]


async def test_a_fleet_shares_its_replies_on_postgresql(postgres_url: str) -> None:
    first, second = DatabaseReplies(postgres_url), DatabaseReplies(postgres_url)
    await first.put("d1", REQUEST, REPLY)
    await first.put("d1", REQUEST, reply("anew \ud800 \x00"))
    assert await second.get("d1") == reply("anew \ud800 \x00")
    await second.delete(["d1"])
    assert await first.get("d1") is None
    await first.aclose()
    await second.aclose()
