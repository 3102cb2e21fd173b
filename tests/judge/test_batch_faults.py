"""A provider batch whose queue is full or whose provider fails, for a moment or for good."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path

import pytest

from grader.errors import (
    GraderError,
    QuotaExhausted,
    RequestRejected,
)
from grader.judge.batch_api import TOO_MANY_TOKENS
from tests.judge.batching import BatchProvider, Body
from tests.judge.handing import ANSWERS, BEGIN, UPLOAD, client

QUEUE_FULL: Body = {
    "status": "failed",
    "errors": {"data": [{"code": TOO_MANY_TOKENS, "message": "Enqueued token limit reached"}]},
}


async def test_a_full_queue_is_waited_for(tmp_path: Path, provider: BatchProvider) -> None:
    provider.endings.extend(("completed", QUEUE_FULL, QUEUE_FULL))
    async with client(tmp_path, provider, most=2) as c:
        kept = await c.collect(ANSWERS)
        assert (kept.replies, kept.left) == (6, 0)
    assert (provider.count(UPLOAD), provider.count(BEGIN)) == (3, 5)


async def test_a_run_that_ends_with_a_full_queue_is_gone_on_with(
    tmp_path: Path, provider: BatchProvider
) -> None:
    async with client(tmp_path, provider, most=3) as c:
        submitted = await c.submit(ANSWERS)
        provider.batches["batch_1"]["looks"] = -1
        provider.endings.append(QUEUE_FULL)
        async with aclosing(c.batch.watch(submitted.parts)) as standings:
            assert (await anext(standings)).waiting == 2
    async with client(tmp_path, provider, most=3) as c:
        assert (await c.collect(ANSWERS)).replies == 6
    assert provider.count(UPLOAD) == 2
    # The batch that was refused is over: another is begun on its file.
    assert provider.count("GET /batches/batch_2") == 1


async def test_a_batch_too_large_for_the_queue_is_told(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.endings.append(QUEUE_FULL)
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        with pytest.raises(RequestRejected, match="GRADER_BATCH_REQUESTS"):
            await c.watch(submitted.parts)
    async with client(tmp_path, provider, most=3) as c:
        assert (await c.collect(ANSWERS)).replies == 6


@pytest.mark.parametrize(
    ("at", "faults"),
    [
        (UPLOAD, [429, 500, "reset"]),
        (UPLOAD, ["lost"]),
        (BEGIN, [429, 503, "reset", "lost"]),
        ("GET /batches/batch_1", [500, "reset"]),
        ("GET /files/file-2/content", [500, "reset"]),
    ],
)
async def test_passing_faults_are_overcome(
    tmp_path: Path, provider: BatchProvider, at: str, faults: list[int | str]
) -> None:
    provider.faults[at].extend(faults)
    async with client(tmp_path, provider) as c:
        assert (await c.collect(ANSWERS)).replies == 6
    assert len(provider.batches) == 1, "a batch is begun once, even when the response is lost"


async def test_a_longer_fault_while_waiting_is_told_and_waited_for(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.faults["GET /batches/batch_1"].extend([503] * 7)
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        first, last = await c.watch(submitted.parts)
        assert "answered 503" in first.trouble
        assert (first.waiting, last.waiting, last.trouble) == (1, 0, "")


async def test_an_output_that_breaks_off_is_fetched_again(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.faults["GET /files/file-2/content"].append("short")
    async with client(tmp_path, provider) as c:
        assert (await c.collect(ANSWERS)).replies == 6
    assert provider.count("GET /files/file-2/content") == 2


@pytest.mark.parametrize(
    ("at", "status", "error", "said"),
    [
        (UPLOAD, 404, RequestRejected, "no batch API. Leave --provider-batch off"),
        (BEGIN, 405, RequestRejected, "no batch API. Leave --provider-batch off"),
        (UPLOAD, 401, RequestRejected, "OPENAI_API_KEY"),
        (UPLOAD, 402, QuotaExhausted, "Top up"),
        ("GET /batches/batch_1", 404, RequestRejected, "does not know /v1/batches/batch_1"),
    ],
)
async def test_a_lasting_fault_says_what_to_do(
    tmp_path: Path,
    provider: BatchProvider,
    at: str,
    status: int,
    error: type[GraderError],
    said: str,
) -> None:
    provider.faults[at].append(status)
    async with client(tmp_path, provider) as c:
        with pytest.raises(error) as told:
            await c.collect(ANSWERS)
        assert said in str(told.value)
        assert "sk-secret" not in str(told.value)
