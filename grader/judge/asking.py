"""What a judge would ask a model, and what it need not ask: known before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from grader.core.answer import Answer
from grader.core.kept import KeptReply
from grader.core.rubric import Rubric
from grader.judge.base import ChatRequest, Judge


@runtime_checkable
class Asking(Protocol):
    """A Judge that asks models, or holds one that does. Neither method sends anything."""

    def requests(self, rubric: Rubric, answer: Answer) -> tuple[ChatRequest, ...]:
        """What `judge` begins by asking; a reply that cannot be read leads to one more call."""
        ...

    async def recall(self, request: ChatRequest) -> KeptReply | None:
        """The reply that is kept for a request, and with which it need not be sent."""
        ...


@runtime_checkable
class Forgetting(Protocol):
    """A Judge that keeps replies, or holds one that does."""

    async def forget(self, digests: Sequence[str]) -> None:
        """Erase the replies kept under these digests of requests. Raises StoreError."""
        ...


async def forget_with(judges: Iterable[Judge], digests: Sequence[str]) -> None:
    """Have all judges that keep replies erase those kept under these digests."""
    for judge in judges:
        if isinstance(judge, Forgetting):
            await judge.forget(digests)


def requests_of(judge: Judge, rubric: Rubric, answer: Answer) -> tuple[ChatRequest, ...]:
    """What a judge would ask about an answer: nothing, if it asks no model."""
    return judge.requests(rubric, answer) if isinstance(judge, Asking) else ()


async def recalled_by(judges: Iterable[Judge], request: ChatRequest) -> KeptReply | None:
    """The reply that one of the judges keeps for a request."""
    for judge in judges:
        if isinstance(judge, Asking) and (reply := await judge.recall(request)) is not None:
            return reply
    return None
