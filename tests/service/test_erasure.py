"""Erasing a grade leaves no word of the answer anywhere: neither in the record nor in a reply."""

from __future__ import annotations

import json
from operator import methodcaller
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from grader.core.answer import read_answer
from grader.errors import LimitReached, NotFound, ReplayMiss
from grader.service.caller import LOCAL
from grader.service.erasure import Erasure
from grader.service.service import GradeRequest, Service
from grader.settings import Settings
from grader.store.folder import FolderReplies
from grader.store.record import Filter
from grader.store.schema import batches as batches_table
from grader.store.schema import grades as grades_table
from grader.wiring import open_service

FIXTURES = Path(__file__).parents[2] / "fixtures"


def recorded(tmp_path: Path) -> tuple[Service, list[dict[str, Any]]]:
    """A service that replays a copy of the recorded replies, and the answers they are to."""
    folder = tmp_path / "replies"
    folder.mkdir()
    for path in (FIXTURES / "replies").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    origin = FolderReplies(folder).origin()
    settings = Settings(
        judge="replay",
        home=tmp_path / "home",
        replies_dir=folder,
        base_url=origin["endpoint"],
        model=origin["model"],
    )
    service = open_service(settings)
    lines = (FIXTURES / "answers.jsonl").read_text("utf-8").splitlines()
    kept = {path.stem for path in folder.iterdir()}

    def has_reply(row: dict[str, Any]) -> bool:
        rubric = service.library.rubric(row["rubric"])
        digests = service.grader.replies_of(read_answer(row["answer"]), rubric)
        return any(digest.startswith(name) for digest in digests for name in kept)

    return service, [row for row in map(json.loads, lines) if has_reply(row)]


async def test_the_kept_reply_goes_with_the_answer(tmp_path: Path) -> None:
    service, rows = recorded(tmp_path)
    request = GradeRequest(rubric=rows[0]["rubric"], answer=rows[0]["answer"])
    record, _ = await service.grade(LOCAL, request)
    (digest,) = record.result["digests"]["replies"]
    kept = list((tmp_path / "replies").glob(f"{digest[:16]}*.json"))
    assert len(kept) == 1
    await service.erase(LOCAL, record.id)
    assert not kept[0].exists()
    with pytest.raises(ReplayMiss):
        await service.grade(LOCAL, request)
    await service.aclose()


async def test_no_file_holds_a_word_of_an_erased_answer(tmp_path: Path) -> None:
    settings = Settings(judge="keyword", home=tmp_path / "home")
    service = open_service(settings)
    word = "xylophonist"
    answer = f"I would use LoRA adapters, said the {word}, because many share one base model."
    request = GradeRequest(rubric="fine-tuning-modes", answer=answer)
    record, _ = await service.grade(LOCAL, request)
    kept = [path for path in settings.home_dir.iterdir() if path.is_file()]
    assert any(word.encode() in path.read_bytes() for path in kept)
    await service.erase(LOCAL, record.id)
    left = [path for path in settings.home_dir.iterdir() if path.is_file()]
    assert not any(word.encode() in path.read_bytes() for path in left)
    await service.aclose()


async def test_a_batch_goes_with_its_replies_and_by_age(tmp_path: Path) -> None:
    service, rows = recorded(tmp_path)
    folder = tmp_path / "replies"
    before = len(list(folder.iterdir()))
    lines = [json.dumps({"rubric": row["rubric"], "answer": row["answer"]}) for row in rows[:3]]
    batch = await service.batches.submit(LOCAL, "loop.jsonl", "\n".join(lines).encode())
    states = [state async for state in service.batches.watch(LOCAL, batch.id)]
    assert (states[-1].state, states[-1].ungraded) == ("done", 0)
    await age(service)
    assert await Erasure(service.database, service.grader).erase_expired(30) == 1
    assert len(list(folder.iterdir())) == before - 3
    with pytest.raises(NotFound):
        await service.batches.get(LOCAL, batch.id)
    found = await service.find(LOCAL, Filter(batch=batch.id))
    assert [record.answer for record in found.records] == [None] * 3
    await service.aclose()


async def age(service: Service) -> None:
    """Make all that is kept a year old, behind the log's back."""
    for table in (batches_table, grades_table):
        old = {"created_at": "2025-11-24T00:00:00.000000+00:00"}
        await service.database.write(methodcaller("execute", update(table).values(old)))


async def test_what_is_held_outlives_the_rest_of_its_batch(tmp_path: Path) -> None:
    service, rows = recorded(tmp_path)
    lines = [json.dumps({"rubric": row["rubric"], "answer": row["answer"]}) for row in rows[:3]]
    batch = await service.batches.submit(LOCAL, "loop.jsonl", "\n".join(lines).encode())
    async for _ in service.batches.watch(LOCAL, batch.id):
        pass
    third, second, first = (await service.find(LOCAL, Filter(batch=batch.id))).records
    await service.hold(LOCAL, second.id, held=True)
    await age(service)
    erasure = Erasure(service.database, service.grader)
    assert await erasure.erase_expired(30) == 2
    assert await erasure.erase_expired(30) == 0
    kept = (await service.find(LOCAL, Filter(batch=batch.id))).records
    assert [record.answer for record in kept] == [None, second.answer, None]
    path = await service.batches.results(LOCAL, batch.id)
    left = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    path.unlink()
    assert [line["answer"] for line in left] == [None, rows[1]["answer"], None]
    assert [line["grade_error"][:6] for line in left] == ["erased", "", "erased"]
    assert {first.answer, third.answer}.isdisjoint({line["answer"] for line in left})
    await service.aclose()


async def test_a_batch_stops_at_what_a_tenant_may_spend(tmp_path: Path) -> None:
    service, rows = recorded(tmp_path)
    table = [json.dumps({"rubric": row["rubric"], "answer": row["answer"]}) for row in rows[:2]]
    data = "\n".join(table).encode()
    service.spending.daily = 0.01
    first = await service.batches.submit(LOCAL, "a.jsonl", data)
    async for _ in service.batches.watch(LOCAL, first.id):
        pass
    spent = {"cost_usd": 0.02}
    await service.database.write(methodcaller("execute", update(grades_table).values(spent)))
    with pytest.raises(LimitReached, match=r"\$0\.0400 of \$0\.0100"):
        await service.batches.submit(LOCAL, "a.jsonl", data)
    service.spending.daily = None
    second = await service.batches.submit(LOCAL, "a.jsonl", data)
    service.spending.daily = 0.01
    states = [state async for state in service.batches.watch(LOCAL, second.id)]
    await service.aclose()
    assert (states[-1].state, states[-1].done) == ("failed", 0)
    assert "Go on tomorrow" in states[-1].message
