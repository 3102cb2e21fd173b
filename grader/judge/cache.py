"""Replies kept under the digest of the whole request, so that the same work is never paid twice."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

from grader.core.credentials import without_credentials
from grader.core.digest import digest
from grader.core.kept import KeptReply
from grader.errors import ReplayMiss, StoreError
from grader.judge.base import ChatReply, ChatRequest, Message
from grader.usage import Usage

_log = logging.getLogger(__name__)
_HELD = 128

Ask: TypeAlias = Callable[[ChatRequest], Awaitable[ChatReply]]


class Mode(StrEnum):
    """What is done with kept replies."""

    NORMAL = "normal"
    """Used where there is one; what is asked anew is kept."""
    RECORD = "record"
    """Everything is asked anew, and replaces what was kept."""
    REPLAY = "replay"
    """Used alone: nothing is asked, and a request without a kept reply is an error."""
    OFF = "off"
    """Neither used nor added to."""


class ReplyStore(Protocol):
    """Where replies lie: a database or a folder. One store may serve any number of requests."""

    async def get(self, digest: str) -> KeptReply | None:
        """The reply kept under a digest. Raises StoreError when it cannot be read."""
        ...

    async def put(self, digest: str, request: Mapping[str, Any], reply: KeptReply) -> None:
        """Keep a reply in place of any kept before; it is on disk when this returns.

        `request` is `request_record` of the request. Raises StoreError.
        """
        ...

    async def delete(self, digests: Sequence[str]) -> None:
        """Erase the replies kept under these digests, where there are any. Raises StoreError."""
        ...

    async def aclose(self) -> None:
        """Let go of files and threads. Nothing may be asked of the store afterwards."""
        ...


def request_record(request: ChatRequest) -> dict[str, Any]:
    """A request as plain JSON, to be kept with its reply: all of it, but of the schema the digest.

    The endpoint comes without user name, password and query string.
    """
    return {
        "endpoint": without_credentials(request.endpoint),
        "model": request.model,
        "structured": request.structured,
        "sample": request.sample,
        "parameters": dict(request.parameters),
        "schema": _schema_digest(request.schema),
        "messages": [{"role": m.role, "content": m.content} for m in request.messages],
    }


def request_digest(request: ChatRequest) -> str:
    """The key under which a request's reply is kept: SHA-256, in hex, of all there is to it."""
    messages = [(m.role, _message_digest(m)) for m in request.messages]
    return digest(
        "grader.request.v1",
        {
            "endpoint": request.endpoint,
            "model": request.model,
            "structured": request.structured,
            "sample": request.sample,
            "parameters": dict(request.parameters),
            "schema": _schema_digest(request.schema),
            "messages": messages,
        },
    )


# A rubric's schema and system message recur with every answer to it and are most of a request, so
# that their digests are remembered: it makes the key five times as cheap.


def _message_digest(message: Message) -> str:
    known = _remembered_digest if message.role == "system" else _text_digest
    return known(message.content)


def _text_digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_remembered_digest = lru_cache(maxsize=_HELD)(_text_digest)
_schemas: dict[int, tuple[Mapping[str, Any], str]] = {}


def _schema_digest(schema: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of a schema in the order of its fields, which is that of the reply's.

    Remembered by identity, since a schema cannot be hashed; holding it keeps its id its own.
    """
    held = _schemas.get(id(schema))
    if held is not None:
        return held[1]
    if len(_schemas) >= _HELD:
        _schemas.clear()
    found = _text_digest(json.dumps(schema, separators=(",", ":"), allow_nan=False))
    _schemas[id(schema)] = (schema, found)
    return found


class CachedReplies:
    """The ReplyKeeper on a store. Identical requests in flight share one look-up and one call.

    Those who share a call get its reply, at no cost, or its error. When the one whose call it is
    gets cancelled, the next in line asks. A store that fails costs a warning, not the reply:
    except to record, which is then in vain, and to replay, where the error is ReplayMiss.
    """

    def __init__(
        self,
        store: ReplyStore,
        mode: Mode = Mode.NORMAL,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._mode = mode
        self._now = now
        self._flights: dict[str, asyncio.Future[ChatReply | None]] = {}
        self._warned: set[str] = set()

    async def fetch(self, request: ChatRequest, ask: Ask) -> ChatReply:
        """The reply to `request`. Raises what `ask` raises, ReplayMiss, and StoreError."""
        if self._mode is Mode.OFF:
            return await ask(request)
        key = request_digest(request)
        while (flight := self._flights.get(key)) is not None:
            # Shielded, since one follower's cancellation must not take the reply from the others.
            reply = await asyncio.shield(flight)
            if reply is not None:
                return _at_no_cost(reply.text, reply.model, reply.usage)
        return await self._lead(key, request, ask)

    async def holds(self, request: ChatRequest) -> bool:
        """Whether `fetch` would answer a request from what is kept."""
        return await self.recall(request) is not None

    async def recall(self, request: ChatRequest) -> KeptReply | None:
        """The reply that `fetch` would take from what is kept, as it was recorded, if there is one.

        A store that fails costs a warning, as it does `fetch`.
        """
        if self._mode in (Mode.OFF, Mode.RECORD):
            return None
        try:
            return await self._store.get(request_digest(request))
        except StoreError as error:
            self._warn(error)
            return None

    async def forget(self, digests: Sequence[str]) -> None:
        """Erase the replies kept under these digests of requests. Raises StoreError."""
        await self._store.delete(digests)

    async def aclose(self) -> None:
        await self._store.aclose()

    async def _lead(self, key: str, request: ChatRequest, ask: Ask) -> ChatReply:
        flight = self._flights[key] = asyncio.get_running_loop().create_future()
        try:
            reply = await self._kept(key, request) or await self._asked(key, request, ask)
        except Exception as error:
            flight.set_exception(error)
            flight.exception()  # With no follower nobody else would, and asyncio would complain.
            raise
        else:
            flight.set_result(reply)
            return reply
        finally:
            del self._flights[key]
            if not flight.done():
                flight.set_result(None)

    async def _kept(self, key: str, request: ChatRequest) -> ChatReply | None:
        if self._mode is Mode.RECORD:
            return None
        try:
            kept = await self._store.get(key)
        except StoreError as error:
            if self._mode is Mode.REPLAY:
                raise ReplayMiss(
                    f"the reply kept for {_named(key, request)} cannot be read: {error.message}",
                    error.hint,
                ) from error
            self._warn(error)
            return None
        if kept is not None:
            return _at_no_cost(kept.text, kept.model, kept.usage)
        if self._mode is Mode.REPLAY:
            raise ReplayMiss(
                f"no reply is kept for {_named(key, request)}",
                "Record it with GRADER_REPLIES=record, or check that the answer, the rubric, the "
                "prompts and the settings are those of the recording",
            )
        return None

    async def _asked(self, key: str, request: ChatRequest, ask: Ask) -> ChatReply:
        reply = await ask(request)
        kept = KeptReply(
            text=reply.text,
            model=reply.model,
            usage=reply.usage,
            recorded_at=self._now().isoformat(timespec="seconds"),
        )
        try:
            await self._store.put(key, request_record(request), kept)
        except StoreError as error:
            if self._mode is Mode.RECORD:
                raise
            self._warn(error)
        return reply

    def _warn(self, error: StoreError) -> None:
        """Log a failure of the store; the same one, as on a full disk, only once."""
        if error.message not in self._warned:
            self._warned.add(error.message)
            _log.warning("%s. The judge is asked as if nothing were kept", error)


def _at_no_cost(text: str, model: str, usage: Usage) -> ChatReply:
    """A kept reply. Its tokens are told as they were recorded, but they are not paid for again."""
    free = Usage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        calls=0,
        cached=1,
        cost_usd=0.0,
    )
    return ChatReply(text=text, model=model, usage=free)


def _named(key: str, request: ChatRequest) -> str:
    """A request's name in an error: enough to find it by, without a word of the answer."""
    parameters = ", ".join(f"{name}={value}" for name, value in sorted(request.parameters.items()))
    return (
        f"request {key[:16]} ({request.model} at {without_credentials(request.endpoint)}, "
        f"sample {request.sample}, {request.structured}{', ' if parameters else ''}{parameters})"
    )
