"""What `grader batch` says it has spent is what the provider was paid."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import grader
from tests.faulty import verdicts
from tests.judge.batching import BatchProvider, Body

pytestmark = pytest.mark.usefixtures("caching")


def text(body: Body) -> str:
    schema = body["response_format"]["json_schema"]["schema"]
    asked = json.dumps(body["messages"]).encode()
    return json.dumps(verdicts(hashlib.sha256(asked).hexdigest(), schema))


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchProvider]:
    with BatchProvider(text) as provider:
        monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
        monkeypatch.setenv("GRADER_MODEL", "gpt-4o-mini")
        yield provider


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADER_HOME", str(tmp_path / "home"))
    path = tmp_path / "in.csv"
    rows = [f"caching,I would cache page {n}. The time to live is {n} s.\n" for n in range(60)]
    path.write_text("rubric,answer\n" + "".join(rows), "utf-8")
    return path


# A reply of gpt-4o-mini, 100 tokens in and 20 out, costs $0.000027.
@pytest.mark.parametrize("limit", [("--max-cost", "0.0009"), ("--max-calls", "33")])
def test_all_that_was_paid_is_said(
    provider: BatchProvider, table: Path, limit: tuple[str, str]
) -> None:
    out = table.with_name("out.csv")
    ran = grader("batch", str(table), "-o", str(out), "--judge", "llm", *limit)
    assert ran.status == 3
    paid = len(provider.live)
    assert 16 < paid <= 33
    said = re.search(r"(\d+) calls, 0 kept replies, \$([\d.]+)", ran.err)
    assert said is not None
    calls, cost = int(said[1]), said[2]
    if calls < paid:
        all_in_all = re.search(r"paid for in all: (\d+) calls, \$([\d.]+); (\d+) of them", ran.err)
        assert all_in_all is not None
        assert int(all_in_all[3]) == paid - calls
        calls, cost = int(all_in_all[1]), all_in_all[2]
    assert calls == paid
    assert float(cost) == pytest.approx(paid * 0.000027, abs=0.0001)
    again = grader("batch", str(table), "-o", str(out), "--judge", "llm")
    assert again.status == 0
    assert len(provider.live) == 60
    assert "paid for in all" not in again.err


def test_without_money_nothing_is_sent(provider: BatchProvider, table: Path) -> None:
    out = table.with_name("out.csv")
    ran = grader("batch", str(table), "-o", str(out), "--judge", "auto", "--max-cost", "0")
    assert (ran.status, provider.live) == (3, [])
    assert "$0.0000 is spent, and the next call would cross $0.0000" in ran.err
