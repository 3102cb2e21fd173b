"""The description at /openapi.json: errors, who may call, and examples of requests and answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from grader.web.api.outputs import Problem
from grader.web.problem import MEDIA_TYPE, TYPE

EXAMPLES = Path(__file__).with_name("examples.json")
"""Real requests and answers by operation, as `python -m tests.web.examples` writes them."""
ALWAYS = (401, 403, 422, 429, 503)
"""What any call may be answered with."""
_JSON = "application/json"
_SEE = "See /openapi.json for what this takes"
_PROBLEMS: dict[int, tuple[str, str, str, str]] = {
    400: ("malformed-body", "The body cannot be read", "the body is not JSON: EOF", _SEE),
    401: (
        "access-denied",
        "No API key, or one that is unknown or revoked",
        "no API key",
        "Send it as `Authorization: Bearer grk_...`",
    ),
    403: (
        "access-denied",
        "The key lacks the scope that this takes",
        "this key lacks the scope 'review'",
        "Ask for a key that holds it",
    ),
    404: (
        "not-found",
        "Nothing of yours has this id",
        "there is no grade 'gr_0'",
        "Look it up in the list of grades",
    ),
    409: (
        "conflict",
        "What is kept stands against it",
        "Idempotency-Key 'loop-7' was sent with another request before",
        "Send a new key with a new request",
    ),
    413: (
        "too-large",
        "The body is too large",
        "the body is larger than 2,000,000 bytes",
        "Send less at a time",
    ),
    415: (
        "unsupported-media-type",
        "The body is of a type that is not taken",
        "Content-Type: 'text/html', where application/json is taken",
        _SEE,
    ),
    422: (
        "invalid-request",
        "What was sent is not as it has to be; `field` names where",
        "limit: Input should be greater than or equal to 1",
        _SEE,
    ),
    429: (
        "limit-reached",
        "More than is allowed at a time; `Retry-After` says when to try again",
        "more than 60 requests a minute",
        "Wait 1 s",
    ),
    502: (
        "unreachable",
        "The judge failed, and nothing stands in for it",
        "the provider cannot be reached",
        "Try again later",
    ),
    503: (
        "store-error",
        "What is kept cannot be reached, or the judge has to be left alone",
        "the record cannot be reached",
        "Try again later",
    ),
    504: (
        "deadline-exceeded",
        "The judge took too long",
        "no judgment within 120 s",
        "Try again later",
    ),
}


def answers(
    model: type[BaseModel] | None, *problems: int, status: int = 200, **more: Any
) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: what it gives, and the problems it may have beside ALWAYS."""
    given: dict[str, Any] = {"description": "What was asked for", **more}
    if model is not None:
        given["model"] = model
    made: dict[int | str, dict[str, Any]] = {status: given}
    return made | {code: _problem(code) for code in sorted({*ALWAYS, *problems})}


def describe(app: FastAPI, *, open_access: bool) -> None:
    """Have the app describe itself with security and examples, which FastAPI cannot know of."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app, open_access=open_access)
        return app.openapi_schema

    # FastAPI's own way to replace the description.
    app.openapi = described  # type: ignore[method-assign]


def _described(app: FastAPI, *, open_access: bool) -> dict[str, Any]:
    made = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    parts = made["components"]
    parts["schemas"]["Problem"] = Problem.model_json_schema()
    parts["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, as `grader keys create` makes it.",
        }
    }
    kept = json.loads(EXAMPLES.read_text("utf-8"))
    for path, method, operation in _operations(made):
        if path.startswith("/v1/"):
            # On a service open to this machine the key may be left out.
            operation["security"] = [{"key": []}, *([{}] if open_access else [])]
        _illustrate(operation, kept.get(f"{method.upper()} {path}", {}))
    return made


def _operations(made: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _illustrate(operation: dict[str, Any], kept: dict[str, Any]) -> None:
    for media, example in kept.get("request", {}).items():
        operation["requestBody"]["content"][media]["example"] = example
    if "response" in kept:
        told = operation["responses"][str(kept["status"])]
        next(iter(told["content"].values()))["example"] = kept["response"]


def _problem(status: int) -> dict[str, Any]:
    code, description, detail, hint = _PROBLEMS[status]
    example = {
        "type": TYPE + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "hint": hint,
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": schema, "example": example}},
    }
