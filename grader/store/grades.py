"""The table of grades: kept, found, reviewed, held, erased, each change with its log entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select, update

from grader.errors import Conflict, NotFound
from grader.store.audit import append, append_all, digest_of, record_digest
from grader.store.clock import new_id, now, stamp
from grader.store.codec import as_bytes, bytes_text, from_bytes, text_bytes
from grader.store.record import AGREE, NO_LEVEL, Filter, Found, NewGrade, Record, ReviewEntry
from grader.store.schema import grades, reviews


def keep(connection: Connection, tenant: str, new: NewGrade, *, actor: str) -> Record:
    """Keep a new grade, and write it into the log."""
    return keep_all(connection, tenant, [new], actor=actor)[0]


def keep_all(
    connection: Connection, tenant: str, new: Sequence[NewGrade], *, actor: str
) -> tuple[Record, ...]:
    """Keep new grades, whose ids sort in this order, and write each into the log."""
    ids = sorted(new_id("gr") for _ in new)
    made = {"tenant": tenant, "created_at": now(), "created_by": actor}
    rows = [{"id": id_} | made | _row(grade) for id_, grade in zip(ids, new, strict=True)]
    if rows:
        connection.execute(insert(grades), rows)
    told = {
        row["id"]: {
            "rubric": row["rubric"],
            "level": row["level"],
            "judge": grade.result["judge"],
            "digests": grade.result["digests"],
            "record": record_digest(row, ()),
        }
        for row, grade in zip(rows, new, strict=True)
    }
    append_all(connection, tenant=tenant, actor=actor, action="grade.created", told=told)
    return tuple(
        Record(
            **{name: row[name] for name in _PLAIN},
            result=grade.result,
            answer=grade.answer,
            turns=tuple(grade.turns),
        )
        for row, grade in zip(rows, new, strict=True)
    )


def _row(new: NewGrade) -> dict[str, Any]:
    result, judge = new.result, new.result["judge"]
    return {
        "external_id": new.external_id,
        "parent": new.parent,
        "batch": new.batch,
        "batch_row": new.batch_row,
        "rubric": result["rubric"],
        "level": result["level"],
        "judge": judge["kind"] if judge else None,
        "needs_review": bool(result["review"]),
        "cost_usd": result["usage"]["cost_usd"],
        "result": as_bytes(result),
        "answer": text_bytes(new.answer),
        "turns": as_bytes(list(new.turns)),
        "erased_at": None,
        "held": False,
    }


_PLAIN = (
    "id",
    "tenant",
    "created_at",
    "created_by",
    "external_id",
    "parent",
    "batch",
    "batch_row",
    "rubric",
    "needs_review",
    "erased_at",
    "held",
)


def get(connection: Connection, tenant: str, grade: str) -> Record:
    """One grade of a tenant with its reviews. Raises NotFound."""
    # No id holds a control character, and PostgreSQL does not even take the question.
    row = connection.execute(_one(tenant, grade)).one_or_none() if grade.isprintable() else None
    if row is None:
        raise NotFound(f"there is no grade {grade[:40]!r}", "Look it up in the list of grades")
    return _with_reviews(connection, [row])[0]


def find(connection: Connection, tenant: str, wanted: Filter) -> Found:
    """The grades of a tenant that fit, newest first."""
    query = _matching(tenant, wanted).order_by(grades.c.id.desc()).limit(wanted.limit + 1)
    rows = connection.execute(query).all()
    page = rows[: wanted.limit]
    more = len(rows) > wanted.limit
    records = _with_reviews(connection, page)
    return Found(records=records, next_cursor=page[-1].id if more else None)


def review(
    connection: Connection,
    tenant: str,
    grade: str,
    *,
    actor: str,
    entry: ReviewEntry,
) -> Record:
    """Write down what a person said of a grade, which then no longer waits for review.

    What repeats the last word on it to the letter, as a request that is sent again does, is not
    written down a second time.
    """
    record = get(connection, tenant, grade)
    if record.reviews and replace(record.reviews[-1], at=entry.at) == entry:
        return record
    row = {
        "grade": record.id,
        "tenant": tenant,
        "at": entry.at,
        "reviewer": entry.reviewer,
        "action": entry.action,
        "level": entry.level,
        "tells": as_bytes(dict(entry.tells)),
        "reason": text_bytes(entry.reason),
    }
    connection.execute(insert(reviews), row)
    connection.execute(update(grades).where(grades.c.id == record.id).values(needs_review=False))
    action = "grade.agreed" if entry.action == AGREE else "grade.overridden"
    said = {"level": entry.level, "tells": dict(entry.tells), "reviewer": entry.reviewer}
    _log(connection, record, actor, action, said)
    return get(connection, tenant, grade)


def erase(connection: Connection, tenant: str, grade: str, *, actor: str) -> Record:
    """Erase the answer and every word quoted from it; what remains are digests and verdicts.

    Raises NotFound, and Conflict for a grade that is held.
    """
    record = get(connection, tenant, grade)
    if record.held:
        raise Conflict(f"grade {grade} is under a legal hold", "Lift the hold first")
    if record.erased_at is not None:
        return record
    silent = {
        "result": as_bytes(_without_words(record.result)),
        "answer": None,
        "turns": as_bytes([]),
        "erased_at": now(),
        "external_id": None,
    }
    connection.execute(update(grades).where(grades.c.id == record.id).values(silent))
    connection.execute(update(reviews).where(reviews.c.grade == record.id).values(reason=b""))
    _log(connection, record, actor, "grade.erased", {"digests": record.result["digests"]})
    return get(connection, tenant, grade)


def hold(connection: Connection, tenant: str, grade: str, *, actor: str, held: bool) -> Record:
    """Put a grade under a legal hold, which neither erasure nor retention passes, or lift it."""
    record = get(connection, tenant, grade)
    if record.held != held:
        connection.execute(update(grades).where(grades.c.id == record.id).values(held=held))
        _log(connection, record, actor, "grade.held" if held else "grade.released", {})
    return get(connection, tenant, grade)


def cost_since(connection: Connection, tenant: str, since: str) -> float:
    """What a tenant's grades made since a time have cost, in dollars, as far as it is known."""
    made = (grades.c.tenant == tenant) & (grades.c.created_at >= since)
    return float(connection.scalar(select(func.sum(grades.c.cost_usd)).where(made)) or 0.0)


def expired(connection: Connection, before: str, limit: int) -> list[tuple[str, str]]:
    """Tenant and id of grades older than a time that are neither erased nor held."""
    query = (
        select(grades.c.tenant, grades.c.id)
        .where(grades.c.created_at < before, grades.c.erased_at.is_(None), ~grades.c.held)
        .order_by(grades.c.id)
        .limit(limit)
    )
    return [(row.tenant, row.id) for row in connection.execute(query)]


def follow_ups(connection: Connection, grade: str) -> tuple[Record, ...]:
    """The grades of answers to a grade's follow-ups, without their reviews."""
    rows = connection.execute(select(grades).where(grades.c.parent == grade).order_by(grades.c.id))
    return tuple(_record(row, ()) for row in rows)


def held(connection: Connection, batch: str) -> list[str]:
    """The ids of a batch's grades that are under a hold."""
    return list(
        connection.scalars(select(grades.c.id).where(grades.c.batch == batch, grades.c.held))
    )


def erasable(connection: Connection, batch: str, limit: int) -> tuple[Record, ...]:
    """Some of a batch's grades that are neither erased nor held, without their reviews."""
    there = (grades.c.batch == batch) & grades.c.erased_at.is_(None) & ~grades.c.held
    rows = connection.execute(select(grades).where(there).order_by(grades.c.id).limit(limit))
    return tuple(_record(row, ()) for row in rows)


def _log(
    connection: Connection, record: Record, actor: str, action: str, said: Mapping[str, Any]
) -> None:
    """Write what was done to a grade into the log, with the digest of what it now is."""
    append(
        connection,
        tenant=record.tenant,
        actor=actor,
        action=action,
        subject=record.id,
        detail={**said, "record": digest_of(connection, record.id)},
    )


def _without_words(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result without evidence, reasons and flags' details, which may quote the answer."""
    findings = [{**finding, "evidence": [], "reason": ""} for finding in result["findings"]]
    flags = [flag.partition(":")[0] for flag in result["flags"]]
    reasons = [reason.partition(":")[0] for reason in result["review"]]
    return {**result, "findings": findings, "flags": flags, "review": reasons}


def _one(tenant: str, grade: str) -> Select[Any]:
    return select(grades).where(grades.c.tenant == tenant, grades.c.id == grade)


def _matching(tenant: str, wanted: Filter) -> Select[Any]:
    equal = {
        grades.c.rubric: wanted.rubric,
        grades.c.needs_review: wanted.needs_review,
        grades.c.judge: wanted.judge,
        grades.c.external_id: wanted.external_id,
        grades.c.parent: wanted.parent,
        grades.c.batch: wanted.batch,
    }
    query = select(grades).where(grades.c.tenant == tenant)
    for column, value in equal.items():
        if value is not None:
            query = query.where(column == value)
    if wanted.level is not None:
        query = query.where(_holds(wanted.level))
    if wanted.since is not None:
        query = query.where(grades.c.created_at >= stamp(wanted.since))
    if wanted.until is not None:
        query = query.where(grades.c.created_at < stamp(wanted.until))
    if wanted.cursor is not None:
        query = query.where(grades.c.id < wanted.cursor)
    return query


def _holds(level: str) -> ColumnElement[bool]:
    """Whether a level is the one that holds: the last that a person set, else the machine's."""
    said = (
        select(reviews.c.level)
        .where(reviews.c.grade == grades.c.id, reviews.c.level.is_not(None))
        .order_by(reviews.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    final = func.coalesce(said, grades.c.level)
    return final.is_(None) if level == NO_LEVEL else final == level


def _with_reviews(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[Record, ...]:
    ids = [row.id for row in rows]
    said: dict[str, list[ReviewEntry]] = {grade: [] for grade in ids}
    query = select(reviews).where(reviews.c.grade.in_(ids)).order_by(reviews.c.id)
    for row in connection.execute(query) if ids else ():
        entry = ReviewEntry(
            at=row.at,
            reviewer=row.reviewer,
            action=row.action,
            level=row.level,
            tells=from_bytes(row.tells),
            reason=bytes_text(row.reason),
        )
        said[row.grade].append(entry)
    return tuple(_record(row, tuple(said[row.id])) for row in rows)


def _record(row: Row[Any], said: tuple[ReviewEntry, ...]) -> Record:
    kept = {name: getattr(row, name) for name in _PLAIN}
    return Record(
        **kept,
        result=from_bytes(row.result),
        answer=bytes_text(row.answer) if row.answer is not None else None,
        turns=tuple(from_bytes(row.turns)),
        reviews=said,
    )
