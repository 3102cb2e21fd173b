"""Batches as durable jobs on DBOS: what a process that dies leaves behind, another takes up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from grader.store import batches, workers
from grader.store.clock import new_id, stamp
from grader.store.database import Database

if TYPE_CHECKING:
    from dbos import DBOS

QUEUE = "grader-chunks"
AT_ONCE = 4
"""Chunks that one process grades at once."""
POLL = 0.2
"""Seconds between two looks at the queue."""
BEAT = 2.0
"""Seconds between two signs of life."""
SILENCE = 15.0
"""Seconds without one after which a worker is taken for dead."""
ALONE = "alone"
"""The name of the one process on an SQLite database: after a restart it takes up its own work."""
_log = logging.getLogger(__name__)

Work = Callable[[str, int], Coroutine[Any, Any, None]]


class Jobs:
    """Has `work` called for each chunk of a batch, at least once, on some process of the fleet.

    DBOS allows one instance in a process. It is started when there is something to do, since most
    services never see a batch.
    """

    def __init__(self, database: Database, url: str, work: Work) -> None:
        self._database = database
        self._url = url
        self._work = work
        self._shared = database.engine.dialect.name != "sqlite"
        self._name = new_id("wk") if self._shared else ALONE
        self._dbos: DBOS | None = None
        self._beating: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._start_batch: Callable[..., Any] | None = None

    async def resume(self) -> None:
        """Start if work is left from before, or a fleet may hand some over."""
        if self._shared or await self._database.read(batches.unfinished):
            await self.start()

    async def start(self) -> None:
        async with self._starting:
            if self._dbos is None:
                loop = asyncio.get_running_loop()
                await asyncio.to_thread(self._launch, loop)
                if self._shared:
                    self._beating = asyncio.create_task(self._beat())

    async def submit(self, batch: str, attempt: int) -> None:
        """Have a batch graded. Once this returns, it is, whatever happens to this process."""
        await self.start()
        await asyncio.to_thread(self._enqueue, batch, attempt)

    async def stop(self) -> None:
        """Finish the chunks that are being graded."""
        if self._beating:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        if self._dbos is not None:
            from dbos import DBOS

            await asyncio.to_thread(
                DBOS.destroy, destroy_registry=True, workflow_completion_timeout_sec=10
            )
            self._dbos = None
            if self._shared:
                await self._database.write(lambda c: workers.leave(c, self._name))

    def _launch(self, loop: asyncio.AbstractEventLoop) -> None:
        from dbos import DBOS, SetWorkflowID

        self._dbos = DBOS(
            config={
                "name": "grader",
                "system_database_url": self._url,
                "application_version": "1",
                "executor_id": self._name,
                "log_level": "ERROR",
                "notification_listener_polling_interval_sec": POLL,
            }
        )

        @DBOS.workflow(name="grade-chunk")
        def grade_chunk(batch: str, number: int) -> None:
            asyncio.run_coroutine_threadsafe(self._work(batch, number), loop).result()

        @DBOS.step(name="chunks-to-do")
        def to_do(batch: str) -> list[int]:
            return self._database.look(lambda c: batches.numbers_to_do(c, batch))

        @DBOS.workflow(name="grade-batch")
        def grade_batch(batch: str, attempt: int) -> None:
            for number in to_do(batch):
                with SetWorkflowID(f"{batch}:{attempt}:{number}"):
                    DBOS.enqueue_workflow(QUEUE, grade_chunk, batch, number)

        self._start_batch = grade_batch
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=POLL)

    def _enqueue(self, batch: str, attempt: int) -> None:
        from dbos import DBOS, SetWorkflowID

        assert self._start_batch is not None
        with SetWorkflowID(f"{batch}:{attempt}"):
            DBOS.start_workflow(self._start_batch, batch, attempt)

    async def _beat(self) -> None:
        """Give signs of life, and see to the work of those who give none."""
        while True:
            try:
                await self._database.write(lambda c: workers.seen(c, self._name))
                before = stamp(datetime.now(UTC) - timedelta(seconds=SILENCE))
                dead = await self._database.write(partial(workers.take_dead, before=before))
                for worker in dead:
                    await asyncio.to_thread(self._take_over, worker)
            except Exception:
                _log.exception("the fleet cannot be looked after")
            await asyncio.sleep(BEAT)

    def _take_over(self, worker: str) -> None:
        from dbos import DBOS

        left = DBOS.list_workflows(status="PENDING", executor_id=worker)
        _log.warning("worker %s is gone, %d of its jobs are taken up", worker, len(left))
        DBOS.resume_workflows([workflow.workflow_id for workflow in left])
