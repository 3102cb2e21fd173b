"""Chunks: the rows of a batch that are graded together, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from grader.store.batches import DONE, OPEN, RUNNING
from grader.store.clock import now
from grader.store.codec import as_bytes, from_bytes
from grader.store.schema import batches, chunks


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


def numbers_to_do(connection: Connection, batch: str) -> list[int]:
    """The numbers of the chunks that have no grades yet."""
    this = (chunks.c.batch == batch) & chunks.c.output.is_(None)
    return list(connection.scalars(select(chunks.c.number).where(this).order_by(chunks.c.number)))


def begin(connection: Connection, batch: str, number: int) -> Chunk | None:
    """A chunk to grade; None when that is done, or the batch is over."""
    open_ = (batches.c.id == batch) & batches.c.state.in_(OPEN)
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
        running = (batches.c.id == batch) & batches.c.state.in_(OPEN)
        connection.execute(update(batches).where(running).values(state=DONE))


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
