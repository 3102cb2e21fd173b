"""Problem documents as pages, where a person's browser asked for a page."""

from __future__ import annotations

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader.web.pages.headers import HEADERS
from grader.web.pages.render import render
from grader.web.problem import MEDIA_TYPE

_API = "/v1/"


class ProblemPages:
    """ASGI middleware: what was refused before it came to a page is told on one all the same.

    Such are a form that is too large, an address that takes no GET, and a defect.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _wants_page(scope):
            await self._app(scope, receive, send)
            return
        begun: Message | None = None
        body = b""

        async def told(message: Message) -> None:
            nonlocal begun, body
            if message["type"] == "http.response.start" and _is_problem(message):
                begun = message
            elif begun is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _page(scope, receive, send, begun, body)

        await self._app(scope, receive, told)


async def _page(scope: Scope, receive: Receive, send: Send, begun: Message, body: bytes) -> None:
    values = {
        "told": json.loads(body),
        "path": scope["path"],
        "csrf": "",
        "known": None,
        "may": lambda _: False,
    }
    page = render("error.html", values, begun["status"])
    page.headers.update(HEADERS)
    for name, value in begun["headers"]:
        # What the refusal says of the connection and of when to come back holds for the page.
        if name.lower() in (b"connection", b"retry-after", b"allow"):
            page.headers[name.decode("latin-1")] = value.decode("latin-1")
    await page(scope, receive, send)


def _is_problem(message: Message) -> bool:
    kinds = (value for name, value in message["headers"] if name.lower() == b"content-type")
    return any(kind.startswith(MEDIA_TYPE.encode()) for kind in kinds)


def _wants_page(scope: Scope) -> bool:
    """Whether a person's browser asks, and not a program."""
    accepts = (value for name, value in scope["headers"] if name == b"accept")
    return not scope["path"].startswith(_API) and any(b"text/html" in value for value in accepts)
