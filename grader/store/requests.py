"""Idempotency keys: which request a key was first sent with, and the grade it led to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from grader.store.clock import now
from grader.store.schema import requests
from grader.store.workers import is_gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A key in use: `body` is the digest of its request, `grade` None while that is under way."""

    body: str
    owner: str
    claimed_at: str
    grade: str | None


def claim(
    connection: Connection,
    *,
    tenant: str,
    key: str,
    body: str,
    owner: str,
    stale: str,
    in_a_fleet: bool,
) -> Claim | None:
    """Take a key for a request that begins now: None, or the claim of whoever has it already.

    `owner` is the process. A claim whose request never ended is taken over when it is the owner's
    own, of a process of the fleet that is no more at work, or from before `stale`.
    """
    this = and_(requests.c.tenant == tenant, requests.c.key == key)
    row = connection.execute(select(requests).where(this).with_for_update()).one_or_none()
    if row is not None:
        held = Claim(body=row.body, owner=row.owner, claimed_at=row.claimed_at, grade=row.grade)
        void = held.owner == owner or held.claimed_at < stale
        if held.grade is not None or held.body != body:
            return held
        if not void and not (in_a_fleet and is_gone(connection, held.owner)):
            return held
    values = {"body": body, "owner": owner, "claimed_at": now(), "grade": None}
    if row is not None:
        connection.execute(update(requests).where(this).values(values))
    else:
        connection.execute(insert(requests), {"tenant": tenant, "key": key, **values})
    return None


def settle(connection: Connection, *, tenant: str, key: str, owner: str, grade: str) -> bool:
    """Write down the grade to which a claimed request led; False when the claim is another's."""
    mine = and_(_own(tenant, key, owner), requests.c.grade.is_(None))
    return bool(connection.execute(update(requests).where(mine).values(grade=grade)).rowcount)


def release(connection: Connection, *, tenant: str, key: str, owner: str) -> None:
    """Give back a key whose request failed, so that it can be sent again."""
    own = and_(_own(tenant, key, owner), requests.c.grade.is_(None))
    connection.execute(delete(requests).where(own))


def release_all(connection: Connection, *, owner: str) -> None:
    """Give back the keys of all requests that are under way, but for the owner's."""
    others = and_(requests.c.owner != owner, requests.c.grade.is_(None))
    connection.execute(delete(requests).where(others))


def _own(tenant: str, key: str, owner: str) -> ColumnElement[bool]:
    return and_(requests.c.tenant == tenant, requests.c.key == key, requests.c.owner == owner)
