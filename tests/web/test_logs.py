"""The service's log: what a line holds, and what none ever does."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from grader.web.logs import log_to_stderr

ANSWER = "An answer in the candidate's own unmistakable words: LoRA adapters on one base."


@pytest.fixture
def logging_to_stderr(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    logger = logging.getLogger("grader")
    before = (logger.handlers[:], logger.level, logger.propagate)
    log_to_stderr("info")
    yield
    logger.handlers[:], logger.level, logger.propagate = before


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.usefixtures("logging_to_stderr")
def test_a_request_is_a_line_without_a_word_of_the_answer(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"rubric": "fine-tuning-modes", "answer": ANSWER, "external_id": "someone"}
    made = client.post("/v1/grades", json=body)
    client.get(f"/v1/grades/{made.json()['id']}", headers={"Authorization": "Bearer grk_a_secret"})
    logged = lines(capsys)
    requests = [line for line in logged if line["logger"] == "grader.web.request"]
    assert [(line["method"], line["route"], line["status"]) for line in requests] == [
        ("POST", "/v1/grades", 201),
        ("GET", "/v1/grades/{grade}", 401),
    ]
    assert all(line["level"] == "info" and line["ms"] > 0 for line in requests)
    told = json.dumps(logged)
    assert not any(
        word in told for word in ("unmistakable", "secret", "someone", made.json()["id"])
    )


@pytest.mark.usefixtures("logging_to_stderr")
def test_an_exception_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ZeroDivisionError("a\nb")
    except ZeroDivisionError:
        logging.getLogger("grader.x").exception("it %s", "failed")
    (line,) = lines(capsys)
    assert (line["level"], line["message"]) == ("error", "it failed")
    assert "ZeroDivisionError" in line["exception"]
