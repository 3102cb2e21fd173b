"""Databases: an engine for a URL, with SQLite set up for several processes at once."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Engine

BUSY = 30.0
"""Seconds for which SQLite waits for another process to finish writing."""
_SWITCHES = 100


def sqlite_url(path: Path) -> str:
    """The URL of a database in a file."""
    return f"sqlite:///{path.absolute()}"


def open_engine(url: str) -> Engine:
    """An engine for a database, whose file and folder are made, for their owner alone, if need be.

    Raises OSError, and sqlalchemy's errors once it is used.
    """
    from sqlalchemy import create_engine, event, make_url

    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    if address.database and address.database != ":memory:":
        _make_private(Path(address.database))
    engine = create_engine(address, connect_args={"timeout": BUSY})
    event.listen(engine, "connect", _set_up)
    return engine


def empty_log(engine: Engine) -> None:
    """Have SQLite's write-ahead log forget what was deleted; as long as others read, it cannot."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    finally:
        connection.close()


def _make_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # SQLite gives its -wal and -shm files the permissions of the database.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _set_up(connection: Any, _record: Any) -> None:
    """Readers beside one writer (WAL), and commits that survive a power cut (FULL)."""
    cursor = connection.cursor()
    try:
        _switch_to_wal(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # What is deleted is overwritten, since much of it is somebody's words.
        cursor.execute("PRAGMA secure_delete=ON")
    finally:
        cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    """Turn WAL on, which SQLite refuses at once, busy timeout or not, while others do the same."""
    for attempt in range(_SWITCHES):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == _SWITCHES - 1:
                raise
            time.sleep(0.05)
