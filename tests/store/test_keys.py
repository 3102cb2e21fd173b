from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update

from grader.errors import Conflict, InputError, NotFound
from grader.store import audit, keys, schema
from grader.store.database import Database
from grader.store.keys import Key


def make(database: Database, *scopes: str) -> tuple[Key, str]:
    return database.change(
        lambda c: keys.create(
            c, tenant="acme", name="loop", scopes=scopes or ("grade",), actor="test"
        )
    )


def test_a_key_is_known_by_its_text_alone(database: Database) -> None:
    key, text = make(database, "read", "grade")
    assert database.look(lambda c: keys.check(c, text)) == key
    assert key.scopes == ("grade", "read")
    secret = text.split("_", 2)[2]
    assert len(secret) >= 43  # 256 bits in base 64


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: t + "x", lambda t: "x" + t])
def test_anything_else_is_no_key(database: Database, spoil: Callable[[str], str]) -> None:
    _, text = make(database)
    assert database.look(lambda c: keys.check(c, spoil(text))) is None
    assert database.look(lambda c: keys.check(c, "")) is None


def test_the_secret_is_nowhere_in_the_database(database: Database) -> None:
    _, text = make(database)
    rows = database.look(lambda c: c.execute(schema.keys.select()).all())
    log = database.look(lambda c: c.execute(schema.audit.select()).all())
    assert text.split("_", 2)[2] not in repr((rows, log))


def test_revoked_and_rotated(database: Database) -> None:
    key, text = make(database)
    new, renewed = database.change(lambda c: keys.rotate(c, key.id, actor="test"))
    assert database.look(lambda c: keys.check(c, text)) is None
    assert database.look(lambda c: keys.check(c, renewed)) == new
    database.change(lambda c: keys.revoke(c, new.id, actor="test"))
    assert not database.look(keys.are_there)
    assert [k.revoked_at is None for k in database.look(keys.every)] == [False, False]


def test_wrong_scopes_and_ids_are_said(database: Database) -> None:
    with pytest.raises(InputError, match="unknown scope root"):
        make(database, "root")
    with pytest.raises(NotFound):
        database.change(lambda c: keys.revoke(c, "nobody", actor="test"))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"scopes": "admin"}, "was changed"),
        ({"tenant": "b"}, "was changed"),
        ({"hash": "0" * 64}, "was changed"),
        ({"revoked_at": "2026-01-01"}, "was changed"),
        (None, "was deleted"),
    ],
)
def test_a_key_changed_behind_the_log_is_found(
    database: Database, change: dict[str, str] | None, fault: str
) -> None:
    made, _ = database.change(
        lambda c: keys.create(c, tenant="a", name="n", scopes=["read"], actor="t")
    )
    other, _ = database.change(
        lambda c: keys.create(c, tenant="a", name="o", scopes=["read"], actor="t")
    )
    database.change(lambda c: keys.revoke(c, other.id, actor="t"))
    assert database.look(audit.verify).faults == ()
    table, this = schema.keys, schema.keys.c.id == made.id
    altered = update(table).where(this).values(change) if change else delete(table).where(this)
    database.change(lambda c: c.execute(altered))
    assert database.look(audit.verify).faults == (f"key {made.id} {fault} behind the log",)


def test_a_revoked_key_is_not_renewed(database: Database) -> None:
    key, _ = make(database)
    database.change(lambda c: keys.revoke(c, key.id, actor="test"))
    with pytest.raises(Conflict, match="is revoked"):
        database.change(lambda c: keys.rotate(c, key.id, actor="test"))
    assert len(database.look(keys.every)) == 1
    with pytest.raises(NotFound):
        database.change(lambda c: keys.rotate(c, "none", actor="test"))
