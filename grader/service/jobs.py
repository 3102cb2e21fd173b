"""Batches as durable jobs on DBOS: what a process that dies leaves behind, another takes up."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Iterable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from grader.errors import StoreError
from grader.service.signs import Signs
from grader.store import batches, chunks, workers
from grader.store.database import Database

if TYPE_CHECKING:
    from dbos import DBOS, WorkflowStatus

QUEUE = "grader-chunks"
AT_ONCE = 4
"""Chunks that one process grades at once."""
POLL = 0.2
"""Seconds between two looks at the queue."""
SWEEP = 15.0
"""Seconds between two looks for open batches of which nobody grades a chunk."""
SOON = 1.0
"""Seconds after the start until the first."""
GRACE = 8.0
"""Seconds that the chunks in hand have to finish in when the process stops."""
ALONE = "alone"
"""The name of the one process on an SQLite database: after a restart it takes up its own work."""
_LIVE = ["ENQUEUED", "DELAYED", "PENDING"]
_log = logging.getLogger(__name__)

Work = Callable[[str, int], Coroutine[Any, Any, None]]


class Jobs:
    """Has `work` called for each chunk of a batch, at least once, on some process of the fleet.

    DBOS allows one instance in a process. It is started when there is something to do, since most
    services never see a batch.

    A batch's jobs are named by its id, its attempt, the chunk's number, and where a chunk's job
    ended without grades, how often that was.
    """

    def __init__(self, database: Database, url: str, work: Work, signs: Signs) -> None:
        self._database = database
        self._url = url
        self._work = work
        self._signs = signs
        self._name = signs.name if signs.shared else ALONE
        self._dbos: DBOS | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._stopped = False
        self._start_batch: Callable[..., Any] | None = None
        self._grade_chunk: Callable[..., Any] | None = None
        self._at_work: set[str] = set()
        self._in_hand: set[Future[None]] = set()
        self._suspects: frozenset[str] = frozenset()

    async def resume(self) -> None:
        """Start if work is left from before, or a fleet may hand some over."""
        if self._signs.shared or await self._database.read(batches.unfinished):
            await self.start()

    async def start(self) -> None:
        async with self._starting:
            if self._dbos is None and not self._stopped:
                # Before the first chunk is taken, so that nobody takes its worker for dead.
                await self._signs.begin(self._take_over)
                await asyncio.to_thread(self._launch, asyncio.get_running_loop())
                self._sweeping = asyncio.create_task(self._sweep())

    async def submit(self, batch: str, attempt: int) -> None:
        """Have a batch graded. Once this returns, it is, whatever happens to this process."""
        await self.start()
        if self._stopped:
            # The next start finds it.
            return
        try:
            await asyncio.to_thread(self._enqueue, batch, attempt)
        except Exception:
            # The batch is in the record, where the next sweep finds it.
            _log.exception("batch %s is not begun yet", batch)

    async def stop(self) -> None:
        """Finish the chunks in hand, or leave to others what takes longer than GRACE."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)
            self._sweeping = None
        async with self._starting:
            self._stopped = True
            if self._dbos is not None:
                self._dbos = None
                await self._land()

    async def _land(self) -> None:
        from dbos import DBOS

        loop = asyncio.get_running_loop()
        late = loop.call_later(GRACE, self._let_go)
        try:
            await asyncio.to_thread(
                DBOS.destroy, destroy_registry=True, workflow_completion_timeout_sec=int(GRACE) + 2
            )
        finally:
            late.cancel()

    def _let_go(self) -> None:
        _log.warning("%d chunks are left to the next start", len(self._in_hand))
        for chunk in tuple(self._in_hand):
            chunk.cancel()

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
            name = str(DBOS.workflow_id)
            self._at_work.add(name)
            chunk = asyncio.run_coroutine_threadsafe(self._work(batch, number), loop)
            self._in_hand.add(chunk)
            try:
                chunk.result()
            finally:
                self._in_hand.discard(chunk)
                self._at_work.discard(name)

        @DBOS.step(name="chunks-to-do")
        def to_do(batch: str) -> list[int]:
            return self._database.look(lambda c: chunks.numbers_to_do(c, batch))

        @DBOS.workflow(name="grade-batch")
        def grade_batch(batch: str, attempt: int) -> None:
            name = str(DBOS.workflow_id)
            self._at_work.add(name)
            try:
                for number in to_do(batch):
                    with SetWorkflowID(f"{batch}:{attempt}:{number}"):
                        DBOS.enqueue_workflow(QUEUE, grade_chunk, batch, number)
            finally:
                self._at_work.discard(name)

        self._start_batch = grade_batch
        self._grade_chunk = grade_chunk
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=POLL)

    def _enqueue(self, batch: str, attempt: int) -> None:
        from dbos import DBOS, SetWorkflowID

        assert self._start_batch is not None
        with SetWorkflowID(f"{batch}:{attempt}"):
            DBOS.start_workflow(self._start_batch, batch, attempt)

    async def _take_over(self, worker: str) -> None:
        """Have the jobs of a dead worker done."""
        await asyncio.to_thread(self._inherit, worker)

    def _inherit(self, worker: str) -> None:
        from dbos import DBOS

        left = DBOS.list_workflows(status="PENDING", executor_id=worker, load_input=False)
        _log.warning("worker %s is gone, %d of its jobs are taken up", worker, len(left))
        DBOS.resume_workflows([workflow.workflow_id for workflow in left], queue_name=QUEUE)

    async def _sweep(self) -> None:
        """Take up open batches that nobody is at, as an outage or a kill leaves them."""
        # A batch that is sent now has a job in a moment.
        await asyncio.sleep(SOON)
        while True:
            try:
                await asyncio.to_thread(self._take_up)
            except StoreError as error:
                _log.warning("open batches cannot be looked through: %s", error)
            except Exception:
                _log.exception("open batches cannot be looked through")
            await asyncio.sleep(SWEEP)

    def _take_up(self) -> None:
        living = frozenset(self._database.look(workers.living)) | {self._name}
        if self._name != min(living):
            # One process sees to it for all.
            return
        lost: set[str] = set()
        for batch, attempt in self._database.look(batches.under_way):
            lost |= self._mend(batch, attempt, living)
        self._suspects = frozenset(lost)

    def _mend(self, batch: str, attempt: int, living: Collection[str]) -> set[str]:
        """Give each chunk that is to be graded a job; the jobs that nobody seems to be at.

        Those are taken up when they are found so twice in a row: a job is written down as taken a
        moment before it is begun.
        """
        from dbos import DBOS

        jobs = _listed(f"{batch}:", status=_LIVE)
        lost = {job.workflow_id for job in jobs if self._is_lost(job, living)}
        if again := sorted(lost & self._suspects):
            _log.warning("batch %s: %d jobs that nobody is at are taken up", batch, len(again))
            DBOS.resume_workflows(again, queue_name=QUEUE)
        live = {job.workflow_id for job in jobs}
        if f"{batch}:{attempt}" not in live:
            numbers = _numbers(live).keys()
            to_do = self._database.look(lambda c: chunks.numbers_to_do(c, batch))
            self._renew(batch, attempt, [number for number in to_do if number not in numbers])
            if not to_do:
                self._database.change(lambda c: chunks.close(c, batch))
        return lost

    def _is_lost(self, job: WorkflowStatus, living: Collection[str]) -> bool:
        if job.status != "PENDING":
            return False
        if job.executor_id == self._name:
            return job.workflow_id not in self._at_work
        return job.executor_id not in living

    def _renew(self, batch: str, attempt: int, chunks: Collection[int]) -> None:
        from dbos import DBOS, SetWorkflowID

        if not chunks:
            return
        assert self._grade_chunk is not None
        _log.warning("batch %s: %d chunks without a job get one", batch, len(chunks))
        ended = _numbers(job.workflow_id for job in _listed(f"{batch}:{attempt}:"))
        for number in chunks:
            again = f":{ended[number]}" if ended[number] else ""
            with SetWorkflowID(f"{batch}:{attempt}:{number}{again}"):
                DBOS.enqueue_workflow(QUEUE, self._grade_chunk, batch, number)


def _listed(prefix: str, **wanted: Any) -> list[WorkflowStatus]:
    from dbos import DBOS

    return DBOS.list_workflows(
        workflow_id_prefix=prefix, load_input=False, load_output=False, **wanted
    )


def _numbers(jobs: Iterable[str]) -> Counter[int]:
    """The numbers of the chunks that jobs are for, and how many jobs each has."""
    parts = (job.split(":") for job in jobs)
    return Counter(int(part[2]) for part in parts if len(part) > 2)
