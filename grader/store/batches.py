"""Batches as they are kept: the table that came in, cut into chunks, and each chunk's grades."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from grader.errors import Conflict, NotFound
from grader.store.audit import append
from grader.store.clock import new_id, now
from grader.store.codec import as_bytes, from_bytes
from grader.store.schema import batches, chunks

QUEUED, RUNNING, DONE, CANCELLED, FAILED = "queued", "running", "done", "cancelled", "failed"
_OPEN = (QUEUED, RUNNING)
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
        return self.state not in _OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Rows of a batch that are graded together, for the tenant and the caller who sent it.

    `items` are (rubric, text, error, external id) of each; `before` counts the rows before them.
    """

    batch: str
    number: int
    tenant: str
    actor: str
    before: int
    items: Sequence[Sequence[str | None]]


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
        connection.execute(select(batches.c.id).where(batches.c.state.in_(_OPEN))).first()
        is not None
    )


def under_way(connection: Connection) -> list[tuple[str, int]]:
    """Id and attempt of the batches that are not over, oldest first."""
    wanted = select(batches.c.id, batches.c.attempt).where(batches.c.state.in_(_OPEN))
    return [(row.id, row.attempt) for row in connection.execute(wanted.order_by(batches.c.id))]


def is_open(connection: Connection, batch: str) -> bool:
    """Whether a batch is there and not over."""
    this = (batches.c.id == batch) & batches.c.state.in_(_OPEN)
    return connection.execute(select(batches.c.id).where(this)).first() is not None


def numbers_to_do(connection: Connection, batch: str) -> list[int]:
    """The numbers of the chunks that have no grades yet."""
    this = (chunks.c.batch == batch) & chunks.c.output.is_(None)
    return list(connection.scalars(select(chunks.c.number).where(this).order_by(chunks.c.number)))


def begin(connection: Connection, batch: str, number: int) -> Chunk | None:
    """A chunk to grade; None when that is done, or the batch is over."""
    open_ = (batches.c.id == batch) & batches.c.state.in_(_OPEN)
    connection.execute(update(batches).where(open_).values(state=RUNNING))
    wanted = (
        select(chunks.c["items"], chunks.c.output, batches.c.tenant, batches.c.created_by)
        .join(batches, batches.c.id == chunks.c.batch)
        .where(open_, chunks.c.number == number)
    )
    row = connection.execute(wanted).one_or_none()
    if row is None or row.output is not None or row.items is None:
        return None
    earlier = (chunks.c.batch == batch) & (chunks.c.number < number)
    before = connection.scalar(select(func.sum(chunks.c.rows)).where(earlier))
    return Chunk(
        batch=batch,
        number=number,
        tenant=row.tenant,
        actor=row.created_by,
        before=int(before or 0),
        items=from_bytes(row.items),
    )


def finish(
    connection: Connection,
    chunk: Chunk,
    output: Sequence[Sequence[str]],
    tally: Mapping[str, Any],
) -> bool:
    """Keep a chunk's added cells and its tally; False when it is done, and what is kept stays."""
    # Of two processes that finish the last two chunks at once, one has to see the other's.
    lock = select(batches.c.id).where(batches.c.id == chunk.batch)
    connection.execute(lock.with_for_update())
    this = (chunks.c.batch == chunk.batch) & (chunks.c.number == chunk.number)
    values = {
        "output": as_bytes([list(row) for row in output]),
        "tally": as_bytes(dict(tally)),
        "items": None,
        "done_at": now(),
    }
    undone = update(chunks).where(this, chunks.c.output.is_(None))
    if not connection.execute(undone.values(values)).rowcount:
        return False
    close(connection, chunk.batch)
    return True


def close(connection: Connection, batch: str) -> None:
    """End a batch if all its chunks are graded."""
    if not numbers_to_do(connection, batch):
        running = (batches.c.id == batch) & batches.c.state.in_(_OPEN)
        connection.execute(update(batches).where(running).values(state=DONE))


def fail(connection: Connection, batch: str, message: str) -> None:
    """End a batch that cannot go on; what is graded is kept."""
    running = (batches.c.id == batch) & batches.c.state.in_(_OPEN)
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
    old = (batches.c.created_at < before) & batches.c.state.not_in(_OPEN)
    rows = connection.execute(select(batches.c.tenant, batches.c.id).where(old))
    return [(row.tenant, row.id) for row in rows]


def table(connection: Connection, tenant: str, batch: str) -> bytes:
    """The table as it came in."""
    get(connection, tenant, batch)
    data = connection.execute(select(batches.c.input).where(batches.c.id == batch)).scalar_one()
    return bytes(data)


def outputs(connection: Connection, batch: str) -> Iterator[tuple[int, list[list[str]] | None]]:
    """Of each chunk in order how many rows it has and their added cells, None if not graded."""
    wanted = select(chunks.c.rows, chunks.c.output).where(chunks.c.batch == batch)
    for row in connection.execute(wanted.order_by(chunks.c.number)):
        yield row.rows, from_bytes(row.output) if row.output is not None else None


def blank(
    connection: Connection,
    batch: str,
    rows: Collection[int],
    blanked: Callable[[str, bytes], bytes],
    output: Sequence[str],
) -> None:
    """Take the words of rows, by their numbers, out of a batch, if it is still there.

    `blanked` makes of the table's name and bytes the table without them; `output` takes the place
    of the cells that were added to each.
    """
    wanted = select(batches.c.name, batches.c.input).where(batches.c.id == batch)
    kept = connection.execute(wanted.with_for_update()).one_or_none()
    if kept is None or not rows:
        return
    table = {"input": blanked(kept.name, bytes(kept.input))}
    connection.execute(update(batches).where(batches.c.id == batch).values(table))
    before = 0
    parts = select(chunks.c.number, chunks.c.rows, chunks.c.output).where(chunks.c.batch == batch)
    for part in connection.execute(parts.order_by(chunks.c.number)).all():
        places = [row - before - 1 for row in rows if before < row <= before + part.rows]
        before += part.rows
        if places and part.output is not None:
            cells = from_bytes(part.output)
            for place in places:
                cells[place] = list(output)
            this = (chunks.c.batch == batch) & (chunks.c.number == part.number)
            connection.execute(update(chunks).where(this).values(output=as_bytes(cells)))


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
    if row.state in _OPEN:
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
