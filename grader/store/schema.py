"""The tables of the record: grades, what people said of them, keys, audit, jobs.

Times are ISO 8601 in UTC with microseconds, so that they sort as text on both databases. Texts that
come from outside are kept as bytes, UTF-8 with `surrogatepass`, since neither database takes every
string as text (lone surrogates, NUL).
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

grades = Table(
    "grades",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("external_id", String(200)),
    Column("parent", String(32)),
    Column("batch", String(32)),
    Column("batch_row", Integer),
    Column("rubric", String(200), nullable=False),
    Column("level", String(64)),
    Column("judge", String(16)),
    Column("needs_review", Boolean, nullable=False),
    Column("cost_usd", Float),
    Column("result", LargeBinary, nullable=False),
    Column("answer", LargeBinary),
    Column("turns", LargeBinary, nullable=False),
    Column("erased_at", String(32)),
    Column("held", Boolean, nullable=False, default=False),
)
Index("ix_grades_tenant_id", grades.c.tenant, grades.c.id)
Index("ix_grades_tenant_external_id", grades.c.tenant, grades.c.external_id)
Index("ix_grades_tenant_needs_review_id", grades.c.tenant, grades.c.needs_review, grades.c.id)
Index("ix_grades_batch", grades.c.batch)
Index("ix_grades_parent", grades.c.parent)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("grade", String(32), ForeignKey("grades.id"), nullable=False, index=True),
    Column("tenant", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("reviewer", String(200), nullable=False),
    Column("action", String(16), nullable=False),
    Column("level", String(64)),
    Column("tells", LargeBinary, nullable=False),
    Column("reason", LargeBinary, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("body", String(64), nullable=False),
    Column("owner", String(32), nullable=False),
    Column("claimed_at", String(32), nullable=False),
    Column("grade", String(32)),
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("scopes", String(200), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("revoked_at", String(32)),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("tenant", String(64), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(64), nullable=False, index=True),
    Column("detail", LargeBinary, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", String(200), nullable=False),
)

batches = Table(
    "batches",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("rubric", String(200)),
    Column("state", String(16), nullable=False),
    Column("message", String(500), nullable=False, default=""),
    Column("attempt", Integer, nullable=False),
    Column("columns", LargeBinary, nullable=False),
    Column("total", Integer, nullable=False),
    Column("input", LargeBinary),
)
Index("ix_batches_tenant_id", batches.c.tenant, batches.c.id)

chunks = Table(
    "chunks",
    metadata,
    Column("batch", String(32), ForeignKey("batches.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("rows", Integer, nullable=False),
    Column("items", LargeBinary),
    Column("output", LargeBinary),
    Column("tally", LargeBinary),
    Column("done_at", String(32)),
)

workers = Table(
    "workers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seen_at", String(32), nullable=False),
)

meters = Table(
    "meters",
    metadata,
    Column("endpoint", String(64), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("through", Float, nullable=False),
)
"""Of each endpoint's limits, the time in seconds since 1970 at which all let in is through."""

fleet = Table(
    "fleet",
    metadata,
    Column("endpoint", String(64), primary_key=True),
    Column("process", String(64), primary_key=True),
    Column("slots", Integer, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("seen", Float, nullable=False),
)
"""How many requests each process may have in flight, and when it last looked."""
