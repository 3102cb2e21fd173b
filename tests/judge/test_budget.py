"""A limit on calls or cost stops before it is crossed."""

from __future__ import annotations

import asyncio

import pytest

from grader.errors import BudgetSpent, JudgeError, JudgeRefused, ReplyTruncated, ServerFailed
from grader.judge.base import ChatReply
from grader.judge.budget import Budget
from grader.judge.scripted import ScriptedCompleter
from grader.usage import Usage
from tests.judge.test_throttled import REQUEST


def _reply(cost: float | None) -> ChatReply:
    return ChatReply(text="{}", model="m", usage=Usage(calls=1, cost_usd=cost))


async def _spend(budget: Budget, calls: int) -> list[BaseException | ChatReply]:
    return await asyncio.gather(
        *(budget.complete(REQUEST) for _ in range(calls)), return_exceptions=True
    )


@pytest.mark.parametrize("limit", [0, 1, 5])
async def test_no_call_is_made_beyond_the_limit(limit: int) -> None:
    budget = Budget(ScriptedCompleter(lambda _: _reply(0.01)), max_calls=limit)
    outcomes = await _spend(budget, 12)
    assert sum(isinstance(outcome, ChatReply) for outcome in outcomes) == limit
    assert sum(isinstance(outcome, BudgetSpent) for outcome in outcomes) == 12 - limit


async def test_the_cost_never_crosses_its_limit_where_replies_cost_alike() -> None:
    budget = Budget(ScriptedCompleter(lambda _: _reply(0.01)), max_cost=0.055)
    outcomes = await _spend(budget, 40)
    assert sum(isinstance(outcome, ChatReply) for outcome in outcomes) == 5
    assert budget.cost == pytest.approx(0.05)


async def test_a_failed_call_counts_as_a_call() -> None:
    budget = Budget(ScriptedCompleter(lambda _: ServerFailed("500")), max_calls=2)
    kinds = [type(outcome) for outcome in await _spend(budget, 3)]
    assert kinds == [ServerFailed, ServerFailed, BudgetSpent]


async def test_a_limit_on_cost_needs_a_price() -> None:
    budget = Budget(ScriptedCompleter(lambda _: _reply(None)), max_cost=1.0)
    with pytest.raises(BudgetSpent, match="the price of m is unknown"):
        await budget.complete(REQUEST)


@pytest.mark.parametrize(
    "error",
    [kind("of no use", usage=Usage(cost_usd=0.25)) for kind in (JudgeRefused, ReplyTruncated)],
)
async def test_a_reply_of_no_use_is_paid_for_all_the_same(error: JudgeError) -> None:
    budget = Budget(ScriptedCompleter([error, _reply(0.25), _reply(0.25)]), max_cost=0.6)
    kinds: list[type[object]] = []
    for _ in range(3):
        try:
            kinds.append(type(await budget.complete(REQUEST)))
        except JudgeError as raised:
            kinds.append(type(raised))
    assert kinds == [type(error), ChatReply, BudgetSpent]
    assert budget.cost == 0.5


async def test_no_money_is_no_call() -> None:
    budget = Budget(ScriptedCompleter(lambda _: _reply(0.01)), max_cost=0.0)
    with pytest.raises(BudgetSpent):
        await budget.complete(REQUEST)
    assert budget.used == Usage()


async def test_all_that_was_answered_is_counted_without_a_limit_too() -> None:
    vain = ReplyTruncated("cut off", usage=Usage(calls=1, cost_usd=0.5))
    budget = Budget(ScriptedCompleter([ServerFailed("500"), vain, _reply(0.25)]))
    await _spend(budget, 3)
    assert budget.used == Usage(calls=2, cost_usd=0.75)
