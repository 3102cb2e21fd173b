"""`/`: choose a rubric, paste an answer, see its grade. Who may only read begins at the list."""

from __future__ import annotations

from starlette.responses import Response

from grader.errors import GraderError, InputError
from grader.service.service import GradeRequest
from grader.web.pages.routes import grade, talk
from grader.web.pages.visit import Visit
from grader.web.problem import of_error


async def show(visit: Visit) -> Response:
    if visit.caller.may("read") and not visit.may("grade"):
        return visit.go("/grades")
    visit.caller.require("grade")
    return _form(visit, rubric=visit.query("rubric") or "")


async def send(visit: Visit) -> Response:
    """Grade what was sent and go to its page. A conversation is shown first, with its roles.

    A fault is said beside the text, which stays.
    """
    form = visit.form
    rubric, answer = form.text("rubric"), form.text("answer")
    external_id = form.line("external_id")
    try:
        if not answer.strip():
            raise InputError("there is no answer", "Paste what the candidate said")
        if (paste := talk.read_talk(visit, answer)) is not None:
            visit.caller.require("grade")
            return talk.show(visit, paste, rubric=rubric, external_id=external_id)
        if not rubric:
            raise InputError("no question is chosen", "Choose the question that was asked")
        request = GradeRequest(rubric=rubric, answer=answer, external_id=external_id or None)
        record, _ = await visit.service.grade(
            visit.caller, request, key=visit.once(rubric, answer, external_id)
        )
    except GraderError as error:
        told = of_error(error)
        return _form(
            visit,
            status=told.status_code,
            rubric=rubric,
            answer=answer,
            external_id=external_id,
            error=error,
        )
    return grade.made(visit, record)


def _form(
    visit: Visit,
    *,
    status: int = 200,
    rubric: str = "",
    answer: str = "",
    external_id: str = "",
    error: GraderError | None = None,
) -> Response:
    rubrics = visit.service.library.readable()
    return visit.page(
        "home.html",
        status=status,
        rubrics=rubrics,
        chosen=rubric or (rubrics[0].id if len(rubrics) == 1 else ""),
        answer=answer,
        external_id=external_id,
        error=error,
    )
