"""The service killed at random moments of a batch, with a provider that fails: nothing is lost."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from tests.faulty import FaultyProvider
from tests.ports import free_port
from tests.test_crash import CONCURRENCY, KILLS, ROWS, Bench

SERVICE_KILLS = max(KILLS // 4, 5) if KILLS < 100 else KILLS
"""Each costs a start of the service: by hand CRASH_ROWS=2000 CRASH_KILLS=200 as for the command."""
PATIENCE = 600.0


async def begin(bench: Bench, port: int) -> Process:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "GRADER_"))}
    env |= {"OPENAI_BASE_URL": bench.url, "GRADER_HOME": str(bench.folder / "home")}
    env |= {"GRADER_CONCURRENCY": str(CONCURRENCY)}
    command = ["-m", "grader", "serve", "--judge", "llm", "--port", str(port)]
    return await asyncio.create_subprocess_exec(sys.executable, *command, env=env, stderr=DEVNULL)


@asynccontextmanager
async def calling(port: int, process: Process) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the service, once that answers."""
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        while process.returncode is None:
            try:
                if (await client.get("/readyz")).status_code == 200:
                    break
            except httpx2.TransportError:
                await asyncio.sleep(0.05)
        yield client


async def over(client: httpx2.AsyncClient, batch: str) -> str:
    async with asyncio.timeout(PATIENCE):
        while True:
            state = str((await client.get(f"/v1/batches/{batch}")).json()["state"])
            if state not in ("queued", "running"):
                return state
            await asyncio.sleep(0.1)


async def plain(folder: Path, port: int) -> tuple[bytes, int]:
    """What `grader batch` makes of the table, and how many good replies that takes."""
    async with FaultyProvider(port) as provider:
        bench = Bench(folder=folder, url=provider.url)
        bench.lay(ROWS)
        await bench.run("--quiet")
        return bench.output.read_bytes(), provider.replies.total()


async def test_a_service_killed_at_any_moment_goes_on_where_it_was(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    provider_port, port, dice = free_port(), free_port(), random.Random(7)
    expected, needed = await plain(tmp_path_factory.mktemp("plain"), provider_port)
    async with FaultyProvider(provider_port) as provider:
        bench = Bench(folder=tmp_path, url=provider.url)
        bench.lay(ROWS)
        table = {"file": ("in.csv", (tmp_path / "in.csv").read_bytes())}
        process = await begin(bench, port)
        async with calling(port, process) as client:
            batch = (await client.post("/v1/batches", files=table)).json()["id"]
        lost: list[int] = []
        stored = 0
        while len(lost) < SERVICE_KILLS:
            before = provider.replies.total()
            wanted = before + 1 + dice.randrange(max(ROWS // SERVICE_KILLS, 2))
            async with asyncio.timeout(PATIENCE):
                while provider.replies.total() < min(wanted, needed):
                    await provider.news()
            await asyncio.sleep(dice.random() * 0.05)
            process.kill()
            await process.wait()
            await provider.idle()
            lost.append(provider.replies.total() - before - (bench.stored - stored))
            stored = bench.stored
            process = await begin(bench, port)
        async with calling(port, process) as client:
            assert await over(client, batch) == "done"
            results = await client.get(f"/v1/batches/{batch}/results")
        process.terminate()
        await process.wait()
    # Those who call a service do not learn where its provider is.
    assert provider.url.encode() in expected
    assert results.content == expected.replace(provider.url.encode(), b"the provider")
    # What was lost was in flight at a kill, and nothing else was asked for twice.
    assert all(0 <= count <= CONCURRENCY for count in lost), lost
    assert provider.replies.total() == needed + sum(lost)
    assert bench.stored == needed == len(provider.replies)
