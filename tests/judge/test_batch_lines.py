from __future__ import annotations

import json
from dataclasses import replace

import pytest

from grader.judge.base import ChatRequest, Message
from grader.judge.batch_lines import URL, BatchAnswer, read_answer_line, request_line
from grader.judge.cache import request_digest
from grader.judge.wire import encoded_body
from tests.judge.batching import answered, failed

REQUEST = ChatRequest(
    endpoint="https://api.openai.com/v1",
    model="m",
    messages=(Message(role="user", content="Grüße"),),
    schema={"type": "object"},
    parameters={"seed": 1},
)


@pytest.mark.parametrize(
    "content", ["plain", "a\nb\r\n", "\x85\u2028\u2029\x1c\x0b", "\ud800", '"\\']
)
def test_a_line_holds_the_body_that_would_be_sent(content: str) -> None:
    request = replace(REQUEST, messages=(Message(role="user", content=content),))
    digest = request_digest(request)
    line = request_line(digest, request)
    assert line.endswith(b"\n")
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line) == {
        "custom_id": digest,
        "method": "POST",
        "url": URL,
        "body": json.loads(encoded_body(request)),
    }
    assert len(digest) <= 64


def as_line(entry: object) -> bytes:
    return json.dumps(entry).encode()


def test_the_body_of_a_good_line_is_kept_as_it_is() -> None:
    body = {"choices": [{"message": {"content": "Grüße \ud800"}}]}
    answer = read_answer_line(as_line(answered("d", body)))
    assert answer is not None
    assert answer.digest == "d"
    assert json.loads(answer.body or b"") == body


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (failed("d", "batch_expired"), "batch_expired"),
        (answered("d", {"error": {"code": "content_filter"}}, 400), "content_filter"),
        (answered("d", {"error": {"code": None, "type": "server_error"}}, 500), "server_error"),
        (answered("d", {}, 429), "status 429"),
        (answered("d", {}) | {"error": {"code": "odd"}}, "odd"),
        ({"custom_id": "d", "response": {"status_code": 200, "body": "text"}}, "status 200"),
        ({"custom_id": "d"}, "status null"),
        ({"custom_id": "d", "response": [], "error": "text"}, "status null"),
    ],
)
def test_any_other_line_says_why_there_is_no_response(entry: object, problem: str) -> None:
    assert read_answer_line(as_line(entry)) == BatchAnswer(digest="d", body=None, problem=problem)


@pytest.mark.parametrize(
    "line", [b"", b"{", b"[]", b"null", b'{"custom_id": 1}', b"{}", b"\xff", b"[" * 100_000]
)
def test_a_line_of_nobody_is_passed_over(line: bytes) -> None:
    assert read_answer_line(line) is None
