"""The record's database: one engine, one writer that groups commits, readers beside it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

from grader.errors import GraderError, StoreError
from grader.store.engine import empty_log, open_engine
from grader.store.worker import BatchWorker

FILE = "grader.sqlite3"
LOCK = 0x67726164
"""PostgreSQL's advisory lock that lets one process at a time migrate."""

Result = TypeVar("Result")
Work: TypeAlias = Callable[[Connection], Any]
_FAILURES = (SQLAlchemyError, OSError, ValueError)


class Database:
    """Runs functions of a connection: `write` inside a transaction, `read` outside the writer.

    Writes that wait at the same time share one transaction; one that fails is rolled back alone,
    since then each is run again by itself. A write is committed when `write` returns.
    """

    def __init__(self, url: str) -> None:
        try:
            self.engine: Engine = open_engine(url)
        except ImportError:
            raise StoreError(
                "the driver for PostgreSQL is missing", "pip install 'grader[postgresql]'"
            ) from None
        except _FAILURES as error:
            raise self._failed(error) from None
        if self.engine.dialect.name == "sqlite":
            # The audit chain reads its head and writes on: the lock is taken before the read.
            event.listen(self.engine, "connect", _no_implicit_begin)
            event.listen(self.engine, "begin", _begin_immediate)
        self._writer: BatchWorker[Work, Any] = BatchWorker("record", self._work, lambda: None)

    def upgrade(self, revision: str = "head") -> None:
        """Bring the tables to this version, or to that of a migration. Raises StoreError."""
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        try:
            with self.engine.begin() as connection:
                if self.engine.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                config.attributes["connection"] = connection
                command.upgrade(config, revision)
        except _FAILURES as error:
            raise self._failed(error) from None

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction. It may run twice, the first time being rolled back.

        Raises what `work` raises if that is a GraderError, and StoreError for the database's own.
        """
        done: Result = await self._writer.submit(work)
        return done

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work`, which only reads, on a thread of its own. Raises StoreError."""
        return await asyncio.to_thread(self.look, work)

    def look(self, work: Callable[[Connection], Result]) -> Result:
        """`read`, for those who may block."""
        with self._translated(), self.engine.connect() as connection:
            reading = connection.execution_options(grader_read_only=True)
            return work(reading)

    def change(self, work: Callable[[Connection], Result]) -> Result:
        """`write`, for those who may block, in a transaction of its own."""
        with self._translated(), self.engine.begin() as connection:
            return work(connection)

    async def wipe(self) -> None:
        """Leave nothing on the disk of what has been deleted. Raises StoreError."""
        await asyncio.to_thread(self._wipe)

    def _wipe(self) -> None:
        with self._translated():
            empty_log(self.engine)

    async def aclose(self) -> None:
        await self._writer.aclose()
        self.engine.dispose()

    def _work(self, jobs: Sequence[Work]) -> list[Any]:
        if len(jobs) > 1:
            with contextlib.suppress(Exception), self.engine.begin() as connection:
                return [job(connection) for job in jobs]
        return [self._alone(job) for job in jobs]

    def _alone(self, job: Work) -> Any:
        try:
            return self.change(job)
        except Exception as error:
            return error

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except GraderError:
            raise
        except _FAILURES as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> StoreError:
        said = str(getattr(error, "orig", None) or error).strip()
        engine = getattr(self, "engine", None)
        place = engine.url.render_as_string(hide_password=True) if engine else "the database"
        return StoreError(f"{place}: {said}", "Check GRADER_DATABASE, GRADER_HOME and the disk")


def _no_implicit_begin(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _begin_immediate(connection: Connection) -> None:
    reading = connection.get_execution_options().get("grader_read_only")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
