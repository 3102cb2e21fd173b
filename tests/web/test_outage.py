"""The database goes away in the midst of a batch, and comes back: the batch goes on."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from tests.ports import free_port
from tests.store.postgres import new_database, serving
from tests.web.test_batches import RUBRIC, big, calling, over, recorded, rows, started, submitted

AWAY = 6.0
"""Seconds for which the database is away: longer than any driver tries again by itself."""
ROWS = 1500


def test_a_batch_outlives_an_outage_of_the_database(tmp_path: Path) -> None:
    port = free_port()
    with ExitStack() as stack:
        server = stack.enter_context(serving())
        shared = {"GRADER_DATABASE": new_database(server.url)}
        stack.enter_context(started(["serve", "--port", str(port)], tmp_path, **shared))
        client = stack.enter_context(calling(port))
        stack.enter_context(started(["worker"], tmp_path / "1", **shared))
        batch = submitted(client, big(ROWS), rubric=RUBRIC)
        while not client.get(f"/v1/batches/{batch}").json()["done"]:
            time.sleep(0.02)
        server.stop()
        assert client.get(f"/v1/batches/{batch}").status_code == 503
        time.sleep(AWAY)
        server.start()
        state = over(client, batch)
        assert (state["state"], state["done"]) == ("done", ROWS)
        assert [row["id"] for row in rows(client, batch)] == [str(n) for n in range(ROWS)]
        assert recorded(client, batch) == list(range(1, ROWS + 1))
