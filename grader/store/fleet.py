"""What the processes of a fleet share of an endpoint's limits, in their database."""

from __future__ import annotations

import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, extract, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from grader.core.rate import Rate
from grader.core.shares import fair_shares
from grader.store.clock import new_id
from grader.store.database import Database
from grader.store.schema import fleet, meters

_REQUESTS, _TOKENS = "requests", "tokens"


class DatabaseFleet:
    """One process of a fleet, by `grader.judge.fleet.Fleet`, for one endpoint.

    `slots` may be in flight over all processes, and `rpm` requests and `tpm` tokens be sent in a
    minute; processes should be set alike. `silence` is in seconds. Times are the database's.
    """

    def __init__(
        self,
        database: Database,
        endpoint: str,
        *,
        slots: int,
        rpm: int | None = None,
        tpm: int | None = None,
        silence: float,
    ) -> None:
        self._database = database
        self._endpoint = sha256(endpoint.encode()).hexdigest()
        self._process = new_id("pr")
        self._slots = slots
        self._rates = {
            meter: Rate(cap) for meter, cap in ((_REQUESTS, rpm), (_TOKENS, tpm)) if cap is not None
        }
        self._silence = silence

    async def reserve(self, model: str, tokens: int) -> float:
        amounts = {_REQUESTS: 1.0, _TOKENS: float(tokens)}

        held = _held(model)

        def work(connection: Connection) -> float:
            through = self._locked(connection, *self._rates, held)
            now = _now(connection)
            waits = [through[held] - now]
            for meter, rate in self._rates.items():
                let_in, wait = rate.reserve(through[meter], now, amounts[meter])
                self._set(connection, meter, let_in)
                waits.append(wait)
            return max(0.0, *waits)

        return await self._database.write(work)

    async def hold(self, model: str, seconds: float) -> None:
        held = _held(model)

        def work(connection: Connection) -> None:
            until = self._locked(connection, held)[held]
            self._set(connection, held, max(until, _now(connection) + seconds))

        await self._database.write(work)

    async def share(self, busy: int, wanted: int) -> int:
        def work(connection: Connection) -> int:
            # Whoever has this lock alone changes shares.
            self._locked(connection, _REQUESTS)
            now = _now(connection)
            self._bury(connection, before=now - self._silence)
            here = fleet.c.endpoint == self._endpoint
            rows = connection.execute(select(fleet).where(here, fleet.c.process != self._process))
            others = rows.all()
            wants = {row.process: row.wanted for row in others} | {self._process: wanted}
            free = self._slots - sum(int(row.slots) for row in others)
            share = max(busy, min(fair_shares(self._slots, wants)[self._process], free))
            self._write_down(connection, slots=share, wanted=wanted, seen=now)
            return share

        return await self._database.write(work)

    async def leave(self) -> None:
        await self._database.write(
            lambda connection: connection.execute(
                delete(fleet).where(fleet.c.process == self._process)
            )
        )

    async def aclose(self) -> None:
        await self._database.aclose()

    def _locked(self, connection: Connection, *names: str) -> Mapping[str, float]:
        """The meters of these names, which nobody else changes until the transaction ends."""
        wanted = (meters.c.endpoint == self._endpoint) & meters.c.name.in_(names)
        query = select(meters.c.name, meters.c.through).where(wanted)
        in_order = query.order_by(meters.c.name).with_for_update()
        found = {row.name: row.through for row in connection.execute(in_order)}
        missing = set(names) - found.keys()
        if not missing:
            return found
        new = [{"endpoint": self._endpoint, "name": n, "through": 0.0} for n in sorted(missing)]
        connection.execute(_insert(connection)(meters).on_conflict_do_nothing(), new)
        return self._locked(connection, *names)

    def _set(self, connection: Connection, name: str, through: float) -> None:
        this = (meters.c.endpoint == self._endpoint) & (meters.c.name == name)
        connection.execute(update(meters).where(this).values(through=through))

    def _bury(self, connection: Connection, *, before: float) -> None:
        connection.execute(
            delete(fleet).where(fleet.c.endpoint == self._endpoint, fleet.c.seen < before)
        )

    def _write_down(self, connection: Connection, **values: float) -> None:
        key = {"endpoint": self._endpoint, "process": self._process}
        this = (fleet.c.endpoint == self._endpoint) & (fleet.c.process == self._process)
        if not connection.execute(update(fleet).where(this).values(values)).rowcount:
            connection.execute(fleet.insert().values(key | values))


def _held(model: str) -> str:
    """The meter that tells until when a model is to be left alone."""
    return f"held {sha256(model.encode()).hexdigest()}"


def _now(connection: Connection) -> float:
    if connection.dialect.name == "sqlite":
        return time.time()
    return float(connection.execute(select(extract("epoch", func.clock_timestamp()))).scalar_one())


def _insert(connection: Connection) -> Any:
    on_sqlite = connection.dialect.name == "sqlite"
    return sqlite.insert if on_sqlite else postgresql.insert
