"""The journal of provider batches: what was handed over, and what has come back but is not kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.core.batch_part import BatchPart
from grader.errors import StoreError
from grader.store.engine import open_engine, sqlite_url

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Row, Table

FILE = "provider_batches.sqlite3"
LOCK = "provider_batches.lock"
KEPT = timedelta(days=60)
"""After this a part is forgotten: the provider has long deleted its files."""
_AT_ONCE = 500
"""Digests looked up in one statement, well below what SQLite takes."""
_FAILURES = (OSError, ValueError, sqlite3.Error)


class BatchJournal:
    """Parts by their id, and for each request under way its part and, once it has come, its reply.

    A request is in it from the time its file is uploaded until its reply is kept elsewhere, or
    until it is released. Each change is on disk when the method returns. All raise StoreError.
    Safe for several processes; `now` tells the age of parts.
    """

    def __init__(self, folder: Path, now: datetime | None = None) -> None:
        self._path = folder / FILE
        self._lock = folder / LOCK
        self._now = now or datetime.now(UTC)
        self._open: Engine | None = None

    async def aclose(self) -> None:
        if self._open is not None:
            self._open.dispose()

    @contextmanager
    def submitting(self) -> Iterator[None]:
        """Be the only one that hands requests over. Raises StoreError when another is at it."""
        connection = self._exclusive()
        try:
            yield
        finally:
            connection.close()

    def _exclusive(self) -> sqlite3.Connection:
        """A lock between processes that is gone with the one that holds it, however that ends."""
        with self._telling():
            self._lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = sqlite3.connect(self._lock, timeout=0.0, isolation_level=None)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            connection.close()
            raise StoreError(
                f"another provider batch is being handed over at this moment ({error})",
                "Run the same command again when that is done",
            ) from error
        return connection

    def add(self, model: str, file_id: str, digests: Sequence[str]) -> BatchPart:
        """Note an uploaded file and the requests in it, none of which is in the journal yet."""
        values = {"model": model, "requests": len(digests), "file_id": file_id, "closed": False}
        with self._change() as connection:
            begun_at = self._now.isoformat(timespec="seconds")
            added = connection.execute(self._parts.insert().values(begun_at=begun_at, **values))
            number = int((added.inserted_primary_key or (0,))[0])
            rows = [{"digest": digest, "part": number} for digest in digests]
            connection.execute(self._requests.insert(), rows)
        return BatchPart(
            id=number,
            model=model,
            requests=len(digests),
            file_id=file_id,
            batch_id=None,
            closed=False,
        )

    def begun(self, part: int, batch_id: str | None) -> None:
        """Note the batch on a part's file, or that there is none after all."""
        self._set(part, batch_id=batch_id)

    def parts(self, ids: Iterable[int]) -> list[BatchPart]:
        """The parts with these ids, in the order in which they were added."""
        from sqlalchemy import select

        chosen = self._parts.c.id.in_([*ids])
        query = select(self._parts).where(chosen).order_by(self._parts.c.id)
        with self._change() as connection:
            return [_part(row) for row in connection.execute(query)]

    def places(self, digests: Sequence[str]) -> dict[str, int]:
        """The part that each of these requests is in, of those that are in any."""
        columns = self._requests.c
        return {row.digest: row.part for row in self._rows(digests, columns.digest, columns.part)}

    def answered(self, digests: Sequence[str]) -> set[str]:
        """Those of these requests for which a reply has come."""
        columns = self._requests.c
        here = columns.body.is_not(None).label("here")
        return {row.digest for row in self._rows(digests, columns.digest, here) if row.here}

    def body(self, digest: str) -> bytes | None:
        """The body of the response to a request, None when none has come."""
        found = self._rows([digest], self._requests.c.body)
        return found[0].body if found else None

    def collect(self, part: int, bodies: Sequence[tuple[str, bytes]]) -> int:
        """Take in replies by their requests' digests; how many were awaited.

        What is of no request in this part is passed over, and so is a second reply to the same.
        """
        from sqlalchemy import bindparam, update

        columns = self._requests.c
        query = (
            update(self._requests)
            .where(columns.digest == bindparam("wanted"), columns.part == part)
            .where(columns.body.is_(None))
            .values(body=bindparam("reply"))
        )
        with self._change() as connection:
            return sum(
                connection.execute(query, {"wanted": digest, "reply": body}).rowcount
                for digest, body in bodies
            )

    def ended(self, part: int) -> None:
        """Note that all which a part's batch answered has been taken in."""
        self._set(part, closed=True)

    def settle(self, kept: Iterable[str], useless: Iterable[str]) -> None:
        """Let go of requests whose reply is kept elsewhere, and of replies that are of no use."""
        from sqlalchemy import bindparam, delete, update

        this = self._requests.c.digest == bindparam("wanted")
        gone = [{"wanted": digest} for digest in kept]
        empty = [{"wanted": digest} for digest in useless]
        with self._change() as connection:
            if gone:
                connection.execute(delete(self._requests).where(this), gone)
            if empty:
                connection.execute(update(self._requests).where(this).values(body=None), empty)

    def unanswered(self, parts: Iterable[int]) -> int:
        """How many requests in these parts have no reply."""
        from sqlalchemy import func, select

        query = select(func.count()).where(self._without_reply([*parts]))
        with self._change() as connection:
            return int(connection.execute(query).scalar_one())

    def release(self, parts: Iterable[int]) -> None:
        """Forget the requests in these parts that have no reply, so that they may be sent anew.

        Parts with nothing left in them go as well.
        """
        from sqlalchemy import delete, select

        chosen = [*parts]
        with self._change() as connection:
            connection.execute(delete(self._requests).where(self._without_reply(chosen)))
            held = select(self._requests.c.part)
            empty = self._parts.c.id.in_(chosen) & self._parts.c.id.not_in(held)
            connection.execute(delete(self._parts).where(empty))

    def _without_reply(self, parts: Sequence[int]) -> Any:
        return self._requests.c.part.in_(parts) & self._requests.c.body.is_(None)

    def _rows(self, digests: Sequence[str], *columns: Any) -> list[Row[Any]]:
        from sqlalchemy import select

        found: list[Row[Any]] = []
        with self._change() as connection:
            for start in range(0, len(digests), _AT_ONCE):
                some = digests[start : start + _AT_ONCE]
                wanted = select(*columns).where(self._requests.c.digest.in_(some))
                found += connection.execute(wanted).all()
        return found

    def _set(self, part: int, **values: Any) -> None:
        from sqlalchemy import update

        with self._change() as connection:
            chosen = update(self._parts).where(self._parts.c.id == part)
            connection.execute(chosen.values(**values))

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        with self._telling(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _telling(self) -> Iterator[None]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except (SQLAlchemyError, *_FAILURES) as error:
            said = str(getattr(error, "orig", None) or error)
            raise StoreError(
                f"{self._path} cannot be used: {said}", "Check the disk and GRADER_HOME"
            ) from error

    @property
    def _engine(self) -> Engine:
        """The engine, with the tables made and what is too old removed."""
        if self._open is None:
            engine = open_engine(sqlite_url(self._path))
            try:
                self._parts.metadata.create_all(engine)
                self._purge(engine)
            except BaseException:
                engine.dispose()
                raise
            self._open = engine
        return self._open

    def _purge(self, engine: Engine) -> None:
        from sqlalchemy import delete, select

        oldest = (self._now - KEPT).isoformat(timespec="seconds")
        old = self._parts.c.begun_at < oldest
        with engine.begin() as connection:
            theirs = self._requests.c.part.in_(select(self._parts.c.id).where(old))
            connection.execute(delete(self._requests).where(theirs))
            connection.execute(delete(self._parts).where(old))

    @property
    def _parts(self) -> Table:
        return self._tables[0]

    @property
    def _requests(self) -> Table:
        return self._tables[1]

    @cached_property
    def _tables(self) -> tuple[Table, Table]:
        from sqlalchemy import (
            Boolean,
            Column,
            ForeignKey,
            Integer,
            LargeBinary,
            MetaData,
            String,
            Table,
        )

        all_tables = MetaData()
        parts = Table(
            "parts",
            all_tables,
            Column("id", Integer, primary_key=True),
            Column("model", String, nullable=False),
            Column("requests", Integer, nullable=False),
            Column("file_id", String, nullable=False),
            Column("batch_id", String),
            Column("begun_at", String, nullable=False),
            Column("closed", Boolean, nullable=False),
        )
        requests = Table(
            "requests",
            all_tables,
            Column("digest", String(64), primary_key=True),
            Column("part", Integer, ForeignKey("parts.id"), nullable=False, index=True),
            Column("body", LargeBinary),
        )
        return parts, requests


def _part(row: Row[Any]) -> BatchPart:
    return BatchPart(
        id=row.id,
        model=row.model,
        requests=row.requests,
        file_id=row.file_id,
        batch_id=row.batch_id,
        closed=row.closed,
    )
