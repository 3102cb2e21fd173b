"""`grader batch --provider-batch` as it is run, against a local server."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.cli.batch import Run
from grader.cli.batch_job import Job, Survey
from grader.settings import Settings
from grader.store.batch_journal import FILE
from tests.cli.command import Ran, grader
from tests.faulty import verdicts
from tests.judge.batching import BatchProvider, Body, answered, failed
from tests.judge.misbehaving import completion

pytestmark = pytest.mark.usefixtures("caching")

ROWS = [
    *((f"{n}", "caching", f"I would cache page {n}. The time to live is {n} s.") for n in range(8)),
    ("8", "no-such-rubric", "whatever"),
    ("9", "caching", ""),
    ("10", "caching", "I would cache page 3. The time to live is 3 s."),
]


def text(body: Body) -> str:
    asked = json.dumps([body["model"], body["messages"]]).encode()
    schema = body["response_format"]["json_schema"]["schema"]
    return json.dumps(verdicts(hashlib.sha256(asked).hexdigest(), schema))


def number(body: Body) -> int:
    said = body["messages"][1]["content"]
    return next(n for n in range(8) if f"cache page {n}." in said)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchProvider]:
    with BatchProvider(text) as provider:
        monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
        monkeypatch.setenv("GRADER_MODEL", "gpt-4o-mini")
        yield provider


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("id", "rubric", "answer"), *ROWS])
    return path


def batch(table: Path, *options: str, home: str = "home", judge: str = "llm") -> Ran:
    folder = table.parent
    return grader(
        "batch", str(table), "-o", str(folder / f"{home}.csv"), "--judge", judge,
        "--details", str(folder / f"{home}.jsonl"), *options, GRADER_HOME=str(folder / home),
    )  # fmt: skip


def same(table: Path, one: str, other: str) -> bool:
    """Whether two runs gave the same table and the same details, to the byte."""
    pairs = [(table.parent / f"{one}.{kind}", table.parent / f"{other}.{kind}") for kind in KINDS]
    return all(first.read_bytes() == second.read_bytes() for first, second in pairs)


KINDS = ("csv", "jsonl")


def test_the_output_is_that_of_a_plain_run(table: Path, provider: BatchProvider) -> None:
    plain = batch(table, home="plain")
    assert (plain.status, len(provider.live)) == (3, 8)
    provider.live.clear()
    ran = batch(table, "--provider-batch")
    assert ran.status == 3, ran.err
    assert same(table, "plain", "home")
    assert provider.live == []
    assert sorted(number(line["body"]) for line in provider.requests) == [*range(8)]
    assert "8 requests handed over to the provider, at half the price" in ran.err
    assert "8 of 8 requests answered, 0 failed" in ran.err
    # 100 tokens in at $0.15 a million, 20 out at $0.60, halved: $0.0001 for eight.
    assert "8 replies came by batch and are kept, $0.0001" in ran.err
    assert "0 calls, 9 kept replies, $0.0000" in ran.err


def test_a_second_run_sends_nothing(table: Path, provider: BatchProvider) -> None:
    batch(table, "--provider-batch")
    seen = len(provider.seen)
    again = batch(table, "--provider-batch")
    assert (again.status, len(provider.seen)) == (3, seen)
    assert "handed over" not in again.err


def test_a_panel_is_asked_by_batch(
    table: Path, provider: BatchProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_PANEL", "one, two, one")
    batch(table, home="plain", judge="panel")
    assert len(provider.live) == 24
    ran = batch(table, "--provider-batch", judge="panel")
    assert same(table, "plain", "home")
    assert (len(provider.batches), len(provider.live)) == (2, 24)
    assert "24 replies came by batch and are kept\n" in ran.err


def test_what_the_batch_leaves_is_asked_live(table: Path, provider: BatchProvider) -> None:
    batch(table, home="plain")
    provider.live.clear()
    bad = {
        2: lambda i, body: failed(i, "batch_expired"),
        5: lambda i, body: answered(i, completion("Here you go!")),
    }
    provider.answer = lambda i, body: bad.get(number(body), provider.answer_well)(i, body)
    ran = batch(table, "--provider-batch")
    assert same(table, "plain", "home")
    assert sorted(number(body) for body in provider.live) == [2, 5]
    assert under_way(table) == 0
    assert "7 of 8 requests answered, 1 failed (batch_expired 1)" in ran.err
    assert "2 requests got no usable reply: they are asked live, at full price" in ran.err


def under_way(table: Path) -> int:
    """How many requests the journal holds."""
    with closing(sqlite3.connect(table.parent / "home" / FILE)) as journal:
        return int(journal.execute("SELECT count(*) FROM requests").fetchone()[0])


def test_what_the_batch_leaves_is_not_sent_again_after_a_stop(
    table: Path, provider: BatchProvider
) -> None:
    provider.answer = lambda i, body: (
        provider.answer_well(i, body) if number(body) > 1 else failed(i, "late")
    )
    provider.faults["POST /chat/completions"].append(402)
    stopped = batch(table, "--provider-batch")
    assert stopped.status == 3
    assert under_way(table) == 2
    batch(table, "--provider-batch")
    assert (len(provider.requests), under_way(table)) == (8, 0)


def test_without_waiting_the_same_command_collects(table: Path, provider: BatchProvider) -> None:
    batch(table, home="plain")
    provider.live.clear()
    provider.looks = 2
    for _ in range(2):
        early = batch(table, "--provider-batch", "--no-wait")
        assert early.status == 3
        assert "grader: the batches are under way, run the same command again" in early.err
        assert not (table.parent / "home.csv").exists()
    ran = batch(table, "--provider-batch", "--no-wait")
    assert same(table, "plain", "home")
    assert (provider.count("POST /files"), provider.live) == (1, [])
    assert "8 replies came by batch" in ran.err


@pytest.mark.parametrize(("limit", "value"), [("--max-calls", "5"), ("--max-cost", "0.0100")])
def test_a_limit_ends_a_run_and_the_same_command_goes_on(
    table: Path, provider: BatchProvider, limit: str, value: str
) -> None:
    batch(table, home="plain")
    provider.live.clear()
    ran = batch(table, "--provider-batch", limit, value)
    # A reply of 6,000 tokens at $0.60 a million, halved, and what is sent: $0.0019 a request.
    assert (ran.status, len(provider.requests), len(provider.live)) == (3, 5, 0)
    assert "5 replies came by batch and are kept" in ran.err
    assert "limit on calls or cost is reached: run the same command again" in ran.err
    assert not (table.parent / "home.csv").exists()
    batch(table, "--provider-batch", limit, value)
    assert (len(provider.requests), len(provider.live)) == (8, 0)
    assert same(table, "plain", "home")


@pytest.mark.parametrize(
    ("limit", "value", "live"), [("--max-calls", "9", 1), ("--max-calls", "10", 2)]
)
def test_live_calls_count_with_those_of_the_batch(
    table: Path, provider: BatchProvider, limit: str, value: str, live: int
) -> None:
    provider.answer = lambda i, body: (
        provider.answer_well(i, body) if number(body) > 1 else failed(i, "late")
    )
    ran = batch(table, "--provider-batch", limit, value)
    assert len(provider.live) == live
    assert ("which is the limit" in ran.err) == (live < 2)


def test_what_the_batch_cost_is_taken_off_the_limit_on_cost(
    table: Path, provider: BatchProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float | None] = []

    class Watched(Run):
        def __init__(self, job: Job, settings: Settings, surveyed: Survey) -> None:
            seen.append(settings.max_cost)
            super().__init__(job, settings, surveyed)

    monkeypatch.setattr("grader.cli.provider_batch.Run", Watched)
    batch(table, "--provider-batch", "--max-cost", "1")
    assert seen == [pytest.approx(1 - 8 * (100 * 0.15 + 20 * 0.6) / 2e6, abs=1e-9)]


def test_a_sample_is_all_that_is_sent(table: Path, provider: BatchProvider) -> None:
    batch(table, "--provider-batch", "--sample", "3")
    assert 1 <= len(provider.requests) <= 3


def test_a_refused_batch_costs_nothing_of_the_others(
    table: Path, provider: BatchProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_BATCH_REQUESTS", "4")
    error = {"code": "model_not_found", "message": "There is no such model", "line": 1}
    provider.endings.append({"status": "failed", "errors": {"data": [error]}})
    ran = batch(table, "--provider-batch")
    assert ran.status == 4
    assert "refused a batch of 4 requests: line 1: There is no such model" in ran.err
    assert "4 replies came by batch" in ran.err
    assert "asked live" not in ran.err
    assert provider.live == []
    # Without the option, too, what has come is not asked for again.
    batch(table)
    assert sorted(number(body) for body in provider.live) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("options", "env", "said"),
    [
        (["--judge", "keyword"], {}, "--provider-batch asks a model"),
        (["--judge", "replay"], {}, "--provider-batch asks a model"),
        ([], {"GRADER_REPLIES": "off"}, "GRADER_REPLIES=normal"),
        ([], {"GRADER_REPLIES": "record"}, "GRADER_REPLIES=normal"),
        ([], {"GRADER_API_VERSION": "2024-10-21"}, "/openai/v1"),
        ([], {"OPENAI_BASE_URL": ""}, "needs an endpoint"),
    ],
)
def test_what_cannot_go_by_batch_is_said(
    table: Path, provider: BatchProvider, options: list[str], env: dict[str, str], said: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        ran = batch(table, "--provider-batch", *options)
    assert ran.status == 2
    assert said in ran.err
    assert provider.seen == []


def test_standard_input_cannot_be_read_again(table: Path) -> None:
    ran = grader("batch", "-", "-o", "-", "--judge", "llm", "--provider-batch", stdin="answer\nx\n")
    assert ran.status == 2
    assert "--provider-batch reads IN more than once" in ran.err


def test_no_wait_alone_means_nothing(table: Path) -> None:
    ran = batch(table, "--no-wait")
    assert ran.status == 2
    assert "--no-wait goes with --provider-batch" in ran.err


def begin(table: Path, provider: BatchProvider) -> subprocess.Popen[str]:
    """A process of its own that waits for its batch."""
    provider.looks = 10**9
    folder = table.parent
    options = ["-o", str(folder / "home.csv"), "--details", str(folder / "home.jsonl")]
    # Whoever runs the tests in the background has Ctrl-C ignored, and all that it starts as well.
    heed = "import signal as s; s.signal(s.SIGINT, s.default_int_handler)"
    program = f"{heed}; from grader.cli import main; main()"
    run = [sys.executable, "-c", program, "batch", str(table)]
    process = subprocess.Popen(
        [*run, *options, "--judge", "llm", "--provider-batch"],
        env=os.environ | {"GRADER_HOME": str(folder / "home")},
        stderr=subprocess.PIPE,
        text=True,
    )
    while "GET /batches/batch_1" not in provider.seen:
        assert process.poll() is None
        time.sleep(0.01)
    return process


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_later_process_collects_for_one_that_was_stopped(
    table: Path, provider: BatchProvider, how: signal.Signals
) -> None:
    batch(table, home="plain")
    provider.live.clear()
    process = begin(table, provider)
    process.send_signal(how)
    _, err = process.communicate(timeout=60)
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert "what is handed over goes on, run the same command again" in err
    provider.looks = 0
    ran = batch(table, "--provider-batch")
    assert ran.status == 3
    assert same(table, "plain", "home")
    assert (provider.count("POST /files"), provider.live) == (1, [])
