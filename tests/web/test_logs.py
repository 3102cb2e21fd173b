"""The service's log: what a line holds, and what none ever does."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from grader.web.logs import log_to

ANSWER = "An answer in the candidate's own unmistakable words: LoRA adapters on one base."


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    logger = logging.getLogger("grader")
    before = (logger.handlers[:], logger.level, logger.propagate)
    written = io.StringIO()
    log_to(written, "info")
    yield written
    logger.handlers[:], logger.level, logger.propagate = before


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_a_line_without_a_word_of_the_answer(
    client: TestClient, log: io.StringIO
) -> None:
    body = {"rubric": "fine-tuning-modes", "answer": ANSWER, "external_id": "someone"}
    made = client.post("/v1/grades", json=body)
    client.get(f"/v1/grades/{made.json()['id']}", headers={"Authorization": "Bearer grk_a_secret"})
    logged = lines(log)
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


def test_an_exception_is_one_line(log: io.StringIO) -> None:
    try:
        raise ZeroDivisionError("a\nb")
    except ZeroDivisionError:
        logging.getLogger("grader.x").exception("it %s", "failed")
    (line,) = lines(log)
    assert (line["level"], line["message"]) == ("error", "it failed")
    assert "ZeroDivisionError" in line["exception"]
