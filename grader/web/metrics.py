"""Prometheus metrics of one app, in a registry of its own."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader.web.logs import log_request

__all__ = ["CONTENT_TYPE_LATEST", "Metrics", "Timing"]
REQUEST_ID = b"x-request-id"
_REQUEST_ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """What is counted. Labels are of a fixed, small number: no ids, no tenants, no words."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._grades = Counter(
            "grader_grades",
            "Grades made.",
            ("rubric", "judge", "level"),
            registry=self.registry,
        )
        self._review = Counter(
            "grader_grades_to_review", "Grades that ask for review.", registry=self.registry
        )
        self._fallbacks = Counter(
            "grader_fallbacks", "Grades by the fallback.", registry=self.registry
        )
        self._tokens = Counter(
            "grader_tokens",
            "Tokens, as counted by the provider.",
            ("kind",),
            registry=self.registry,
        )
        self._cost = Counter("grader_cost_dollars", "Known cost.", registry=self.registry)
        self._calls = Counter("grader_calls", "Requests sent to models.", registry=self.registry)
        self._cached = Counter(
            "grader_kept_replies", "Replies that were kept.", registry=self.registry
        )
        self._requests = Histogram(
            "grader_http_request_seconds",
            "Time to answer a request.",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=self.registry,
        )

    def watch_provider(self, state: Callable[[], str]) -> None:
        """Show whether the provider is left alone for a while, as `Grader.provider_state` says."""
        left_alone = Gauge(
            "grader_provider_left_alone",
            "1 while the breaker is open and the fallback answers.",
            registry=self.registry,
        )
        left_alone.set_function(lambda: float(state() == "open"))

    def graded(self, result: Mapping[str, Any]) -> None:
        """Count a grade, given as `grader.core.report.as_json`."""
        judge, usage = result["judge"], result["usage"]
        kind = judge["kind"] if judge else "none"
        self._grades.labels(result["rubric"], kind, result["level"] or "ungraded").inc()
        if result["review"]:
            self._review.inc()
        if judge and judge["fallback_reason"]:
            self._fallbacks.inc()
        if usage["calls"]:
            self._tokens.labels("input").inc(usage["input_tokens"])
            self._tokens.labels("output").inc(usage["output_tokens"])
        self._cost.inc(usage["cost_usd"] or 0)
        self._calls.inc(usage["calls"])
        self._cached.inc(usage["cached"])

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).observe(seconds)

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)


class Timing:
    """ASGI middleware: times and logs each request, by the route's pattern and never its path.

    A request has an id, the caller's `X-Request-ID` where it sends one, which the response repeats.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, request = time.perf_counter(), 500, _request_id(scope)
        state = scope.setdefault("state", {})

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", ()), (REQUEST_ID, request.encode())]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            taken = time.perf_counter() - begun
            self._metrics.answered(scope["method"], route, status, taken)
            log_request(request, state.get("caller"), scope["method"], route, status, taken)


def _request_id(scope: Scope) -> str:
    sent = dict(scope["headers"]).get(REQUEST_ID, b"").decode("latin-1")
    return sent if _REQUEST_ID.fullmatch(sent) else secrets.token_hex(8)
