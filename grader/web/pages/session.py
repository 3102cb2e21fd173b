"""Who has signed in to the pages: a signed cookie that names an API key and when it ends."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable

from grader.service.caller import LOCAL, Caller
from grader.store import keys
from grader.store.database import Database
from grader.store.secrets import secret
from grader.web.auth import Gate, caller_of

COOKIE = "grader_session"
LASTS = 12 * 3600
"""Seconds after which one has to sign in again."""
_SECRET = "pages.session"


class Sessions:
    """Lets browsers in. The cookie never holds the key, and ends with it when it is revoked."""

    def __init__(
        self, database: Database, gate: Gate, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._gate = gate
        self._clock = clock
        self._secret: bytes | None = None

    async def begin(self, key: str) -> str:
        """The cookie for who holds this API key. Raises AccessDenied."""
        caller = await self._gate.by_key(key)
        ends = int(self._clock()) + LASTS
        stated = f"{caller.key}.{ends}"
        return f"{stated}.{await self._signed(stated)}"

    async def caller(self, cookie: str) -> Caller | None:
        """Whom a cookie stands for; None when it is none of ours, ended or its key is revoked."""
        if await self._gate.is_open():
            return LOCAL
        stated, _, signature = cookie.rpartition(".")
        identity, _, ends = stated.partition(".")
        right = (await self._signed(stated)).encode()
        if not hmac.compare_digest(right, signature.encode("utf-8", "replace")):
            return None
        if not ends.isdecimal() or int(ends) <= self._clock():
            return None
        key = await self._database.read(lambda c: keys.in_force(c, identity))
        return caller_of(key) if key else None

    async def _signed(self, stated: str) -> str:
        if self._secret is None:
            shared = await self._database.write(lambda c: secret(c, _SECRET))
            self._secret = shared.encode()
        message = f"grader.session.v1\n{stated}".encode("utf-8", "replace")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()
