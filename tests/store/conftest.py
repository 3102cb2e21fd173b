from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.store.database import Database
from grader.store.engine import sqlite_url
from tests.store.postgres import new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on each kind."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "home" / "grader.sqlite3")
    return new_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.upgrade()
    yield database
    database.engine.dispose()
