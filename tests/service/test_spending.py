"""A tenant spends no more a day than it may, however many grades are made at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from grader.core.answer import Answer
from grader.core.judgment import Judgment
from grader.core.rubric import Rubric
from grader.errors import (
    LimitReached,
)
from grader.service.caller import LOCAL
from grader.store.schema import grades as grades_table
from grader.usage import Usage
from tests.service.counting import Counting, asked, open_at
from tests.service.test_service import STRANGER


async def test_a_tenant_spends_no_more_a_day_than_it_may(tmp_path: Path) -> None:
    service = open_at(tmp_path, Counting(), daily_cost=1.0)
    record, _ = await service.grade(LOCAL, asked())
    this = update(grades_table).where(grades_table.c.id == record.id).values(cost_usd=1.2)
    await service.database.write(lambda c: c.execute(this))
    with pytest.raises(LimitReached, match=r"1\.2000 of \$1\.0000") as caught:
        await service.grade(LOCAL, asked())
    assert 0 < (caught.value.retry_after or 0) <= 24 * 3600
    await service.grade(STRANGER, asked())
    await service.aclose()


class Paid(Counting):
    """The keyword scorer at half a dollar a grade."""

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        await asyncio.sleep(0.01)
        judgment = await super().judge(rubric, answer)
        return replace(judgment, usage=Usage(calls=1, cost_usd=0.5))


async def test_many_at_once_do_not_pass_the_limit_together(tmp_path: Path) -> None:
    service = open_at(tmp_path, Paid(), daily_cost=2.0)
    outcomes = await asyncio.gather(
        *(service.grade(LOCAL, asked()) for _ in range(40)), return_exceptions=True
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, LimitReached)]
    assert len(outcomes) - len(refused) == 4
    assert "those under way may cost $" in str(refused[0])
    await service.aclose()
