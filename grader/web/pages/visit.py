"""One request of a browser's: who asks, what they sent, and how a page is given back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from grader.errors import AccessDenied, NotFound
from grader.service.caller import Caller
from grader.service.service import Service
from grader.web.pages.form import Form
from grader.web.pages.render import render

_SEE_OTHER = 303
_ONCE = "once"
_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request with all that answering it takes. `known` is None for who has not signed in.

    `token` is what the forms of this page carry. `sent` is the form of a POST, its token checked.
    """

    request: Request
    service: Service
    known: Caller | None
    token: str
    sent: Form | None = None

    @property
    def caller(self) -> Caller:
        if self.known is None:
            raise AccessDenied("nobody is signed in", "Sign in with an API key")
        return self.known

    @property
    def form(self) -> Form:
        if self.sent is None:
            raise NotFound("there is no such page", "Start from the first page")
        return self.sent

    def once(self, *sent: str) -> str | None:
        """The idempotency key of this form: one for the page it was on and for what it says.

        Sent twice, as a double click does, it is the same; sent anew with other words it is not.
        """
        token = self.form.line(_ONCE)
        if not token:
            return None
        said = "\0".join((token[:200], self.request.url.path, *sent))
        return f"form:{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()}"

    def part(self, name: str) -> str:
        """A part of the path, such as the `id` in `/grades/{id}`."""
        value: str = self.request.path_params[name]
        return value

    def query(self, name: str) -> str | None:
        """A parameter of the address, None where it is missing or empty."""
        return self.request.query_params.get(name, "").strip() or None

    def may(self, scope: str) -> bool:
        return self.known is not None and self.known.may(scope)

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        common: Mapping[str, Any] = {
            "path": self.request.url.path,
            "csrf": self.token,
            "known": self.known,
            "may": self.may,
            _ONCE: secrets.token_urlsafe(_BYTES),
        }
        return render(template, {**common, **values}, status)

    def go(self, path: str) -> Response:
        """Send the browser on to another page, which it asks for anew."""
        return RedirectResponse(path, status_code=_SEE_OTHER)
