"""Keyword grades over HTTP beside a bare FastAPI endpoint that computes the same grade.

One process each, 64 connections of wrk (Debian's package) to each in turn, in one run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench.labelled import OWN, labelled_answers
from tests.ports import free_port

CONNECTIONS = 64
SECONDS = 10
SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [==[%s]==]
"""


def main() -> None:
    if shutil.which("wrk") is None:
        print("wrk is not installed, so the service is not measured: apt-get install wrk\n")
        return
    answer = next(row for row in labelled_answers(OWN) if row["set"] == "seen")
    body = json.dumps({"rubric": answer["rubric"], "answer": answer["answer"]})
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        script.write_text(SCRIPT % body)
        env = os.environ | {"GRADER_HOME": folder}
        floor = _measure(["-m", "tests.bench.floor"], "/openapi.json", script, env)
        serve = ["-m", "grader", "serve", "--judge", "keyword", "--port"]
        ours = _measure(serve, "/readyz", script, env)
    print(f"the service, keyword grades, one process, {CONNECTIONS} connections:")
    for name, (rate, half, most) in (("bare endpoint", floor), ("grader serve", ours)):
        print(f"  {name:14} {rate:6.0f} requests/s   p50 {half:6.1f} ms   p99 {most:6.1f} ms")
    print(f"  ratio {ours[0] / floor[0]:.2f}, p99/p50 {ours[2] / ours[1]:.1f}\n")


def _measure(
    command: list[str], ready: str, script: Path, env: dict[str, str]
) -> tuple[float, float, float]:
    """Requests a second, and the median and 99th percentile of their time in ms."""
    port = free_port()
    with _serving([*command, str(port)], f"http://127.0.0.1:{port}{ready}", env):
        url = f"http://127.0.0.1:{port}/v1/grades"
        load = ["wrk", "-t1", f"-c{CONNECTIONS}", "--latency", "-s", str(script), url]
        subprocess.run([*load, "-d2s"], check=True, capture_output=True)
        done = subprocess.run([*load, f"-d{SECONDS}s"], check=True, capture_output=True, text=True)
    if "Non-2xx" in done.stdout:
        raise SystemExit(f"some requests failed:\n{done.stdout}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert rate is not None
    return float(rate[1]), _latency(done.stdout, "50%"), _latency(done.stdout, "99%")


def _latency(shown: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", shown)
    assert found is not None
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]


@contextmanager
def _serving(command: list[str], ready: str, env: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen([sys.executable, *command], env=env, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                try:
                    urlopen(ready).close()
                    break
                except URLError:
                    time.sleep(0.1)
            yield
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
