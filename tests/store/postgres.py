"""A real PostgreSQL server for the tests, from Debian's packages, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from tests.ports import free_port


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.fail("PostgreSQL is missing: `make test` installs it, or apt-get install postgresql")
    return found[-1].parent


def _as_postgres(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: root runs it as the package's own user."""
    return ["runuser", "-u", "postgres", "--", *command] if os.getuid() == 0 else command


class Server:
    """A server of its own. `url` is that of a database, up to its name."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"postgresql+psycopg://grader@127.0.0.1:{port}/"
        self._folder = folder
        self._data = folder / "data"
        self._options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        )

    def create(self) -> None:
        self._run("initdb", "-U", "grader", "--auth=trust", "-E", "UTF8")

    def start(self) -> None:
        self._run("pg_ctl", "-w", "-o", self._options, "-l", f"{self._folder}/log", "start")

    def stop(self, *, check: bool = True) -> None:
        """End it as a crash would."""
        self._run("pg_ctl", "-m", "immediate", "stop", check=check)

    def _run(self, program: str, *options: str, check: bool = True) -> None:
        command = [str(_binaries() / program), "-D", str(self._data), *options]
        out = subprocess.DEVNULL
        subprocess.run(_as_postgres(command), check=check, stdout=out, cwd=self._folder)


@contextmanager
def serving() -> Iterator[Server]:
    """A running server."""
    folder = Path(tempfile.mkdtemp(prefix="grader-postgres-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    server = Server(folder)
    try:
        server.create()
        server.start()
        yield server
    finally:
        server.stop(check=False)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[str]:
    """The URL of a server's database `postgres`, up to its name: add the name of another."""
    with serving() as server:
        yield server.url


def new_database(server: str) -> str:
    """The URL of a new, empty database on a server."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(f"{server}postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server + name
