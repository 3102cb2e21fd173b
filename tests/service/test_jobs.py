"""Batches whose record fails, and whose jobs are lost: they go on."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from operator import methodcaller
from pathlib import Path

import pytest
from sqlalchemy import update

from grader.core.answer import Answer
from grader.core.judgment import Judgment
from grader.core.rubric import Rubric
from grader.errors import StoreError
from grader.grader import Grader
from grader.judge.keyword import KeywordJudge
from grader.library import Library
from grader.service import batches, chunks, jobs
from grader.service.caller import LOCAL
from grader.service.chunks import Chunks
from grader.service.jobs import Jobs
from grader.service.service import Service
from grader.service.signs import Signs
from grader.store.batches import Batch
from grader.store.database import Database
from grader.store.engine import sqlite_url
from grader.store.schema import batches as batches_table

RUBRIC = "fine-tuning-modes"
ROWS = 120
TABLE = "\r\n".join(["answer", *(f"Case {n}: I would use LoRA adapters." for n in range(ROWS))])


class Shaky:
    """The keyword scorer, whose record fails the first `failures` times."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        if self.failures > 0:
            self.failures -= 1
            raise StoreError("the fleet's limits cannot be read")
        return await KeywordJudge().judge(rubric, answer)


def open_at(path: Path, judge: Shaky | None = None) -> Service:
    database = Database(sqlite_url(path / "grader.sqlite3"))
    database.upgrade()
    url = sqlite_url(path / "jobs.sqlite3")
    return Service(Grader(Library(), judge or Shaky()), database, max_answer=1000, jobs_url=url)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "WAIT", 0.01)
    monkeypatch.setattr(chunks, "LONGEST_WAIT", 0.02)
    monkeypatch.setattr(jobs, "SWEEP", 0.7)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    service = open_at(tmp_path)
    yield service
    await service.aclose()


async def sent(service: Service) -> Batch:
    return await service.batches.submit(LOCAL, "a.csv", TABLE.encode(), RUBRIC)


async def over(service: Service, batch: str) -> Batch:
    async with asyncio.timeout(60):
        async for state in service.batches.watch(LOCAL, batch):
            last = state
        return last


async def test_a_batch_whose_process_died_before_it_had_a_job_is_begun_at_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def died(*_: object) -> None:
        return None

    first = open_at(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(first.batches.jobs, "submit", died)
        batch = await sent(first)
    await first.aclose()
    second = open_at(tmp_path)
    await second.start()
    state = await over(second, batch.id)
    await second.aclose()
    assert (state.state, state.done, state.attempt) == ("done", ROWS, 1)


async def test_a_batch_left_open_with_all_its_chunks_graded_is_closed(tmp_path: Path) -> None:
    first = open_at(tmp_path)
    batch = (await sent(first)).id
    await over(first, batch)
    open_again = update(batches_table).values(state="running")
    await first.database.write(methodcaller("execute", open_again))
    await first.aclose()
    second = open_at(tmp_path)
    await second.start()
    state = await over(second, batch)
    await second.aclose()
    assert (state.state, state.done) == ("done", ROWS)


async def test_chunks_whose_jobs_failed_get_new_ones(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: Counter[int] = Counter()
    grade = service.batches.jobs._work

    async def failing(batch: str, number: int) -> None:
        calls[number] += 1
        if calls[number] < 3:
            raise RuntimeError("this process is gone in a moment")
        await grade(batch, number)

    monkeypatch.setattr(service.batches.jobs, "_work", failing)
    state = await over(service, (await sent(service)).id)
    assert (state.state, state.done) == ("done", ROWS)
    assert calls == {0: 3, 1: 3, 2: 3}


async def test_a_job_that_no_process_is_at_is_taken_up(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: Counter[int] = Counter()
    hanging: list[asyncio.Future[None]] = []
    grade = service.batches.jobs._work

    async def lost(batch: str, number: int) -> None:
        calls[number] += 1
        if calls[number] == 1 and number == 1:
            # As for a thread that ended: in the list of jobs it is pending, here it is unknown.
            service.batches.jobs._at_work.clear()
            hanging.append(asyncio.get_running_loop().create_future())
            await hanging[0]
        await grade(batch, number)

    monkeypatch.setattr(service.batches.jobs, "_work", lost)
    state = await over(service, (await sent(service)).id)
    hanging[0].set_result(None)
    assert (state.state, state.done) == ("done", ROWS)
    assert calls[1] == 2


async def test_rows_wait_while_the_record_fails(tmp_path: Path) -> None:
    service = open_at(tmp_path, Shaky(failures=5))
    state = await over(service, (await sent(service)).id)
    await service.aclose()
    assert (state.state, state.done, state.ungraded) == ("done", ROWS, 0)


async def test_a_batch_that_the_record_always_refuses_fails_and_says_why(tmp_path: Path) -> None:
    judge = Shaky(failures=1_000_000)
    service = open_at(tmp_path, judge)
    batch = (await sent(service)).id
    state = await over(service, batch)
    assert (state.state, state.done) == ("failed", 0)
    assert "limits cannot be read" in state.message
    judge.failures = 0
    await service.batches.resume(LOCAL, batch)
    state = await over(service, batch)
    await service.aclose()
    assert (state.state, state.done, state.ungraded) == ("done", ROWS, 0)


async def test_a_defect_fails_the_batch(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    async def defective(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Chunks, "_carry_out", defective)
    state = await over(service, (await sent(service)).id)
    assert (state.state, state.message) == ("failed", "grader failed, as its log says")


async def test_rows_of_unfinished_chunks_count_as_progress(tmp_path: Path) -> None:
    gate = asyncio.Semaphore(30)

    class Slow(Shaky):
        async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
            await gate.acquire()
            return await super().judge(rubric, answer)

    service = open_at(tmp_path, Slow())
    batch = (await sent(service)).id
    seen: list[int] = []
    async with asyncio.timeout(60):
        async for state in service.batches.watch(LOCAL, batch):
            seen.append(state.done)
            if 0 < state.done < 50 or state.is_over:
                for _ in range(ROWS):
                    gate.release()
    await service.aclose()
    assert seen == sorted(seen)
    assert 0 < seen[1] <= 30
    assert seen[-1] == ROWS


async def test_a_watcher_is_told_that_there_is_no_news_and_let_go_at_the_end(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "QUIET", 0.05)
    monkeypatch.setattr(batches, "GLANCE", 0.01)

    async def idle(*_: object) -> None:
        return None

    monkeypatch.setattr(service.batches.jobs, "submit", idle)
    batch = await sent(service)
    told = 0
    async for state in service.batches.watch(LOCAL, batch.id):
        assert state == batch
        told += 1
        if told == 3:
            service.batches.end_watching()
    assert told == 3


async def test_nothing_is_begun_once_the_process_stops(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "grader.sqlite3"))
    database.upgrade()

    async def never(batch: str, number: int) -> None:
        raise AssertionError(f"chunk {number} of {batch} was begun")

    stopped = Jobs(database, sqlite_url(tmp_path / "jobs.sqlite3"), never, Signs(database))
    await stopped.stop()
    await stopped.submit("ba_1", 1)
    await database.aclose()
