"""Batches as they are kept: the table that came in, cut into chunks, and how far they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, delete, insert, select, update

from grader.errors import Conflict, NotFound
from grader.store.audit import append
from grader.store.clock import new_id, now
from grader.store.codec import as_bytes, from_bytes
from grader.store.schema import batches, chunks

QUEUED, RUNNING, DONE, CANCELLED, FAILED = "queued", "running", "done", "cancelled", "failed"
OPEN = (QUEUED, RUNNING)
InHand: TypeAlias = Mapping[tuple[str, int], int]
"""By batch and number of an unfinished chunk, how many of its rows are graded."""
NOTHING: InHand = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """How far a batch is. `total` and `done` count rows; `levels` those that are graded.

    `state` is queued, running, done, cancelled or failed; `message` says why it failed.
    `attempt` counts how often it was begun.
    """

    id: str
    tenant: str
    name: str
    rubric: str | None
    state: str
    message: str
    created_at: str
    columns: tuple[str, ...]
    total: int
    done: int
    ungraded: int
    levels: Mapping[str, int]
    cost_usd: float
    attempt: int

    @property
    def is_over(self) -> bool:
        return self.state not in OPEN


def create(
    connection: Connection,
    *,
    tenant: str,
    actor: str,
    name: str,
    rubric: str | None,
    columns: Sequence[str],
    data: bytes,
    parts: Sequence[tuple[int, bytes]],
) -> Batch:
    """Keep a new batch: the table as it came, and the items of each chunk."""
    row = {
        "id": new_id("ba"),
        "tenant": tenant,
        "created_at": now(),
        "created_by": actor,
        "name": name[:200],
        "rubric": rubric,
        "state": QUEUED,
        "message": "",
        "attempt": 1,
        "columns": as_bytes(list(columns)),
        "total": sum(rows for rows, _ in parts),
        "input": data,
    }
    connection.execute(insert(batches), row)
    cut = [
        {"batch": row["id"], "number": number, "rows": rows, "items": items}
        for number, (rows, items) in enumerate(parts)
    ]
    if cut:
        connection.execute(insert(chunks), cut)
    else:
        connection.execute(update(batches).where(batches.c.id == row["id"]).values(state=DONE))
    _log(connection, tenant, actor, "batch.created", str(row["id"]), {"rows": row["total"]})
    return get(connection, tenant, str(row["id"]))


def get(connection: Connection, tenant: str, batch: str, in_hand: InHand = NOTHING) -> Batch:
    """One batch of a tenant; `in_hand` counts the rows done of unfinished chunks.

    Raises NotFound.
    """
    wanted = _light().where(batches.c.tenant == tenant, batches.c.id == batch)
    row = connection.execute(wanted).one_or_none() if batch.isprintable() else None
    if row is None:
        raise NotFound(f"there is no batch {batch[:40]!r}", "Look it up in the list of batches")
    return _batch(connection, row, in_hand)


def find(
    connection: Connection, tenant: str, in_hand: InHand = NOTHING, *, limit: int = 50
) -> tuple[Batch, ...]:
    """The latest batches of a tenant, newest first, counted as `get` does."""
    wanted = _light().where(batches.c.tenant == tenant).order_by(batches.c.id.desc()).limit(limit)
    rows = connection.execute(wanted).all()
    return tuple(_batch(connection, row, in_hand) for row in rows)


def unfinished(connection: Connection) -> bool:
    """Whether any batch has rows that are still to be graded."""
    return (
        connection.execute(select(batches.c.id).where(batches.c.state.in_(OPEN))).first()
        is not None
    )


def under_way(connection: Connection) -> list[tuple[str, int]]:
    """Id and attempt of the batches that are not over, oldest first."""
    wanted = select(batches.c.id, batches.c.attempt).where(batches.c.state.in_(OPEN))
    return [(row.id, row.attempt) for row in connection.execute(wanted.order_by(batches.c.id))]


def is_open(connection: Connection, batch: str) -> bool:
    """Whether a batch is there and not over."""
    this = (batches.c.id == batch) & batches.c.state.in_(OPEN)
    return connection.execute(select(batches.c.id).where(this)).first() is not None


def fail(connection: Connection, batch: str, message: str) -> None:
    """End a batch that cannot go on; what is graded is kept."""
    running = (batches.c.id == batch) & batches.c.state.in_(OPEN)
    values = {"state": FAILED, "message": message[:500]}
    connection.execute(update(batches).where(running).values(values))


def cancel(connection: Connection, tenant: str, batch: str, *, actor: str) -> Batch:
    """Begin no further chunk. Raises NotFound, and Conflict when the batch is over."""
    found = get(connection, tenant, batch)
    if found.is_over:
        raise Conflict(f"batch {batch} is {found.state}", "There is nothing to cancel")
    connection.execute(update(batches).where(batches.c.id == batch).values(state=CANCELLED))
    _log(connection, tenant, actor, "batch.cancelled", batch, {"done": found.done})
    return get(connection, tenant, batch)


def resume(connection: Connection, tenant: str, batch: str, *, actor: str) -> Batch:
    """Go on with a batch that was cancelled or failed. Raises NotFound and Conflict."""
    found = get(connection, tenant, batch)
    if found.state not in (CANCELLED, FAILED):
        raise Conflict(f"batch {batch} is {found.state}", "Only what has stopped can go on")
    values = {"state": QUEUED, "message": "", "attempt": found.attempt + 1}
    connection.execute(update(batches).where(batches.c.id == batch).values(values))
    _log(connection, tenant, actor, "batch.resumed", batch, {"done": found.done})
    return get(connection, tenant, batch)


def erase(connection: Connection, tenant: str, batch: str, *, actor: str) -> None:
    """Delete a batch that is over, with all that came in and went out."""
    found = get(connection, tenant, batch)
    if not found.is_over:
        raise Conflict(f"batch {batch} is {found.state}", "Cancel it first")
    connection.execute(delete(chunks).where(chunks.c.batch == batch))
    connection.execute(delete(batches).where(batches.c.id == batch))
    _log(connection, tenant, actor, "batch.erased", batch, {"rows": found.total})


def replies(connection: Connection, tenant: str, batch: str) -> list[str]:
    """The digests of the replies that are kept for its rows without a grade.

    Raises NotFound, and Conflict for a batch that is under way.
    """
    found = get(connection, tenant, batch)
    if not found.is_over:
        raise Conflict(f"batch {batch} is {found.state}", "Cancel it first")
    wanted = select(chunks.c.tally).where(chunks.c.batch == batch, chunks.c.tally.is_not(None))
    return [
        digest for tally in connection.scalars(wanted) for digest in from_bytes(tally)["replies"]
    ]


def expired(connection: Connection, before: str) -> list[tuple[str, str]]:
    """Tenant and id of the batches from before a time that are over."""
    old = (batches.c.created_at < before) & batches.c.state.not_in(OPEN)
    rows = connection.execute(select(batches.c.tenant, batches.c.id).where(old))
    return [(row.tenant, row.id) for row in rows]


def table(connection: Connection, tenant: str, batch: str) -> bytes:
    """The table as it came in."""
    get(connection, tenant, batch)
    data = connection.execute(select(batches.c.input).where(batches.c.id == batch)).scalar_one()
    return bytes(data)


def _light() -> Any:
    """A query without the table itself."""
    return select(*(column for column in batches.c if column.name != "input"))


def _batch(connection: Connection, row: Row[Any], in_hand: InHand) -> Batch:
    levels: Counter[str] = Counter()
    unfinished = {number: n for (batch, number), n in in_hand.items() if batch == row.id}
    done, ungraded, cost = 0, 0, 0.0
    wanted = select(chunks.c.number, chunks.c.rows, chunks.c.tally).where(
        chunks.c.batch == row.id, chunks.c.tally.is_not(None)
    )
    for part in connection.execute(wanted):
        tally = from_bytes(part.tally)
        # Graded since `in_hand` was looked at: it must not count twice.
        unfinished.pop(part.number, None)
        done += part.rows
        ungraded += tally["ungraded"]
        cost += tally["cost_usd"]
        levels.update(tally["levels"])
    if row.state in OPEN:
        done += sum(unfinished.values())
    return Batch(
        id=row.id,
        tenant=row.tenant,
        name=row.name,
        rubric=row.rubric,
        state=row.state,
        message=row.message,
        created_at=row.created_at,
        columns=tuple(from_bytes(row.columns)),
        total=row.total,
        done=done,
        ungraded=ungraded,
        levels=dict(sorted(levels.items())),
        cost_usd=cost,
        attempt=row.attempt,
    )


def _log(
    connection: Connection, tenant: str, actor: str, action: str, batch: str, detail: dict[str, Any]
) -> None:
    append(connection, tenant=tenant, actor=actor, action=action, subject=batch, detail=detail)
