"""Rows a second of keyword batches on one PostgreSQL, by how many processes share them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2

from tests.bench.labelled import OWN, labelled_answers
from tests.bench.serving import serving
from tests.ports import free_port
from tests.store import postgres

ROWS = 2000


def table() -> bytes:
    """Distinct answers to one rubric, since repeated ones would be graded once."""
    rows = labelled_answers(OWN)
    texts = [row["answer"] for row in rows if row["rubric"] == "rlhf-and-dpo"]
    cells = (f"Case {n}. {texts[n % len(texts)]}".replace('"', "'") for n in range(ROWS))
    return "\r\n".join(["answer", *(f'"{cell}"' for cell in cells), ""]).encode()


def main() -> None:
    data = table()
    print(f"a batch of {ROWS:,} distinct answers through the service, on one PostgreSQL:")
    with postgres.running() as server:
        for processes in (1, 2, 4):
            print(f"  {processes} processes  {_rate(server, processes, data):5.0f} rows/s")
    print(f"  on {os.cpu_count()} cores\n")


def _rate(server: str, processes: int, data: bytes) -> float:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = {"GRADER_DATABASE": postgres.new_database(server), "GRADER_JUDGE": "keyword"}
        port = free_port()
        env = os.environ | database | {"GRADER_HOME": str(folder)}
        url = stack.enter_context(serving(port, env))
        for _ in range(processes - 1):
            worker = [sys.executable, "-m", "grader", "worker"]
            process = subprocess.Popen(worker, env=env, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.terminate)
        time.sleep(5 if processes > 1 else 1)
        client = stack.enter_context(httpx2.Client(base_url=url, timeout=60))
        form = {"rubric": "rlhf-and-dpo"}
        begun = time.perf_counter()
        sent = client.post("/v1/batches", files={"file": ("a.csv", data)}, data=form).json()
        while client.get(f"/v1/batches/{sent['id']}").json()["state"] in ("queued", "running"):
            time.sleep(0.1)
        return ROWS / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
