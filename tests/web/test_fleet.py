"""Processes of a fleet keep to an endpoint's limits together."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from pathlib import Path

import httpx2

from tests.faulty import FaultyProvider
from tests.ports import free_port
from tests.web.test_batches import RUBRIC, big

AT_ONCE = 5
ROWS = 400


async def test_a_fleet_has_no_more_in_flight_than_one_process_may(
    tmp_path: Path, postgres_url: str
) -> None:
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "GRADER_"))}
    env |= {"GRADER_DATABASE": postgres_url, "GRADER_CONCURRENCY": str(AT_ONCE)}
    async with FaultyProvider(free_port()) as provider:
        env["OPENAI_BASE_URL"] = provider.url
        fleet: list[Process] = []
        serve = ["serve", "--judge", "llm", "--port", str(port)]
        for place, command in enumerate([serve, *[["worker", "--judge", "llm"]] * 2]):
            home = {"GRADER_HOME": str(tmp_path / str(place))}
            started = ["-m", "grader", *command]
            fleet.append(
                await create_subprocess_exec(
                    sys.executable, *started, env=env | home, stderr=DEVNULL
                )
            )
        try:
            state = await _graded(f"http://127.0.0.1:{port}")
        finally:
            for process in fleet:
                process.terminate()
                await process.wait()
    assert (state["state"], state["done"], state["ungraded"]) == ("done", ROWS, 0)
    assert provider.replies.total() == ROWS
    assert 2 <= provider.crowd <= AT_ONCE


async def _graded(url: str) -> dict[str, object]:
    async with httpx2.AsyncClient(base_url=url, timeout=60) as client, asyncio.timeout(120):
        while True:
            try:
                await client.get("/readyz")
                break
            except httpx2.TransportError:
                await asyncio.sleep(0.1)
        table = {"file": ("a.csv", big(ROWS))}
        sent = await client.post("/v1/batches", files=table, data={"rubric": RUBRIC})
        while True:
            found = await client.get(f"/v1/batches/{sent.json()['id']}")
            state: dict[str, object] = found.json()
            if state["state"] not in ("queued", "running"):
                return state
            await asyncio.sleep(0.1)
