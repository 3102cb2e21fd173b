"""The batch API's files: a request as a line of the input, a line of the output as an answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from grader.judge.base import ChatRequest
from grader.judge.wire import encoded_body, one_line

URL = "/v1/chat/completions"
MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
"""What one input file may hold, by OpenAI's documentation of its batch API."""

# Ends of lines to some readers of text, and so of JSON Lines; inside a string JSON may escape them.
_BREAKS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAnswer:
    """What became of the request with a digest: the body of its response, or None and why."""

    digest: str
    body: bytes | None
    problem: str = ""


def request_line(digest: str, request: ChatRequest) -> bytes:
    """The input line of a request, with the body that would be sent and its digest as the id."""
    body = encoded_body(request)
    for mark, escape in _BREAKS.items():
        body = body.replace(mark.encode(), escape.encode())
    head = json.dumps({"custom_id": digest, "method": "POST", "url": URL}, separators=(",", ":"))
    return head[:-1].encode() + b',"body":' + body + b"}\n"


def read_answer_line(line: bytes) -> BatchAnswer | None:
    """What a line of an output or error file says; None when it cannot be told for which request.

    Only a response with status 200 counts as one: what it says is read, and checked, later on.
    """
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    digest = entry.get("custom_id") if isinstance(entry, dict) else None
    if not isinstance(digest, str):
        return None
    response = entry.get("response")
    response = response if isinstance(response, dict) else {}
    status, body = response.get("status_code"), response.get("body")
    if status == 200 and isinstance(body, dict) and not entry.get("error"):
        # ASCII, so that lone surrogates in a reply come back as they are.
        return BatchAnswer(digest=digest, body=json.dumps(body).encode())
    return BatchAnswer(digest=digest, body=None, problem=_problem(entry.get("error"), status, body))


def _problem(error: Any, status: Any, body: Any) -> str:
    """A short name for why there is no response: the provider's code where it gives one."""
    if not error and isinstance(body, dict):
        error = body.get("error")
    code = error.get("code") or error.get("type") if isinstance(error, dict) else None
    return one_line(code, 60) if code else f"status {one_line(status, 20)}"
