"""Forms that only our own pages can send: a double-submitted token, bound to the session."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request

from grader.errors import AccessDenied

COOKIE = "grader_csrf"
FIELD = "csrf"
_BYTES = 24
_FOREIGN = frozenset({"cross-site", "same-site"})


def seed_of(request: Request) -> str:
    """The browser's seed: the one it sent, or a new one, which the response has to set."""
    sent = request.cookies.get(COOKIE, "")
    return sent if 0 < len(sent) <= 100 else secrets.token_urlsafe(_BYTES)


def token(seed: str, session: str) -> str:
    """The token that a form carries. Only who holds both cookies can make it."""
    message = f"grader.csrf.v1\n{seed}".encode()
    return hmac.new(session.encode(), message, hashlib.sha256).hexdigest()


def check(request: Request, sent: str, session: str) -> None:
    """Raises AccessDenied for a form that did not come from a page of this browser's."""
    seed = request.cookies.get(COOKIE, "")
    right = hmac.compare_digest(token(seed, session).encode(), sent.encode("utf-8", "replace"))
    if not seed or not right or _is_foreign(request):
        raise AccessDenied(
            "this form is too old or does not come from this site",
            "Open the page again and send it once more",
            known=True,
        )


def _is_foreign(request: Request) -> bool:
    """Whether the browser itself says that another site sent the form."""
    if request.headers.get("sec-fetch-site") in _FOREIGN:
        return True
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")
