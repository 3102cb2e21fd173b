"""The audit log: appended to only, each entry holding the hash of the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from grader.core.digest import digest
from grader.store.clock import now
from grader.store.codec import as_bytes, from_bytes
from grader.store.schema import audit, audit_head, grades, keys, reviews

START = "0" * 64
LOCK = 0x61756469
"""PostgreSQL's advisory lock under which the chain grows."""
LATER = frozenset({"batch", "batch_row"})
"""Columns of grades that a later version added."""
_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing that happened. `subject` is the id of a grade, key or batch."""

    seq: int
    at: str
    tenant: str
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a look through the whole log found: how many entries, the last hash, each fault."""

    entries: int
    head: str
    faults: tuple[str, ...]


def append(
    connection: Connection,
    *,
    tenant: str,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
) -> AuditEntry:
    """Write an entry at the end of the chain, inside the caller's transaction."""
    told = {subject: detail}
    return append_all(connection, tenant=tenant, actor=actor, action=action, told=told)[0]


def append_all(
    connection: Connection,
    *,
    tenant: str,
    actor: str,
    action: str,
    told: Mapping[str, Mapping[str, Any]],
) -> tuple[AuditEntry, ...]:
    """`append` of an entry for each of several subjects, with its detail."""
    if not told:
        return ()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    head = connection.execute(select(audit_head)).one_or_none()
    seq, previous = (head.seq, head.hash) if head else (0, START)
    common = {"at": now(), "tenant": tenant, "actor": actor, "action": action}
    entries: list[AuditEntry] = []
    for subject, detail in told.items():
        seq += 1
        entry = _entry(**common, seq=seq, subject=subject, detail=dict(detail), previous=previous)
        previous = entry.hash
        entries.append(entry)
    connection.execute(audit.insert(), [_written(entry) for entry in entries])
    place = {"seq": seq, "hash": previous}
    if head:
        connection.execute(update(audit_head).values(place))
    else:
        connection.execute(audit_head.insert(), {"id": 1, **place})
    return tuple(entries)


def trail(connection: Connection, tenant: str, subject: str) -> tuple[AuditEntry, ...]:
    """All that happened to one subject of a tenant, oldest first."""
    wanted = (
        select(audit)
        .where(audit.c.tenant == tenant, audit.c.subject == subject)
        .order_by(audit.c.seq)
    )
    return tuple(_read(row) for row in connection.execute(wanted))


def verify(connection: Connection) -> Verification:
    """Look the whole chain through: changed, lost and moved entries, grades and keys behind it.

    Entries cut off at the end show against the head kept beside the chain; who can rewrite both
    is found by a head hash noted elsewhere, which `Verification.head` is for.
    """
    faults: list[str] = []
    previous, expected, result_digests = START, 1, {}
    said_of_keys: dict[str, AuditEntry] = {}
    revoked: set[str] = set()
    for entry in _entries(connection):
        if entry.seq != expected:
            faults.append(f"entry {expected} is missing: {entry.seq} follows")
        if entry.previous != previous:
            faults.append(f"entry {entry.seq} does not follow from the one before it")
        if entry.hash != _hash(entry):
            faults.append(f"entry {entry.seq} was changed")
        if "record" in entry.detail:
            result_digests[entry.subject] = entry.detail["record"]
        if entry.action == "key.created":
            said_of_keys[entry.subject] = entry
        elif entry.action == "key.revoked":
            revoked.add(entry.subject)
        previous, expected = entry.hash, entry.seq + 1
    head = connection.execute(select(audit_head)).one_or_none()
    last = (expected - 1, previous)
    if (head.seq, head.hash) != last if head else expected > 1:
        faults.append(f"the log ends at entry {last[0]}, its head says {head.seq if head else 0}")
    faults += _altered(connection, result_digests)
    faults += _altered_keys(connection, said_of_keys, revoked)
    return Verification(entries=expected - 1, head=previous, faults=tuple(faults))


def holds(connection: Connection, head: str) -> bool:
    """Whether an entry with this hash is in the log."""
    return connection.execute(select(audit.c.seq).where(audit.c.hash == head)).first() is not None


def record_digest(row: Mapping[str, Any], said: Sequence[Mapping[str, Any]]) -> str:
    """The digest of all that a grade's row and its reviews' rows hold."""
    return digest("grader.record.v1", [_plain(row), [_plain(review) for review in said]])


def digest_of(connection: Connection, grade: str) -> str:
    """`record_digest` of a grade as it stands in the database."""
    row = connection.execute(select(grades).where(grades.c.id == grade)).mappings().one()
    said = select(reviews).where(reviews.c.grade == grade).order_by(reviews.c.id)
    return record_digest(dict(row), [dict(r) for r in connection.execute(said).mappings()])


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON, in which the digest of bytes stands for them.

    A column of LATER counts where it says something, so that older grades keep their digest.
    """
    return {
        name: hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
        for name, value in row.items()
        if value is not None or name not in LATER
    }


def _altered(connection: Connection, digests: dict[str, str]) -> Iterator[str]:
    said: dict[str, list[Mapping[str, Any]]] = {}
    for review in connection.execute(select(reviews).order_by(reviews.c.id)).mappings():
        said.setdefault(review["grade"], []).append(dict(review))
    for row in connection.execute(select(grades).execution_options(yield_per=_PAGE)).mappings():
        known = digests.pop(row["id"], None)
        if known is None:
            yield f"grade {row['id']} is in no entry of the log"
        elif known != record_digest(dict(row), said.get(row["id"], ())):
            yield f"grade {row['id']} was changed behind the log"
    yield from (f"grade {lost} was deleted behind the log" for lost in digests)


def _altered_keys(
    connection: Connection, created: dict[str, AuditEntry], revoked: set[str]
) -> Iterator[str]:
    for row in connection.execute(select(keys)):
        entry = created.pop(row.id, None)
        if entry is None:
            yield f"key {row.id} is in no entry of the log"
            continue
        now_is = {"name": row.name, "scopes": row.scopes.split(), "hash": row.hash}
        # Entries of an earlier version do not tell the hash.
        same = all(now_is[name] == said for name, said in entry.detail.items() if name in now_is)
        if not same or row.tenant != entry.tenant or (row.id in revoked) != bool(row.revoked_at):
            yield f"key {row.id} was changed behind the log"
    yield from (f"key {lost} was deleted behind the log" for lost in created)


def _entries(connection: Connection) -> Iterator[AuditEntry]:
    wanted = select(audit).order_by(audit.c.seq).execution_options(yield_per=_PAGE)
    yield from (_read(row) for row in connection.execute(wanted))


def _written(entry: AuditEntry) -> dict[str, Any]:
    fields = {name: getattr(entry, name) for name in AuditEntry.__slots__}
    return fields | {"detail": as_bytes(entry.detail)}


def _read(row: Any) -> AuditEntry:
    fields = {name: getattr(row, name) for name in AuditEntry.__slots__}
    return AuditEntry(**fields | {"detail": from_bytes(row.detail)})


def _entry(**fields: Any) -> AuditEntry:
    unsealed = AuditEntry(**fields, hash="")
    return AuditEntry(**fields, hash=_hash(unsealed))


def _hash(entry: AuditEntry) -> str:
    fields = {name: getattr(entry, name) for name in AuditEntry.__slots__ if name != "hash"}
    return digest("grader.audit.v1", fields)
