"""Replies in a database: SQLite by default. What waits is read and written in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.core.kept import KeptReply
from grader.errors import StoreError
from grader.store.engine import empty_log, open_engine, sqlite_url
from grader.store.worker import BatchWorker
from grader.usage import Usage

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, Connection, Engine, Row, Table
    from sqlalchemy.sql import Executable

FILE = "replies.sqlite3"
# Besides SQLAlchemy's own: the disk, a value that the driver cannot take, a driver not installed.
_FAILURES = (OSError, ValueError, ImportError)
_Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Get:
    digest: str


@dataclass(frozen=True, slots=True)
class _Put:
    row: _Row


@dataclass(frozen=True, slots=True)
class _Delete:
    digests: tuple[str, ...]


_Job: TypeAlias = _Get | _Put | _Delete
_Outcome: TypeAlias = KeptReply | Exception | None


class DatabaseReplies:
    """The ReplyStore in a database, which is opened at first use. Safe for several processes.

    Of the request only the endpoint, the model and the sample number are kept: its digest finds
    the reply, and the candidate's words need not lie about a second time.
    """

    def __init__(self, url: str) -> None:
        self._tables = _Replies(url)
        self._worker: BatchWorker[_Job, KeptReply | None] = BatchWorker(
            "replies", self._tables.work, self._tables.close
        )

    @classmethod
    def in_home(cls, home: Path) -> DatabaseReplies:
        """The replies in GRADER_HOME."""
        return cls(sqlite_url(home / FILE))

    async def get(self, digest: str) -> KeptReply | None:
        """The reply kept under a digest. Raises StoreError when it cannot be read."""
        return await self._worker.submit(_Get(digest))

    async def put(self, digest: str, request: Mapping[str, Any], reply: KeptReply) -> None:
        """Keep a reply in place of any before; committed when this returns. Raises StoreError."""
        row = {
            "digest": digest,
            "endpoint": request["endpoint"],
            "asked_model": request["model"],
            "sample": request["sample"],
            "model": reply.model,
            # Bytes, since neither database takes every string as text: lone surrogates and NUL.
            "text": reply.text.encode("utf-8", "surrogatepass"),
            "input_tokens": reply.usage.input_tokens,
            "output_tokens": reply.usage.output_tokens,
            "calls": reply.usage.calls,
            "cost_usd": reply.usage.cost_usd,
            "recorded_at": reply.recorded_at,
        }
        await self._worker.submit(_Put(row))

    async def delete(self, digests: Sequence[str]) -> None:
        """Erase the replies kept under these digests. Raises StoreError."""
        if digests:
            await self._worker.submit(_Delete(tuple(digests)))

    async def aclose(self) -> None:
        await self._worker.aclose()


class _Replies:
    """The table, as the worker's thread sees it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._open: Engine | None = None

    def work(self, jobs: Sequence[_Job]) -> list[_Outcome]:
        """Puts in one transaction, deletions, then gets: what was kept before is found."""
        puts = [job.row for job in jobs if isinstance(job, _Put)]
        gets = [job.digest for job in jobs if isinstance(job, _Get)]
        written = iter(self._write(puts)) if puts else iter(())
        erased = [self._erase(job.digests) for job in jobs if isinstance(job, _Delete)]
        found = self._read(gets) if gets else {}
        gone = iter(erased)
        return [
            next(written)
            if isinstance(job, _Put)
            else next(gone)
            if isinstance(job, _Delete)
            else found.get(job.digest)
            for job in jobs
        ]

    def close(self) -> None:
        if self._open is not None:
            self._open.dispose()

    def _write(self, rows: list[_Row]) -> list[StoreError | None]:
        error = self._try_to_write(rows)
        if error is None or len(rows) == 1:
            return [error] * len(rows)
        # One row that the database does not take must not cost the others theirs.
        return [self._try_to_write([row]) for row in rows]

    def _try_to_write(self, rows: list[_Row]) -> StoreError | None:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                connection.execute(self._upsert, rows)
        except (SQLAlchemyError, *_FAILURES) as error:
            return self._failed("written", error)
        return None

    def _erase(self, digests: tuple[str, ...]) -> StoreError | None:
        from sqlalchemy import delete
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                connection.execute(delete(self._table).where(self._table.c.digest.in_(digests)))
            empty_log(self._engine)
        except (SQLAlchemyError, *_FAILURES) as error:
            return self._failed("written", error)
        return None

    def _read(self, digests: list[str]) -> dict[str, KeptReply | StoreError]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.connect() as connection:
                return self._rows(connection, digests)
        except (SQLAlchemyError, *_FAILURES) as error:
            return dict.fromkeys(digests, self._failed("read", error))

    def _rows(
        self, connection: Connection, digests: list[str]
    ) -> dict[str, KeptReply | StoreError]:
        rows = connection.execute(self._select, {"digests": digests})
        return {row.digest: self._reply(row) for row in rows}

    def _reply(self, row: Row[Any]) -> KeptReply | StoreError:
        try:
            return KeptReply(
                text=row.text.decode("utf-8", "surrogatepass"),
                model=row.model,
                usage=Usage(
                    input_tokens=int(row.input_tokens),
                    output_tokens=int(row.output_tokens),
                    calls=int(row.calls),
                    cost_usd=None if row.cost_usd is None else float(row.cost_usd),
                ),
                recorded_at=row.recorded_at,
            )
        except (AttributeError, TypeError, ValueError):
            return StoreError(
                f"{self._place}: the reply {row.digest[:16]} is damaged",
                "Record it again with GRADER_REPLIES=record",
            )

    def _failed(self, done: str, error: Exception) -> StoreError:
        said = str(getattr(error, "orig", None) or error)
        return StoreError(
            f"{self._place} cannot be {done}: {said}",
            "Check the disk and GRADER_HOME, or move the file away to begin a new one",
        )

    @cached_property
    def _place(self) -> str:
        from sqlalchemy import make_url

        address = make_url(self._url)
        on_disk = address.get_backend_name() == "sqlite" and address.database
        return on_disk or address.render_as_string(hide_password=True)

    @property
    def _engine(self) -> Engine:
        """The engine, with the table made. Tried again at the next use if that fails."""
        if self._open is None:
            from sqlalchemy.schema import CreateTable

            engine = open_engine(self._url)
            try:
                with engine.begin() as connection:
                    connection.execute(CreateTable(self._table, if_not_exists=True))
            except BaseException:
                engine.dispose()
                raise
            self._open = engine
        return self._open

    @cached_property
    def _table(self) -> Table:
        from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table

        return Table(
            "replies",
            MetaData(),
            Column("digest", String(64), primary_key=True),
            Column("endpoint", String, nullable=False),
            Column("asked_model", String, nullable=False),
            Column("sample", Integer, nullable=False),
            Column("model", String, nullable=False),
            Column("text", LargeBinary, nullable=False),
            Column("input_tokens", Integer, nullable=False),
            Column("output_tokens", Integer, nullable=False),
            Column("calls", Integer, nullable=False),
            Column("cost_usd", Float),
            Column("recorded_at", String, nullable=False),
        )

    @cached_property
    def _select(self) -> Executable:
        from sqlalchemy import bindparam, select

        wanted: BindParameter[str] = bindparam("digests", expanding=True)
        return select(self._table).where(self._table.c.digest.in_(wanted))

    @cached_property
    def _upsert(self) -> Executable:
        from sqlalchemy.dialects import postgresql, sqlite

        on_postgresql = self._engine.dialect.name == "postgresql"
        insert = postgresql.insert if on_postgresql else sqlite.insert
        new = insert(self._table)
        changes = {c.name: new.excluded[c.name] for c in self._table.c if not c.primary_key}
        return new.on_conflict_do_update(index_elements=["digest"], set_=changes)
