from __future__ import annotations

import threading

from grader.store import batches, chunks
from grader.store.chunks import Chunk
from grader.store.codec import as_bytes
from grader.store.database import Database

TALLY = {"levels": {}, "ungraded": 1, "cost_usd": 0.0, "replies": []}


def test_whoever_finishes_the_last_chunk_ends_the_batch(database: Database) -> None:
    part = (1, as_bytes([["r", "words", None, None]]))
    batch = database.change(
        lambda c: batches.create(
            c,
            tenant="t",
            actor="a",
            name="a.csv",
            rubric=None,
            columns=["answer"],
            data=b"",
            parts=[part, part],
        )
    ).id

    def chunk(number: int) -> Chunk:
        return Chunk(batch=batch, number=number, tenant="t", actor="a", before=number, items=[])

    def second() -> None:
        database.change(lambda c: chunks.finish(c, chunk(1), [[""]], TALLY))

    other = threading.Thread(target=second)
    with database.engine.begin() as connection:
        assert chunks.finish(connection, chunk(0), [[""]], TALLY)
        # The other one sees nothing of this until it is committed.
        other.start()
        other.join(0.5)
    other.join()
    assert database.look(lambda c: batches.get(c, "t", batch)).state == "done"
