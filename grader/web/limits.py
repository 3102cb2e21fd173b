"""Limits: the size of a body, before it is parsed; the rate of a key; the origin of a request."""

from __future__ import annotations

from collections import OrderedDict

from aiolimiter import AsyncLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader.errors import LimitReached
from grader.service.caller import Caller
from grader.web.problem import problem

_MOST = 10_000
_MINUTE = 60.0


class Limits:
    """At most `rpm` requests a minute of each key; None is no limit."""

    def __init__(self, rpm: int | None) -> None:
        self._rpm = rpm
        self._buckets: OrderedDict[str, AsyncLimiter] = OrderedDict()

    async def admit(self, caller: Caller) -> None:
        """Count a request. Raises LimitReached that says when to try again."""
        if self._rpm is None:
            return
        bucket = self._bucket(caller.key or caller.tenant, self._rpm)
        if not bucket.has_capacity():
            message, wait = f"more than {self._rpm} requests a minute", _MINUTE / self._rpm
            raise LimitReached(message, f"Wait {max(1, round(wait))} s", retry_after=wait)
        await bucket.acquire()

    def _bucket(self, name: str, rpm: int) -> AsyncLimiter:
        if name not in self._buckets:
            self._buckets[name] = AsyncLimiter(rpm, _MINUTE)
        self._buckets.move_to_end(name)
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        return self._buckets[name]


class _TooLarge(Exception):
    """The body grew past its limit while it was read."""


class BodyLimit:
    """ASGI middleware: no body longer than its path's limit is read, whatever its length claims.

    FastAPI's own `max_body_size` answers in plain text, and every error here is a problem document.
    """

    def __init__(self, app: ASGIApp, *, limit: int, uploads: int) -> None:
        self._app = app
        self._limit = limit
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        upload = scope["path"].rstrip("/") in ("/v1/batches", "/batches")
        limit = self._uploads if upload else self._limit
        begun, read = False, 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            if _claimed(scope) > limit:
                raise _TooLarge
            await self._app(scope, limited, noted)
        except _TooLarge:
            if begun:
                raise
            said = f"the body is larger than {limit:,} bytes"
            answer = problem(413, "too-large", said, "Send less at a time")
            answer.headers["Connection"] = "close"
            await answer(scope, receive, send)


def _claimed(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


class SameOrigin:
    """ASGI middleware for open access: only this machine's own names, no other site's requests.

    A page on the web could otherwise have a visitor's browser post to the visitor's own machine,
    or reach it under a name of its own (DNS rebinding).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            host = headers.get(b"host", b"").decode("latin-1")
            origin = headers.get(b"origin", b"").decode("latin-1")
            if not is_local(host) or (origin and origin.partition("://")[2] != host):
                said = "requests from other sites and under other names are refused"
                answer = problem(403, "foreign-origin", said, "Call it as localhost, or make keys")
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def is_local(host: str) -> bool:
    """Whether a Host header, or an address to bind to, is this machine itself."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return name.strip("[]").lower() in ("localhost", "127.0.0.1", "::1")
