"""`/rubrics`: all rubrics, and one to read."""

from __future__ import annotations

from starlette.responses import Response

from grader.errors import NotFound, UnknownRubric
from grader.web.pages.views.rubric import rubric_view
from grader.web.pages.visit import Visit


async def show(visit: Visit) -> Response:
    visit.caller.require("read")
    return visit.page("rubrics.html", rubrics=visit.service.library.readable())


async def one(visit: Visit) -> Response:
    visit.caller.require("read")
    try:
        rubric = visit.service.library.rubric(visit.part("id"))
    except UnknownRubric as error:
        raise NotFound(error.message, error.hint) from None
    counts = await visit.service.tell_counts(visit.caller, rubric.id)
    return visit.page("rubric.html", view=rubric_view(rubric, counts))
