from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from grader.web.pages.headers import HEADERS, POLICY
from grader.web.pages.static import FOLDER, address
from tests.web.pages.visitor import Visitor, served

PAGES = ("/", "/grades", "/grades/none", "/review", "/rubrics", "/batches", "/sign-in")
FILES = sorted(path.name for path in FOLDER.iterdir())


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("home")) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_strict_policy_and_is_not_kept(client: TestClient, path: str) -> None:
    sent = client.get(path)
    assert sent.headers["cache-control"] == "no-store"
    for name, value in HEADERS.items():
        assert sent.headers[name] == value
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_more_than_its_policy(visitor: Visitor, path: str) -> None:
    assert visitor.open(path, status=404 if path.endswith("none") else 200).faults == []


@pytest.mark.parametrize("name", FILES)
def test_files_are_kept_for_good_under_stamped_addresses(client: TestClient, name: str) -> None:
    sent = client.get(address(name))
    assert sent.status_code == 200
    assert "immutable" in sent.headers["cache-control"]
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert client.get(f"/static/{name}").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/static/../site.py", "/static/%2e%2e/site.py", "/static/none.js"]
)
def test_no_other_file_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".css", ".js"))])
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert "http" not in text
    assert "@import" not in text
    assert "innerHTML" not in text


def test_cookies_cannot_be_read_by_scripts(client: TestClient) -> None:
    client.cookies.clear()
    cookie = client.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
