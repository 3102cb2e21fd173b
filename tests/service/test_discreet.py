"""Callers learn that the provider failed, and not where it is; the log keeps the whole."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from grader.core.answer import Answer
from grader.core.judgment import Judgment
from grader.core.rubric import Rubric
from grader.errors import JudgeError, ServerFailed, Unreachable
from grader.grader import Grader
from grader.judge.base import Judge
from grader.judge.fallback import FallbackJudge
from grader.judge.keyword import KeywordJudge
from grader.judge.panel import joined
from grader.library import Library
from grader.service.discreet import discreet
from grader.service.service import Service
from grader.settings import Settings
from grader.store.database import Database
from grader.web.app import create_app

WHERE = "10.0.0.7"
UNREACHABLE = (
    f"http://{WHERE}:9/v1 cannot be reached or broke off (ClientConnectorError: Cannot connect to "
    f"host {WHERE}:9 ssl:default [Connect call failed ('{WHERE}', 9)])"
)
RUBRIC = "fine-tuning-modes"
ANSWER = "I would use LoRA adapters, because many adapters can share one base model."


class Away:
    def __init__(self, error: JudgeError) -> None:
        self._error = error

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        raise type(self._error)(self._error.message, "Check it")


class Panel:
    """Two members, of whom one fell back."""

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        one = await FallbackJudge(Away(Unreachable(UNREACHABLE)), KeywordJudge()).judge(
            rubric, answer
        )
        return joined(rubric, [one, await KeywordJudge().judge(rubric, answer)])


@pytest.fixture
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[TestClient]:
    judge: Judge = request.param
    settings = Settings(judge="keyword", home=tmp_path)
    database = Database(settings.database_url)
    database.upgrade()
    grader = Grader(Library(), judge)
    service = Service(grader, database, max_answer=1000, jobs_url=settings.jobs_url)
    app = create_app(service, settings, open_access=True)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def made(client: TestClient) -> Any:
    return client.post("/v1/grades", json={"rubric": RUBRIC, "answer": ANSWER})


FALLING = [FallbackJudge(Away(Unreachable(UNREACHABLE)), KeywordJudge()), Panel()]


@pytest.mark.parametrize("served", FALLING, indirect=True, ids=["fallback", "panel"])
def test_a_fallback_tells_no_address(served: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        grade = made(served).json()
    assert "unreachable: the provider cannot be reached" in json.dumps(grade)
    page = served.get(f"/grades/{grade['id']}").text
    assert "the provider cannot be reached" in page
    files = {"file": ("a.csv", f'answer,rubric\r\n"{ANSWER}",{RUBRIC}\r\n'.encode())}
    batch = f"/v1/batches/{served.post('/v1/batches', files=files).json()['id']}"
    while served.get(batch).json()["state"] != "done":
        time.sleep(0.05)
    table = served.get(f"{batch}/results").text
    assert "the provider cannot be reached" in table
    export = served.get(f"/v1/grades/{grade['id']}/export").text
    for told in (json.dumps(grade), page, table, export, served.get("/v1/grades").text):
        assert WHERE not in told
    assert f"Connect call failed ('{WHERE}', 9)" in caplog.text


@pytest.mark.parametrize("served", [Away(Unreachable(UNREACHABLE))], indirect=True)
def test_a_failure_tells_no_address(served: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = made(served)
    assert (answer.status_code, answer.json()["detail"]) == (502, "the provider cannot be reached")
    assert WHERE not in answer.text
    assert WHERE in caplog.text


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        (f"unreachable: {UNREACHABLE}", "unreachable: the provider cannot be reached"),
        (
            f"circuit-open: the provider is left alone for 30 s after unreachable: {UNREACHABLE}",
            "circuit-open: the provider is left alone for 30 s after unreachable: the provider "
            "cannot be reached",
        ),
        (
            f"server-failed: https://{WHERE}/v1 answered 500: busy",
            "server-failed: the provider answered 500: busy",
        ),
        ("rate-limited: too many requests", "rate-limited: too many requests"),
    ],
)
def test_what_is_left_of_a_message(whole: str, said: str) -> None:
    assert discreet(whole) == said


def test_other_errors_keep_what_they_say() -> None:
    assert discreet(ServerFailed("no answer").message) == "no answer"
