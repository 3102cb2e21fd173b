"""`grader batch` as a whole: beside a bare openai-client loop, by cues alone, and its memory.

    python -m tests.bench.batch [--million]

The bare loop (bare.py) reads the same table with the csv module and asks with the client's default
settings; it looks at no reply and keeps none. Ours does all that the command does,
the SQLite store and the table that is written included. Each is a process of its own, measured from
outside, so that start-up counts; both ask one mock endpoint, which answers after 100 ms.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.core.answer import read_answer
from grader.judge.llm import LLMJudge
from grader.judge.scripted import ScriptedCompleter
from grader.library import Library
from grader.settings import read_settings
from grader.wiring import llm_options
from tests.bench.keyword import texts_of_length
from tests.bench.labelled import SHARED

ROWS = 1000
LATENCY = 100
IN_FLIGHT = 64
ROUNDS = 3
WORDS = 200
FEW, MANY, MILLION = 1000, 10_000, 1_000_000
MOST_MEMORY = 110
MOST_GROWTH = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What a process took: wall and CPU in seconds, peak memory in megabytes."""

    wall: float
    cpu: float
    peak: float


def measured(argv: Sequence[str], env: dict[str, str] | None = None) -> Used:
    """Run a process to its end. Raises CalledProcessError when it fails."""
    start = time.perf_counter()
    with subprocess.Popen(argv, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        assert run.stderr is not None
        said = run.stderr.read()
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if run.returncode not in (0, 3):
        raise subprocess.CalledProcessError(run.returncode, argv, stderr=said)
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return Used(wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss / scale)


def write_table(path: Path, rows: int) -> None:
    """A table of distinct answers of 200 words, each with the id of its rubric."""
    texts = texts_of_length(WORDS, min(rows, 5000))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "rubric", "answer"])
        for number in range(rows):
            rubric, text = texts[number % len(texts)]
            writer.writerow([number, rubric, f"{text} ANS-{number:07d}"])


def batch(folder: Path, table: Path, *options: str) -> list[str]:
    grader = str(Path(sys.executable).with_name("grader"))
    return [grader, "batch", str(table), "-o", str(folder / "out.csv"), "--quiet", *options]


def write_fixed(path: Path) -> None:
    """What our requests hold besides the answer, by rubric, for the bare loop to send as well."""
    library = Library()
    options = llm_options(read_settings({}, base_url="http://127.0.0.1:1/v1", model="mock"))
    judge = LLMJudge(ScriptedCompleter([]), library.templates(), options)
    fixed = {}
    for name in library.rubric_ids():
        request = judge.request(library.rubric(name), read_answer("One sentence."))
        fixed[name] = {"system": request.messages[0].content, "schema": request.schema}
    path.write_text(json.dumps(fixed), "utf-8")


@contextmanager
def mock_endpoint(path: Path, latency: int) -> Iterator[str]:
    """The URL of a mock endpoint that runs meanwhile."""
    argv = [sys.executable, str(path), "--port", "0", "--latency-ms", str(latency)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield str(json.loads(server.stdout.readline())["listening"])
        finally:
            server.terminate()


def beside_the_bare_loop() -> None:
    """1,000 rows by an LLM: wall time beside the bare loop's, and client CPU a row."""
    mock = SHARED / "tools" / "mock_openai.py"
    if not mock.exists():
        print(f"batch beside a bare loop: not measured, it needs the mock endpoint {mock.name}")
        return
    taken: dict[str, list[Used]] = {"bare": [], "ours": []}
    with tempfile.TemporaryDirectory() as home, mock_endpoint(mock, LATENCY) as url:
        folder = Path(home)
        table = folder / "in.csv"
        write_table(table, ROWS)
        write_fixed(folder / "fixed.json")
        env = os.environ | {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": "none"}
        env |= {"GRADER_MODEL": "mock", "GRADER_JUDGE": "llm"}
        loop = [sys.executable, "-m", "tests.bench.bare", str(table), str(folder / "fixed.json")]
        ours = batch(folder, table, "--concurrency", str(IN_FLIGHT))
        for number in range(ROUNDS):
            taken["bare"].append(measured([*loop, str(IN_FLIGHT)], env))
            taken["ours"].append(measured(ours, env | {"GRADER_HOME": str(folder / str(number))}))
    floor = statistics.median(used.wall for used in taken["bare"])
    wall = statistics.median(used.wall for used in taken["ours"])
    cpu = statistics.median(used.cpu for used in taken["ours"]) / ROWS * 1000
    cpu_floor = statistics.median(used.cpu for used in taken["bare"]) / ROWS * 1000
    ideal = ROWS / IN_FLIGHT * LATENCY / 1000
    print(
        f"batch of {ROWS:,} rows, {LATENCY} ms, {IN_FLIGHT} in flight, start-up included: "
        f"{wall:.2f} s; a bare openai-client loop: {floor:.2f} s; "
        f"without any client work: {ideal:.2f} s"
    )
    print(f"ratio {wall / floor:.2f} (aim: at most 1.00)")
    print(
        f"client CPU a row, start-up included: {cpu:.2f} ms (aim: at most 1.50); "
        f"the bare loop's: {cpu_floor:.2f} ms"
    )


def by_cues_alone(most: int) -> None:
    """Rows a second of the whole command without an LLM, and its peak memory as tables grow."""
    peaks: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        for rows in (FEW, MANY, MILLION):
            if rows > most:
                continue
            table = folder / "in.csv"
            write_table(table, rows)
            used = measured(batch(folder, table, "--judge", "keyword"))
            peaks[rows] = used.peak
            print(
                f"keyword batch of {rows:,} rows of {WORDS} words: {rows / used.cpu:,.0f} rows a "
                f"second of CPU, start-up included (aim: 800); peak {used.peak:.0f} MB "
                f"(aim: under {MOST_MEMORY})"
            )
    growth = max(peaks.values()) / peaks[FEW]
    print(f"peak memory grows {growth:.2f} times (aim: at most {MOST_GROWTH:.2f})")


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--million", action="store_true", help="grade a million rows as well")
    million = parser.parse_args(arguments).million
    beside_the_bare_loop()
    by_cues_alone(MILLION if million else MANY)


if __name__ == "__main__":
    main(sys.argv[1:])
