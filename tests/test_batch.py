"""Many answers: in order, in a window, with nothing lost when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from grader.batch import LOOKAHEAD, REMEMBERED, Graded, Item, grade_all
from grader.core.answer import Answer, Role, Said, read_answer, read_turns
from grader.core.grade import Digests, Grade, JudgeInfo, Result, Ungraded, UngradedReason
from grader.core.judgment import JudgeKind
from grader.errors import BudgetSpent, QuotaExhausted, ServerFailed
from grader.usage import Usage

DIGESTS = Digests(rubric="r", prompt=None, answer="a")


def _result(text: str) -> Result:
    return Ungraded(
        rubric="r",
        reason=UngradedReason.EMPTY,
        explanation=text,
        flags=(),
        review=(),
        digests=DIGESTS,
    )


def _stand_in(reason: str) -> Result:
    return Grade(
        rubric="r",
        level="L4",
        findings=(),
        next_step=None,
        explanation="",
        follow_up=None,
        flags=(),
        review=(),
        judge=JudgeInfo(
            kind=JudgeKind.KEYWORD, model=None, holistic_level=None, fallback_reason=reason
        ),
        usage=Usage(),
        digests=DIGESTS,
    )


class Recorder:
    """Grades after a few turns of the loop, later ones sooner, and counts what is in flight."""

    def __init__(self, **failures: Exception) -> None:
        self.graded: list[str] = []
        self.failures = failures
        self.flying = 0
        self.most = 0

    async def grade(self, answer: Answer, rubric: str) -> Result:
        self.flying += 1
        self.most = max(self.most, self.flying)
        for _ in range(len(answer.text) % 7):
            await asyncio.sleep(0)
        self.flying -= 1
        self.graded.append(answer.text)
        if answer.text in self.failures:
            raise self.failures[answer.text]
        return _result(answer.text)


def _items(texts: list[str]) -> list[Item[int]]:
    return [Item(tag=n, rubric="r", answer=read_answer(text)) for n, text in enumerate(texts)]


async def _all(results: AsyncGenerator[Graded[int], None]) -> list[Graded[int]]:
    async with aclosing(results) as stream:
        return [graded async for graded in stream]


TEXTS = [f"answer {'x' * (n * 5 % 13)} {n}" for n in range(60)]


@pytest.mark.parametrize("concurrency", [1, 3, 16, 200])
async def test_results_come_in_the_order_of_the_input(concurrency: int) -> None:
    recorder = Recorder()
    graded = await _all(grade_all(recorder.grade, _items(TEXTS), concurrency=concurrency))
    assert [g.result.explanation for g in graded if g.result] == TEXTS
    assert recorder.most <= concurrency
    assert sorted(recorder.graded) == sorted(TEXTS)


async def test_items_are_drawn_as_they_are_needed() -> None:
    drawn = 0

    def source() -> Iterator[Item[int]]:
        nonlocal drawn
        for item in _items(TEXTS):
            drawn += 1
            yield item

    results = grade_all(Recorder().grade, source(), concurrency=2)
    async with aclosing(results) as stream:
        await anext(stream)
        assert drawn <= 2 * LOOKAHEAD


async def test_the_same_answer_in_the_window_is_graded_once() -> None:
    recorder = Recorder()
    graded = await _all(grade_all(recorder.grade, _items(["same text"] * 5), concurrency=5))
    assert [g.result.explanation for g in graded if g.result] == ["same text"] * 5
    assert recorder.graded == ["same text"]


async def test_the_same_words_of_another_speaker_are_graded_apart() -> None:
    recorder = Recorder()
    turns = [("Ana", "We tune.", Role.INTERVIEWER), ("Bo", "We prompt.", Role.CANDIDATE)]
    swapped = {Role.INTERVIEWER: Role.CANDIDATE, Role.CANDIDATE: Role.INTERVIEWER}
    one = [Said(speaker=name, role=role, text=text) for name, text, role in turns]
    two = [replace(said, role=swapped[said.role]) for said in one]
    items = [Item(tag=n, rubric="r", answer=read_turns(said)) for n, said in enumerate((one, two))]
    assert len([graded async for graded in grade_all(recorder.grade, items, concurrency=2)]) == 2
    assert len(recorder.graded) == 2


async def test_what_was_graded_a_while_ago_is_not_graded_again() -> None:
    recorder = Recorder()
    texts = [f"text {number}" for number in range(REMEMBERED)]
    # Between the one that is too many and the first, which it drives out, the window moves on.
    asked = [*texts, *texts, "one more", *texts[LOOKAHEAD : 3 * LOOKAHEAD], texts[0], texts[0]]
    graded = await _all(grade_all(recorder.grade, _items(asked), concurrency=1))
    assert [g.result.explanation for g in graded if g.result] == asked
    assert recorder.graded == [*texts, "one more", texts[0]]


async def test_what_a_stand_in_graded_is_graded_again() -> None:
    graded: list[str] = []

    async def grade(answer: Answer, rubric: str) -> Result:
        await asyncio.sleep(0)
        graded.append(answer.text)
        return _stand_in("server-failed: 500")

    await _all(grade_all(grade, _items(["same"] * 12), concurrency=1))
    assert len(graded) > 1


async def test_what_was_graded_once_is_paid_for_once() -> None:
    paid = Usage(input_tokens=9, output_tokens=4, calls=1, cost_usd=0.5)

    async def grade(answer: Answer, rubric: str) -> Result:
        await asyncio.sleep(0)
        return replace(_result(answer.text), usage=paid)

    graded = await _all(grade_all(grade, _items(["same", "same", "other"]), concurrency=3))
    free = Usage(input_tokens=9, output_tokens=4, cached=1, cost_usd=0.0)
    assert [g.result.usage for g in graded if g.result] == [paid, free, paid]


async def test_a_failed_answer_is_named_and_the_rest_goes_on() -> None:
    recorder = Recorder(two=ServerFailed("the provider answered 500", "Try again later"))
    graded = await _all(grade_all(recorder.grade, _items(["one", "two", "three"]), concurrency=2))
    assert [g.error for g in graded] == [
        None,
        "server-failed: the provider answered 500. Try again later",
        None,
    ]


async def test_an_item_that_cannot_be_graded_passes_through_in_its_place() -> None:
    items = [*_items(["one"]), Item(tag=9, error="input-error: row 2"), *_items(["three"])]
    recorder = Recorder()
    graded = await _all(grade_all(recorder.grade, items, concurrency=2))
    assert [g.error for g in graded] == [None, "input-error: row 2", None]
    assert sorted(recorder.graded) == ["one", "three"]


@pytest.mark.parametrize("error", [BudgetSpent("enough"), QuotaExhausted("empty")])
async def test_a_spent_budget_halts_and_what_is_in_flight_is_still_yielded(
    error: Exception,
) -> None:
    texts = [f"answer {n}" for n in range(100)]
    recorder = Recorder(**{texts[3]: error})
    graded = await _all(grade_all(recorder.grade, _items(texts), concurrency=2))
    assert graded[3].halt == str(error)
    assert len(graded) <= 4 + 2 * LOOKAHEAD
    assert [g.item.tag for g in graded] == list(range(len(graded)))
    assert len(recorder.graded) == len(graded)


async def test_stopping_finishes_what_is_in_flight() -> None:
    stopped = False
    seen: list[int] = []
    recorder = Recorder()
    results = grade_all(recorder.grade, _items(TEXTS), concurrency=2, stopped=lambda: stopped)
    async with aclosing(results) as stream:
        async for graded in stream:
            seen.append(graded.item.tag)
            stopped = len(seen) >= 5
    assert seen == list(range(len(seen)))
    assert len(seen) == len(recorder.graded) < len(TEXTS)


@pytest.mark.parametrize("halts", [True, False])
async def test_what_waits_for_its_turn_is_not_begun_when_the_batch_ends(halts: bool) -> None:
    error = BudgetSpent("enough") if halts else ServerFailed("broken")
    texts = [f"answer {n}" for n in range(100)]
    recorder = Recorder(**{texts[0]: error})
    stopped = False
    results = grade_all(recorder.grade, _items(texts), concurrency=4, stopped=lambda: stopped)
    async with aclosing(results) as stream:
        first = await anext(stream)
        stopped = not halts
        rest = [graded async for graded in stream]
    assert (first.halt is not None) == halts
    # Few took the places that became free before it was known, the rest of the window did not.
    assert len(rest) + 1 == len(recorder.graded) < 4 * LOOKAHEAD - 4


async def test_a_stand_in_for_an_empty_account_halts() -> None:
    async def grade(answer: Answer, rubric: str) -> Result:
        return _stand_in("circuit-open: left alone for 30 s after quota-exhausted: 429")

    graded = await _all(grade_all(grade, _items(TEXTS), concurrency=1))
    assert len(graded) == 1
    assert graded[0].halt is not None


async def test_leaving_early_leaves_no_task_behind() -> None:
    results = grade_all(Recorder().grade, _items(TEXTS), concurrency=4)
    async with aclosing(results) as stream:
        await anext(stream)
    assert len(asyncio.all_tasks()) == 1
