"""The public Grader: a library of rubrics and one judge, for one answer or for many."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from types import TracebackType
from typing import TYPE_CHECKING

from grader.core.answer import Answer
from grader.core.cell import read_cell
from grader.core.grade import Result
from grader.core.rubric import Rubric
from grader.errors import GraderError, InputError
from grader.grading import grade
from grader.judge.asking import forget_with, requests_of
from grader.judge.base import Judge
from grader.library import Library
from grader.usage import Usage

if TYPE_CHECKING:
    from grader.batch import Graded

CONCURRENCY = 16


class Grader:
    """Grades answers by the rubrics of a library, with one judge.

    Made by `grader.open_grader`; an async context manager that closes what it holds. One grader
    serves any number of answers at once, within one event loop.
    """

    def __init__(
        self,
        library: Library,
        judge: Judge,
        closers: Sequence[Callable[[], Awaitable[None]]] = (),
        spent: Callable[[], Usage] = Usage,
    ) -> None:
        self.library = library
        self.judge = judge
        self._closers = tuple(closers)
        self._spent = spent

    async def grade(self, answer: str | Answer, rubric: str | Rubric) -> Result:
        """Grade one answer, given as text or already read, by a rubric or the id of one.

        Text that is a conversation beyond doubt is read as its turns (`core.cell.read_cell`).
        Raises UnknownRubric, InputError for what is no answer and for a conversation that does not
        tell who the candidate is, and JudgeError when the judge fails.
        """
        by = self.library.rubric(rubric) if isinstance(rubric, str) else rubric
        return await grade(by, _read(answer, by), self.judge)

    async def grade_many(
        self,
        answers: Iterable[str | Answer],
        rubric: str | Rubric,
        *,
        concurrency: int = CONCURRENCY,
    ) -> AsyncGenerator[Graded[int], None]:
        """Grade answers, `concurrency` at once, and yield each in order as soon as it is there.

        `graded.item.tag` counts from 0; `graded.result` is None where `graded.error` says why.
        Answers are drawn as they are needed. Raises UnknownRubric, and InputError for one text,
        whose characters are no answers.
        """
        if isinstance(answers, str):
            raise InputError("answers: one text, where several are asked for", "Put it in a list")
        # One answer alone starts faster without the event loop, which many answers need.
        from grader.batch import Item, grade_all, said

        by = self.library.rubric(rubric) if isinstance(rubric, str) else rubric

        def item(tag: int, answer: str | Answer) -> Item[int]:
            try:
                return Item(tag=tag, rubric=by.id, answer=_read(answer, by))
            except GraderError as error:
                return Item(tag=tag, rubric=by.id, error=said(error))

        items = (item(tag, answer) for tag, answer in enumerate(answers))
        judged = grade_all(lambda answer, _: self.grade(answer, by), items, concurrency=concurrency)
        async with aclosing(judged) as results:
            async for graded in results:
                yield graded

    @property
    def spent(self) -> Usage:
        """All that the provider answered so far, also for what was graded by no reply of it."""
        return self._spent()

    @property
    def provider_state(self) -> str:
        """`closed` while the provider is asked, `open` while it is left alone, or `none`."""
        return str(getattr(self.judge, "state", "none"))

    def replies_of(self, answer: Answer, rubric: Rubric) -> tuple[str, ...]:
        """The digests under which the replies that judge this answer are kept."""
        requests = requests_of(self.judge, rubric, answer)
        if not requests:
            return ()
        from grader.judge.cache import request_digest

        return tuple(request_digest(request) for request in requests)

    async def forget(self, replies: Sequence[str]) -> None:
        """Erase kept replies by their digests, so that nothing quotes an answer any more."""
        await forget_with((self.judge,), replies)

    async def aclose(self) -> None:
        for close in self._closers:
            await close()

    async def __aenter__(self) -> Grader:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()


def _read(answer: str | Answer, rubric: Rubric) -> Answer:
    if isinstance(answer, str):
        return read_cell(answer, rubric)
    if isinstance(answer, Answer):
        return answer
    raise InputError(
        f"answer: {type(answer).__name__}, where text is asked for",
        "Give a str, or an Answer made by read_answer or read_turns",
    )
