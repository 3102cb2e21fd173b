"""The name under which a person reviews, remembered by their browser."""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.responses import Response

from grader.service.caller import LOCAL
from grader.web.pages.visit import Visit

COOKIE = "grader_reviewer"
_YEAR = 365 * 24 * 3600


def reviewer_of(visit: Visit) -> str:
    """The name to offer: the last one given here, else that of the key, if there is one."""
    kept = unquote(visit.request.cookies.get(COOKIE, ""))[:200]
    return kept or ("" if visit.caller == LOCAL else visit.caller.name)


def remember(response: Response, reviewer: str) -> None:
    value = quote(reviewer[:200])
    response.set_cookie(COOKIE, value, max_age=_YEAR, httponly=True, samesite="lax")
