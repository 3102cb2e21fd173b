"""HTTP statuses of a provider as errors that say what to set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.core.credentials import without_credentials
from grader.errors import (
    JudgeError,
    JudgeRefused,
    QuotaExhausted,
    RateLimited,
    ReplyMalformed,
    RequestRejected,
    ServerFailed,
)
from grader.judge.base import ChatRequest
from grader.judge.wire import error_message

_QUOTA = frozenset(("insufficient_quota", "billing_hard_limit_reached", "billing_not_active"))
_TRANSIENT = frozenset((408, 409, 425))
_DECLINED = "A person has to grade this answer"

# What a 400 complains of, by words in its message or the name of its parameter, and what helps.
_COMPLAINTS = (
    (("max_completion_tokens",), "Set GRADER_TOKEN_FIELD=max_tokens or lower GRADER_MAX_TOKENS"),
    (("max_tokens",), "Set GRADER_TOKEN_FIELD=max_completion_tokens or lower GRADER_MAX_TOKENS"),
    (
        ("response_format", "json_schema", "schema", "structured", "grammar"),
        "Set GRADER_STRUCTURED=json_object, or none, for a server without strict schemas",
    ),
    (("temperature",), "Unset GRADER_TEMPERATURE: this model takes only its own"),
    (("seed",), "Unset GRADER_SEED: this endpoint does not take one"),
    (
        ("context_length", "context length", "context size", "too long", "too many tokens"),
        "Use a model with a longer context, or shorten the answer",
    ),
    (("api-version", "api version"), "Set GRADER_API_VERSION to a version the endpoint has"),
    (("model",), "Set GRADER_MODEL to a model that the endpoint has"),
)


def status_error(
    status: int, headers: Mapping[str, str], body: Any, request: ChatRequest, now: float
) -> JudgeError:
    """The error for a response whose status is not 200.

    `body` is its JSON, or its text. `now` is the time in seconds since the epoch, against which a
    Retry-After date is measured.
    """
    message = without_credentials(error_message(body))
    said = f"{without_credentials(request.endpoint)} answered {status}" + (
        f": {message}" if message else ""
    )
    codes = _codes(body)
    if status == 402 or (status == 429 and codes & _QUOTA):
        return QuotaExhausted(said, "Top up the account, or set OPENAI_API_KEY to another key")
    if status == 429:
        hint = "Wait, or grade fewer answers at once"
        return RateLimited(said, hint, retry_after=retry_after(headers, now))
    if status >= 500 or status in _TRANSIENT:
        return ServerFailed(said, "Try again later", retry_after=retry_after(headers, now))
    if "content_filter" in codes:
        return JudgeRefused(f"a content filter stopped the request: {message}", _DECLINED)
    if "json_validate_failed" in codes:
        return ReplyMalformed(said, "Use a model that follows a JSON schema")
    return RequestRejected(said, _hint(status, message, body, request))


def _hint(status: int, message: str, body: Any, request: ChatRequest) -> str:
    if 300 <= status < 400:
        return "Redirects are not followed: set OPENAI_BASE_URL to the address it moved to"
    if status == 401:
        return "Set OPENAI_API_KEY to a valid key for this endpoint"
    if status == 403:
        return f"Set OPENAI_API_KEY to a key that may use {request.model}, or set GRADER_MODEL"
    if status == 404:
        return (
            "Set GRADER_MODEL to a model that the endpoint has, "
            "or OPENAI_BASE_URL to its base, up to and with /v1"
        )
    error = body.get("error", body) if isinstance(body, dict) else {}
    param = error.get("param") if isinstance(error, dict) else None
    complaint = f"{param or ''} {message}".lower()
    for words, hint in _COMPLAINTS:
        if any(word in complaint for word in words):
            return hint
    return "Check GRADER_MODEL, GRADER_STRUCTURED and the other GRADER_ settings"


def _codes(body: Any) -> frozenset[str]:
    error = body.get("error", body) if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return frozenset()
    return frozenset(str(error.get(name)) for name in ("code", "type"))


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait by `retry-after-ms` or `retry-after`, a number or a date; None if neither."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is not None or not value:
        return seconds
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError):
        return None


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
