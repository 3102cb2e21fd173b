"""A batch that is killed, stopped or short of money, and run again: nothing lost or paid twice."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import random
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.store.replies import FILE
from grader.tables.place import partial_path
from tests.faulty import REJECTED, FaultyProvider

ROWS = int(os.environ.get("CRASH_ROWS", "300"))
KILLS = int(os.environ.get("CRASH_KILLS", "20"))
"""More is run by hand: CRASH_ROWS=2000 CRASH_KILLS=200."""
CONCURRENCY = 16
FEW = 60
"""Rows of the tests that kill nothing; none of them is rejected for good."""
STOPPED_AT = 25
OLD = b"what was there before\n"
RUBRICS = ("fine-tuning-modes", "fine-tune-vs-prompt-vs-rag")


def _table(rows: int) -> str:
    """Distinct answers of several lines and an umlaut; every 50th is a duplicate of the last."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["id", "rubric", "answer", "note"])
    for number in range(rows):
        which = number - 1 if number % 50 == 49 else number
        rejected = f" {REJECTED}" if which % 97 == 96 else ""
        answer = (
            f"Candidate {which} starts with a prompt.{rejected}\n"
            f"Then {which * 7} facts go to retrieval, and für das Format there is SFT."
        )
        writer.writerow([number, RUBRICS[which // 2 % 2], answer, '=1+1, "quoted"'])
    return out.getvalue()


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A table, where its grades go, and the home that is kept from run to run."""

    folder: Path
    url: str

    @property
    def output(self) -> Path:
        return self.folder / "out.csv"

    @property
    def details(self) -> Path:
        return self.folder / "details.jsonl"

    @property
    def partial(self) -> bytes:
        path = partial_path(str(self.output))
        return path.read_bytes() if path.exists() else b""

    @property
    def stored(self) -> int:
        """How many replies are kept."""
        path = self.folder / "home" / FILE
        if not path.exists():
            return 0
        connection = sqlite3.connect(path)
        try:
            return int(connection.execute("SELECT count(*) FROM replies").fetchone()[0])
        except sqlite3.OperationalError:
            return 0
        finally:
            connection.close()

    def lay(self, rows: int) -> None:
        (self.folder / "in.csv").write_text(_table(rows), "utf-8", newline="")

    async def begin(self, *options: str, judge: str = "llm") -> Process:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "GRADER_"))}
        env |= {"OPENAI_BASE_URL": self.url, "GRADER_HOME": str(self.folder / "home")}
        env |= {"GRADER_PANEL": "one,two"}
        command = ["batch", str(self.folder / "in.csv"), "-o", str(self.output)]
        command += ["--details", str(self.details)]
        command += ["--judge", judge, "--concurrency", str(CONCURRENCY), *options]
        run = "from grader.cli import main; main()"
        return await asyncio.create_subprocess_exec(
            sys.executable, "-c", run, *command, env=env, stdout=DEVNULL, stderr=PIPE
        )

    async def run(self, *options: str, judge: str = "llm") -> tuple[int | None, str]:
        """A run to its end: the exit status and what it said."""
        process = await self.begin(*options, judge=judge)
        _, said = await process.communicate()
        return process.returncode, said.decode()


@dataclass(frozen=True, kw_only=True)
class Undisturbed:
    """What a run without any disturbance gives."""

    port: int
    output: bytes
    details: bytes
    replies: int
    """Good replies that it took, one for each distinct answer."""

    @property
    def ends(self) -> list[int]:
        """Where each row ends, in bytes, the header's first."""
        text = self.output.decode()
        lines = [len(line.encode()) for line in text.splitlines(keepends=True)]
        reader = csv.reader(io.StringIO(text, newline=""))
        return [sum(lines[: reader.line_num]) for _ in reader]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])

    async def run() -> Undisturbed:
        async with FaultyProvider(port) as provider:
            bench = Bench(folder=tmp_path_factory.mktemp("undisturbed"), url=provider.url)
            bench.lay(ROWS)
            code, said = await bench.run("--quiet")
            assert code == 3, said
            return Undisturbed(
                port=port,
                output=bench.output.read_bytes(),
                details=bench.details.read_bytes(),
                replies=provider.replies.total(),
            )

    return asyncio.run(run())


def test_an_undisturbed_run_grades_every_row(undisturbed: Undisturbed) -> None:
    rows = list(csv.DictReader(io.StringIO(undisturbed.output.decode(), newline="")))
    assert [row["id"] for row in rows] == [str(number) for number in range(ROWS)]
    rejected = [REJECTED in row["answer"] for row in rows]
    assert any(rejected)
    assert [row["grade_error"].startswith("request-rejected") for row in rows] == rejected
    assert [not row["grade_level"] for row in rows] == rejected
    assert {row["grade_judge"] for row in rows} == {"llm", ""}
    assert undisturbed.replies == len({row["answer"] for row in rows}) - len(
        {row["answer"] for row in rows if REJECTED in row["answer"]}
    )


async def _seen(provider: FaultyProvider, replies: int, process: Process) -> None:
    """Wait until so many good replies were given, or the process is at its end."""
    while provider.replies.total() < replies and process.returncode is None:
        await provider.news()


async def test_killed_at_any_moment_it_goes_on_where_it_was(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    dice = random.Random(20)
    boundaries = {0, *undisturbed.ends}
    lost: list[int] = []
    async with FaultyProvider(undisturbed.port) as provider:
        bench = Bench(folder=tmp_path, url=provider.url)
        bench.lay(ROWS)
        bench.output.write_bytes(OLD)
        stored = 0
        while len(lost) < KILLS:
            before = provider.replies.total()
            process = await bench.begin("--quiet")
            if dice.random() < 0.75:
                await _seen(provider, before + 1 + dice.randrange(ROWS // KILLS), process)
                await asyncio.sleep(dice.random() * 0.02)
            else:
                await asyncio.sleep(dice.random())
            if process.returncode is not None:
                break
            process.kill()
            await process.communicate()
            await provider.idle()
            assert bench.output.read_bytes() == OLD
            assert undisturbed.output.startswith(bench.partial)
            assert len(bench.partial) in boundaries
            now = bench.stored
            lost.append(provider.replies.total() - before - (now - stored))
            stored = now
        assert len(lost) > KILLS // 2
        code, said = await bench.run("--quiet")
    assert code == 3, said
    assert bench.output.read_bytes() == undisturbed.output
    assert bench.details.read_bytes() == undisturbed.details
    assert not bench.partial
    # What was lost was in flight at a kill, and nothing else was asked for twice.
    assert all(0 <= count <= CONCURRENCY for count in lost), lost
    assert provider.replies.total() == undisturbed.replies + sum(lost)
    assert bench.stored == undisturbed.replies == len(provider.replies)


async def test_ctrl_c_finishes_what_is_in_flight(undisturbed: Undisturbed, tmp_path: Path) -> None:
    async with FaultyProvider(undisturbed.port) as provider:
        bench = Bench(folder=tmp_path, url=provider.url)
        bench.lay(FEW * 2)
        process = await bench.begin()
        await _seen(provider, STOPPED_AT, process)
        process.send_signal(signal.SIGINT)
        _, said = await process.communicate()
        assert process.returncode == 130, said.decode()
        assert "run the same command again" in said.decode()
        assert not bench.output.exists()
        # What was in flight is finished and kept, and nothing else was begun.
        assert STOPPED_AT <= provider.replies.total() <= STOPPED_AT + 2 * CONCURRENCY
        assert bench.stored == provider.replies.total()
        assert undisturbed.output.startswith(bench.partial)
        # The header ends first; every reply has its row, and a duplicate has one of its own.
        assert undisturbed.ends.index(len(bench.partial)) >= provider.replies.total()
        await bench.run("--quiet")
    assert bench.output.read_bytes() == undisturbed.output[: undisturbed.ends[FEW * 2]]
    assert set(provider.replies.values()) == {1}


async def test_ctrl_c_twice_stops_at_once(undisturbed: Undisturbed, tmp_path: Path) -> None:
    async with FaultyProvider(undisturbed.port) as provider:
        bench = Bench(folder=tmp_path, url=provider.url)
        bench.lay(ROWS)
        process = await bench.begin()
        assert process.stderr is not None
        await _seen(provider, 20, process)
        process.send_signal(signal.SIGINT)
        said = b""
        while b"Ctrl-C again" not in said:
            said += await process.stderr.read(100)
        process.send_signal(signal.SIGINT)
        await process.communicate()
    # Within the moment between the two it may have come to its end by itself, which is 130 as well.
    assert process.returncode == 130
    assert len(bench.partial) in {0, *undisturbed.ends}
    assert undisturbed.output.startswith(bench.partial)


async def test_a_limit_on_calls_stops_before_it_is_crossed(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    expected = undisturbed.output[: undisturbed.ends[FEW]]
    async with FaultyProvider(undisturbed.port) as provider:
        bench = Bench(folder=tmp_path, url=provider.url)
        bench.lay(FEW)
        runs = 0
        while not bench.output.exists():
            assert runs < FEW
            before = provider.requests
            code, said = await bench.run("--max-calls", "30")
            assert provider.requests - before <= 30
            assert bench.stored == provider.replies.total()
            assert expected.startswith(bench.partial)
            if not bench.output.exists():
                assert code == 3
                assert "30 calls are made, which is the limit" in said
                assert "run the same command again" in said
            runs += 1
    assert runs > 1
    assert code == 0
    assert bench.output.read_bytes() == expected


@pytest.mark.parametrize("judge", ["llm", "auto", "panel"])
async def test_an_empty_account_pauses_with_everything_kept(
    undisturbed: Undisturbed, tmp_path: Path, judge: str
) -> None:
    async with FaultyProvider(undisturbed.port) as provider:
        bench = Bench(folder=tmp_path, url=provider.url)
        bench.lay(FEW)
        bench.output.write_bytes(OLD)
        provider.quota = 25
        code, said = await bench.run(judge=judge)
        assert code == 3, said
        assert "insufficient_quota" in said
        assert "run the same command again" in said
        assert bench.output.read_bytes() == OLD
        assert b",keyword," not in bench.partial
        assert bench.stored == provider.replies.total() >= provider.quota
        # Nothing is begun once the account is known to be empty.
        assert 0 < provider.refused <= 2 * CONCURRENCY
        provider.quota = None
        code, said = await bench.run(judge=judge)
    assert code == 0, said
    assert set(provider.replies.values()) == {1}
    if judge != "panel":
        assert bench.output.read_bytes() == undisturbed.output[: undisturbed.ends[FEW]]
