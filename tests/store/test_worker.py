"""The worker's thread: jobs in batches, errors to whom they belong, an orderly end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from grader.errors import StoreError
from grader.store.worker import BATCH, BatchWorker


class Doubler:
    """Doubles numbers; a negative one is an error of its own, zero a defect."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.gate = threading.Event()
        self.gate.set()
        self.finished_on: int | None = None

    def work(self, jobs: Sequence[int]) -> list[int | Exception]:
        self.gate.wait()
        self.batches.append(len(jobs))
        if 0 in jobs:
            raise ZeroDivisionError("zero")
        return [StoreError("negative") if job < 0 else 2 * job for job in jobs]

    def finish(self) -> None:
        self.finished_on = threading.get_ident()

    def worker(self) -> BatchWorker[int, int]:
        return BatchWorker("doubler", self.work, self.finish)


async def test_what_waits_is_done_in_one_go() -> None:
    doubler = Doubler()
    worker = doubler.worker()
    doubler.gate.clear()
    tasks = [asyncio.create_task(worker.submit(n)) for n in range(1, BATCH + 100)]
    await asyncio.sleep(0)
    doubler.gate.set()
    assert await asyncio.gather(*tasks) == [2 * n for n in range(1, BATCH + 100)]
    assert len(doubler.batches) <= 3
    assert max(doubler.batches) <= BATCH
    await worker.aclose()
    assert doubler.finished_on not in (None, threading.get_ident())


async def test_an_error_goes_to_its_own_job_and_a_defect_to_its_batch() -> None:
    worker = Doubler().worker()
    with pytest.raises(StoreError, match="negative"):
        await worker.submit(-1)
    with pytest.raises(ZeroDivisionError):
        await worker.submit(0)
    assert await worker.submit(3) == 6
    await worker.aclose()


async def test_a_cancelled_job_does_not_disturb_the_others() -> None:
    doubler = Doubler()
    worker = doubler.worker()
    doubler.gate.clear()
    tasks = [asyncio.create_task(worker.submit(n)) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.sleep(0)
    doubler.gate.set()
    async with asyncio.timeout(30):  # Else a defect would show as a test that never ends.
        assert (await tasks[0], await tasks[2]) == (2, 6)
    await worker.aclose()


async def test_closing_does_what_still_waits_and_then_takes_nothing_more() -> None:
    doubler = Doubler()
    worker = doubler.worker()
    doubler.gate.clear()
    task = asyncio.create_task(worker.submit(4))
    await asyncio.sleep(0)
    closing = asyncio.create_task(worker.aclose())
    await asyncio.sleep(0)
    doubler.gate.set()
    await closing
    assert await task == 8
    await worker.aclose()
    with pytest.raises(StoreError, match="closed"):
        await worker.submit(1)


async def test_closing_what_was_never_used_starts_nothing() -> None:
    doubler = Doubler()
    await doubler.worker().aclose()
    assert doubler.finished_on is None


def test_one_worker_serves_one_event_loop_after_another() -> None:
    worker = Doubler().worker()
    assert asyncio.run(worker.submit(1)) == 2
    assert asyncio.run(worker.submit(2)) == 4
    asyncio.run(worker.aclose())


def test_a_loop_that_is_gone_does_not_stop_the_worker() -> None:
    doubler = Doubler()
    worker = doubler.worker()
    doubler.gate.clear()

    async def leave() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(worker.submit(1), 0.01)

    asyncio.run(leave())
    doubler.gate.set()
    assert asyncio.run(worker.submit(2)) == 4
    asyncio.run(worker.aclose())
