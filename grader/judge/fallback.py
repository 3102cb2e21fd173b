"""A Judge that holds two others: where the first fails the second answers, and says so."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from grader.core.answer import Answer
from grader.core.judgment import Judgment
from grader.core.kept import KeptReply
from grader.core.rubric import Rubric
from grader.errors import BudgetSpent, JudgeError, JudgeRefused, ReplayMiss
from grader.judge.asking import forget_with, recalled_by, requests_of
from grader.judge.base import ChatRequest, Judge
from grader.judge.breaker import Breaker
from grader.judge.reason import reason_of

_log = logging.getLogger(__name__)


class FallbackJudge:
    """Asks `first`, and `second` where that fails or the circuit is open.

    A refusal is not a failure: a person has to grade the answer, and no lesser judge may. A reply
    missing from a recording is to be noticed, and so is a limit of your own that is reached: both
    pass, as do cancellation and defects.
    """

    def __init__(self, first: Judge, second: Judge, breaker: Breaker | None = None) -> None:
        self._first = first
        self._second = second
        self._breaker = breaker or Breaker()

    @property
    def state(self) -> str:
        """Whether the first judge is asked (`closed`) or left alone for a while (`open`)."""
        return self._breaker.state

    def requests(self, rubric: Rubric, answer: Answer) -> tuple[ChatRequest, ...]:
        return requests_of(self._first, rubric, answer)

    async def recall(self, request: ChatRequest) -> KeptReply | None:
        return await recalled_by((self._first,), request)

    async def forget(self, digests: Sequence[str]) -> None:
        await forget_with((self._first,), digests)

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        """The first judge's judgment, or the second's with the reason in `fallback_reason`."""
        try:
            with self._breaker.attempt():
                return await self._first.judge(rubric, answer)
        except (JudgeRefused, ReplayMiss, BudgetSpent):
            raise
        except JudgeError as error:
            reason, usage = reason_of(error), error.usage
        _log.info("answered by the second judge: %s", reason)
        judgment = await self._second.judge(rubric, answer)
        reasons = filter(None, (reason, judgment.fallback_reason))
        return replace(judgment, fallback_reason="; ".join(reasons), usage=judgment.usage + usage)
