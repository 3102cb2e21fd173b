"""A provider on loopback with files and batches, each batch answered at once or as it is told."""

from __future__ import annotations

import json
import re
import socket
from collections import defaultdict, deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Self, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tests.judge.misbehaving import completion

Body: TypeAlias = dict[str, Any]
Line: TypeAlias = dict[str, Any]
Arrange: TypeAlias = Callable[[list[Line]], list[Line]]
PAGE = 2
"""Batches on a page of the list, so that few make several pages."""


def answered(custom_id: str, body: Body, status: int = 200) -> Line:
    """An output line."""
    response = {"status_code": status, "request_id": "r", "body": body}
    return {"id": "batch_req_1", "custom_id": custom_id, "response": response, "error": None}


def failed(custom_id: str, code: str) -> Line:
    """An error line without any response, such as for a request that expired."""
    error = {"code": code, "message": f"This is {code}"}
    return {"id": "batch_req_1", "custom_id": custom_id, "response": None, "error": error}


class BatchProvider:
    """Serves until it is left. `url` ends in /v1; `text` gives the reply to a request's body.

    `faults` hold, for a method and a path such as `POST /files`, what the next requests meet: a
    status, `reset`, `lost`, which carries the request out and then resets the connection, or
    `short`, which resets it in the midst of the response.
    """

    def __init__(self, text: Callable[[Body], str]) -> None:
        self.text = text
        self.url = ""
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, Body] = {}
        self.live: list[Body] = []
        self.seen: list[str] = []
        self.faults: defaultdict[str, deque[int | str]] = defaultdict(deque)
        self.looks = 0
        """How often a batch is looked at before it has ended."""
        self.endings: deque[str | Body] = deque()
        """The status with which the next batches end, or what changes in them; then completed."""
        self.answer: Callable[[str, Body], Line | None] = self.answer_well
        self.arrange: Arrange = lambda lines: lines
        self._lock = Lock()
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def count(self, what: str) -> int:
        """How often a method and a path were asked for."""
        return self.seen.count(what)

    @property
    def requests(self) -> list[Line]:
        """All lines of the input files on which a batch was begun, in order."""
        inputs = [self.files[batch["input_file_id"]] for batch in self.batches.values()]
        return [json.loads(line) for data in inputs for line in data.splitlines()]

    def answer_well(self, custom_id: str, body: Body) -> Line | None:
        return answered(custom_id, self.complete(body))

    def complete(self, body: Body) -> Body:
        return completion(self.text(body))

    def serve(self, method: str, path: str, query: str, data: bytes) -> tuple[int, bytes | Body]:
        """Status and body of the response to a request."""
        with self._lock:
            if path == "/chat/completions":
                self.live.append(json.loads(data))
                return 200, self.complete(json.loads(data))
            if (method, path) == ("POST", "/files"):
                return 200, self._upload(data)
            if (method, path) == ("POST", "/batches"):
                return 200, self._begin(json.loads(data))
            if path == "/batches":
                return 200, self._list(parse_qs(query).get("after", [""])[0])
            if path.startswith("/batches/"):
                batch = self.batches.get(path.split("/")[2])
                return (200, self._look(batch)) if batch else (404, {"error": {"message": "none"}})
            content = self.files.get(path.split("/")[2])
            return (404, {"error": {"message": "none"}}) if content is None else (200, content)

    def _upload(self, data: bytes) -> Body:
        assert b'name="purpose"\r\n\r\nbatch\r\n' in data
        found = re.search(rb'filename="grader.jsonl"\r\n.*?\r\n\r\n(.*)\r\n--', data, re.DOTALL)
        assert found is not None
        return self.file(found[1])

    def file(self, content: bytes) -> Body:
        """Take in a file."""
        name = f"file-{len(self.files) + 1}"
        self.files[name] = content
        return {"id": name, "object": "file", "bytes": len(content), "purpose": "batch"}

    def _begin(self, asked: Body) -> Body:
        assert asked["endpoint"] == "/v1/chat/completions"
        assert asked["completion_window"] == "24h"
        name = f"batch_{len(self.batches) + 1}"
        lines = self.files[asked["input_file_id"]].splitlines()
        counts = {"total": len(lines), "completed": 0, "failed": 0}
        batch = {"id": name, "status": "in_progress", "looks": 0, "request_counts": counts}
        self.batches[name] = batch | {"input_file_id": asked["input_file_id"]}
        return self.batches[name]

    def _list(self, after: str) -> Body:
        newest = [*reversed(self.batches.values())]
        start = next((n + 1 for n, b in enumerate(newest) if b["id"] == after), 0)
        page = newest[start : start + PAGE]
        return {"object": "list", "data": page, "has_more": start + PAGE < len(newest)}

    def _look(self, batch: Body) -> Body:
        batch["looks"] += 1
        if batch["status"] == "in_progress" and batch["looks"] > self.looks:
            self._end(batch)
        return batch

    def _end(self, batch: Body) -> None:
        ending = self.endings.popleft() if self.endings else "completed"
        changes = {"status": ending} if isinstance(ending, str) else ending
        batch.update(changes)
        if batch["status"] == "failed":
            return
        asked = [json.loads(line) for line in self.files[batch["input_file_id"]].splitlines()]
        lines = [self.answer(line["custom_id"], line["body"]) for line in asked]
        here = self.arrange([line for line in lines if line is not None])
        good = [line for line in here if _status(line) == 200]
        bad = [line for line in here if _status(line) != 200]
        for name, some in (("output_file_id", good), ("error_file_id", bad)):
            content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in some)
            batch[name] = self.file(content.encode())["id"] if some else None
        batch["request_counts"] |= {"completed": len(good), "failed": len(bad)}


def _status(line: Line) -> int:
    return int((line.get("response") or {}).get("status_code", 0))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    owner: BatchProvider

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        data = self._read()
        address = urlsplit(self.path)
        path = address.path.removeprefix("/v1")
        what = f"{method} {path}"
        self.owner.seen.append(what)
        faults = self.owner.faults[what]
        fault = faults.popleft() if faults else None
        if fault in (None, "lost", "short"):
            status, body = self.owner.serve(method, path, address.query, data)
        else:
            code = "insufficient_quota" if fault == 402 else f"fault-{fault}"
            status, body = int(fault) if fault != "reset" else 0, {"error": {"code": code}}
        if fault in ("lost", "reset"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        if fault == "short":
            self.close_connection = True
            content = content[: len(content) // 2]
        self.wfile.write(content)

    def _read(self) -> bytes:
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        data = b""
        while size := int(self.rfile.readline(), 16):
            data += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return data

    def log_message(self, *_: object) -> None:
        """Nothing: the tests look at what was seen."""
