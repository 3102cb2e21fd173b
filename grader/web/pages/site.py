"""The pages joined to an app: addresses, sessions, forms and errors."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import quote

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from grader.errors import AccessDenied, GraderError, NotFound
from grader.service.caller import Caller
from grader.service.service import Service
from grader.web.auth import Gate
from grader.web.pages import csrf
from grader.web.pages.form import Form, read_form
from grader.web.pages.headers import HEADERS
from grader.web.pages.routes import batches, grade, grades, home, review, rubrics, signing, talk
from grader.web.pages.session import COOKIE, Sessions
from grader.web.pages.static import PATH, PageFiles
from grader.web.pages.visit import Visit
from grader.web.problem import of_error, refused

Handler: TypeAlias = Callable[[Visit], Awaitable[Response]]
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", home.show),
    ("POST", "/", home.send),
    ("GET", "/talk", talk.again),
    ("POST", "/talk", talk.send),
    ("GET", "/grades", grades.show),
    ("GET", "/grades/{id}", grade.show),
    ("GET", "/grades/{id}/export", grade.export),
    ("POST", "/grades/{id}/review", grade.review),
    ("POST", "/grades/{id}/follow-up", grade.follow_up),
    ("POST", "/grades/{id}/hold", grade.hold),
    ("POST", "/grades/{id}/erase", grade.erase),
    ("GET", "/review", review.show),
    ("GET", "/rubrics", rubrics.show),
    ("GET", "/rubrics/{id}", rubrics.one),
    ("GET", "/batches", batches.show),
    ("POST", "/batches", batches.send),
    ("GET", "/batches/{id}", batches.one),
    ("GET", "/batches/{id}/events", batches.events),
    ("GET", "/batches/{id}/results", batches.results),
    ("POST", "/batches/{id}/cancel", batches.cancel),
    ("POST", "/batches/{id}/resume", batches.resume),
    ("POST", "/batches/{id}/erase", batches.erase),
    ("GET", signing.PATH, signing.show),
    ("POST", signing.PATH, signing.enter),
    ("POST", "/sign-out", signing.leave),
)


class Site:
    """Turns handlers of visits into endpoints of an app."""

    def __init__(self, service: Service, gate: Gate, *, max_body: int) -> None:
        self._service = service
        self._sessions = Sessions(service.database, gate)
        self._max_body = max_body

    def endpoint(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that answers with a page whatever happens; a POST's token is checked."""

        async def endpoint(request: Request) -> Response:
            seed = csrf.seed_of(request)
            session = request.cookies.get(COOKIE, "")
            request.state.sessions = self._sessions
            try:
                response = await self._answer(request, handler, csrf.token(seed, session), session)
            finally:
                await request.close()
            if request.cookies.get(csrf.COOKIE) != seed:
                secure = request.url.scheme == "https"
                response.set_cookie(csrf.COOKIE, seed, httponly=True, samesite="lax", secure=secure)
            response.headers.update(HEADERS)
            return response

        return endpoint

    async def _answer(
        self, request: Request, handler: Handler, token: str, session: str
    ) -> Response:
        known = None
        try:
            known = await self._sessions.caller(session)
            if known is not None:
                request.state.caller = known
                await request.app.state.limits.admit(known)
            elif request.method == "POST" and request.url.path != signing.PATH:
                # Whoever may not send a form need not be read.
                raise AccessDenied("nobody is signed in", "Sign in with an API key")
            form = await self._form(request, session) if request.method == "POST" else None
            visit = Visit(
                request=request, service=self._service, known=known, token=token, sent=form
            )
            return await handler(visit)
        except AccessDenied as error:
            if not error.known:
                return _to_sign_in(request)
            return self._failed(request, error, token, known)
        except GraderError as error:
            return self._failed(request, error, token, known)

    async def _form(self, request: Request, session: str) -> Form:
        form = await read_form(request, largest_field=self._max_body)
        csrf.check(request, form.text(csrf.FIELD), session)
        return form

    def _failed(
        self, request: Request, error: GraderError, token: str, known: Caller | None
    ) -> Response:
        told = of_error(error)
        visit = Visit(request=request, service=self._service, known=known, token=token)
        return visit.page("error.html", status=told.status_code, told=json.loads(bytes(told.body)))


def add_pages(app: FastAPI, service: Service, gate: Gate, *, max_body: int) -> None:
    """Add every page, and the static files that they load, to an app."""
    site = Site(service, gate, max_body=max_body)
    for method, path, handler in ROUTES:
        app.add_api_route(
            path,
            site.endpoint(handler),
            methods=[method],
            include_in_schema=False,
            response_model=None,
        )
    app.mount(PATH, PageFiles(), name="static")
    lost = site.endpoint(_lost)

    async def refuse(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        missing = error.status_code == HTTPStatus.NOT_FOUND and _wants_page(request)
        return await lost(request) if missing else await refused(request, error)

    app.add_exception_handler(HTTPException, refuse)


async def _lost(_: Visit) -> Response:
    raise NotFound("there is no such page", "Look at the address, or start from the first page")


def _wants_page(request: Request) -> bool:
    """Whether a person's browser asks, and not a program."""
    accepts = "text/html" in request.headers.get("accept", "")
    return request.method == "GET" and accepts and not request.url.path.startswith("/v1/")


def _to_sign_in(request: Request) -> Response:
    asked = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/sign-in?next={quote(asked)}", status_code=303)
