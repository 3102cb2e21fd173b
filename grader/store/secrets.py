"""Secrets that all processes on one database share, made when they are first asked for."""

from __future__ import annotations

import secrets as random

from sqlalchemy import Connection, insert, select

from grader.store.schema import secrets

_BYTES = 32


def secret(connection: Connection, name: str) -> str:
    """The secret with this name: 256 random bits, the same from now on. Writes at first."""
    query = select(secrets.c.value).where(secrets.c.name == name).with_for_update()
    known: str | None = connection.execute(query).scalar()
    if known is not None:
        return known
    value = random.token_urlsafe(_BYTES)
    connection.execute(insert(secrets), {"name": name, "value": value})
    return value
