"""Grades: make one, read it, list them, follow up, override, hold, erase, export."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Query, Request, Response

from grader.core.judgment import JudgeKind
from grader.errors import InputError
from grader.service.reviewing import Review
from grader.service.service import Service
from grader.store.record import Filter
from grader.web.api.answered import Json
from grader.web.api.body import read_body
from grader.web.api.description import answers
from grader.web.api.models import (
    FollowUpIn,
    GradeIn,
    HoldIn,
    OverrideIn,
    decision_json,
    grade_json,
)
from grader.web.api.outputs import DecisionOut, GradeOut, GradesOut
from grader.web.api.query import ONLY_KNOWN, Moment
from grader.web.auth import Calling

router = APIRouter(prefix="/v1/grades", tags=["grades"], dependencies=ONLY_KNOWN)
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description=(
            "Sent again with the same body, the request is not carried out again: it gives what it "
            "made the first time, as that is now, with later reviews and without erased words."
        ),
    ),
]
REPLAYED = "Idempotent-Replayed"
_LEVEL = "The one that holds, as people left it; `none` for what is not graded."
_PLAIN = "For a body of text/plain."
_BODY = {
    "content": {
        "application/json": {"schema": GradeIn.model_json_schema()},
        "text/plain": {"schema": {"type": "string"}},
    },
    "required": True,
}
WITH_BODY = (400, 413, 415)
"""The problems of what takes a body."""
LOCATION = {"description": "Where it is from now on.", "schema": {"type": "string"}}
AGAIN = {
    "description": "`true` when the Idempotency-Key was sent before.",
    "schema": {"type": "string"},
}
MAKING: dict[str, Any] = {"headers": {"Location": LOCATION, REPLAYED: AGAIN}}
_JUDGING = (*WITH_BODY, 409, 502, 504)
_MADE = answers(GradeOut, *_JUDGING, status=201, **MAKING)
_MADE_AFTER = answers(GradeOut, *_JUDGING, 404, status=201, **MAKING)


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


@router.post(
    "",
    status_code=201,
    responses=_MADE,
    openapi_extra={"requestBody": _BODY},
)
async def create(
    request: Request,
    caller: Calling,
    rubric: Annotated[str | None, Query(description=_PLAIN, max_length=200)] = None,
    external_id: Annotated[str | None, Query(description=_PLAIN, max_length=200)] = None,
    key: Key = None,
) -> Response:
    """Grade an answer and keep the grade."""
    asked = await read_body(request, rubric, external_id)
    if isinstance(asked, Response):
        return asked
    record, is_new = await service_of(request).grade(caller, asked, key=key)
    return _created(record.id, grade_json(record), is_new=is_new)


@router.get("", responses=answers(GradesOut))
async def listed(
    request: Request,
    caller: Calling,
    rubric: str | None = None,
    level: Annotated[str | None, Query(description=_LEVEL)] = None,
    needs_review: bool | None = None,
    judge: JudgeKind | None = None,
    since: Annotated[Moment | None, Query(description="The earliest.")] = None,
    until: Annotated[Moment | None, Query(description="Before this.")] = None,
    external_id: str | None = None,
    parent: Annotated[str | None, Query(description="Whose follow-up they answer.")] = None,
    batch: Annotated[str | None, Query(description="Of whose table they are rows.")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """The grades that fit, newest first; `next_cursor` leads to the next page."""
    wanted = Filter(
        rubric=rubric,
        level=level,
        needs_review=needs_review,
        judge=judge,
        since=since,
        until=until,
        external_id=external_id,
        parent=parent,
        batch=batch,
        cursor=cursor,
        limit=limit,
    )
    found = await service_of(request).find(caller, wanted)
    grades = [grade_json(record) for record in found.records]
    return Json({"grades": grades, "next_cursor": found.next_cursor})


@router.get("/{grade}", responses=answers(GradeOut, 404))
async def one(request: Request, caller: Calling, grade: str) -> Response:
    """One grade, with what people said of it."""
    return Json(grade_json(await service_of(request).get(caller, grade)))


@router.post("/{grade}/follow-up", status_code=201, responses=_MADE_AFTER)
async def follow_up(
    request: Request, caller: Calling, grade: str, body: FollowUpIn, key: Key = None
) -> Response:
    """Grade the answer to a follow-up question, by the follow-up's own tells."""
    record, is_new = await service_of(request).follow_up(
        caller, grade, body.answer, body.follow_up, key=key
    )
    return _created(record.id, grade_json(record), is_new=is_new)


@router.post("/{grade}/override", responses=answers(GradeOut, 404, *WITH_BODY))
async def override(request: Request, caller: Calling, grade: str, body: OverrideIn) -> Response:
    """Put a person's verdict beside the machine's, which is never overwritten.

    The same verdict sent again, with nothing said in between, is written down once.
    """
    service = service_of(request)
    if body.agree:
        if body.level is not None or body.tells:
            raise InputError("agree: sets neither level nor tells", "Leave the one or the other")
        return Json(grade_json(await service.agree(caller, grade, body.reviewer, body.reason)))
    review = Review(reviewer=body.reviewer, reason=body.reason, level=body.level, tells=body.tells)
    return Json(grade_json(await service.override(caller, grade, review)))


@router.put("/{grade}/hold", responses=answers(GradeOut, 404, *WITH_BODY))
async def hold(
    request: Request, caller: Calling, grade: str, body: Annotated[HoldIn, Body()]
) -> Response:
    """Put a grade under a legal hold, or lift it: what is held is neither erased nor expires."""
    return Json(grade_json(await service_of(request).hold(caller, grade, held=body.held)))


@router.delete("/{grade}", responses=answers(GradeOut, 404, 409))
async def erase(request: Request, caller: Calling, grade: str) -> Response:
    """Erase the answer, those to its follow-ups, every quote and kept replies; digests remain."""
    return Json(grade_json(await service_of(request).erase(caller, grade)))


@router.get("/{grade}/export", responses=answers(DecisionOut, 404))
async def export(request: Request, caller: Calling, grade: str) -> Response:
    """The decision record: digests, model, evidence, overrides, and the audit trail."""
    service = service_of(request)
    record = await service.get(caller, grade)
    trail = await service.trail(caller, grade)
    return Json(decision_json(record, trail))


def _created(grade: str, body: dict[str, Any], *, is_new: bool) -> Response:
    headers = {"Location": f"/v1/grades/{grade}"}
    if not is_new:
        headers[REPLAYED] = "true"
    return Json(body, 201, headers=headers)
