"""Which processes are at work, so that the others notice one that is no more."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from grader.store.clock import now
from grader.store.schema import workers

PREFIX = "wk"


def seen(connection: Connection, worker: str) -> None:
    """Write down that a worker lives."""
    this = workers.c.id == worker
    if not connection.execute(update(workers).where(this).values(seen_at=now())).rowcount:
        connection.execute(insert(workers), {"id": worker, "seen_at": now()})


def take_dead(connection: Connection, before: str) -> list[str]:
    """The workers not seen since a time; each is given to one caller alone."""
    silent = connection.scalars(select(workers.c.id).where(workers.c.seen_at < before)).all()
    mine = (workers.c.seen_at < before) & workers.c.id.in_(silent)
    gone = delete(workers).where(mine).returning(workers.c.id)
    return list(connection.scalars(gone)) if silent else []


def living(connection: Connection) -> list[str]:
    """The workers that have neither left nor been found dead."""
    return list(connection.scalars(select(workers.c.id)))


def is_gone(connection: Connection, worker: str) -> bool:
    """Whether a worker has left or been found dead; False for what is no worker's name."""
    if not worker.startswith(f"{PREFIX}_"):
        return False
    return connection.execute(select(workers.c.id).where(workers.c.id == worker)).first() is None


def leave(connection: Connection, worker: str) -> None:
    connection.execute(delete(workers).where(workers.c.id == worker))
