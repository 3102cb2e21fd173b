"""What the faces of the network do: grade, keep, look up, review, erase."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection

from grader.core.answer import Answer, Said, read_turns
from grader.core.cell import read_cell
from grader.core.digest import digest
from grader.core.rubric import Rubric
from grader.errors import InputError
from grader.grader import CONCURRENCY, Grader
from grader.service import discreet
from grader.service.batches import Batches
from grader.service.caller import Caller
from grader.service.erasure import Erasure
from grader.service.finding import check, explain
from grader.service.keeping import Keeping
from grader.service.once import Once, Settle
from grader.service.reviewing import Review, entry, settled
from grader.service.short import short
from grader.service.signs import Signs
from grader.service.spending import Spending
from grader.service.tell_counts import TellCount, count
from grader.store import audit, batches, grades
from grader.store.audit import AuditEntry
from grader.store.batches import Batch
from grader.store.database import Database
from grader.store.record import AGREE, OVERRIDE, Filter, Found, NewGrade, Record

_COUNTED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRequest:
    """An answer to grade: `answer` as text, or `transcript` as turns or as text with speakers."""

    rubric: str
    answer: str | None = None
    transcript: str | Sequence[Said] | None = None
    external_id: str | None = None


class Service:
    """One grader and one record, for callers of many tenants.

    What belongs to another tenant is not found. Every method raises AccessDenied for a caller
    without its scope, and StoreError when the record cannot be reached.
    """

    def __init__(
        self,
        grader: Grader,
        database: Database,
        *,
        max_answer: int,
        jobs_url: str,
        concurrency: int = CONCURRENCY,
        retention: int | None = None,
        daily_cost: float | None = None,
    ) -> None:
        self.keeping = Keeping(grader)
        self.spending = Spending(database, daily_cost)
        self.keeping.on_grade(lambda result: self.spending.learn(result["usage"]["cost_usd"]))
        self._signs = Signs(database)
        self.batches = Batches(
            grader,
            database,
            self.keeping,
            self.spending,
            jobs_url,
            self._signs,
            limit=max_answer,
            concurrency=concurrency,
        )
        self.grader = grader
        self.library = grader.library
        self.database = database
        self._max_answer = max_answer
        self._retention = retention
        self._erasure = Erasure(database, grader)
        self._erasing: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[None] | None = None
        self._once = Once(database, self._signs)

    async def grade(
        self, caller: Caller, request: GradeRequest, *, key: str | None = None
    ) -> tuple[Record, bool]:
        """Grade an answer and keep the grade: the record, and whether it is new.

        With an idempotency `key` a request that was carried out before gives the record of then.
        Raises InputError, UnknownRubric, Conflict, and JudgeError when nobody could judge.
        """
        caller.require("grade")
        rubric = self.library.rubric(request.rubric)
        if request.external_id is not None:
            short("external_id", request.external_id)
        answer = self._read(request, rubric)
        work = partial(self._graded, caller, rubric, answer, request.external_id, None)
        if key is None:
            return await work(), True
        body = digest("grader.grade-request.v1", [rubric.id, _spoken(answer), request.external_id])
        return await self._keyed(caller, key, body, work)

    async def follow_up(
        self,
        caller: Caller,
        grade: str,
        answer: str,
        follow_up: str | None = None,
        *,
        key: str | None = None,
    ) -> tuple[Record, bool]:
        """Grade the answer to a follow-up (the first, unless named) of an earlier grade's."""
        caller.require("grade")
        parent = await self._record(caller, grade)
        rubric = self.library.rubric(parent.rubric)
        asked = rubric.follow_up(follow_up)
        by = rubric.for_follow_up(asked)
        read = self._read(GradeRequest(rubric=rubric.id, answer=answer), by)
        work = partial(self._graded, caller, by, read, parent.external_id, parent.id)
        if key is None:
            return await work(), True
        body = digest("grader.follow-up-request.v1", [parent.id, asked.id, _spoken(read)])
        return await self._keyed(caller, key, body, work)

    async def submit(
        self,
        caller: Caller,
        name: str,
        data: bytes,
        rubric: str | None = None,
        *,
        key: str | None = None,
    ) -> tuple[Batch, bool]:
        """Have a table graded in the background: its batch, and whether it is new.

        With an idempotency `key` a table that was sent before gives the batch of then. Raises
        InputError for what is no table of answers, UnknownRubric and Conflict.
        """
        caller.require("grade")
        if rubric is not None:
            self.library.rubric(rubric)
        submit = partial(self.batches.submit, caller, name, data, rubric)
        if key is None:
            return await submit(), True
        made: list[Batch] = []

        async def carry_out(settle: Settle) -> str:
            made.append(await submit(settle=settle))
            return made[0].id

        table = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        body = digest("grader.batch-request.v1", [name, rubric, table])
        batch, is_new = await self._once.run(caller, key, body, carry_out)
        if made:
            return made[0], is_new
        find = partial(batches.get, tenant=caller.tenant, batch=batch)
        return await self.database.read(find), False

    async def get(self, caller: Caller, grade: str) -> Record:
        """One grade with its reviews. Raises NotFound."""
        caller.require("read")
        return await self._record(caller, grade)

    async def find(self, caller: Caller, wanted: Filter) -> Found:
        """A page of grades, newest first. Raises InputError for a filter that nothing can fit."""
        caller.require("read")
        check(wanted)
        found = await self.database.read(lambda c: grades.find(c, caller.tenant, wanted))
        if not found.records and wanted.cursor is None:
            explain(wanted, self.library)
        return found

    async def override(self, caller: Caller, grade: str, review: Review) -> Record:
        """Put a person's level or tells beside the machine's, which stay as they are.

        Tells alone set the level that the rubric's rule gives with them.
        """
        caller.require("review")
        record = await self._record(caller, grade)
        review = settled(review, record, self.library.rubric(record.rubric))
        return await self._review(caller, grade, review, OVERRIDE)

    async def agree(self, caller: Caller, grade: str, reviewer: str, reason: str = "") -> Record:
        """Write down that a person agrees with the level that holds."""
        caller.require("review")
        return await self._review(caller, grade, Review(reviewer=reviewer, reason=reason), AGREE)

    async def erase(self, caller: Caller, grade: str) -> Record:
        """Erase an answer and every quote of it, kept replies included. Raises Conflict if held."""
        caller.require("admin")
        return await self._erasure.erase(caller.tenant, grade, actor=caller.name)

    async def hold(self, caller: Caller, grade: str, *, held: bool) -> Record:
        """Put a grade under a legal hold, or lift it."""
        caller.require("admin")
        return await self.database.write(
            lambda c: grades.hold(c, caller.tenant, grade, actor=caller.name, held=held)
        )

    async def trail(self, caller: Caller, grade: str) -> tuple[AuditEntry, ...]:
        """What happened to a grade, oldest first. Raises NotFound."""
        await self.get(caller, grade)
        return await self.database.read(lambda c: audit.trail(c, caller.tenant, grade))

    async def tell_counts(self, caller: Caller, rubric: str) -> dict[str, TellCount]:
        """How often each tell of a rubric was matched and overridden, in the last 10,000 grades."""
        caller.require("read")
        tells = [tell.id for tell in self.library.rubric(rubric).tells]
        wanted = Filter(rubric=rubric, limit=_COUNTED)
        found = await self.database.read(lambda c: grades.find(c, caller.tenant, wanted))
        return count(tells, found.records)

    async def start(self) -> None:
        """Take up the batches that an earlier process left undone, and begin to erase by age."""
        await self._once.begin()
        await self.batches.jobs.resume()
        if self._retention is not None:
            self._erasing = asyncio.create_task(self._erasure.keep_erasing(self._retention))

    def begin_to_stop(self) -> None:
        """End what goes on by itself: the chunks in hand, and watching batches."""
        self.batches.end_watching()
        if self._stopping is None:
            self._stopping = asyncio.create_task(self.batches.jobs.stop())

    async def aclose(self) -> None:
        self.begin_to_stop()
        if self._erasing is not None:
            self._erasing.cancel()
            await asyncio.gather(self._erasing, return_exceptions=True)
        if self._stopping is not None:
            await self._stopping
        await self._signs.end()
        await self.grader.aclose()
        await self.database.aclose()

    def _read(self, request: GradeRequest, rubric: Rubric) -> Answer:
        given = [part for part in (request.answer, request.transcript) if part is not None]
        if len(given) != 1:
            raise InputError("answer, transcript: one of the two", "Send the one or the other")
        said = given[0]
        length = len(said) if isinstance(said, str) else sum(len(turn.text) for turn in said)
        if length > self._max_answer:
            message = f"answer: {length:,} characters, more than {self._max_answer:,}"
            raise InputError(message, "Cut it to the answer itself, or raise GRADER_MAX_ANSWER")
        if not isinstance(said, str):
            return read_turns(said)
        return read_cell(said, rubric)

    async def _graded(
        self,
        caller: Caller,
        rubric: Rubric,
        answer: Answer,
        external_id: str | None,
        parent: str | None,
        settle: Settle | None = None,
    ) -> Record:
        def keep(connection: Connection, new: NewGrade) -> Record:
            record = grades.keep(connection, caller.tenant, new, actor=caller.name)
            if settle is not None:
                settle(connection, record.id)
            return record

        async with self.spending.room(caller.tenant):
            result = await discreet.grade(self.grader, answer, rubric)
            new = self.keeping.new(answer, rubric, result, external_id=external_id, parent=parent)
            self.keeping.show(new)
            return await self.database.write(partial(keep, new=new))

    async def _keyed(
        self, caller: Caller, key: str, body: str, work: Callable[..., Awaitable[Record]]
    ) -> tuple[Record, bool]:
        made: list[Record] = []

        async def carry_out(settle: Settle) -> str:
            made.append(await work(settle=settle))
            return made[0].id

        grade, is_new = await self._once.run(caller, key, body, carry_out)
        if made:
            return made[0], is_new
        return await self._record(caller, grade), False

    async def _record(self, caller: Caller, grade: str) -> Record:
        return await self.database.read(partial(grades.get, tenant=caller.tenant, grade=grade))

    async def _review(self, caller: Caller, grade: str, review: Review, action: str) -> Record:
        said = entry(review, action)
        return await self.database.write(
            lambda c: grades.review(c, caller.tenant, grade, actor=caller.name, entry=said)
        )


def _spoken(answer: Answer) -> list[Any]:
    """All that tells one answer from another."""
    return [answer.text, [[t.speaker, str(t.role), t.start, t.end] for t in answer.turns]]
