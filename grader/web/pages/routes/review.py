"""`/review`: the grades at which a person should look, and why each is here."""

from __future__ import annotations

from starlette.responses import Response

from grader.store.record import Filter
from grader.web.pages.reviewer import reviewer_of
from grader.web.pages.views.listed import listed
from grader.web.pages.views.rubric_of import rubric_of
from grader.web.pages.visit import Visit

_PAGE = 25


async def show(visit: Visit) -> Response:
    wanted = Filter(needs_review=True, limit=_PAGE, cursor=visit.query("cursor"))
    found = await visit.service.find(visit.caller, wanted)
    library = visit.service.library
    return visit.page(
        "review.html",
        lines=[listed(record, rubric_of(library, record.rubric)) for record in found.records],
        older=found.next_cursor,
        reviewer=reviewer_of(visit),
    )
