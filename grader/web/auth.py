"""Who calls: an API key in the Authorization header, a page's session, or the one local user."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import Depends, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from grader.errors import AccessDenied, GraderError
from grader.service.caller import LOCAL, Caller
from grader.store import keys
from grader.store.database import Database
from grader.store.keys import Key
from grader.web.problem import of_error

REMEMBERED = 5.0
"""Seconds for which a key that was found good is not looked up again, so a revoked one lives on."""
_MOST = 10_000


class Gate:
    """Lets callers in. `open_access` is for loopback without keys: everybody is the local user.

    It ends with the first key, within REMEMBERED seconds, and does not come back.
    """

    def __init__(self, database: Database, *, open_access: bool) -> None:
        self._database = database
        self._open_access = open_access
        self._open_until = 0.0
        self._good: dict[str, tuple[float, Caller]] = {}

    async def is_open(self) -> bool:
        """Whether everybody is the local user, as long as there are no keys."""
        if self._open_access and time.monotonic() >= self._open_until:
            self._open_access = not await self._database.read(keys.are_there)
            self._open_until = time.monotonic() + REMEMBERED
        return self._open_access

    async def by_key(self, text: str) -> Caller:
        """The caller with this API key. Raises AccessDenied."""
        known = self._good.get(text)
        if known and known[0] > time.monotonic():
            return known[1]
        key = await self._database.read(lambda c: keys.check(c, text))
        if key is None:
            self._good.pop(text, None)
            raise AccessDenied("the API key is unknown or revoked", "Ask an admin for a key")
        if len(self._good) >= _MOST:
            self._good.clear()
        caller = caller_of(key)
        self._good[text] = (time.monotonic() + REMEMBERED, caller)
        return caller

    async def of_request(self, request: Request) -> Caller:
        """Whoever sends a request to the API. Raises AccessDenied."""
        kind, _, text = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and text.strip():
            return await self.by_key(text.strip())
        if await self.is_open():
            return LOCAL
        raise AccessDenied("no API key", "Send it as `Authorization: Bearer grk_...`")


class Doorkeeper:
    """ASGI middleware: nobody without a key has a body read that is sent to the API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_sent_to_api(scope):
            request = Request(scope)
            try:
                await request.app.state.gate.of_request(request)
            except GraderError as error:
                answer = of_error(error)
                answer.headers["Connection"] = "close"
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_sent_to_api(scope: Scope) -> bool:
    return scope["method"] in ("POST", "PUT", "PATCH") and scope["path"].startswith("/v1/")


def caller_of(key: Key) -> Caller:
    """The caller that a key stands for."""
    return Caller(
        tenant=key.tenant, name=f"{key.name} ({key.id})", scopes=frozenset(key.scopes), key=key.id
    )


async def calling(request: Request) -> Caller:
    """The dependency of every route of the API: the caller, within the limits of its key."""
    gate: Gate = request.app.state.gate
    caller = await gate.of_request(request)
    # For the log, which tells who asked.
    request.state.caller = caller
    await request.app.state.limits.admit(caller)
    return caller


Calling = Annotated[Caller, Depends(calling)]
