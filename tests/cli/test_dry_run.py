"""`grader batch --dry-run` says what a run would take, and sends and writes nothing."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.core.answer import read_answer
from grader.core.kept import KeptReply
from grader.judge.asking import requests_of
from grader.judge.cache import request_digest, request_record
from grader.settings import read_settings
from grader.store.replies import DatabaseReplies
from grader.usage import Usage
from grader.wiring import open_grader
from tests.cli.command import Ran, grader

RUBRIC = "rlhf-and-dpo"
NOBODY = "http://127.0.0.1:1/v1"
"""Where nobody listens: whatever is sent there fails."""


def _answer(number: int) -> str:
    return f"Take {number}: DPO needs no reward model, since the policy is one in disguise."


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Ten different answers, one of them twice, three bad rows and one that says nothing."""
    rows = [(RUBRIC, _answer(number)) for number in range(10)]
    rows += [(RUBRIC, _answer(3)), ("no-such", "x"), ("no-such", "y"), ("", "z"), (RUBRIC, "")]
    path = tmp_path / "in.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("rubric", "answer"), *rows])
    return path


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", NOBODY)
    monkeypatch.setenv("GRADER_MODEL", "gpt-5-mini")
    monkeypatch.setenv("GRADER_MAX_TOKENS", "1000")


def dry(table: Path, *options: str) -> Ran:
    """A dry run, which leaves the table's folder as it was but for what is kept in the home."""
    ran = grader("batch", str(table), "--dry-run", *options)
    assert {path.name for path in table.parent.iterdir()} <= {table.name, "grader-home"}
    assert ran.err == ""
    return ran


def keep(numbers: Sequence[int], output_tokens: int) -> None:
    """Keep a reply to these answers, as if it had been asked for."""

    async def put() -> None:
        settings = read_settings(judge="llm")
        replies = DatabaseReplies.in_home(settings.home_dir)
        async with open_grader(settings) as judged:
            rubric = judged.library.rubric(RUBRIC)
            for number in numbers:
                (request,) = requests_of(judged.judge, rubric, read_answer(_answer(number)))
                usage = Usage(input_tokens=9, output_tokens=output_tokens, calls=1)
                reply = KeptReply(text="{}", model="m", usage=usage, recorded_at="2026-01-01")
                await replies.put(request_digest(request), request_record(request), reply)
        await replies.aclose()

    asyncio.run(put())


@pytest.mark.usefixtures("endpoint")
def test_it_counts_rows_calls_and_cost(table: Path) -> None:
    ran = dry(table)
    assert ran.status == 3
    lines = ran.out.splitlines()
    assert lines[:4] == [
        "15 rows, 11 to grade",
        "  not to be graded: unknown-rubric 2",
        "  not to be graded: input-error 1",
        "  not to be graded: empty 1",
    ]
    assert [line.partition(".")[0] for line in lines[4:7]] == [
        "    row 12: there is no rubric 'no-such'",
        "    row 13: there is no rubric 'no-such'",
        "    row 14 (line 15): no rubric",
    ]
    assert f"gpt-5-mini at {NOBODY}: 10 calls, 0 replies kept already" in lines
    assert "  output  at most 10,000 tokens" in lines
    assert any(line.startswith("  cost    at most $0.0") for line in lines)
    assert "1 repeated requests are sent once and not counted again" in lines
    assert lines[-1] == "nothing was sent, nothing was written"


@pytest.mark.usefixtures("endpoint")
def test_kept_replies_are_not_counted_and_say_what_to_expect(table: Path) -> None:
    without = dry(table).out
    keep(range(4), output_tokens=50)
    ran = dry(table)
    assert f"gpt-5-mini at {NOBODY}: 6 calls, 4 replies kept already" in ran.out
    assert "at most 6,000 tokens, about 300 by those kept" in ran.out
    assert _input_tokens(ran.out) == pytest.approx(_input_tokens(without) * 0.6, rel=0.01)


@pytest.mark.usefixtures("endpoint")
def test_a_panel_is_counted_by_member(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_PANEL", "gpt-5-mini,gpt-5-mini,of-my-own")
    keep([0], output_tokens=50)
    ran = dry(table, "--judge", "panel")
    assert f"gpt-5-mini at {NOBODY}: 19 calls, 1 replies kept already" in ran.out
    assert f"of-my-own at {NOBODY}: 10 calls, 0 replies kept already" in ran.out
    assert "  cost    price unknown" in ran.out


@pytest.mark.usefixtures("endpoint")
def test_a_limit_that_will_be_met_is_told(table: Path) -> None:
    assert "the limit of 9 calls stops the run" in dry(table, "--max-calls", "9").out
    assert "the limit" not in dry(table, "--max-calls", "10").out


@pytest.mark.usefixtures("endpoint")
def test_a_replay_asks_for_nothing(table: Path) -> None:
    keep([0, 1], output_tokens=50)
    ran = dry(table, "--judge", "replay")
    assert "2 replies kept, 8 missing, and replay asks for none" in ran.out
    assert "cost" not in ran.out


def test_the_keyword_scorer_asks_nobody(table: Path) -> None:
    ran = dry(table, "--judge", "keyword", "-o", str(table.with_name("out.csv")))
    assert "11 to grade" in ran.out
    assert "no model is asked" in ran.out


def test_a_table_without_bad_rows_is_exit_status_0(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f'rubric,answer\n{RUBRIC},"{_answer(1)}"\n', "utf-8")
    assert dry(path, "--judge", "keyword").status == 0


@pytest.mark.usefixtures("endpoint")
def test_a_sample_alone_is_counted(table: Path) -> None:
    ran = dry(table, "--sample", "5")
    assert ran.out.startswith("5 of 15 rows, 5 to grade\n")
    assert ran.status == 0


def _input_tokens(out: str) -> int:
    line = next(line for line in out.splitlines() if line.startswith("  input"))
    return int(line.split()[2].replace(",", ""))
