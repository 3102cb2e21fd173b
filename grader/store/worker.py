"""A thread that does all that waits for it in one go, so that many jobs share a transaction."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeAlias, TypeVar

from grader.errors import StoreError

BATCH = 500
"""Most jobs taken at once."""

Job = TypeVar("Job")
Result = TypeVar("Result")
_Order: TypeAlias = tuple[Job, "asyncio.Future[Result]"]
_Outcome: TypeAlias = tuple["asyncio.Future[Result]", Result | Exception]


class BatchWorker(Generic[Job, Result]):
    """Hands jobs to `work`, all that wait at a time, on one thread of its own.

    `work` gives a result or an exception for each job, in order; `finish` is called last, on the
    same thread. The thread starts with the first job and ends with `aclose`. It does not keep the
    process alive: who awaits a job is told when it is done.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[Sequence[Job]], Sequence[Result | Exception]],
        finish: Callable[[], None],
    ) -> None:
        self._name = name
        self._work = work
        self._finish = finish
        self._queue: SimpleQueue[_Order[Job, Result] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._lock = threading.Lock()

    async def submit(self, job: Job) -> Result:
        """Have one job done. Raises what `work` gives as its exception."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        with self._lock:
            if self._closed:
                raise StoreError(f"{self._name} is closed", "Open it anew")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._queue.put((job, future))
        return await future

    async def aclose(self) -> None:
        """Do what still waits, then end the thread."""
        with self._lock:
            thread, closed, self._closed = self._thread, self._closed, True
            if thread is not None and not closed:
                self._queue.put(None)
        if thread is not None:
            await asyncio.to_thread(thread.join)

    def _run(self) -> None:
        last = False
        while not last:
            waiting = [self._queue.get(), *self._further()]
            orders = [order for order in waiting if order is not None]
            last = len(orders) < len(waiting)
            if orders:
                self._carry_out(orders)
        self._finish()

    def _further(self) -> list[_Order[Job, Result] | None]:
        taken: list[_Order[Job, Result] | None] = []
        try:
            while len(taken) < BATCH - 1:
                taken.append(self._queue.get_nowait())
        except Empty:
            pass
        return taken

    def _carry_out(self, orders: Sequence[_Order[Job, Result]]) -> None:
        try:
            results = self._work([job for job, _ in orders])
        except Exception as error:
            # The thread must outlive a defect in `work`, or all later jobs would wait forever.
            results = [error] * len(orders)
        done: dict[asyncio.AbstractEventLoop, list[_Outcome[Result]]] = {}
        for (_, future), result in zip(orders, results, strict=True):
            done.setdefault(future.get_loop(), []).append((future, result))
        for loop, outcomes in done.items():
            try:
                loop.call_soon_threadsafe(_deliver, outcomes)
            except RuntimeError:
                # The loop is closed, and with it everyone who waited there is gone.
                continue


def _deliver(outcomes: Sequence[_Outcome[Result]]) -> None:
    for future, outcome in outcomes:
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
