"""A provider's batch: requests handed over in files, at half the price, answered within a day.

What comes back goes where all replies are kept, so that grading then finds it there. No request
is sent twice: the journal knows those under way, also after a crash.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from grader.core.answer import Answer
from grader.core.integrity import inspect
from grader.core.rubric import Rubric
from grader.errors import BudgetSpent, JudgeError, JudgeRefused, StoreError
from grader.judge.base import ChatRequest
from grader.judge.batch_api import BatchApi
from grader.judge.batch_journal import Journal
from grader.judge.batch_lines import MOST_REQUESTS
from grader.judge.batch_room import Room
from grader.judge.batch_submit import Submission
from grader.judge.batch_watch import Standing, Watch
from grader.judge.cache import CachedReplies, request_digest
from grader.judge.llm import LLMJudge
from grader.usage import Usage

CHUNK = 500
"""Requests looked up, and replies kept, in one go."""
FIRST_POLL = 2.0
"""Seconds until a batch is looked at again; each wait is half as long again as the one before."""
LONGEST_POLL = 60.0
PATIENCE = 30
"""Looks in a row that may fail before the wait is given up: about half an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A request that grading would make, and whose: a judge's, about an answer by a rubric."""

    judge: LLMJudge
    rubric: Rubric
    answer: Answer
    request: ChatRequest

    @classmethod
    def of(cls, judge: LLMJudge, rubric: Rubric, answer: Answer) -> Wanted:
        request = judge.request(rubric, answer)
        return cls(judge=judge, rubric=rubric, answer=answer, request=request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """Where the requests are that are not kept yet: in these parts, some perhaps of earlier runs.

    `sent` counts those handed over now. `stopped` says that a limit left some out.
    """

    parts: frozenset[int]
    sent: int
    stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many replies that came by batch are kept now, and what they took.

    `left` counts the requests in the batches to which no usable reply has come.
    """

    replies: int
    usage: Usage
    left: int


class ProviderBatch:
    """Hands requests over, waits for the batches, and keeps what they bring.

    The judges must ask a Completer that gives the journal's replies, and keep them in `keeper`.
    Files are put together in `folder`. Close it with `aclose`, which closes what it was given.
    """

    def __init__(
        self,
        api: BatchApi,
        journal: Journal,
        keeper: CachedReplies,
        judges: Sequence[LLMJudge],
        folder: Path,
        *,
        most_requests: int = MOST_REQUESTS,
        first_poll: float = FIRST_POLL,
    ) -> None:
        self._api = api
        self._journal = journal
        self._keeper = keeper
        self._judges = tuple(judges)
        self._folder = folder
        self._most_requests = most_requests
        self._first_poll = first_poll

    def wanted(self, rubric: Rubric, answer: Answer) -> Iterator[Wanted]:
        """What grading an answer would ask: nothing where there is nothing to grade."""
        if inspect(answer, rubric).nothing is None:
            yield from (Wanted.of(judge, rubric, answer) for judge in self._judges)

    async def submit(self, wanted: Iterable[Wanted], room: Room) -> Submitted:
        """Hand over the requests that are neither kept nor under way, as far as there is room.

        Raises JudgeError, BudgetSpent when there is room for none, and StoreError while another
        process hands requests over.
        """
        stopped = False
        submission = Submission(self._api, self._journal, self._folder, self._most_requests)
        with self._journal.submitting(), closing(submission):
            for some in _chunks(wanted):
                requests = {digest: one.request for digest, one in some.items()}
                # In this order, lest a reply be kept, and the journal let go of it, in between.
                known = submission.under_way([*requests])
                missing = await self._not_kept(requests, known)
                for digest in requests.keys() & known:
                    room.take(digest, requests[digest])
                chosen = {d: request for d, request in missing.items() if room.take(d, request)}
                stopped = stopped or len(chosen) < len(missing)
                await submission.add(chosen)
            await submission.finish()
        if stopped and not submission.parts:
            raise BudgetSpent(
                "the limit on calls or cost leaves room for no request",
                "Raise it, or lower GRADER_MAX_TOKENS: a request counts with all it may cost",
            )
        return Submitted(parts=frozenset(submission.parts), sent=submission.sent, stopped=stopped)

    async def watch(self, parts: Iterable[int]) -> AsyncGenerator[Standing]:
        """Wait until every part has ended, and take in what each brings as soon as it has.

        Yields after each look, the first of which is at once. A provider that cannot be reached
        for a while is waited for. Raises JudgeError when it refuses a batch as a whole or somebody
        has cancelled one; what has ended by then is taken in.
        """
        watch = Watch(self._api, self._journal, parts)
        pause, failures = self._first_poll, 0
        while True:
            try:
                standing = await watch.look()
                failures = 0
            except JudgeError as error:
                failures += 1
                if not error.retryable or failures >= PATIENCE:
                    raise
                standing = watch.standing(trouble=str(error))
            yield standing
            if not standing.waiting:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_POLL)

    async def keep(self, wanted: Iterable[Wanted], parts: Iterable[int]) -> Kept:
        """Keep what the batches brought for these requests, as if the endpoint had been asked.

        A reply that cannot be read or was cut off is not kept: it is mended by asking again.
        Raises StoreError when replies cannot be kept; the journal then still has them.
        """
        replies, usage = 0, Usage()
        for some in _chunks(wanted):
            came = self._journal.answered([*some])
            tasks = {digest: self._keep(one) for digest, one in some.items() if digest in came}
            usages = dict(zip(tasks, await asyncio.gather(*tasks.values()), strict=True))
            kept = {digest: took for digest, took in usages.items() if took is not None}
            self._journal.settle(kept, usages.keys() - kept.keys())
            replies += len(kept)
            usage = sum(kept.values(), usage)
        return Kept(replies=replies, usage=usage, left=self._journal.unanswered(parts))

    def forget(self, parts: Iterable[int]) -> None:
        """Let go of the requests in ended batches to which no usable reply came."""
        self._journal.release(parts)

    async def aclose(self) -> None:
        await self._api.aclose()
        await self._keeper.aclose()
        await self._journal.aclose()

    async def _not_kept(
        self, requests: dict[str, ChatRequest], known: set[str]
    ) -> dict[str, ChatRequest]:
        asked = {digest: r for digest, r in requests.items() if digest not in known}
        held = await asyncio.gather(*(self._keeper.holds(r) for r in asked.values()))
        return {d: r for (d, r), kept in zip(asked.items(), held, strict=True) if not kept}

    async def _keep(self, one: Wanted) -> Usage | None:
        """Have one reply kept; what it took, or None if it is of no use."""
        try:
            usage = (await one.judge.judge(one.rubric, one.answer)).usage
        except JudgeRefused as error:
            usage = error.usage
        except JudgeError:
            return None
        if await self._keeper.holds(one.request):
            return usage
        raise StoreError(
            "the replies that came by batch cannot be kept",
            "Check the disk and run the same command again: they are in the journal still",
        )


def _chunks(wanted: Iterable[Wanted]) -> Iterator[dict[str, Wanted]]:
    """What is wanted by its digest, CHUNK at a time; duplicates in a chunk are one."""
    source = iter(wanted)
    while some := list(islice(source, CHUNK)):
        yield {request_digest(one.request): one for one in some}
