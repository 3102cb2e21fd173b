"""Rubrics, to be read."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from grader.core.rubric import Rubric
from grader.errors import NotFound, UnknownRubric
from grader.web.api.grades import service_of
from grader.web.api.query import ONLY_KNOWN
from grader.web.auth import Calling

router = APIRouter(prefix="/v1/rubrics", tags=["rubrics"], dependencies=ONLY_KNOWN)


@router.get("")
async def listed(request: Request, caller: Calling) -> dict[str, Any]:
    """The rubrics by which this service grades."""
    caller.require("read")
    return {"rubrics": [_short(rubric) for rubric in service_of(request).library.readable()]}


@router.get("/{rubric}")
async def one(request: Request, caller: Calling, rubric: str) -> dict[str, Any]:
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
    return _short(found) | {
        "levels": [level.model_dump(mode="json") for level in found.levels],
        "tells": tells,
        "follow_ups": [{"id": f.id, "question": f.question} for f in found.follow_ups],
        "related": list(found.related),
        "digest": found.digest,
    }


def _short(rubric: Rubric) -> dict[str, Any]:
    return {
        "id": rubric.id,
        "version": rubric.version,
        "title": rubric.title,
        "question": rubric.question,
    }
