from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from grader.web.pages import csrf
from grader.web.pages.site import ROUTES
from tests.web.pages.answers import ANSWER, RUBRIC
from tests.web.pages.visitor import Visitor, served

POSTS = sorted(path for method, path, _ in ROUTES if method == "POST")
FIELDS = {"rubric": RUBRIC, "answer": ANSWER}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("home")) as client:
        yield client


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
def test_no_form_is_taken_without_its_token(
    client: TestClient, path: str, token: str | None
) -> None:
    before = client.get("/v1/grades").json()
    client.get("/")
    data = FIELDS if token is None else {**FIELDS, "csrf": token}
    sent = client.post(path.replace("{id}", "x"), data=data, follow_redirects=False)
    assert sent.status_code == 403
    assert "does not come from this site" in sent.text
    assert client.get("/v1/grades").json() == before


def test_a_token_is_worthless_in_another_browser(client: TestClient) -> None:
    token = Visitor(client).open("/").token
    client.cookies.clear()
    client.get("/")
    sent = client.post("/", data={**FIELDS, "csrf": token}, follow_redirects=False)
    assert sent.status_code == 403


def test_a_token_is_worthless_without_its_cookie(client: TestClient) -> None:
    token = Visitor(client).open("/").token
    client.cookies.clear()
    assert client.post("/", data={**FIELDS, "csrf": token}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    sent = Visitor(client).send("/", FIELDS, headers=headers)
    assert sent.status_code == 403


def test_a_form_of_this_site_is_taken(client: TestClient) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert Visitor(client).send("/", FIELDS, headers=headers).status_code == 303


def test_a_token_is_of_one_session() -> None:
    assert csrf.token("seed", "one") != csrf.token("seed", "two")


def test_what_is_no_form_is_refused(client: TestClient) -> None:
    token = Visitor(client).open("/").token
    sent = client.post("/", json={**FIELDS, "csrf": token})
    assert sent.status_code == 422
    broken = client.post(
        "/", content=b"x", headers={"Content-Type": "multipart/form-data; boundary=y"}
    )
    assert broken.status_code in (403, 422)
