from __future__ import annotations

from email.utils import formatdate

import pytest

from grader.errors import JudgeRefused, ReplyMalformed, RequestRejected
from grader.judge.status import retry_after, status_error
from tests.judge.test_wire import REQUEST

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "3"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "3"}, 3.0),
        ({"retry-after": formatdate(NOW + 90, usegmt=True)}, 90.0),
        ({"retry-after": formatdate(NOW - 90, usegmt=True)}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": ""}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "body", "kind", "hint"),
    [
        (400, {"error": {"message": "bad", "param": "seed"}}, RequestRejected, "GRADER_SEED"),
        (400, {"error": "context length exceeded"}, RequestRejected, "longer context"),
        (400, {"message": "missing api-version"}, RequestRejected, "GRADER_API_VERSION"),
        (400, {"detail": "nothing known"}, RequestRejected, "GRADER_STRUCTURED"),
        (400, {"error": {"message": "The model 'x' is unknown"}}, RequestRejected, "GRADER_MODEL"),
        (400, {"error": {"code": "json_validate_failed"}}, ReplyMalformed, "JSON schema"),
        (400, {"error": {"code": "content_filter"}}, JudgeRefused, "person"),
        (400, ["odd"], RequestRejected, "GRADER_"),
        (400, None, RequestRejected, "GRADER_"),
        (418, "a\nteapot", RequestRejected, "GRADER_"),
        (301, "", RequestRejected, "Redirects"),
    ],
)
def test_a_status_says_what_to_do(
    status: int, body: object, kind: type[Exception], hint: str
) -> None:
    error = status_error(status, {}, body, REQUEST, NOW)
    assert type(error) is kind
    assert hint in error.hint
    assert "\n" not in str(error)
