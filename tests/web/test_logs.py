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
from tests.web.conftest import Keyed

ANSWER = "An answer in the candidate's own unmistakable words: LoRA adapters on one base."


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    loggers = [logging.getLogger(name) for name in ("grader", "dbos")]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    written = io.StringIO()
    log_to(written, "info")
    yield written
    for logger, was in zip(loggers, before, strict=True):
        logger.handlers[:], logger.level, logger.propagate = was


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_a_line_without_a_word_of_the_answer(
    client: TestClient, log: io.StringIO
) -> None:
    body = {"rubric": "fine-tuning-modes", "answer": ANSWER, "external_id": "someone"}
    made = client.post("/v1/grades", json=body, headers={"X-Request-ID": "loop-7.1"})
    client.get(f"/v1/grades/{made.json()['id']}", headers={"Authorization": "Bearer grk_a_secret"})
    logged = lines(log)
    requests = [line for line in logged if line["logger"] == "grader.web.request"]
    assert [(line["method"], line["route"], line["status"]) for line in requests] == [
        ("POST", "/v1/grades", 201),
        ("GET", "/v1/grades/{grade}", 401),
    ]
    assert all(line["level"] == "info" and line["ms"] > 0 for line in requests)
    assert [(line["tenant"], line["key"]) for line in requests] == [("local", None), (None, None)]
    assert made.headers["x-request-id"] == requests[0]["request"] == "loop-7.1"
    told = json.dumps(logged)
    assert not any(
        word in told for word in ("unmistakable", "secret", "someone", made.json()["id"])
    )


def test_a_line_tells_the_tenant_and_the_key_by_its_id(keyed: Keyed, log: io.StringIO) -> None:
    headers = keyed.of("acme", "read")
    answer = keyed.client.get("/v1/grades", headers=headers | {"X-Request-ID": "a b\n"})
    (line,) = (line for line in lines(log) if line["logger"] == "grader.web.request")
    _, identity, secret = headers["Authorization"].split("_", 2)
    assert (line["tenant"], line["key"]) == ("acme", identity)
    assert secret not in log.getvalue()
    # What is no id is replaced by one.
    assert answer.headers["x-request-id"] == line["request"]
    assert line["request"].isalnum()


@pytest.mark.parametrize("logger", ["grader.x", "dbos"])
def test_an_exception_is_one_line(log: io.StringIO, logger: str) -> None:
    try:
        raise ZeroDivisionError("a\nb")
    except ZeroDivisionError:
        logging.getLogger(logger).exception("it %s", "failed")
    (line,) = lines(log)
    assert (line["level"], line["message"]) == ("error", "it failed")
    assert "ZeroDivisionError" in line["exception"]
