"""Rubrics, to be read."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from grader.core.rubric import Rubric
from grader.errors import NotFound, UnknownRubric
from grader.web.api.answered import Json
from grader.web.api.description import answers
from grader.web.api.grades import service_of
from grader.web.api.outputs import RubricsOut, WholeRubricOut
from grader.web.api.query import ONLY_KNOWN
from grader.web.auth import Calling

router = APIRouter(prefix="/v1/rubrics", tags=["rubrics"], dependencies=ONLY_KNOWN)


@router.get("", responses=answers(RubricsOut))
async def listed(request: Request, caller: Calling) -> Response:
    """The rubrics by which this service grades."""
    caller.require("read")
    found = service_of(request).library.readable()
    return Json({"rubrics": [_short(rubric) for rubric in found]})


@router.get("/{rubric}", responses=answers(WholeRubricOut, 404))
async def one(request: Request, caller: Calling, rubric: str) -> Response:
    """One rubric: question, levels, tells and follow-ups, without the keyword scorer's cues."""
    caller.require("read")
    try:
        found = service_of(request).library.rubric(rubric)
    except UnknownRubric as error:
        raise NotFound(error.message, error.hint) from None
    tells = [
        {"id": tell.id, "kind": str(tell.kind), "level": tell.level, "claim": tell.claim}
        for tell in found.tells
    ]
    whole = {
        "levels": [level.model_dump(mode="json") for level in found.levels],
        "tells": tells,
        "follow_ups": [{"id": f.id, "question": f.question} for f in found.follow_ups],
        "related": list(found.related),
        "digest": found.digest,
    }
    return Json(_short(found) | whole)


def _short(rubric: Rubric) -> dict[str, Any]:
    return {
        "id": rubric.id,
        "version": rubric.version,
        "title": rubric.title,
        "question": rubric.question,
    }
