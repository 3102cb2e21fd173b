"""The body of POST /v1/grades: JSON, or the answer alone as plain text."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from grader.errors import InputError
from grader.service.service import GradeRequest
from grader.web.api.models import GradeIn
from grader.web.invalid import invalid, media_type, unsupported
from grader.web.problem import of_invalid

_JSON, _TEXT = "application/json", "text/plain"


async def read_body(
    request: Request, rubric: str | None, external_id: str | None
) -> GradeRequest | JSONResponse:
    """What is asked for, or the problem document of a body that cannot be read.

    `rubric` and `external_id` are those of the address. Raises InputError that names the field.
    """
    kind, body = media_type(request), await request.body()
    if kind == _TEXT:
        return _plain(body, rubric, external_id)
    if kind not in (_JSON, ""):
        return of_invalid(unsupported(kind, f"{_JSON} or {_TEXT}"))
    for name, value in (("rubric", rubric), ("external_id", external_id)):
        if value is not None:
            message = f"{name}: in the address it is for a body of text/plain"
            raise InputError(message, "Put it into the JSON")
    try:
        return GradeIn.model_validate_json(body).request()
    except ValidationError as error:
        return of_invalid(invalid(error.errors(include_url=False, include_input=False)))


def _plain(body: bytes, rubric: str | None, external_id: str | None) -> GradeRequest:
    if not rubric:
        raise InputError("rubric: missing", "Name it in the query: ?rubric=ID")
    try:
        answer = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"answer: not UTF-8 (byte {error.start})", "Send it as UTF-8") from None
    return GradeRequest(rubric=rubric, answer=answer, external_id=external_id or None)
