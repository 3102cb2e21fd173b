"""API keys: 256 random bits, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from grader.errors import Conflict, InputError, NotFound
from grader.store.audit import append
from grader.store.clock import now
from grader.store.schema import keys

PREFIX = "grk"
SCOPES = ("grade", "read", "review", "admin")
_ID_BYTES = 5
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key, without its secret. `admin` holds every other scope."""

    id: str
    tenant: str
    name: str
    scopes: tuple[str, ...]
    created_at: str
    revoked_at: str | None


def create(
    connection: Connection, *, tenant: str, name: str, scopes: Iterable[str], actor: str
) -> tuple[Key, str]:
    """A new key and its whole text, which cannot be had again. Raises InputError."""
    chosen = tuple(scope for scope in SCOPES if scope in set(scopes))
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not chosen:
        message = f"unknown scope {', '.join(unknown)}" if unknown else "a key needs a scope"
        raise InputError(message, f"Scopes are {', '.join(SCOPES)}")
    if not tenant.strip() or len(tenant) > 64:
        raise InputError("a tenant has 1 to 64 characters", "Name the tenant with --tenant")
    identity, secret = secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
    row = {
        "id": identity,
        "tenant": tenant,
        "name": name[:200],
        "hash": _hash(secret),
        "scopes": " ".join(chosen),
        "created_at": now(),
        "revoked_at": None,
    }
    connection.execute(insert(keys), row)
    detail = {"name": row["name"], "scopes": list(chosen), "hash": row["hash"]}
    append(
        connection,
        tenant=tenant,
        actor=actor,
        action="key.created",
        subject=identity,
        detail=detail,
    )
    return _key(row), f"{PREFIX}_{identity}_{secret}"


def check(connection: Connection, text: str) -> Key | None:
    """The key that a text is, None when it is none or a revoked one."""
    prefix, _, rest = text.partition("_")
    identity, _, secret = rest.partition("_")
    row = connection.execute(select(keys).where(keys.c.id == identity)).mappings().one_or_none()
    # Compared even where there is no such key, so that time tells nothing of which ids exist.
    right = hmac.compare_digest(_hash(secret), row["hash"] if row else _hash(""))
    valid = prefix == PREFIX and row is not None and right and row["revoked_at"] is None
    return _key(dict(row)) if row is not None and valid else None


def in_force(connection: Connection, identity: str) -> Key | None:
    """The key with this id, None when there is none or it is revoked."""
    row = connection.execute(select(keys).where(keys.c.id == identity)).mappings().one_or_none()
    return _key(dict(row)) if row is not None and row["revoked_at"] is None else None


def revoke(connection: Connection, identity: str, *, actor: str) -> Key:
    """Make a key worthless from now on. Raises NotFound."""
    row = connection.execute(select(keys).where(keys.c.id == identity)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no key {identity!r}", "`grader keys list` shows those there are")
    if row["revoked_at"] is None:
        revoked = {"revoked_at": now()}
        connection.execute(update(keys).where(keys.c.id == identity).values(revoked))
        append(
            connection,
            tenant=row["tenant"],
            actor=actor,
            action="key.revoked",
            subject=identity,
            detail={},
        )
        return _key(dict(row) | revoked)
    return _key(dict(row))


def rotate(connection: Connection, identity: str, *, actor: str) -> tuple[Key, str]:
    """Revoke a key and give a new one with the same name, tenant and scopes in its place.

    Raises NotFound, and Conflict for a key that is revoked, which must not come back in force.
    """
    revoked = select(keys.c.revoked_at).where(keys.c.id == identity)
    if connection.execute(revoked).scalar() is not None:
        raise Conflict(f"key {identity!r} is revoked", "Make one with `grader keys create`")
    old = revoke(connection, identity, actor=actor)
    return create(connection, tenant=old.tenant, name=old.name, scopes=old.scopes, actor=actor)


def every(connection: Connection) -> tuple[Key, ...]:
    """All keys, revoked ones included, oldest first."""
    rows = connection.execute(select(keys).order_by(keys.c.created_at, keys.c.id)).mappings()
    return tuple(_key(dict(row)) for row in rows)


def are_there(connection: Connection) -> bool:
    """Whether any key is in force."""
    query = select(func.count()).select_from(keys).where(keys.c.revoked_at.is_(None))
    return bool(connection.execute(query).scalar())


def _hash(secret: str) -> str:
    # The secret is 256 random bits: a slow hash, made for passwords, would only slow requests.
    return hashlib.sha256(f"grader.key.v1\n{secret}".encode()).hexdigest()


def _key(row: dict[str, str | None]) -> Key:
    return Key(
        id=str(row["id"]),
        tenant=str(row["tenant"]),
        name=str(row["name"]),
        scopes=tuple(str(row["scopes"]).split()),
        created_at=str(row["created_at"]),
        revoked_at=row["revoked_at"],
    )
