"""What all tests share: no network beyond loopback, and none of the developer's own settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

# A busy machine is slow, not wrong.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server's URL, up to the name of a database."""
    from tests.store import postgres

    with postgres.running() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The URL of a new, empty database on it."""
    from tests.store.postgres import new_database

    return new_database(postgres_server)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "AZURE_OPENAI_", "GRADER_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GRADER_HOME", str(tmp_path / "grader-home"))
