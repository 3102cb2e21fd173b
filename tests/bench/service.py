"""Keyword grades over HTTP beside a bare FastAPI endpoint that computes the same grade.

One process each, 64 connections of wrk (Debian's package) to each in turn, in one run.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx2

from tests.bench.labelled import OWN, labelled_answers
from tests.bench.llm import endpoint, made, run
from tests.bench.serving import SERVE, running, serving
from tests.ports import free_port

CONNECTIONS = 64
SECONDS = 10
WARM = 50
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
        floor = _measure(("-m", "tests.bench.floor"), "/openapi.json", script, env)
        ours = _measure(SERVE, "/readyz", script, env | {"GRADER_JUDGE": "keyword"})
    print(f"the service, keyword grades, one process, {CONNECTIONS} connections:")
    for name, (rate, half, most) in (("bare endpoint", floor), ("grader serve", ours)):
        print(f"  {name:14} {rate:6.0f} requests/s   p50 {half:6.1f} ms   p99 {most:6.1f} ms")
    print(f"  ratio {ours[0] / floor[0]:.2f}, p99/p50 {ours[2] / ours[1]:.1f}\n")


def _measure(
    command: Sequence[str], ready: str, script: Path, env: dict[str, str]
) -> tuple[float, float, float]:
    """Requests a second, and the median and 99th percentile of their time in ms."""
    port = free_port()
    with serving(port, env, command, ready) as url:
        load = ["wrk", "-t1", f"-c{CONNECTIONS}", "--latency", "-s", str(script)]
        load.append(f"{url}/v1/grades")
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


def llm() -> None:
    """CPU of the service's process for one LLM grade over HTTP, beside one within a process."""
    with endpoint() as url, tempfile.TemporaryDirectory() as folder:
        if url is None:
            return
        asked = {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": "none", "GRADER_MODEL": "mock"}
        env = os.environ | asked | {"GRADER_HOME": folder, "GRADER_JUDGE": "llm"}
        with running(free_port(), env) as (served, process):
            asyncio.run(_send(served, made()[:WARM]))
            before = _cpu(process)
            asyncio.run(_send(served, made()[WARM:]))
            over_http = (_cpu(process) - before) / (len(made()) - WARM) * 1000
        with tempfile.TemporaryDirectory() as home:
            within = run("ours", url, home)
    print(f"CPU of one LLM grade: over HTTP {over_http:.2f} ms, in a process {within:.2f} ms")
    print(f"the service adds {over_http - within:.2f} ms (aim: at most 3)\n")


async def _send(url: str, answers: list[tuple[str, str]]) -> None:
    gate = asyncio.Semaphore(CONNECTIONS)
    async with httpx2.AsyncClient(base_url=url, timeout=60) as client:

        async def one(rubric: str, answer: str) -> None:
            async with gate:
                body = {"rubric": rubric, "answer": answer}
                (await client.post("/v1/grades", json=body)).raise_for_status()

        await asyncio.gather(*(one(rubric, answer) for rubric, answer in answers))


def _cpu(process: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
    llm()
