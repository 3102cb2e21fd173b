"""Looking after batches under way: how far they are, and taking in what they bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.core.batch_part import BatchPart
from grader.errors import JudgeError, RequestRejected
from grader.judge.batch_api import TOO_MANY_TOKENS, BatchApi, BatchState
from grader.judge.batch_journal import Journal
from grader.judge.batch_lines import read_answer_line

_SHOWN = 3
"""Of the provider's problems with a batch, how many are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the batches are: `waiting` of them have not ended.

    `problems` counts requests without a response by the provider's reason, in the batches that
    have ended. `trouble` is why the last look failed, if it did.
    """

    batches: int
    waiting: int
    requests: int
    completed: int
    failed: int
    problems: tuple[tuple[str, int], ...] = ()
    trouble: str = ""


class Watch:
    """Follows parts until they have ended."""

    def __init__(self, api: BatchApi, journal: Journal, parts: Iterable[int]) -> None:
        self._api = api
        self._journal = journal
        self._watched = {part.id: part for part in journal.parts(parts) if not part.closed}
        self._waiting = dict(self._watched)
        self._states: dict[int, BatchState] = {}
        self._stalled: dict[int, BatchState] = {}
        self._freed = 0
        self._problems: Counter[str] = Counter()

    async def look(self) -> Standing:
        """Look at each part once and take in what has ended.

        One trouble keeps nobody from the others: the first is raised in the end, but one that
        waiting cannot help comes before one that it can. Raises JudgeError.
        """
        troubles: list[JudgeError] = []
        for part in [*self._waiting.values()]:
            if part.id in self._stalled:
                continue
            try:
                self._freed += await self._follow(part)
            except JudgeError as error:
                troubles.append(error)
        if troubles:
            raise min(troubles, key=lambda error: error.retryable)
        await self._begin_stalled()
        return self.standing()

    def standing(self, trouble: str = "") -> Standing:
        """How far the parts were when last looked at."""
        return Standing(
            batches=len(self._watched),
            waiting=len(self._waiting),
            requests=sum(part.requests for part in self._watched.values()),
            completed=sum(state.completed for state in self._states.values()),
            failed=sum(state.failed for state in self._states.values()),
            problems=tuple(self._problems.most_common()),
            trouble=trouble,
        )

    async def _follow(self, part: BatchPart) -> bool:
        """Look at one part; whether it has ended well."""
        state = self._states[part.id] = await self._api.look(part.batch_id or "")
        if not state.ended:
            return False
        if state.status == "failed":
            self._refused(part, state)
            return False
        for file_id in (state.output_file, state.error_file):
            if file_id is not None:
                await self._take_in(part, file_id)
        self._journal.ended(part.id)
        del self._waiting[part.id]
        if state.status == "cancelled":
            self._journal.release([part.id])
            raise RequestRejected(
                f"batch {state.id} was cancelled when {state.completed:,} of its "
                f"{part.requests:,} requests were answered",
                "Run the same command again to send the others anew; those replies are kept",
            )
        return True

    def _refused(self, part: BatchPart, state: BatchState) -> None:
        """The provider did not take a batch: raise, unless it will once others have ended."""
        if TOO_MANY_TOKENS in state.codes:
            self._journal.begun(part.id, None)
            self._stalled[part.id] = state
            return
        self._journal.release([part.id])
        del self._waiting[part.id]
        raise RequestRejected(
            f"the provider refused a batch of {part.requests:,} requests: {_told(state)}",
            "Mend what it names and run the same command again; nothing of this batch was answered",
        )

    async def _begin_stalled(self) -> None:
        """Begin as many stalled parts anew as others have made room for."""
        if self._stalled and not self._freed and len(self._stalled) == len(self._waiting):
            part_id, state = next(iter(self._stalled.items()))
            self._journal.release(self._stalled)
            raise RequestRejected(
                f"the provider's queue has no room for a batch of "
                f"{self._waiting[part_id].requests:,} requests: {_told(state)}",
                "Wait until other batches have ended, or set GRADER_BATCH_REQUESTS to fewer",
            )
        for part_id in [*self._stalled][: self._freed]:
            part = self._waiting[part_id]
            batch_id = await self._api.begin(part.file_id)
            self._journal.begun(part_id, batch_id)
            self._waiting[part_id] = replace(part, batch_id=batch_id)
            del self._stalled[part_id]
        self._freed = 0

    async def _take_in(self, part: BatchPart, file_id: str) -> None:
        """Read an output or error file into the journal; what is there already stays."""
        problems: Counter[str] = Counter()
        async for lines in self._api.lines(file_id):
            answers = [answer for line in lines if (answer := read_answer_line(line))]
            bodies = [(answer.digest, answer.body) for answer in answers if answer.body is not None]
            self._journal.collect(part.id, bodies)
            problems.update(answer.problem for answer in answers if answer.body is None)
        self._problems.update(problems)


def _told(state: BatchState) -> str:
    shown = "; ".join(state.problems[:_SHOWN]) or "no reason is given"
    more = len(state.problems) - _SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown
