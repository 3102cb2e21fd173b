"""Batches: send a table, follow its progress, fetch it with its grades."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import FileResponse, StreamingResponse
from starlette.background import BackgroundTask

from grader.store.batches import Batch
from grader.web.api.answered import Json
from grader.web.api.description import answers
from grader.web.api.grades import MAKING, REPLAYED, WITH_BODY, Key, service_of
from grader.web.api.outputs import BatchesOut, BatchOut
from grader.web.api.query import ONLY_KNOWN
from grader.web.auth import Calling

router = APIRouter(prefix="/v1/batches", tags=["batches"], dependencies=ONLY_KNOWN)
_TEXT = {"schema": {"type": "string"}}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_EVENTS = answers(None, 404, content={"text/event-stream": _TEXT})
_RESULTS = answers(None, 404, 409, content={"application/octet-stream": _BYTES})


def batch_json(batch: Batch) -> dict[str, Any]:
    shown = asdict(batch)
    del shown["tenant"]
    return shown | {"columns": list(batch.columns)}


def progress(states: AsyncGenerator[Batch]) -> StreamingResponse:
    """A batch's states as server-sent events; one that is told again is a comment."""

    async def told() -> AsyncGenerator[str]:
        last: Batch | None = None
        async for state in states:
            event = f"event: progress\ndata: {json.dumps(batch_json(state))}\n\n"
            yield event if state != last else ": no news\n\n"
            last = state

    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(told(), media_type="text/event-stream", headers=headers)


@router.post(
    "", status_code=202, responses=answers(BatchOut, *WITH_BODY, 409, status=202, **MAKING)
)
async def submit(
    request: Request,
    caller: Calling,
    file: Annotated[UploadFile, File(description="CSV, TSV, JSON Lines or Parquet.")],
    rubric: Annotated[str | None, Form(description="One rubric for all rows.")] = None,
    key: Key = None,
) -> Response:
    """Have a table graded in the background, as `grader batch` does."""
    name, data = file.filename or "table.csv", await file.read()
    batch, is_new = await service_of(request).submit(caller, name, data, rubric or None, key=key)
    headers = {"Location": f"/v1/batches/{batch.id}"}
    if not is_new:
        headers[REPLAYED] = "true"
    return Json(batch_json(batch), 202, headers=headers)


@router.get("", responses=answers(BatchesOut))
async def listed(request: Request, caller: Calling) -> Response:
    """The latest batches, newest first."""
    found = await service_of(request).batches.latest(caller)
    return Json({"batches": [batch_json(batch) for batch in found]})


@router.get("/{batch}", responses=answers(BatchOut, 404))
async def one(request: Request, caller: Calling, batch: str) -> Response:
    """How far a batch is."""
    return Json(batch_json(await service_of(request).batches.get(caller, batch)))


@router.get("/{batch}/events", response_class=Response, responses=_EVENTS)
async def events(request: Request, caller: Calling, batch: str) -> Response:
    """The batch's progress as server-sent events, until it is over."""
    batches = service_of(request).batches
    await batches.get(caller, batch)
    return progress(batches.watch(caller, batch))


@router.get("/{batch}/results", response_class=Response, responses=_RESULTS)
async def results(request: Request, caller: Calling, batch: str) -> Response:
    """The table as it came, each row with its grade after it."""
    batches = service_of(request).batches
    found = await batches.get(caller, batch)
    path = await batches.results(caller, batch)
    name = f"graded-{found.name}"
    return FileResponse(
        path,
        filename=name,
        media_type="application/octet-stream",
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


@router.post("/{batch}/cancel", responses=answers(BatchOut, 404, 409))
async def cancel(request: Request, caller: Calling, batch: str) -> Response:
    """Begin no further rows; what is graded stays, and the batch can go on later."""
    return Json(batch_json(await service_of(request).batches.cancel(caller, batch)))


@router.post("/{batch}/resume", responses=answers(BatchOut, 404, 409))
async def resume(request: Request, caller: Calling, batch: str) -> Response:
    """Go on with a batch that was cancelled or failed."""
    return Json(batch_json(await service_of(request).batches.resume(caller, batch)))


@router.delete("/{batch}", status_code=204, responses=answers(None, 404, 409, status=204))
async def erase(request: Request, caller: Calling, batch: str) -> None:
    """Delete a batch that is over, with all that came in and went out."""
    await service_of(request).batches.erase(caller, batch)
