"""`/talk`: a pasted conversation, whose roles are looked over and then graded."""

from __future__ import annotations

from starlette.responses import Response

from grader.core.answer import Role
from grader.core.paste import Paste, read_paste
from grader.errors import GraderError, InputError
from grader.service.service import GradeRequest
from grader.web.pages.form import Form
from grader.web.pages.routes import grade
from grader.web.pages.views.talk import TalkView, is_talk, talk_view, with_roles
from grader.web.pages.visit import Visit
from grader.web.problem import of_error


def read_talk(visit: Visit, text: str) -> Paste | None:
    """The conversation in a text, None where it is one answer without any other voice."""
    questions = {rubric.id: rubric.question for rubric in visit.service.library.readable()}
    paste = read_paste(text, questions=questions)
    return paste if is_talk(paste) else None


def show(visit: Visit, paste: Paste, *, rubric: str, external_id: str) -> Response:
    """The conversation with the roles as they were understood. The rubric asked for comes first."""
    return _page(visit, paste, talk_view(paste), rubric or paste.rubric or "", external_id)


async def again(visit: Visit) -> Response:
    """There is nothing to look over before a conversation is pasted."""
    return visit.go("/")


async def send(visit: Visit) -> Response:
    """Grade the conversation by the roles chosen, or the whole paste as one answer."""
    form = visit.form
    text, rubric, external_id = form.text("text"), form.text("rubric"), form.line("external_id")
    paste = read_paste(text)
    try:
        if not rubric:
            raise InputError("no question is chosen", "Choose the question that was asked")
        roles = _roles(form, talk_view(paste))
        record, _ = await visit.service.grade(
            visit.caller,
            GradeRequest(
                rubric=rubric,
                transcript=with_roles(paste, roles),
                external_id=external_id or None,
            ),
            key=visit.once(rubric, text, external_id, *roles.values()),
        )
    except GraderError as error:
        return _page(visit, paste, talk_view(paste), rubric, external_id, error)
    return grade.made(visit, record)


def _roles(form: Form, view: TalkView) -> dict[int, Role]:
    """The roles chosen. Raises InputError where nobody is the candidate."""
    roles = {}
    for speaker in view.speakers:
        chosen = form.text(f"role-{speaker.number}")
        roles[speaker.number] = Role(chosen) if chosen in tuple(Role) else speaker.role
    if Role.CANDIDATE not in roles.values():
        raise InputError("nobody is the candidate", "Say who of the speakers is")
    return roles


def _page(
    visit: Visit,
    paste: Paste,
    view: TalkView,
    rubric: str,
    external_id: str,
    error: GraderError | None = None,
) -> Response:
    return visit.page(
        "talk.html",
        status=of_error(error).status_code if error else 200,
        view=view,
        text=paste.text,
        rubrics=visit.service.library.readable(),
        chosen=rubric,
        asked=paste.rubric,
        external_id=external_id,
        roles=tuple(Role),
        error=error,
    )
