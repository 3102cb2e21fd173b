"""One process's view of a provider batch, over what earlier ones left in a folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from grader.core.answer import Answer
from grader.judge.batch_api import BatchApi
from grader.judge.batch_room import Room
from grader.judge.batch_watch import Standing
from grader.judge.cache import CachedReplies
from grader.judge.collected import Collected
from grader.judge.llm import LLMJudge, LLMOptions
from grader.judge.openai import OpenAICompleter
from grader.judge.provider_batch import Kept, ProviderBatch, Submitted, Wanted
from grader.store.batch_journal import BatchJournal
from grader.store.replies import DatabaseReplies
from tests.judge.batching import BatchProvider, Body
from tests.judge.samples import RUBRIC, TEMPLATES, said

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
