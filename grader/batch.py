"""Many answers: a window of them in flight, results in the order of the input."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from grader.core.answer import Answer
from grader.core.grade import Grade, Result
from grader.errors import BudgetSpent, GraderError, QuotaExhausted

Tag = TypeVar("Tag")
GradeOne: TypeAlias = Callable[[Answer, str], Awaitable[Result]]
"""Grades an answer by the rubric of an id."""
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
    same rubric and the same text that are in the window together are graded once. When `stopped`
    says so, or an item halts, no further one is begun, and those in flight are still yielded.
    """
    source = iter(items)
    gate = asyncio.Semaphore(concurrency)
    window: deque[asyncio.Task[Graded[Tag]]] = deque()
    running: dict[tuple[str, str], asyncio.Task[Result]] = {}
    halted = False
    try:
        while True:
            while len(window) < concurrency * LOOKAHEAD and not (halted or stopped()):
                item = next(source, None)
                if item is None:
                    break
                window.append(asyncio.create_task(_grade(grade, item, gate, running)))
            if not window:
                return
            graded = await window.popleft()
            halted = halted or graded.halt is not None
            yield graded
    finally:
        for task in (*window, *running.values()):
            task.cancel()
        await asyncio.gather(*window, *running.values(), return_exceptions=True)


async def _grade(
    grade: GradeOne,
    item: Item[Tag],
    gate: asyncio.Semaphore,
    running: dict[tuple[str, str], asyncio.Task[Result]],
) -> Graded[Tag]:
    if item.error is not None or item.answer is None:
        return Graded(item=item, error=item.error or "input-error: there is no answer")
    key = (item.rubric, item.answer.text)
    task = running.get(key)
    if task is None:
        task = running[key] = asyncio.create_task(_gated(grade, item.rubric, item.answer, gate))
        task.add_done_callback(lambda _: running.pop(key, None))
    try:
        result = await asyncio.shield(task)
    except (BudgetSpent, QuotaExhausted) as error:
        return Graded(item=item, error=said(error), halt=str(error))
    except GraderError as error:
        return Graded(item=item, error=said(error))
    return Graded(item=item, result=result, halt=_exhausted(result))


async def _gated(grade: GradeOne, rubric: str, answer: Answer, gate: asyncio.Semaphore) -> Result:
    async with gate:
        return await grade(answer, rubric)


def said(error: GraderError) -> str:
    """An error in one cell: its code, what happened, and what to do."""
    return f"{error.code}: {error}"


def _exhausted(result: Result) -> str | None:
    """A grade by the stand-in, because the account is empty: a person may want to fill it first."""
    reason = result.judge.fallback_reason if isinstance(result, Grade) else None
    return reason if reason and reason.startswith("quota-exhausted") else None
