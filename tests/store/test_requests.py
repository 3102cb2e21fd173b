"""Who holds an idempotency key, and when another may have it."""

from __future__ import annotations

from functools import partial

import pytest

from grader.store import requests, workers
from grader.store.database import Database
from grader.store.requests import Claim

FIRST, SECOND = "wk_1", "wk_2"


def claim(database: Database, owner: str, *, in_a_fleet: bool = True) -> Claim | None:
    return database.change(
        partial(
            requests.claim,
            tenant="t",
            key="k",
            body="b",
            owner=owner,
            stale="2026",
            in_a_fleet=in_a_fleet,
        )
    )


def settle(database: Database, owner: str, grade: str) -> bool:
    return database.change(partial(requests.settle, tenant="t", key="k", owner=owner, grade=grade))


@pytest.fixture(autouse=True)
def _both_at_work(database: Database) -> None:
    for worker in (FIRST, SECOND):
        database.change(partial(workers.seen, worker=worker))


def test_the_claim_of_a_process_that_is_at_work_holds(database: Database) -> None:
    assert claim(database, FIRST) is None
    held = claim(database, SECOND)
    assert held is not None
    assert (held.owner, held.grade) == (FIRST, None)


def test_the_claim_of_a_dead_process_is_taken_over_and_it_settles_no_more(
    database: Database,
) -> None:
    assert claim(database, FIRST) is None
    database.change(partial(workers.leave, worker=FIRST))
    assert claim(database, SECOND) is None
    assert not settle(database, FIRST, "gr_1")
    assert settle(database, SECOND, "gr_2")
    held = claim(database, FIRST)
    assert held is not None
    assert held.grade == "gr_2"


def test_a_process_takes_its_own_claim_up_again(database: Database) -> None:
    assert claim(database, FIRST) is None
    assert claim(database, FIRST) is None


@pytest.mark.parametrize(("owner", "in_a_fleet"), [("rq_1", True), (FIRST, False)])
def test_of_an_owner_that_gives_no_signs_nothing_is_known(
    database: Database, owner: str, in_a_fleet: bool
) -> None:
    database.change(partial(workers.leave, worker=FIRST))
    assert claim(database, owner, in_a_fleet=in_a_fleet) is None
    assert claim(database, SECOND, in_a_fleet=in_a_fleet) is not None


def test_at_a_start_alone_all_that_is_under_way_is_void(database: Database) -> None:
    assert claim(database, FIRST, in_a_fleet=False) is None
    database.change(partial(requests.release_all, owner=SECOND))
    assert claim(database, SECOND, in_a_fleet=False) is None
