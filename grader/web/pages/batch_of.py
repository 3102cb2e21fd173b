"""The batch that a grade or an address names."""

from __future__ import annotations

from grader.errors import NotFound
from grader.store.batches import Batch
from grader.web.pages.visit import Visit


async def batch_of(visit: Visit, batch: str | None) -> Batch | None:
    """A batch by its id; None where none is named, and where it has been deleted."""
    if batch is None:
        return None
    try:
        return await visit.service.batches.get(visit.caller, batch)
    except NotFound:
        return None
