"""A provider on loopback whose faults are told by the request, and which counts what it answered.

An answer's first calls fail in a way that its digest decides, then it gets its reply, which its
digest decides as well: however often a batch is broken off, its grades are those of an undisturbed
run.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from contextlib import suppress
from typing import Any, Self

from tests.judge.misbehaving import completion

FAULTS: tuple[tuple[str, ...], ...] = (
    ("hang",),
    ("hang",),
    ("500", "rate limit"),
    ("reset",),
    ("malformed",),
    ("malformed",),
    ("page",),
    ("cut",),
    *32 * ((),),
)
"""What an answer meets before it gets its reply, never more than three attempts can overcome."""
REJECTED = "REJECT-ME"
"""Where an answer says so, the provider rejects it for good."""
SHORT_HANG = 0.2


class FaultyProvider:
    """Serves chat completions on `port` until it is left. `url` ends in /v1.

    `replies` counts the good replies by answer, `refused` those it had no quota for, and `crowd` is
    the most requests that were in flight at once. After `quota` good replies the account is empty.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/v1"
        self.requests = 0
        self.refused = 0
        self.crowd = 0
        self.quota: int | None = None
        self.replies: Counter[str] = Counter()
        self._port = port
        self._flying = 0
        self._calls: Counter[str] = Counter()
        self._connections: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._connections:
            task.cancel()
        await self.idle()

    async def idle(self) -> None:
        """Wait until every connection is at its end, as it is soon after a client was killed."""
        while self._connections:
            await asyncio.wait(set(self._connections))

    async def news(self, longest: float = 0.1) -> None:
        """Wait until the next good reply is given, or for `longest` seconds."""
        self._news.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), longest)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._answer(reader, writer):
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            # A client that was killed, or a test that ends: both are what this server is for.
            pass
        finally:
            writer.close()
            self._connections.discard(task)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its response; whether the connection is kept."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.requests += 1
        said = body["messages"][1]["content"]
        asked = json.dumps([body["model"], body["messages"][:2]])
        key = hashlib.sha256(asked.encode()).hexdigest()
        if self.quota is not None and self.replies.total() >= self.quota:
            self.refused += 1
            writer.write(_error(429, "insufficient_quota"))
            return True
        if REJECTED in said:
            writer.write(_error(400, "context_length_exceeded"))
            return True
        faults = FAULTS[int(key[:8], 16) % len(FAULTS)]
        fault = faults[self._calls[key]] if self._calls[key] < len(faults) else None
        self._calls[key] += 1
        self._flying += 1
        self.crowd = max(self.crowd, self._flying)
        try:
            await asyncio.sleep(SHORT_HANG if fault == "hang" else int(key[8:10], 16) / 10_000)
        finally:
            self._flying -= 1
        if fault == "reset":
            writer.transport.abort()
            return False
        writer.write(self._response(fault, key, body))
        return True

    def _response(self, fault: str | None, key: str, body: dict[str, Any]) -> bytes:
        text = json.dumps(verdicts(key, body["response_format"]["json_schema"]["schema"]))
        if fault == "rate limit":
            return _error(429, "rate_limit_exceeded", "retry-after-ms: 20\r\n")
        if fault == "500":
            return _error(500, "server_error")
        if fault == "page":
            return _http(200, b"<html>upstream gateway</html>")
        if fault == "malformed":
            return _completion(f"Here you go: {text[:-1]}")
        if fault == "cut":
            return _completion(text[: len(text) // 2], "length")
        self.replies[key] += 1
        self._news.set()
        return _completion(text)


def verdicts(key: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A reply to a rubric's schema that `key` alone decides; it asserts about half of the tells."""
    made: dict[str, Any] = {}
    for name, field in schema["properties"].items():
        number = int(hashlib.sha256(f"{key} {name}".encode()).hexdigest()[:8], 16)
        if name == "on_topic":
            made[name] = {"reason": "It answers.", "value": True}
        elif name == "holistic_level":
            made[name] = field["enum"][number % len(field["enum"])]
        else:
            stance = ("asserted", "absent")[number % 2]
            made[name] = {"reason": "Said so.", "sentences": [1], "stance": stance}
    return made


def _completion(text: str, finish: str = "stop") -> bytes:
    return _http(200, json.dumps(completion(text, finish)).encode())


def _error(status: int, code: str, headers: str = "") -> bytes:
    body = {"error": {"message": f"This is {code}", "code": code, "type": code}}
    return _http(status, json.dumps(body).encode(), headers)


def _http(status: int, body: bytes, headers: str = "") -> bytes:
    head = (
        f"HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n{headers}\r\n"
    )
    return head.encode() + body
