"""A ReplyStore in memory, and a request whose reply it may keep."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from grader.core.kept import KeptReply
from grader.errors import StoreError
from grader.judge.base import ChatRequest, Message

REQUEST = ChatRequest(
    endpoint="https://api.example/v1",
    model="m-1",
    messages=(Message(role="system", content="judge"), Message(role="user", content="[1] hi")),
    schema={"type": "object", "properties": {"a": {}, "b": {}}},
    parameters={"temperature": 0.5, "max_tokens": 100},
)


class MemoryStore:
    """A ReplyStore in a dict, which raises `unreadable` and `unwritable` when they are set."""

    def __init__(self) -> None:
        self.kept: dict[str, KeptReply] = {}
        self.requests: list[Mapping[str, Any]] = []
        self.unreadable: StoreError | None = None
        self.unwritable: StoreError | None = None
        self.closed = False

    async def get(self, digest: str) -> KeptReply | None:
        await asyncio.sleep(0)
        if self.unreadable:
            raise self.unreadable
        return self.kept.get(digest)

    async def put(self, digest: str, request: Mapping[str, Any], reply: KeptReply) -> None:
        await asyncio.sleep(0)
        if self.unwritable:
            raise self.unwritable
        self.requests.append(request)
        self.kept[digest] = reply

    async def delete(self, digests: Sequence[str]) -> None:
        for digest in digests:
            self.kept.pop(digest, None)

    async def aclose(self) -> None:
        self.closed = True
