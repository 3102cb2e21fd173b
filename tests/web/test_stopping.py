"""A service that stops, is killed, or is started twice, while a provider never answers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.ports import free_port
from tests.web.test_batches import ANSWER, RUBRIC, big, calling, over, started, submitted

ASKED = {"rubric": RUBRIC, "answer": ANSWER}
KEY = {"Idempotency-Key": "loop-7"}


@pytest.fixture
def silent() -> Iterator[dict[str, str]]:
    """The settings for a provider that takes every request and answers none."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        yield {"OPENAI_BASE_URL": url, "GRADER_DEADLINE": "3600"}


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", *command],
        env=os.environ | {"GRADER_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_service_stops_though_a_batch_hangs_and_is_watched(
    tmp_path: Path, silent: dict[str, str]
) -> None:
    port = free_port()
    serve = ["serve", "--port", str(port)]
    with started(serve, tmp_path, "llm", **silent) as service, calling(port) as client:
        batch = submitted(client, big(60), rubric=RUBRIC)
        with client.stream("GET", f"/v1/batches/{batch}/events") as stream:
            lines = stream.iter_lines()
            while "running" not in next(lines):
                pass
            begun = time.monotonic()
            service.send_signal(signal.SIGTERM)
            # The stream ends, and does not break off.
            assert all(line.startswith(("data:", "event:", ":")) or not line for line in lines)
        service.wait(timeout=60)
        assert time.monotonic() - begun < 30
    with started(serve, tmp_path), calling(port) as client:
        state = over(client, batch)
        assert (state["state"], state["done"], state["ungraded"]) == ("done", 60, 0)


def test_a_killed_request_does_not_block_its_key(tmp_path: Path, silent: dict[str, str]) -> None:
    port = free_port()
    serve = ["serve", "--port", str(port)]
    with started(serve, tmp_path, "llm", **silent) as service, calling(port) as client:
        with pytest.raises(httpx2.ReadTimeout):
            client.post("/v1/grades", json=ASKED, headers=KEY, timeout=1)
        service.kill()
        service.wait()
    with started(serve, tmp_path), calling(port) as client:
        first = client.post("/v1/grades", json=ASKED, headers=KEY, timeout=30)
        assert (first.status_code, first.json()["level"]) == (201, "L4")
        assert client.post("/v1/grades", json=ASKED, headers=KEY).json() == first.json()


def test_a_home_has_one_service(tmp_path: Path) -> None:
    port = free_port()
    with started(["serve", "--port", str(port)], tmp_path), calling(port) as client:
        refused = run(tmp_path, "serve", "--port", str(free_port()))
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "another service uses this home" in refused.stderr
        assert run(tmp_path, "keys", "list").returncode == 0
        assert run(tmp_path, "audit", "verify").returncode == 0
        assert client.get("/readyz").status_code == 200
        elsewhere = run(tmp_path / "other", "serve", "--port", str(port))
        assert (elsewhere.returncode, elsewhere.stdout) == (2, "")
        assert f"--port {port}" in elsewhere.stderr
        assert "http://" not in elsewhere.stderr
