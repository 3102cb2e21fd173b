"""Many answers: a window of them in flight, results in the order of the input."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeAlias, TypeVar

from grader.core.answer import Answer
from grader.core.grade import Grade, Result
from grader.errors import BudgetSpent, GraderError, QuotaExhausted

Tag = TypeVar("Tag")
GradeOne: TypeAlias = Callable[[Answer, str], Awaitable[Result]]
"""Grades an answer by the rubric of an id."""
QUOTA = QuotaExhausted("").code
REMEMBERED = 256
"""Results held, those last asked for, to answer the same text by the same rubric again."""
LOOKAHEAD = 4
"""Rows begun for each one that may be in flight, so that a slow one holds up no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Generic[Tag]):
    """An answer to grade and the id of its rubric, or the `error` for which it cannot be graded.

    `tag` is the caller's own, such as the row that the answer comes from.
    """

    tag: Tag
    rubric: str = ""
    answer: Answer | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded(Generic[Tag]):
    """An item with its result, or with the error that it met: `code: message`.

    `halt` is set when going on would be in vain: the account's or your own budget is spent. Such
    an item is ungraded, and is to be graded by running the batch again.
    """

    item: Item[Tag]
    result: Result | None = None
    error: str | None = None
    halt: str | None = None


async def grade_all(
    grade: GradeOne,
    items: Iterable[Item[Tag]],
    *,
    concurrency: int,
    stopped: Callable[[], bool] = lambda: False,
) -> AsyncGenerator[Graded[Tag], None]:
    """Grade items, at most `concurrency` at once, and yield each in the order of the input.

    Items are drawn as they are needed, so memory is flat however many there are. Those with the
    same rubric and the same words in the same turns are graded once, as long as they are in the
    window together or fewer than REMEMBERED others lie between them; the others have the result at
    no cost. When `stopped` says so, or an item halts, no further one is begun, and those in flight
    are still yielded.
    """
    source = iter(items)
    graders = _Graders(grade, concurrency, stopped)
    window: deque[asyncio.Task[Graded[Tag] | None]] = deque()
    try:
        while True:
            while len(window) < concurrency * LOOKAHEAD and not graders.ending:
                item = next(source, None)
                if item is None:
                    break
                window.append(asyncio.create_task(graders.grade(item)))
            if not window:
                return
            graded = await window.popleft()
            if graded is None:
                # They begin in order: whatever comes after this one was not begun either.
                return
            yield graded
    finally:
        await graders.cancel(window)


class _NotBegun(Exception):
    """The batch ended before this answer's turn came."""


class _Graders:
    """Grades at most `concurrency` answers at once, in the order given, until the batch ends."""

    def __init__(self, grade: GradeOne, concurrency: int, stopped: Callable[[], bool]) -> None:
        self._grade = grade
        self._gate = asyncio.Semaphore(concurrency)
        self._stopped = stopped
        self._halted = False
        self._running: dict[bytes, asyncio.Task[Result]] = {}
        self._done: OrderedDict[bytes, Result] = OrderedDict()

    @property
    def ending(self) -> bool:
        return self._halted or self._stopped()

    async def grade(self, item: Item[Tag]) -> Graded[Tag] | None:
        """The item graded, or None when the batch ended before it was begun."""
        if item.error is not None or item.answer is None:
            return Graded(item=item, error=item.error or "input-error: there is no answer")
        key = _key(item.rubric, item.answer)
        if key in self._done:
            self._done.move_to_end(key)
            return Graded(item=item, result=_at_no_cost(self._done[key]))
        task, first = self._task(key, item.rubric, item.answer)
        try:
            result = await asyncio.shield(task)
        except _NotBegun:
            return None
        except (BudgetSpent, QuotaExhausted) as error:
            return Graded(item=item, error=said(error), halt=str(error))
        except GraderError as error:
            return Graded(item=item, error=said(error))
        if first:
            self._remember(key, result)
        else:
            result = _at_no_cost(result)
        return Graded(item=item, result=result, halt=_exhausted(result))

    def _remember(self, key: bytes, result: Result) -> None:
        if isinstance(result, Grade) and result.judge.fallback_reason:
            # The next one may be graded by the judge that was to grade it.
            return
        self._done[key] = result
        if len(self._done) > REMEMBERED:
            self._done.popitem(last=False)

    def _task(self, key: bytes, rubric: str, answer: Answer) -> tuple[asyncio.Task[Result], bool]:
        """The grading of an answer, and whether it is begun for this call."""
        running = self._running.get(key)
        if running is not None:
            return running, False
        task = self._running[key] = asyncio.create_task(self._gated(rubric, answer))
        task.add_done_callback(lambda _: self._running.pop(key, None))
        return task, True

    async def _gated(self, rubric: str, answer: Answer) -> Result:
        async with self._gate:
            if self.ending:
                raise _NotBegun
            try:
                result = await self._grade(answer, rubric)
            except (BudgetSpent, QuotaExhausted):
                self._halted = True
                raise
            self._halted = self._halted or _exhausted(result) is not None
            return result

    async def cancel(self, window: Iterable[asyncio.Task[Graded[Tag] | None]]) -> None:
        """Cancel what is still running, and wait until it has ended."""
        tasks = (*window, *self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _key(rubric: str, answer: Answer) -> bytes:
    # A text may be long, and results are held for a while. The same words may be another's.
    spoken = ",".join(f"{turn.role}-{turn.start}-{turn.end}" for turn in answer.turns)
    text = f"{rubric}\n{spoken}\n{answer.text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).digest()


def _at_no_cost(result: Result) -> Result:
    """The result of another item's grading: paid for there."""
    used = result.usage
    if not used.calls + used.cached:
        return result
    free = replace(used, calls=0, cached=used.calls + used.cached, cost_usd=0.0)
    return replace(result, usage=free)


def said(error: GraderError) -> str:
    """An error in one cell: its code, what happened, and what to do."""
    return f"{error.code}: {error}"


def _exhausted(result: Result) -> str | None:
    """A grade by the stand-in, because the account is empty: a person may want to fill it first."""
    reason = result.judge.fallback_reason if isinstance(result, Grade) else None
    # With the circuit open, the reason why it is open follows.
    return reason if reason and QUOTA in reason else None
