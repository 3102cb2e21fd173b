"""A server on loopback that misbehaves to order, one play for each request, down to the bytes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeAlias

Play: TypeAlias = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Seen:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Misbehaving:
    """Serves `plays` in order, the last one again and again. `url` ends in /v1."""

    plays: list[Play]
    seen: list[Seen] = field(default_factory=list)
    url: str = ""
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/v1"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.seen.append(Seen(head[0].split(" ")[1], headers, json.loads(body or b"{}")))
        play = self.plays[min(len(self.seen), len(self.plays)) - 1]
        await play(writer)
        await writer.drain()


def raw(data: bytes) -> Play:
    """These bytes, and the connection is closed."""

    async def play(writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return play


def http(status: int, body: Any, **headers: str) -> Play:
    """A whole response: a string as a page, anything else as JSON."""
    page = isinstance(body, str)
    data = body.encode() if page else json.dumps(body).encode()
    return raw(
        _head(status, len(data), "text/html" if page else "application/json", headers) + data
    )


def _head(status: int, length: int, kind: str, headers: dict[str, str]) -> bytes:
    lines = [
        f"HTTP/1.1 {status} Status",
        f"content-type: {kind}",
        f"content-length: {length}",
        "connection: close",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def error(status: int, message: str, code: str | None = None, **headers: str) -> Play:
    """A provider's error object."""
    return http(status, {"error": {"message": message, "code": code, "type": code}}, **headers)


def completion(text: str | None, finish: str | None = "stop", **message: Any) -> dict[str, Any]:
    """The body of a chat completion: 100 tokens in, 20 out."""
    return {
        "id": "c",
        "object": "chat.completion",
        "model": "the-model",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


def says(text: str | None, finish: str | None = "stop", **message: Any) -> Play:
    """A chat completion with this text."""
    return http(200, completion(text, finish, **message))


def short_body(text: str) -> Play:
    """A body that ends before its content-length says."""
    data = json.dumps(completion(text)).encode()
    return raw(_head(200, len(data) + 500, "application/json", {}) + data)


async def reset(writer: asyncio.StreamWriter) -> None:
    """The connection is reset with nothing sent."""
    writer.transport.abort()


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """The connection is closed with nothing sent."""


async def silence(writer: asyncio.StreamWriter) -> None:
    """Nothing, for a long time."""
    await asyncio.sleep(3600)


async def trickle(writer: asyncio.StreamWriter) -> None:
    """A good start, then a byte now and then, for a long time."""
    writer.write(_head(200, 100_000, "application/json", {}))
    for _ in range(36_000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.1)
