"""Whatever the API's description allows, and much that it does not, is never answered by a 5xx."""

from __future__ import annotations

import json
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
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from grader.settings import Settings
from grader.store import keys
from grader.web.api.description import EXAMPLES
from grader.web.app import create_app
from grader.wiring import open_service
from tests.web.examples import examples

# Server-sent events end with their batch; a description cannot say so.
SKIPPED = "/v1/batches/{batch}/events"
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
VARYING = ("levels",)
"""What has other names from one run to the next: a batch may be cancelled at any moment."""


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
            case.validate_response(response, checks=list(CHECKS))

        never_fails()
    assert len(tried) > 15
    assert {200, 404, 422} <= set(statuses)


def test_every_operation_says_what_can_go_wrong_and_who_may_call(app: FastAPI) -> None:
    described = app.openapi()
    problem = {"$ref": "#/components/schemas/Problem"}
    for path, method, operation in operations(described):
        if not path.startswith("/v1/"):
            continue
        told = operation["responses"]
        wanted = {"401", "403", "422", "429", "503"}
        wanted |= {"404"} if "{" in path else set()
        wanted |= {"400", "413", "415"} if "requestBody" in operation else set()
        assert wanted <= set(told), (method, path)
        for status, response in told.items():
            if status >= "400":
                content = response["content"]
                assert content["application/problem+json"]["schema"] == problem
                assert list(content) == ["application/problem+json"]
        assert operation["security"] == [{"key": []}]
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_a_service_without_keys_is_described_as_one(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert described["paths"]["/v1/grades"]["get"]["security"] == [{"key": []}, {}]


def test_every_operation_has_real_examples(client: TestClient, app: FastAPI) -> None:
    made, described = examples(client), app.openapi()
    kept = json.loads(EXAMPLES.read_text("utf-8"))
    for path, method, operation in operations(described):
        name = f"{method.upper()} {path}"
        assert shape(kept[name]) == shape(made[name]), f"{name}: python -m tests.web.examples"
        for content in operation.get("requestBody", {}).get("content", {}).values():
            assert content["example"], name
        given = operation["responses"][str(kept[name]["status"])].get("content", {})
        assert all(content["example"] for content in given.values()), name
    body = described["paths"]["/v1/grades"]["post"]["requestBody"]["content"]
    assert {"application/json", "text/plain"} == set(body)


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    paths = described["paths"].items()
    return [(path, method, said) for path, methods in paths for method, said in methods.items()]


def shape(value: Any) -> Any:
    """What a value is made of: names and types; of a list what its first element is made of."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items() if name not in VARYING}
    if isinstance(value, list):
        return [shape(part) for part in value[:1]]
    return type(value).__name__
