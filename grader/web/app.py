"""The app: API, pages and what operators need, joined to one Service."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware import Middleware

from grader.service.service import Service
from grader.settings import Settings
from grader.web.api import batches, grades, health, rubrics
from grader.web.api.description import describe
from grader.web.auth import Doorkeeper, Gate
from grader.web.limits import BodyLimit, Limits, SameOrigin
from grader.web.metrics import Metrics, Timing
from grader.web.pages.problems import ProblemPages
from grader.web.pages.site import add_pages
from grader.web.problem import handle_problems

DESCRIPTION = """\
Grades answers to interview questions. A judge proposes which tells a candidate's words assert, its
evidence is checked against the answer, and the rubric's published rule makes the level. What could
not be graded has `level: null` and says why: it is never a low grade.
"""


def create_app(service: Service, settings: Settings, *, open_access: bool) -> FastAPI:
    """The whole service as an ASGI app, which closes `service` when it stops.

    `open_access` lets everybody on this machine in without a key; it is meant for loopback alone.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        try:
            await service.start()
            yield
        finally:
            await service.aclose()

    metrics = Metrics()
    middleware = [
        Middleware(Timing, metrics=metrics),
        Middleware(ProblemPages),
        *([Middleware(SameOrigin)] if open_access else []),
        Middleware(Doorkeeper),
        Middleware(BodyLimit, limit=settings.max_body, uploads=settings.max_upload),
    ]
    app = FastAPI(
        title="grader",
        version=version("grader"),
        description=DESCRIPTION,
        lifespan=lifespan,
        middleware=middleware,
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.gate = Gate(service.database, open_access=open_access)
    app.state.limits = Limits(settings.key_rpm)
    service.keeping.on_grade(metrics.graded)
    metrics.watch_provider(lambda: service.grader.provider_state)
    handle_problems(app)
    for part in (grades, batches, rubrics, health):
        app.include_router(part.router)
    describe(app, open_access=open_access)
    if settings.slack_token and settings.slack_secret:
        # Slack's packages take a while to import, and few services need them.
        from grader.web.slack.app import slack_router
        from grader.web.slack.desk import Desk

        desk = Desk(service, settings.slack_tenant)
        token, secret = settings.slack_token, settings.slack_secret
        app.include_router(
            slack_router(
                desk,
                token=token.get_secret_value(),
                secret=secret.get_secret_value(),
                api_url=settings.slack_api,
            )
        )
    add_pages(app, service, app.state.gate, max_body=settings.max_body)
    return app
