"""Errors as problem documents (RFC 9457): a stable `type`, what happened, and what to do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from grader import errors
from grader.errors import GraderError
from grader.web.invalid import Invalid, invalid, wrong_media

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:grader:problem:"
_log = logging.getLogger(__name__)

STATUS: Mapping[type[GraderError], int] = {
    errors.InputError: 422,
    errors.UnknownRubric: 422,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.LimitReached: 429,
    errors.StoreError: 503,
    errors.Unreachable: 502,
    errors.ServerFailed: 502,
    errors.ReplyMalformed: 502,
    errors.ReplyTruncated: 502,
    errors.RateLimited: 503,
    errors.QuotaExhausted: 503,
    errors.BudgetSpent: 503,
    errors.CircuitOpen: 503,
    errors.DeadlineExceeded: 504,
    errors.JudgeError: 502,
    GraderError: 500,
}


def problem(
    status: int,
    code: str,
    detail: str,
    hint: str = "",
    *,
    field: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A response with a problem document. `code` is stable; `field` is where the fault lies."""
    body: dict[str, Any] = {
        "type": TYPE + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    body |= {name: value for name, value in (("hint", hint), ("field", field)) if value}
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def handle_problems(app: FastAPI) -> None:
    """Have every error of the app answered by a problem document."""
    app.add_exception_handler(GraderError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, _defect)


def of_error(error: GraderError) -> JSONResponse:
    """The problem document of one of grader's errors."""
    headers: dict[str, str] = {}
    if isinstance(error, errors.AccessDenied):
        status = 403 if error.known else 401
        if not error.known:
            headers["WWW-Authenticate"] = "Bearer"
    else:
        status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers["Retry-After"] = str(max(1, round(retry_after)))
    field, _, rest = error.message.partition(": ")
    named = field if rest and field.isidentifier() else None
    if isinstance(error, errors.UnknownRubric):
        named = "rubric"
    # A fault of the disk or the database names files: that is for the log, not for the caller.
    hidden = isinstance(error, errors.StoreError | errors.PromptError | errors.SettingsError)
    if hidden:
        _log.error("%s", error)
        return problem(status, error.code, "the record cannot be reached", "Try again later")
    return problem(status, error.code, error.message, error.hint, field=named, headers=headers)


async def _ours(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, GraderError)
    return of_error(error)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return of_invalid(wrong_media(request, error.errors()) or invalid(error.errors()))


def of_invalid(fault: Invalid) -> JSONResponse:
    """The problem document of a request that is not as it has to be."""
    return problem(fault.status, fault.code, fault.detail, _SEE, field=fault.field)


_SEE = "See /openapi.json for what this takes"
_FRAMEWORK = {
    400: ("malformed-body", _SEE),
    404: ("not-found", "See /openapi.json for what there is"),
    405: ("method-not-allowed", "See /openapi.json for what this address takes"),
    413: ("too-large", "Send less at a time"),
}
"""By status, what the framework itself refuses: its phrases change from one Python to the next."""


async def refused(_: Request, error: Exception) -> JSONResponse:
    """The problem document of what the framework refuses."""
    assert isinstance(error, HTTPException)
    code, hint = _FRAMEWORK.get(error.status_code, (f"http-{error.status_code}", ""))
    return problem(error.status_code, code, str(error.detail), hint, headers=error.headers)


async def _defect(_: Request, error: Exception) -> JSONResponse:
    _log.error("a defect of grader's", exc_info=error)
    return problem(500, "defect", "grader failed", "Tell whoever runs this service")
