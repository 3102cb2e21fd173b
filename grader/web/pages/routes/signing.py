"""`/sign-in` and `/sign-out`."""

from __future__ import annotations

from starlette.responses import Response

from grader.errors import AccessDenied
from grader.web.pages.session import COOKIE, LASTS, Sessions
from grader.web.pages.visit import Visit

PATH = "/sign-in"


async def show(visit: Visit) -> Response:
    return visit.page("sign_in.html", next=_inside(visit.query("next")), error=None)


async def enter(visit: Visit) -> Response:
    """Begin a session, and go to where the visitor wanted to go."""
    target = _inside(visit.form.line("next"))
    sessions: Sessions = visit.request.state.sessions
    try:
        cookie = await sessions.begin(visit.form.line("key"))
    except AccessDenied as error:
        return visit.page("sign_in.html", status=403, next=target, error=error)
    response = visit.go(target)
    secure = visit.request.url.scheme == "https"
    response.set_cookie(COOKIE, cookie, max_age=LASTS, httponly=True, samesite="lax", secure=secure)
    return response


async def leave(visit: Visit) -> Response:
    response = visit.go("/sign-in")
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response


def _inside(path: str | None) -> str:
    """A path on this site, the first page where another place is meant."""
    inside = path and path.startswith("/") and path[1:2] not in ("/", "\\")
    return path if path and inside and path.isprintable() else "/"
