"""Who is let in, to what, and how often: keys, scopes, tenants, rates, origins."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from grader.settings import Settings
from grader.web import auth
from grader.web.app import create_app
from grader.wiring import open_service
from tests.web.conftest import Keyed
from tests.web.test_api import BODY


def test_no_route_answers_without_a_key(keyed: Keyed) -> None:
    paths = keyed.client.get("/openapi.json").json()["paths"]
    tried = 0
    for path, methods in paths.items():
        if path.startswith("/v1/"):
            for method in methods:
                place = path.replace("{", "").replace("}", "")
                answer = keyed.client.request(method, place, json={})
                assert answer.status_code == 401, (method, path)
                assert answer.headers["www-authenticate"] == "Bearer"
                tried += 1
    assert tried >= 10


def test_two_tenants_never_meet(keyed: Keyed) -> None:
    ours, theirs = keyed.of("a", "admin"), keyed.of("b", "admin")
    grade = keyed.client.post("/v1/grades", json=BODY, headers=ours).json()["id"]
    paths = keyed.client.get("/openapi.json").json()["paths"]
    bodies = {
        "override": {"level": "L6", "reviewer": "x"},
        "hold": {"held": True},
        "follow-up": {"answer": "words"},
    }
    tried = 0
    for path, methods in paths.items():
        if "{grade}" in path:
            for method in methods:
                body = bodies.get(path.rpartition("/")[2], {})
                place = path.replace("{grade}", grade)
                answer = keyed.client.request(method, place, json=body, headers=theirs)
                assert answer.status_code == 404, (method, path, answer.text)
                tried += 1
    assert tried >= 6
    assert keyed.client.get("/v1/grades", headers=theirs).json()["grades"] == []
    assert len(keyed.client.get("/v1/grades", headers=ours).json()["grades"]) == 1


def test_a_key_does_what_its_scopes_say(keyed: Keyed) -> None:
    reader, writer = keyed.of("a", "read"), keyed.of("a", "grade")
    assert keyed.client.post("/v1/grades", json=BODY, headers=reader).status_code == 403
    made = keyed.client.post("/v1/grades", json=BODY, headers=writer)
    assert made.status_code == 201
    place = f"/v1/grades/{made.json()['id']}"
    assert keyed.client.get(place, headers=writer).status_code == 403
    assert keyed.client.get(place, headers=reader).status_code == 200
    assert keyed.client.delete(place, headers=reader).status_code == 403
    spoiled = {"Authorization": reader["Authorization"][:-2]}
    assert keyed.client.get(place, headers=spoiled).status_code == 401


def test_a_keys_rate_is_limited(settings: Settings) -> None:
    capped = settings.model_copy(update={"key_rpm": 3})
    app = create_app(open_service(capped), capped, open_access=True)
    with TestClient(app, base_url="http://localhost") as client:
        answers = [client.get("/v1/rubrics") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_other_sites_cannot_reach_an_open_service(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = client.post("/v1/grades", json=BODY, headers=headers)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (403, "foreign-origin")


@pytest.mark.parametrize("path", ["/v1/batches", "/v1/grades", "/v1/grades/gr_1/override"])
async def test_nobody_without_a_key_has_a_body_read(keyed: Keyed, path: str) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("the body is read")

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"content-length", b"95000000"), (b"content-type", b"application/json")],
    }
    await keyed.client.app(scope, receive, send)
    assert sent[0]["status"] == 401
    assert dict(sent[0]["headers"])[b"connection"] == b"close"


def test_an_open_service_closes_with_the_first_key(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "REMEMBERED", 0.0)
    app = create_app(open_service(settings), settings, open_access=True)
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/v1/grades").status_code == 200
        headers = Keyed(client).of("acme", "read")
        assert client.get("/v1/grades").status_code == 401
        assert client.get("/grades", follow_redirects=False).status_code == 303
        assert client.get("/v1/grades", headers=headers).status_code == 200
