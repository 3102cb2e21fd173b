"""A service whose judge is the keyword scorer, which counts its calls."""

from __future__ import annotations

import asyncio
from pathlib import Path

from grader.core.answer import Answer
from grader.core.judgment import Judgment
from grader.core.rubric import Rubric
from grader.errors import (
    ServerFailed,
)
from grader.grader import Grader
from grader.judge.keyword import KeywordJudge
from grader.library import Library
from grader.service.service import GradeRequest, Service
from grader.store.database import Database
from grader.store.engine import sqlite_url

RUBRIC = "fine-tuning-modes"
ANSWER = "I would use LoRA adapters, because many adapters can share one base model."


class Counting:
    """The keyword scorer, counting its calls; the first `failures` of them fail."""

    def __init__(self, failures: int = 0) -> None:
        self.calls = 0
        self.failures = failures

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        self.calls += 1
        await asyncio.sleep(0)
        if self.calls <= self.failures:
            raise ServerFailed("the provider answered 500")
        return await KeywordJudge().judge(rubric, answer)


def open_at(path: Path, judge: Counting, daily_cost: float | None = None) -> Service:
    database = Database(sqlite_url(path / "grader.sqlite3"))
    database.upgrade()
    jobs = sqlite_url(path / "jobs.sqlite3")
    judged = Grader(Library(), judge)
    return Service(judged, database, max_answer=1000, jobs_url=jobs, daily_cost=daily_cost)


def asked(answer: str = ANSWER, **changes: str) -> GradeRequest:
    return GradeRequest(rubric=RUBRIC, answer=answer, **changes)
