"""What pydantic refuses, in words for whoever sent it: the field, what is wrong, and the status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

_PLACES = frozenset({"body", "query", "path", "header"})
_JSON, _FORM = "application/json", "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalid:
    """One fault of a request; `field` is None where it is the request as a whole."""

    status: int
    code: str
    detail: str
    field: str | None = None


def invalid(errors: Sequence[Mapping[str, Any]]) -> Invalid:
    """The fault to tell of: the first, and where a field may be several things the nearest."""
    first = errors[0]
    if first["type"] == "json_invalid":
        said = first.get("ctx", {}).get("error") or first["msg"]
        return malformed(f"the body is not JSON: {said}")
    begins = _path(first["loc"])[:1]
    told = max(
        (error for error in errors if _path(error["loc"])[:1] == begins),
        key=lambda error: len(error["loc"]),
    )
    field = ".".join(_path(told["loc"]))
    said = str(told["msg"]).removeprefix("Value error, ")
    # A fault of several fields together begins with their names.
    detail = f"{field or 'the body'}: {said}" if field or ":" not in said else said
    return Invalid(status=422, code="invalid-request", detail=detail, field=field or None)


def malformed(detail: str) -> Invalid:
    return Invalid(status=400, code="malformed-body", detail=detail)


def wrong_media(request: Request, errors: Sequence[Mapping[str, Any]]) -> Invalid | None:
    """That the body is of another type than its address takes, where that is what is wrong."""
    if not any(error["loc"][:1] == ("body",) for error in errors):
        return None
    field = getattr(request.scope.get("route"), "body_field", None)
    takes = getattr(getattr(field, "field_info", None), "media_type", _JSON)
    kind = media_type(request)
    if kind == takes or (takes == _JSON and kind.endswith("+json")):
        return None
    return unsupported(kind, takes)


def unsupported(kind: str, takes: str) -> Invalid:
    detail = f"Content-Type: {kind[:80]!r}, where {takes} is taken"
    return Invalid(status=415, code="unsupported-media-type", detail=detail)


def media_type(request: Request) -> str:
    """The type that a request claims for its body, without its parameters, in small letters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _path(loc: Sequence[Any]) -> tuple[str, ...]:
    """Where a fault lies, without the names that pydantic gives to the parts of a union."""
    parts = [str(part) for part in loc]
    inside = parts[1:] if parts and parts[0] in _PLACES else parts
    return tuple(part for part in inside if part != "str" and "[" not in part)
