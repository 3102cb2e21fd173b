"""Short texts from outside hold no control characters, on either database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from grader.errors import (
    InputError,
    NotFound,
)
from grader.grader import Grader
from grader.library import Library
from grader.service.caller import LOCAL
from grader.service.service import Service
from grader.store.database import Database
from grader.store.engine import sqlite_url
from grader.store.record import Filter
from tests.service.counting import ANSWER, Counting, asked

NUL = "a\0b"
CALLS: dict[str, Callable[[Service, str], Awaitable[Any]]] = {
    "external_id": lambda s, _: s.grade(LOCAL, asked(external_id=NUL)),
    "idempotency_key": lambda s, _: s.grade(LOCAL, asked(), key=NUL),
    "reviewer": lambda s, grade: s.agree(LOCAL, grade, NUL),
    "batch": lambda s, _: s.find(LOCAL, Filter(batch=NUL)),
    "grade": lambda s, _: s.get(LOCAL, NUL),
    "no batch": lambda s, _: s.batches.get(LOCAL, NUL),
}


@pytest.mark.parametrize("field", CALLS)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_control_characters_are_refused_where_no_text_of_a_person_stands(
    tmp_path: Path, request: pytest.FixtureRequest, kind: str, field: str
) -> None:
    url = sqlite_url(tmp_path / "g.sqlite3") if kind == "sqlite" else None
    url = url or request.getfixturevalue("postgres_url")
    database = Database(url)
    database.upgrade()
    jobs = sqlite_url(tmp_path / "jobs.sqlite3")
    service = Service(Grader(Library(), Counting()), database, max_answer=1000, jobs_url=jobs)
    record, _ = await service.grade(LOCAL, asked(answer=f"{ANSWER} {NUL}"))
    assert (await service.get(LOCAL, record.id)).answer == f"{ANSWER} {NUL}"
    with pytest.raises((InputError, NotFound)) as caught:
        await CALLS[field](service, record.id)
    if isinstance(caught.value, InputError):
        assert str(caught.value).startswith(f"{field}: it holds control characters")
    await service.aclose()
