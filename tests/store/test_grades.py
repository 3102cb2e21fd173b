from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from grader.errors import Conflict, NotFound
from grader.store import audit, grades
from grader.store.clock import now
from grader.store.database import Database
from grader.store.record import Filter, NewGrade, Record, ReviewEntry
from grader.store.schema import audit as audit_table
from grader.store.schema import audit_head
from grader.store.schema import grades as grades_table
from grader.store.schema import reviews as reviews_table

QUOTE = "many adapters, one base \ud800 \x00 𝄞"


REVIEWED = select(reviews_table.c.grade)


def result(level: str | None = "L5", **changes: Any) -> dict[str, Any]:
    return {
        "rubric": "fine-tuning-modes",
        "level": level,
        "findings": [
            {
                "tell": "lora-serving",
                "matched": True,
                "evidence": [{"start": 0, "end": len(QUOTE), "text": QUOTE}],
                "reason": f"says {QUOTE}",
            }
        ],
        "flags": [f"self-assigned level: {QUOTE}"],
        "review": [],
        "judge": {"kind": "llm"},
        "usage": {"cost_usd": 0.001},
        "digests": {"answer": "a" * 64},
    } | changes


def keep(database: Database, tenant: str = "a", **changes: Any) -> Record:
    values = {"result": result(), "answer": QUOTE, "turns": [{"role": "candidate"}]} | changes
    return database.change(lambda c: grades.keep(c, tenant, NewGrade(**values), actor="test"))


def reviewed(level: str | None, **tells: bool) -> ReviewEntry:
    return ReviewEntry(
        at=now(), reviewer="Ana", action="override", level=level, tells=tells, reason=QUOTE
    )


def test_a_grade_comes_back_as_it_was_kept(database: Database) -> None:
    kept = keep(database, external_id="loop-7")
    assert database.look(lambda c: grades.get(c, "a", kept.id)) == kept
    assert kept.answer == QUOTE


def test_another_tenant_finds_nothing(database: Database) -> None:
    kept = keep(database)
    with pytest.raises(NotFound):
        database.look(lambda c: grades.get(c, "b", kept.id))
    with pytest.raises(NotFound):
        database.change(lambda c: grades.review(c, "b", kept.id, actor="x", entry=reviewed("L6")))
    with pytest.raises(NotFound):
        database.change(lambda c: grades.erase(c, "b", kept.id, actor="x"))
    assert database.look(lambda c: grades.find(c, "b", Filter())).records == ()


def test_a_list_is_paged_newest_first_and_filtered(database: Database) -> None:
    kept = [keep(database, result=result("L4" if n % 2 else "L6")) for n in range(7)]
    seen: list[str] = []
    cursor = None
    while True:
        wanted = Filter(limit=3, cursor=cursor)
        found = database.look(partial(grades.find, tenant="a", wanted=wanted))
        seen += [record.id for record in found.records]
        cursor = found.next_cursor
        if cursor is None:
            break
    assert sorted(seen) == sorted(record.id for record in kept)
    assert seen == sorted(seen, reverse=True)
    low = database.look(lambda c: grades.find(c, "a", Filter(level="L4"))).records
    assert {record.level for record in low} == {"L4"}
    assert (
        database.look(lambda c: grades.find(c, "a", Filter(since=datetime.now(UTC)))).records == ()
    )


def test_a_persons_word_stands_beside_the_machines(database: Database) -> None:
    kept = keep(database, result=result(review=["flag: x"]))
    assert kept.needs_review
    none = keep(database, result=result(None))
    after = database.change(
        lambda c: grades.review(c, "a", kept.id, actor="key", entry=reviewed("L6", dpo=False))
    )
    for level, found in (("L5", []), ("L6", [kept.id]), ("none", [none.id])):
        wanted = Filter(level=level)
        records = database.look(partial(grades.find, tenant="a", wanted=wanted)).records
        assert [record.id for record in records] == found
    assert (after.level, after.final_level, after.needs_review) == ("L5", "L6", False)
    assert after.reviews[0].tells == {"dpo": False}
    assert after.result == kept.result


def test_erasing_takes_every_quote_and_keeps_the_digests(database: Database) -> None:
    kept = keep(database, external_id="someone@example.org")
    database.change(lambda c: grades.review(c, "a", kept.id, actor="k", entry=reviewed("L6")))
    database.change(lambda c: grades.erase(c, "a", kept.id, actor="admin"))
    after = database.look(lambda c: grades.get(c, "a", kept.id))
    assert after.erased_at is not None
    assert "adapters" not in repr(after)
    assert "someone" not in repr(after)
    assert after.result["digests"] == {"answer": "a" * 64}
    assert (after.level, after.final_level) == ("L5", "L6")
    log = database.look(lambda c: audit.trail(c, "a", kept.id))
    assert [e.action for e in log] == ["grade.created", "grade.overridden", "grade.erased"]
    assert "adapters" not in repr(log)


def test_what_is_held_is_not_erased(database: Database) -> None:
    kept = keep(database)
    database.change(lambda c: grades.hold(c, "a", kept.id, actor="k", held=True))
    with pytest.raises(Conflict, match="legal hold"):
        database.change(lambda c: grades.erase(c, "a", kept.id, actor="k"))
    assert database.look(lambda c: grades.expired(c, now(), 9)) == []
    database.change(lambda c: grades.hold(c, "a", kept.id, actor="k", held=False))
    assert database.look(lambda c: grades.expired(c, now(), 9)) == [("a", kept.id)]
    assert database.change(lambda c: grades.erase(c, "a", kept.id, actor="k")).answer is None


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (update(audit_table).where(audit_table.c.seq == 2).values(actor="other"), "2 was changed"),
        (delete(audit_table).where(audit_table.c.seq == 2), "entry 2 is missing"),
        (delete(audit_table).where(audit_table.c.seq == 3), "ends at entry 2"),
        (delete(audit_table).where(audit_table.c.seq == 1), "entry 1 is missing"),
        (update(grades_table).values(level="L6"), "was changed behind the log"),
        (update(grades_table).values(answer=b"other words"), "was changed behind the log"),
        (update(grades_table).values(needs_review=True), "was changed behind the log"),
        (update(reviews_table).values(level="L4"), "was changed behind the log"),
        (delete(reviews_table), "was changed behind the log"),
        (
            delete(grades_table).where(grades_table.c.id.not_in(REVIEWED)),
            "was deleted behind the log",
        ),
        (delete(audit_head), "its head says 0"),
    ],
)
def test_whatever_is_done_behind_the_log_is_found(
    database: Database, tamper: Any, fault: str
) -> None:
    kept = [keep(database) for _ in range(2)]
    said = reviewed("L6", dpo=True)
    database.change(lambda c: grades.review(c, "a", kept[0].id, actor="k", entry=said))
    assert database.look(audit.verify).faults == ()
    database.change(lambda c: c.execute(tamper))
    assert any(fault in found for found in database.look(audit.verify).faults)


def test_moved_entries_are_found(database: Database) -> None:
    for _ in range(3):
        keep(database)

    def swap(connection: Any) -> None:
        for old, new in ((2, 9), (3, 2), (9, 3)):
            this = update(audit_table).where(audit_table.c.seq == old).values(seq=new)
            connection.execute(this)

    database.change(swap)
    assert database.look(audit.verify).faults


def test_an_inserted_grade_is_found(database: Database) -> None:
    keep(database)
    row = dict(database.look(lambda c: c.execute(grades_table.select()).mappings().one()))
    database.change(lambda c: c.execute(insert(grades_table), row | {"id": "gr_forged"}))
    assert database.look(audit.verify).faults == ("grade gr_forged is in no entry of the log",)


async def test_many_writers_make_one_chain(database_url: str) -> None:
    first, second = Database(database_url), Database(database_url)
    first.upgrade()
    second.upgrade()

    async def one(database: Database) -> Record:
        return await database.write(
            lambda c: grades.keep(
                c, "a", NewGrade(result=result(), answer="x", turns=[]), actor="t"
            )
        )

    await asyncio.gather(*(one(database) for database in (first, second) for _ in range(50)))
    verified = first.look(audit.verify)
    assert (verified.entries, verified.faults) == (100, ())
    await first.aclose()
    await second.aclose()


async def test_one_write_that_fails_costs_the_others_nothing(database: Database) -> None:
    kept = keep(database)

    async def good() -> Record:
        return await database.write(lambda c: grades.hold(c, "a", kept.id, actor="t", held=True))

    async def bad() -> Record:
        return await database.write(lambda c: grades.get(c, "a", "gr_none"))

    done = await asyncio.gather(good(), bad(), good(), return_exceptions=True)
    assert isinstance(done[0], Record)
    assert isinstance(done[1], NotFound)
    assert isinstance(done[2], Record)
    assert database.look(lambda c: grades.get(c, "a", kept.id)).held


def test_grades_kept_together_are_found_in_their_order_and_logged_each(database: Database) -> None:
    new = [
        NewGrade(result=result(), answer=f"{n}", turns=[], batch="ba_1", batch_row=n + 1)
        for n in range(20)
    ]
    kept = database.change(lambda c: grades.keep_all(c, "a", new, actor="t"))
    keep(database)
    found = database.look(lambda c: grades.find(c, "a", Filter(batch="ba_1")))
    assert found.records == kept[::-1]
    assert [record.batch_row for record in kept] == list(range(1, 21))
    verified = database.look(audit.verify)
    assert (verified.entries, verified.faults) == (21, ())
    assert database.change(lambda c: grades.keep_all(c, "a", [], actor="t")) == ()


def test_a_grade_kept_before_batches_had_grades_is_not_taken_for_changed(database_url: str) -> None:
    database = Database(database_url)
    database.upgrade("0001")
    columns = [c for c in grades_table.c if c.name not in audit.LATER]
    row = dict.fromkeys((column.name for column in columns), None) | {
        "id": "gr_old",
        "tenant": "a",
        "created_at": now(),
        "created_by": "t",
        "rubric": "r",
        "needs_review": False,
        "result": b"{}",
        "turns": b"[]",
        "held": False,
    }
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    digest = audit.record_digest(row, ())

    def old(connection: Connection) -> None:
        connection.execute(text(f"INSERT INTO grades ({names}) VALUES ({values})"), row)
        told = {"tenant": "a", "actor": "t", "action": "grade.created", "subject": "gr_old"}
        audit.append(connection, **told, detail={"record": digest})

    database.change(old)
    database.upgrade()
    assert database.look(audit.verify).faults == ()
    database.engine.dispose()
