"""Erasing a grade leaves no word of the answer anywhere: neither in the record nor in a reply."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.errors import ReplayMiss
from grader.service.caller import LOCAL
from grader.service.service import GradeRequest
from grader.settings import Settings
from grader.store.folder import FolderReplies
from grader.wiring import open_service

FIXTURES = Path(__file__).parents[2] / "fixtures"


async def test_the_kept_reply_goes_with_the_answer(tmp_path: Path) -> None:
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
    for row in map(json.loads, lines):
        request = GradeRequest(rubric=row["rubric"], answer=row["answer"])
        try:
            record, _ = await service.grade(LOCAL, request)
        except ReplayMiss:
            continue
        break
    (digest,) = record.result["digests"]["replies"]
    kept = list(folder.glob(f"{digest[:16]}*.json"))
    assert len(kept) == 1
    await service.erase(LOCAL, record.id)
    assert not kept[0].exists()
    with pytest.raises(ReplayMiss):
        await service.grade(LOCAL, request)
    await service.aclose()
