"""Idempotency keys: which request a key was first sent with, and the grade it led to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from grader.store.clock import now
from grader.store.schema import requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A key in use: `body` is the digest of its request, `grade` None while that is under way."""

    body: str
    owner: str
    claimed_at: str
    grade: str | None


def claim(
    connection: Connection, *, tenant: str, key: str, body: str, owner: str, stale: str
) -> Claim | None:
    """Take a key for a request that begins now: None, or the claim of whoever has it already.

    A claim from before `stale` whose request never ended is taken over.
    """
    this = and_(requests.c.tenant == tenant, requests.c.key == key)
    row = connection.execute(select(requests).where(this).with_for_update()).one_or_none()
    if row is not None and (row.grade is not None or row.claimed_at >= stale or row.body != body):
        return Claim(body=row.body, owner=row.owner, claimed_at=row.claimed_at, grade=row.grade)
    values = {"body": body, "owner": owner, "claimed_at": now(), "grade": None}
    if row is not None:
        connection.execute(update(requests).where(this).values(values))
    else:
        connection.execute(insert(requests), {"tenant": tenant, "key": key, **values})
    return None


def settle(connection: Connection, *, tenant: str, key: str, owner: str, grade: str) -> None:
    """Write down the grade to which a claimed request led."""
    connection.execute(update(requests).where(_own(tenant, key, owner)).values(grade=grade))


def release(connection: Connection, *, tenant: str, key: str, owner: str) -> None:
    """Give back a key whose request failed, so that it can be sent again."""
    own = and_(_own(tenant, key, owner), requests.c.grade.is_(None))
    connection.execute(delete(requests).where(own))


def _own(tenant: str, key: str, owner: str) -> ColumnElement[bool]:
    return and_(requests.c.tenant == tenant, requests.c.key == key, requests.c.owner == owner)
