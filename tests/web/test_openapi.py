"""Whatever the API's description allows, and much that it does not, is never answered by a 5xx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok

from grader.settings import Settings
from grader.store import keys
from grader.web.app import create_app
from grader.wiring import open_service

# Server-sent events end with their batch; a description cannot say so.
SKIPPED = "/v1/batches/{batch}/events"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    home: Path = tmp_path_factory.mktemp("home")
    chosen = Settings(judge="keyword", home=home)
    app = create_app(open_service(chosen), chosen, open_access=False)
    # The lifespan is entered once for all requests: each of the tool's own clients would end it.
    with TestClient(app):
        yield app


@pytest.fixture(scope="module")
def key(app: FastAPI) -> str:
    _, text = app.state.service.database.change(
        lambda c: keys.create(c, tenant="t", name="k", scopes=("admin",), actor="test")
    )
    return str(text)


def test_no_request_makes_the_service_fail(app: FastAPI, key: str) -> None:
    tried, statuses = [], Counter[int]()
    for found in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if operation.path == SKIPPED:
            continue
        tried.append(operation.label)

        @given(case=operation.as_strategy())
        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        def never_fails(case: schemathesis.Case[Any]) -> None:
            response = case.call(headers={"Authorization": f"Bearer {key}"})
            statuses[response.status_code] += 1
            case.validate_response(response, checks=[not_a_server_error])

        never_fails()
    assert len(tried) > 15
    assert {200, 404, 422} <= set(statuses)


def test_the_description_has_examples_and_errors(app: FastAPI) -> None:
    described = app.openapi()
    body = described["paths"]["/v1/grades"]["post"]["requestBody"]["content"]
    assert body["application/json"]["schema"]["examples"]
    assert {"application/json", "text/plain"} == set(body)
