"""A provider's batches from handing over to kept replies, against a local server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from grader.core.answer import Answer
from grader.errors import (
    BudgetSpent,
    GraderError,
    QuotaExhausted,
    RequestRejected,
    ServerFailed,
    StoreError,
    Unreachable,
)
from grader.judge.batch_api import TOO_MANY_TOKENS, BatchApi
from grader.judge.batch_room import Room
from grader.judge.batch_watch import Standing
from grader.judge.cache import CachedReplies
from grader.judge.collected import Collected
from grader.judge.llm import LLMJudge, LLMOptions
from grader.judge.openai import OpenAICompleter
from grader.judge.provider_batch import Kept, ProviderBatch, Submitted, Wanted
from grader.store.batch_journal import BatchJournal
from grader.store.replies import DatabaseReplies
from tests.judge.batching import BatchProvider, Body, Line, answered, failed
from tests.judge.misbehaving import completion
from tests.judge.samples import GOOD, RUBRIC, TEMPLATES, said

ANSWERS = [said(f"SFT teaches {n} tasks.", "DPO prefers.", "SFT first.") for n in range(6)]
UPLOAD, BEGIN = "POST /files", "POST /batches"


class Client:
    """One process's view: a provider batch over what earlier ones left in a folder."""

    def __init__(self, folder: Path, url: str, models: tuple[str, ...], most: int) -> None:
        journal = BatchJournal(folder)
        completer = OpenAICompleter(url, api_key="sk-secret")
        api = BatchApi(completer, endpoint=url, model=models[0], first_wait=0.001)
        self.keeper = CachedReplies(DatabaseReplies.in_home(folder))
        options = [LLMOptions(endpoint=url, model=m, sample=n) for n, m in enumerate(models)]
        self.judges = [
            LLMJudge(Collected(journal.body), TEMPLATES, option, self.keeper) for option in options
        ]
        self.batch = ProviderBatch(
            api,
            journal,
            self.keeper,
            self.judges,
            folder,
            most_requests=most,
            first_poll=0.001,
        )

    def wanted(self, answers: list[Answer]) -> Iterator[Wanted]:
        for answer in answers:
            yield from self.batch.wanted(RUBRIC, answer)

    async def submit(self, answers: list[Answer], room: Room | None = None) -> Submitted:
        return await self.batch.submit(self.wanted(answers), room or Room())

    async def watch(self, parts: frozenset[int]) -> list[Standing]:
        async with aclosing(self.batch.watch(parts)) as standings:
            return [standing async for standing in standings]

    async def keep(self, answers: list[Answer], parts: frozenset[int]) -> Kept:
        return await self.batch.keep(self.wanted(answers), parts)

    async def collect(self, answers: list[Answer], room: Room | None = None) -> Kept:
        """All in one."""
        parts = (await self.submit(answers, room)).parts
        await self.watch(parts)
        return await self.keep(answers, parts)

    async def kept(self, answers: list[Answer]) -> list[bool]:
        """Whether each answer's requests can be answered from what is kept."""
        return [await self.keeper.holds(one.request) for one in self.wanted(answers)]


@pytest.fixture
def provider() -> Iterator[BatchProvider]:
    with BatchProvider(lambda body: GOOD) as provider:
        yield provider


@asynccontextmanager
async def client(
    folder: Path,
    provider: BatchProvider,
    models: tuple[str, ...] = ("gpt-4o-mini",),
    most: int = 50_000,
) -> AsyncIterator[Client]:
    client = Client(folder, provider.url, models, most)
    async with aclosing(client.batch):
        yield client


def of(body: Body) -> int:
    """Which of ANSWERS a request is about."""
    said_by = body["messages"][1]["content"]
    return next(n for n in range(6) if f"teaches {n} tasks" in said_by)


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


async def test_a_run_that_ends_between_upload_and_begin_loses_nothing(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.faults[BEGIN].extend([500] * 5)
    async with client(tmp_path, provider) as c:
        with pytest.raises(ServerFailed):
            await c.submit(ANSWERS)
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        assert submitted.sent == 0
        await c.watch(submitted.parts)
        assert (await c.keep(ANSWERS, submitted.parts)).replies == 6
    assert (provider.count(UPLOAD), len(provider.batches)) == (1, 1)


async def test_a_batch_that_began_unnoticed_is_found_among_others(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.faults[BEGIN].append("lost")
    provider.faults["GET /batches"].extend([500] * 5)
    async with client(tmp_path, provider) as c:
        with pytest.raises((ServerFailed, Unreachable)):
            await c.submit(ANSWERS)
    assert len(provider.batches) == 1
    for n in range(5):
        other = provider.file(b"")["id"]
        provider.batches[f"other_{n}"] = {"id": f"other_{n}", "input_file_id": other}
    async with client(tmp_path, provider) as c:
        assert (await c.collect(ANSWERS)).replies == 6
    assert provider.count(BEGIN) == 1


async def test_a_run_that_ends_during_the_upload_sends_it_again(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.faults[UPLOAD].extend(["lost"] * 5)
    async with client(tmp_path, provider) as c:
        with pytest.raises(Unreachable):
            await c.submit(ANSWERS)
    async with client(tmp_path, provider) as c:
        assert (await c.collect(ANSWERS)).replies == 6
    assert len(provider.batches) == 1


async def test_a_later_process_collects_what_an_earlier_one_sent(
    tmp_path: Path, provider: BatchProvider
) -> None:
    provider.looks = 1
    async with client(tmp_path, provider) as c:
        sent = await c.submit(ANSWERS[:4])
        async with aclosing(c.batch.watch(sent.parts)) as standings:
            assert (await anext(standings)).waiting == 1
    async with client(tmp_path, provider) as c:
        kept = await c.collect(ANSWERS)
        assert (kept.replies, kept.left) == (6, 0)
    assert [of(line["body"]) for line in provider.requests] == [0, 1, 2, 3, 4, 5]


async def test_a_later_process_keeps_what_an_earlier_one_took_in(
    tmp_path: Path, provider: BatchProvider
) -> None:
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        await c.watch(submitted.parts)
    async with client(tmp_path, provider) as c:
        assert (await c.keep(ANSWERS[:3], submitted.parts)).replies == 3
        assert (await c.collect(ANSWERS)).replies == 3
    assert provider.count("GET /batches/batch_1") == 1


async def test_a_limit_on_calls_leaves_the_rest_out_for_this_run(
    tmp_path: Path, provider: BatchProvider
) -> None:
    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS, Room(max_calls=4))
        assert (submitted.sent, submitted.stopped) == (4, True)
        # The same command, which is to collect and not to send four more.
        again = await c.submit(ANSWERS, Room(max_calls=4))
        assert (again.sent, again.parts) == (0, submitted.parts)


async def test_a_limit_with_room_for_nothing_is_told(
    tmp_path: Path, provider: BatchProvider
) -> None:
    async with client(tmp_path, provider) as c:
        with pytest.raises(BudgetSpent, match="room for no request"):
            await c.submit(ANSWERS, Room(max_cost=0.0001))
    assert provider.seen == []


async def test_a_limit_on_cost_needs_a_price(tmp_path: Path, provider: BatchProvider) -> None:
    async with client(tmp_path, provider, ("unheard-of",)) as c:
        with pytest.raises(BudgetSpent, match="price of unheard-of is unknown"):
            await c.submit(ANSWERS, Room(max_cost=1.0))
    assert provider.seen == []


async def test_nothing_is_sent_while_another_hands_over(
    tmp_path: Path, provider: BatchProvider
) -> None:
    other = BatchJournal(tmp_path)
    async with client(tmp_path, provider) as c:
        with other.submitting(), pytest.raises(StoreError, match="at this moment"):
            await c.submit(ANSWERS)
    assert provider.seen == []


async def test_replies_that_cannot_be_kept_stay_in_the_journal(
    tmp_path: Path, provider: BatchProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StoreError("the disk is full", "Empty it")

    async with client(tmp_path, provider) as c:
        submitted = await c.submit(ANSWERS)
        await c.watch(submitted.parts)
        with monkeypatch.context() as patch:
            patch.setattr(DatabaseReplies, "put", full)
            with pytest.raises(StoreError, match="cannot be kept"):
                await c.keep(ANSWERS, submitted.parts)
        assert (await c.keep(ANSWERS, submitted.parts)).replies == 6
