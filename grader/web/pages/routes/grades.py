"""`/grades`: the history, with filters."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from starlette.responses import Response

from grader.core.judgment import JudgeKind
from grader.errors import InputError
from grader.store.record import NO_LEVEL, Filter
from grader.web.pages.batch_of import batch_of
from grader.web.pages.views.listed import listed
from grader.web.pages.views.rubric_of import rubric_of
from grader.web.pages.visit import Visit

_FIELDS = ("rubric", "level", "judge", "needs_review", "since", "until", "external_id", "batch")
_REVIEW = {"yes": True, "no": False}
_PAGE = 50


async def show(visit: Visit) -> Response:
    _only_known(visit)
    chosen = {name: value for name in _FIELDS if (value := visit.query(name))}
    found = await visit.service.find(visit.caller, _wanted(visit, chosen))
    library = visit.service.library
    rubrics = library.readable()
    levels = dict.fromkeys(level for rubric in rubrics for level in rubric.ladder)
    batch = chosen.get("batch")
    older = urlencode({**chosen, "cursor": found.next_cursor}) if found.next_cursor else None
    return visit.page(
        "grades.html",
        lines=[listed(record, rubric_of(library, record.rubric)) for record in found.records],
        rubrics=rubrics,
        levels=tuple(levels),
        no_level=NO_LEVEL,
        chosen=chosen,
        batch=await batch_of(visit, batch),
        older=older,
        newest=urlencode(chosen) if visit.query("cursor") else None,
    )


def _only_known(visit: Visit) -> None:
    for name in visit.request.query_params:
        if name not in (*_FIELDS, "cursor"):
            said = f"There are {', '.join(_FIELDS)}"
            raise InputError(f"{name[:40]}: there is no such filter", said)


def _one_of(chosen: dict[str, str], field: str, known: Collection[str]) -> str | None:
    value = chosen.get(field)
    if value is not None and value not in known:
        said = f"{field}: {value[:40]!r} is none of {', '.join(known)}"
        raise InputError(said, "Name one of them")
    return value


def _wanted(visit: Visit, chosen: dict[str, str]) -> Filter:
    """The filter of an address. Raises InputError for a value that is none."""
    reviewed = _one_of(chosen, "needs_review", _REVIEW)
    until = _day(chosen.get("until"), "until")
    return Filter(
        rubric=chosen.get("rubric"),
        level=chosen.get("level"),
        judge=_one_of(chosen, "judge", tuple(JudgeKind)),
        needs_review=_REVIEW[reviewed] if reviewed else None,
        external_id=chosen.get("external_id"),
        batch=chosen.get("batch"),
        since=_midnight(_day(chosen.get("since"), "since")),
        # The last day counts whole.
        until=_midnight(until + timedelta(days=1) if until else None),
        cursor=visit.query("cursor"),
        limit=_PAGE,
    )


def _day(text: str | None, field: str) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
        return day if day < date.max else date.max - timedelta(days=1)
    except ValueError:
        raise InputError(
            f"{field}: {text[:40]!r} is not a date", "Write it as 2026-11-24"
        ) from None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None
