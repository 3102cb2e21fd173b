from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from grader.settings import Settings
from grader.store import keys
from grader.web.app import create_app
from grader.wiring import open_service


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(judge="keyword", home=tmp_path / "home", max_body=50_000)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A service on loopback without keys."""
    app = create_app(open_service(settings), settings, open_access=True)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


class Keyed:
    """A service with keys: `of` makes one and gives its headers."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def of(self, tenant: str, *scopes: str) -> dict[str, str]:
        database = self.client.app.state.service.database  # type: ignore[attr-defined]
        _, text = database.change(
            lambda c: keys.create(c, tenant=tenant, name="t", scopes=scopes, actor="test")
        )
        return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def keyed(settings: Settings) -> Iterator[Keyed]:
    app = create_app(open_service(settings), settings, open_access=False)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield Keyed(client)
