"""What operators and their machines ask: is it up, can it grade, what has it done."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import text

from grader.errors import GraderError
from grader.web.api.grades import service_of
from grader.web.api.outputs import AliveOut, ReadyOut
from grader.web.metrics import CONTENT_TYPE_LATEST, Metrics

router = APIRouter(tags=["operations"])
_TEXT = {"text/plain": {"schema": {"type": "string"}}}


@router.get("/healthz", response_model=AliveOut)
async def alive() -> dict[str, str]:
    """Whether the process answers."""
    return {"status": "ok"}


@router.get("/readyz", responses={200: {"model": ReadyOut}, 503: {"model": ReadyOut}})
async def ready(request: Request) -> Response:
    """Whether it can grade: 503 unless database and rubrics are there.

    A provider that is left alone for a while is told as `provider: open`; the fallback answers.
    """
    service = service_of(request)
    checks: dict[str, str] = {}
    try:
        await service.database.read(lambda c: c.execute(text("SELECT 1")).scalar())
        checks["database"] = "ok"
    except GraderError as error:
        checks["database"] = error.code
    try:
        checks["library"] = "ok" if service.library.rubric_ids() else "empty"
    except GraderError as error:
        checks["library"] = error.code
    is_ready = all(state == "ok" for state in checks.values())
    checks["provider"] = service.grader.provider_state
    return JSONResponse(
        {"status": "ok" if is_ready else "unavailable", "checks": checks},
        200 if is_ready else 503,
    )


@router.get("/metrics", response_class=Response, responses={200: {"content": _TEXT}})
async def metrics(request: Request) -> Response:
    """Counts and timings in Prometheus' text format."""
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(), media_type=CONTENT_TYPE_LATEST)
