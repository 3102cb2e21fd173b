"""A local Slack: an API server that remembers what it is told, and requests signed as Slack's."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi.testclient import TestClient
from slack_sdk.signature import SignatureVerifier

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
PATIENCE = 30.0


class Workspace:
    """What was called at Slack's API, and the way to call the app."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.thread: list[dict[str, Any]] = []

    def of(self, method: str, count: int = 1) -> list[dict[str, Any]]:
        """What was sent to a method, once it was called `count` times."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = [sent for name, sent in self.calls if name == method]
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{method} was not called {count} times: {self.calls}")

    def command(self, text: str, trigger: str = "t1") -> dict[str, str]:
        return {
            "command": "/grade",
            "text": text,
            "user_id": "U1",
            "team_id": "T1",
            "channel_id": "C1",
            "trigger_id": trigger,
            "response_url": f"{self.url}response",
        }

    def interaction(self, kind: str, **parts: Any) -> dict[str, str]:
        payload = {
            "type": kind,
            "user": {"id": "U1"},
            "team": {"id": "T1"},
            "channel": {"id": "C1"},
            "trigger_id": "t1",
            "response_url": f"{self.url}response",
        }
        return {"payload": json.dumps(payload | parts)}


def signed(body: bytes, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers with which Slack sends a body."""
    stamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    assert signature is not None
    return {
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature,
        "content-type": "application/x-www-form-urlencoded",
    }


def send(client: TestClient, form: dict[str, str]) -> Any:
    body = urlencode(form).encode()
    return client.post("/slack/events", content=body, headers=signed(body))


@contextmanager
def running() -> Iterator[Workspace]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            is_json = "json" in self.headers.get("content-type", "")
            sent = json.loads(body) if is_json else dict(parse_qsl(body.decode()))
            method = self.path.partition("?")[0].rpartition("/")[2]
            workspace.calls.append((method, sent))
            known = {"ok": True, "bot_id": "B1", "user_id": "U0", "team_id": "T1", "user": "grader"}
            answer = json.dumps(known | {"messages": workspace.thread}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    workspace = Workspace(f"http://127.0.0.1:{server.server_port}/api/")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield workspace
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
