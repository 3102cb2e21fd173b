"""A provider's batches from handing over to kept replies, against a local server."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from grader.errors import (
    RequestRejected,
)
from grader.judge.openai import OpenAICompleter
from tests.judge.batching import BatchProvider, Line, answered, failed
from tests.judge.handing import ANSWERS, BEGIN, UPLOAD, client, of
from tests.judge.misbehaving import completion
from tests.judge.samples import GOOD, RUBRIC, said


async def test_replies_come_by_batch_and_are_kept(tmp_path: Path, provider: BatchProvider) -> None:
    async with client(tmp_path, provider) as c:
        kept = await c.collect(ANSWERS)
        assert (kept.replies, kept.left) == (6, 0)
        # 100 tokens in at $0.15 a million, 20 out at $0.60, halved.
        assert kept.usage.cost_usd == pytest.approx(6 * (100 * 0.15 + 20 * 0.6) / 2e6)
        assert await c.kept(ANSWERS) == [True] * 6
        judgment = await c.judges[0].judge(RUBRIC, ANSWERS[0])
        assert (judgment.holistic_level, judgment.usage.cached) == ("L5", 1)
    assert (provider.count(UPLOAD), provider.count(BEGIN), provider.live) == (1, 1, [])


async def test_the_requests_are_those_of_a_live_run(
    tmp_path: Path, provider: BatchProvider
) -> None:
    async with client(tmp_path, provider) as c:
        await c.submit(ANSWERS)
        completer = OpenAICompleter(provider.url)
        async with aclosing(completer):
            for one in c.wanted(ANSWERS):
                await completer.complete(one.request)
    assert [line["body"] for line in provider.requests] == provider.live


async def test_only_what_is_missing_is_sent_and_duplicates_once(
    tmp_path: Path, provider: BatchProvider
) -> None:
    async with client(tmp_path, provider) as c:
        await c.collect(ANSWERS[:2])
        submitted = await c.submit([*ANSWERS, *ANSWERS])
        assert submitted.sent == 4
        assert (await c.submit(ANSWERS)).sent == 0
    assert [of(line["body"]) for line in provider.requests] == [0, 1, 2, 3, 4, 5]


async def test_duplicates_far_apart_are_sent_once(
    tmp_path: Path, provider: BatchProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.judge.provider_batch.CHUNK", 2)
    async with client(tmp_path, provider) as c:
        kept = await c.collect([*ANSWERS, *ANSWERS])
        assert (kept.replies, kept.left) == (6, 0)
    assert [of(line["body"]) for line in provider.requests] == [0, 1, 2, 3, 4, 5]


async def test_where_there_is_nothing_to_grade_nothing_is_sent(
    tmp_path: Path, provider: BatchProvider
) -> None:
    async with client(tmp_path, provider) as c:
        assert (await c.collect([said("n/a"), said(RUBRIC.question)])).replies == 0
    assert provider.seen == []


async def test_a_panel_has_a_file_for_each_model(tmp_path: Path, provider: BatchProvider) -> None:
    async with client(tmp_path, provider, ("one", "two", "one")) as c:
        kept = await c.collect(ANSWERS)
        assert (kept.replies, kept.usage.cost_usd) == (18, None)
    models = [
        {
            json.loads(line)["body"]["model"]
            for line in provider.files[b["input_file_id"]].splitlines()
        }
        for b in provider.batches.values()
    ]
    assert models == [{"one"}, {"two"}]
    assert len({line["custom_id"] for line in provider.requests}) == 18


async def test_files_hold_no_more_than_they_may(tmp_path: Path, provider: BatchProvider) -> None:
    provider.looks = 1
    async with client(tmp_path, provider, most=4) as c:
        submitted = await c.submit(ANSWERS)
        first, last = await c.watch(submitted.parts)
        assert (first.batches, first.waiting, first.requests, first.completed) == (2, 2, 6, 0)
        assert (last.waiting, last.completed, last.failed) == (0, 6, 0)
        assert (await c.keep(ANSWERS, submitted.parts)).replies == 6
    assert provider.count(UPLOAD) == 2


async def test_any_order_unknown_ids_and_repeats_do_no_harm(
    tmp_path: Path, provider: BatchProvider
) -> None:
    def arrange(lines: list[Line]) -> list[Line]:
        repeat = answered(lines[0]["custom_id"], completion("a second reply"))
        strange = [answered("f" * 64, completion(GOOD)), answered("x", {}), {"odd": 1}]
        return [*strange, *reversed(lines), repeat, failed(lines[1]["custom_id"], "late")]

    provider.arrange = arrange
    async with client(tmp_path, provider) as c:
        kept = await c.collect(ANSWERS)
        assert (kept.replies, kept.left) == (6, 0)
        assert await c.kept(ANSWERS) == [True] * 6


async def test_requests_that_fail_are_left_and_the_others_kept(
    tmp_path: Path, provider: BatchProvider
) -> None:
    bad: dict[int, Callable[[str], Line | None]] = {
        0: lambda i: failed(i, "server_error"),
        1: lambda i: answered(i, {"error": {"code": "content_filter"}}, 400),
        2: lambda i: None,
        3: lambda i: answered(i, completion("Here you go!")),
        4: lambda i: answered(i, completion(GOOD[:20], "length")),
    }
    provider.answer = lambda i, body: (
        bad[of(body)](i) if of(body) in bad else provider.answer_well(i, body)
    )
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        [standing] = await c.watch(submitted.parts)
        assert dict(standing.problems) == {"server_error": 1, "content_filter": 1}
        kept = await c.keep(ANSWERS, submitted.parts)
        assert (kept.replies, kept.left) == (1, 5)
        assert await c.kept(ANSWERS) == [False] * 5 + [True]
        # They are to be asked live: no later run of the same table sends them by batch again.
        assert (await c.submit(ANSWERS)).sent == 0
        c.batch.forget(submitted.parts)
        assert (await c.submit(ANSWERS)).sent == 5


async def test_a_refusal_is_kept_as_one(tmp_path: Path, provider: BatchProvider) -> None:
    provider.answer = lambda i, body: answered(i, completion(None, refusal="I will not"))
    async with client(tmp_path, provider) as c:
        kept = await c.collect(ANSWERS[:1])
        assert (kept.replies, kept.left) == (1, 0)
        assert kept.usage.cost_usd == pytest.approx((100 * 0.15 + 20 * 0.6) / 2e6)


async def test_an_expired_batch_brings_what_it_has(tmp_path: Path, provider: BatchProvider) -> None:
    provider.endings.append("expired")
    provider.answer = lambda i, body: (
        provider.answer_well(i, body) if of(body) < 2 else failed(i, "batch_expired")
    )
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        [standing] = await c.watch(submitted.parts)
        assert standing.problems == (("batch_expired", 4),)
        kept = await c.keep(ANSWERS, submitted.parts)
        assert (kept.replies, kept.left) == (2, 4)


async def test_a_cancelled_batch_brings_what_it_has_and_the_rest_can_be_sent_anew(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.endings.append("cancelled")
    provider.answer = lambda i, body: provider.answer_well(i, body) if of(body) < 2 else None
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        with pytest.raises(RequestRejected, match="cancelled when 2 of its 6 requests"):
            await c.watch(submitted.parts)
        assert (await c.keep(ANSWERS, submitted.parts)).replies == 2
        assert (await c.submit(ANSWERS)).sent == 4


async def test_a_batch_that_is_refused_is_told_and_can_be_sent_anew(
    tmp_path: Path, provider: BatchProvider
) -> None:
    problems = [{"code": "invalid_json_line", "line": n, "message": "bad"} for n in range(1, 6)]
    provider.endings.append({"status": "failed", "errors": {"object": "list", "data": problems}})
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        told = "refused a batch of 6 requests: line 1: bad; line 2: bad; line 3: bad and 2 more"
        with pytest.raises(RequestRejected, match=told):
            await c.watch(submitted.parts)
        assert (await c.collect(ANSWERS)).replies == 6


async def test_what_else_has_ended_is_taken_in_before_a_refusal_is_told(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.endings.extend(({"status": "failed", "errors": None}, "completed"))
    async with client(tmp_path, provider, most=3) as c:
        submitted = await c.submit(ANSWERS)
        with pytest.raises(RequestRejected, match="no reason is given"):
            await c.watch(submitted.parts)
        assert (await c.keep(ANSWERS, submitted.parts)).replies == 3
        assert (await c.submit(ANSWERS)).sent == 3
