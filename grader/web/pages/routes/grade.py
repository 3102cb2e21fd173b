"""`/grades/{id}`: one grade, and what a person can do with it."""

from __future__ import annotations

from starlette.responses import Response

from grader.errors import InputError
from grader.service.reviewing import Review
from grader.store.record import Filter, Record
from grader.web.api.answered import Json
from grader.web.api.models import decision_json
from grader.web.pages.batch_of import batch_of
from grader.web.pages.form import Form
from grader.web.pages.reviewer import remember, reviewer_of
from grader.web.pages.views.grade import grade_view
from grader.web.pages.views.listed import listed
from grader.web.pages.views.rubric_of import rubric_of
from grader.web.pages.visit import Visit

_FOLLOW_UPS = 50
BY_TELLS = "by-tells"
"""The choice of level that leaves it to the rule, applied to the tells as ticked."""


async def show(visit: Visit) -> Response:
    service = visit.service
    record = await service.get(visit.caller, visit.part("id"))
    trail = await service.trail(visit.caller, record.id)
    rubric = rubric_of(service.library, record.rubric)
    parent = await service.get(visit.caller, record.parent) if record.parent else None
    later = await service.find(visit.caller, Filter(parent=record.id, limit=_FOLLOW_UPS))
    return visit.page(
        "grade.html",
        view=grade_view(record, rubric, trail),
        parent=parent,
        batch=await batch_of(visit, record.batch),
        follow_ups=[
            listed(found, rubric_of(service.library, found.rubric)) for found in later.records
        ],
        reviewer=reviewer_of(visit),
        by_tells=BY_TELLS,
    )


async def export(visit: Visit) -> Response:
    """The decision record as a file."""
    record = await visit.service.get(visit.caller, visit.part("id"))
    trail = await visit.service.trail(visit.caller, record.id)
    name = f"{record.id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Json(decision_json(record, trail), headers=headers)


async def review(visit: Visit) -> Response:
    """Write down what a person said, and go back to where they said it."""
    form, grade = visit.form, visit.part("id")
    reviewer, reason = form.line("reviewer"), form.line("reason")
    if form.text("action") == "agree":
        await visit.service.agree(visit.caller, grade, reviewer, reason)
    else:
        record = await visit.service.get(visit.caller, grade)
        await visit.service.override(visit.caller, grade, _said(form, record))
    back = visit.go("/review" if form.text("back") == "review" else f"/grades/{grade}#review")
    remember(back, reviewer)
    return back


async def follow_up(visit: Visit) -> Response:
    """Grade the answer to a follow-up, and go to its page."""
    answer = visit.form.text("answer")
    if not answer.strip():
        raise InputError("there is no answer", "Paste what the candidate said to the follow-up")
    asked = visit.form.line("follow_up") or None
    record, _ = await visit.service.follow_up(
        visit.caller, visit.part("id"), answer, asked, key=visit.once(answer, asked or "")
    )
    return made(visit, record)


def made(visit: Visit, record: Record) -> Response:
    """On to the page of a grade just made; who may not read is shown it here, and this once.

    The form's token makes it safe to load this answer anew.
    """
    if visit.may("read"):
        return visit.go(f"/grades/{record.id}")
    return visit.page(
        "grade.html",
        view=grade_view(record, rubric_of(visit.service.library, record.rubric)),
        parent=None,
        batch=None,
        follow_ups=[],
        reviewer="",
        by_tells=BY_TELLS,
    )


async def hold(visit: Visit) -> Response:
    """Put the grade under a legal hold, or lift it."""
    held = visit.form.text("held") == "yes"
    await visit.service.hold(visit.caller, visit.part("id"), held=held)
    return visit.go(f"/grades/{visit.part('id')}#record")


async def erase(visit: Visit) -> Response:
    """Erase the answer, once the box that says so is ticked."""
    if visit.form.text("sure") != "yes":
        raise InputError("the answer was not erased", "Tick the box that says so, then erase")
    await visit.service.erase(visit.caller, visit.part("id"))
    return visit.go(f"/grades/{visit.part('id')}")


def _said(form: Form, record: Record) -> Review:
    """A form's override. Tells count as said where they differ from what held before.

    Raises InputError when the level is left to the tells and none differs.
    """
    ticked, tells = set(form.texts("tell")), {}
    if form.text("tells_shown"):
        held = record.tells.items()
        tells = {tell: tell in ticked for tell, was in held if (tell in ticked) != was}
    level: str | None = form.line("level")
    if level == BY_TELLS:
        if not tells:
            raise InputError("no tell was changed", "Tick or untick a tell, or choose a level")
        level = None
    return Review(
        reviewer=form.line("reviewer"), reason=form.line("reason"), level=level, tells=tells
    )
