"""The seams of judging: a Judge gives a Judgment, a Completer gives one model's reply."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grader.core.answer import Answer
from grader.core.judgment import Judgment
from grader.core.kept import KeptReply
from grader.core.rubric import Rubric
from grader.judge.limits import Limits
from grader.usage import Usage


class Judge(Protocol):
    """Whoever gives a judgment: an LLM, the keyword scorer, a panel, a fallback, a script."""

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        """Judge an answer that has at least one candidate sentence.

        Gives one verdict for each tell, in the rubric's order. Raises JudgeError.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    role: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """One request to a model, whole: its digest is the key under which the reply is kept."""

    endpoint: str
    model: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    """JSON Schema that the reply must satisfy."""
    parameters: Mapping[str, Any]
    """What else goes into the body as it stands: temperature, seed, token cap."""
    structured: str = "json_schema"
    """How the schema is asked for: `json_schema` (strict), `json_object` or `none`."""
    sample: int = 0
    """Which of several samples of the same request this is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatReply:
    """A model's reply: its text, the model that gave it, and what it took."""

    text: str
    model: str
    usage: Usage
    limits: Limits | None = None
    """What the endpoint says to have left, where it says so."""


class Completer(Protocol):
    """A model behind an endpoint, with its bounded retries."""

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Give the reply's text, unchecked. Raises JudgeError, never the transport's own errors."""
        ...


class ReplyKeeper(Protocol):
    """Where replies are kept: gives the kept reply to a request, or asks for one and keeps it."""

    async def fetch(
        self, request: ChatRequest, ask: Callable[[ChatRequest], Awaitable[ChatReply]]
    ) -> ChatReply:
        """Give the reply to `request`, from what is kept or from `ask`.

        `ask` returns only replies that can be read, or that say that the model declined, so what
        it returns may be kept. Its errors pass through, and nothing is kept then. Raises
        ReplayMiss when asking is not allowed.
        """
        ...

    async def recall(self, request: ChatRequest) -> KeptReply | None:
        """The reply with which `fetch` would answer `request` without asking, if there is one."""
        ...

    async def forget(self, digests: Sequence[str]) -> None:
        """Erase the replies kept under these digests of requests. Raises StoreError."""
        ...


class AskAlways:
    """The ReplyKeeper that keeps nothing."""

    async def fetch(
        self, request: ChatRequest, ask: Callable[[ChatRequest], Awaitable[ChatReply]]
    ) -> ChatReply:
        return await ask(request)

    async def recall(self, request: ChatRequest) -> KeptReply | None:
        return None

    async def forget(self, digests: Sequence[str]) -> None:
        """There is nothing to erase."""
