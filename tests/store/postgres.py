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


@contextmanager
def running() -> Iterator[str]:
    """The URL of a server's database `postgres`, up to its name: add the name of another."""
    binaries, port = _binaries(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="grader-postgres-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    start = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    commands = [
        [str(binaries / "initdb"), "-D", str(data), "-U", "grader", "--auth=trust", "-E", "UTF8"],
        [str(binaries / "pg_ctl"), "-D", str(data), "-w", "-o", start, "-l", f"{folder}/log"],
    ]
    commands[1].append("start")
    try:
        for command in commands:
            subprocess.run(_as_postgres(command), check=True, stdout=subprocess.DEVNULL, cwd=folder)
        yield f"postgresql+psycopg://grader@127.0.0.1:{port}/"
    finally:
        stop = [str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
        subprocess.run(_as_postgres(stop), check=False, stdout=subprocess.DEVNULL, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str) -> str:
    """The URL of a new, empty database on a server."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(f"{server}postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server + name
