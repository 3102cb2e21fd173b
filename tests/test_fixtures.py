"""The recorded replies: each is found again, says where it came from, and gives a grade."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from grader.core.answer import read_answer
from grader.core.grade import Grade
from grader.core.judgment import JudgeKind
from grader.errors import ReplayMiss
from grader.settings import read_settings
from grader.wiring import open_grader

FIXTURES = Path(__file__).parents[1] / "fixtures"
REPLIES = FIXTURES / "replies"
LINES = (FIXTURES / "answers.jsonl").read_text("utf-8").splitlines()
ANSWERS = [json.loads(line) for line in LINES]


@pytest.fixture(scope="module")
def replayed() -> dict[str, Grade]:
    """The grade of each labelled answer whose reply was recorded, by its id."""
    return asyncio.run(_replay())


async def _replay() -> dict[str, Grade]:
    grades = {}
    settings = read_settings({}, judge="replay", replies_dir=REPLIES)
    async with open_grader(settings) as grader:
        for row in ANSWERS:
            try:
                result = await grader.grade(read_answer(row["answer"]), row["rubric"])
            except ReplayMiss:
                continue
            if isinstance(result, Grade):
                grades[row["id"]] = result
    return grades


def test_every_recorded_reply_is_found_again(replayed: dict[str, Grade]) -> None:
    files = [path for path in REPLIES.glob("*.json") if path.name != "origin.json"]
    assert len(replayed) == len(files) >= 24
    per_rubric = Counter(grade.rubric for grade in replayed.values())
    assert len(per_rubric) == 4
    assert min(per_rubric.values()) >= 4


def test_every_recorded_reply_says_where_it_came_from() -> None:
    for path in REPLIES.glob("*.json"):
        assert "language model" in json.loads(path.read_text("utf-8"))["origin"]


def test_replayed_grades_quote_the_answer(replayed: dict[str, Grade]) -> None:
    answers = {row["id"]: row["answer"] for row in ANSWERS}
    for name, grade in replayed.items():
        assert grade.judge.kind is JudgeKind.LLM
        assert grade.usage.cached == 1
        for finding in grade.findings:
            for evidence in finding.evidence:
                assert answers[name][evidence.start : evidence.end] == evidence.text


def test_replayed_grades_agree_with_their_labels(replayed: dict[str, Grade]) -> None:
    labels = {row["id"]: row["level"] for row in ANSWERS}
    agreed = sum(labels[name] == grade.level for name, grade in replayed.items())
    assert agreed >= 0.9 * len(replayed)
