"""`/batches`: send a table, follow it, fetch it with its grades."""

from __future__ import annotations

import hashlib

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from grader.errors import GraderError
from grader.store.batches import Batch
from grader.web.api.batches import progress
from grader.web.pages.views.batch import batch_view
from grader.web.pages.visit import Visit
from grader.web.problem import of_error


async def show(visit: Visit) -> Response:
    return await _list(visit)


async def send(visit: Visit) -> Response:
    """Take a table and go to its page; a fault is said beside the form."""
    rubric = visit.form.text("rubric")
    try:
        file = visit.form.file("file")
        name, data = file.filename or "table.csv", await file.read()
        key = visit.once(name, rubric, hashlib.sha256(data).hexdigest())
        batch, _ = await visit.service.submit(visit.caller, name, data, rubric or None, key=key)
    except GraderError as error:
        return await _list(visit, rubric=rubric, error=error)
    if not visit.may("read"):
        return await _list(visit, sent=batch)
    return visit.go(f"/batches/{batch.id}")


async def one(visit: Visit) -> Response:
    batch = await _batch(visit)
    rubrics = visit.service.library.readable()
    ladders = [r.ladder for r in rubrics if batch.rubric in (None, r.id)]
    levels = tuple(dict.fromkeys(level for ladder in ladders for level in ladder))
    titles = {rubric.id: rubric.title for rubric in rubrics}
    return visit.page(
        "batch.html",
        view=batch_view(batch, levels),
        title=titles.get(batch.rubric or "", batch.rubric),
    )


async def events(visit: Visit) -> Response:
    """The batch's progress as server-sent events, until it is over."""
    batch = await _batch(visit)
    return progress(visit.service.batches.watch(visit.caller, batch.id))


async def results(visit: Visit) -> Response:
    """The table as it came, each row with its grade after it."""
    batch = await _batch(visit)
    path = await visit.service.batches.results(visit.caller, batch.id)
    return FileResponse(
        path,
        filename=f"graded-{batch.name}",
        media_type="application/octet-stream",
        headers={"Cache-Control": "no-store"},
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


async def cancel(visit: Visit) -> Response:
    await visit.service.batches.cancel(visit.caller, visit.part("id"))
    return visit.go(f"/batches/{visit.part('id')}")


async def resume(visit: Visit) -> Response:
    await visit.service.batches.resume(visit.caller, visit.part("id"))
    return visit.go(f"/batches/{visit.part('id')}")


async def erase(visit: Visit) -> Response:
    await visit.service.batches.erase(visit.caller, visit.part("id"))
    return visit.go("/batches")


async def _batch(visit: Visit) -> Batch:
    return await visit.service.batches.get(visit.caller, visit.part("id"))


async def _list(
    visit: Visit,
    *,
    rubric: str = "",
    error: GraderError | None = None,
    sent: Batch | None = None,
) -> Response:
    """The form and the latest batches; who may grade and not read is only told what they `sent`."""
    reads = visit.caller.may("read") or not visit.may("grade")
    return visit.page(
        "batches.html",
        status=of_error(error).status_code if error else 200,
        batches=await visit.service.batches.latest(visit.caller) if reads else (),
        sent=sent,
        rubrics=visit.service.library.readable(),
        chosen=rubric,
        error=error,
    )
