"""The Python face: one grader for one answer or many, in a notebook or a worker."""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import grader
from grader import (
    Answer,
    Grade,
    Role,
    Said,
    Settings,
    Ungraded,
    open_grader,
    read_turns,
)
from grader.errors import InputError
from tests.faulty import FaultyProvider
from tests.ports import free_port

RUBRIC = "fine-tuning-modes"
KEYWORD = Settings(judge="keyword")
USER = """
import asyncio
from grader import Grade, Grader, Settings, Ungraded, open_grader

async def main(grader: Grader) -> list[str]:
    levels: list[str] = []
    async for graded in grader.grade_many(["one", "two"], "fine-tuning-modes"):
        result = graded.result
        levels.append(result.level if isinstance(result, Grade) else graded.error or "none")
    one = await grader.grade("one", "fine-tuning-modes")
    reveal_type(one)
    return levels

asyncio.run(main(open_grader(Settings(judge="keyword"))))
"""


async def many(answers: Iterable[Any], settings: Settings = KEYWORD) -> list[str | None]:
    """What becomes of answers: a level, a reason why not, or an error."""
    found: list[str | None] = []
    async with open_grader(settings) as grades:
        async for graded in grades.grade_many(answers, RUBRIC):
            result = graded.result
            found.append(
                result.level
                if isinstance(result, Grade)
                else str(result.reason)
                if isinstance(result, Ungraded)
                else graded.error
            )
    return found


async def test_many_answers_come_back_in_their_order_and_one_that_is_none_says_so() -> None:
    read = read_turns([Said(speaker="Kim", role=Role.CANDIDATE, text="I would use LoRA.")])
    answers = ["I would use LoRA.", 7, "", None, read]
    assert await many(answers) == [
        "L4",
        "input-error: answer: int, where text is asked for. "
        "Give a str, or an Answer made by read_answer or read_turns",
        "empty",
        "input-error: answer: NoneType, where text is asked for. "
        "Give a str, or an Answer made by read_answer or read_turns",
        "L4",
    ]


async def test_one_text_is_not_many_answers() -> None:
    with pytest.raises(InputError, match="Put it in a list"):
        await many("LoRA")


@pytest.mark.parametrize("answer", [None, 7, ["a", "b"], b"bytes"])
async def test_what_is_no_answer_is_said(answer: Any) -> None:
    async with open_grader(KEYWORD) as grades:
        with pytest.raises(InputError, match=f"answer: {type(answer).__name__}, where text"):
            await grades.grade(answer, RUBRIC)


def test_one_grader_serves_one_loop_after_the_other(tmp_path: Path) -> None:
    provider = FaultyProvider(free_port())
    settings = Settings(judge="llm", base_url=provider.url, home=tmp_path, replies="off")
    grades = open_grader(settings)

    async def once() -> Any:
        async with provider:
            return await grades.grade("I would use LoRA, and then measure what it does.", RUBRIC)

    assert asyncio.run(once()) == asyncio.run(once())
    assert provider.replies.total() == 2
    asyncio.run(grades.aclose())


def test_settings_can_be_pickled() -> None:
    settings = Settings(judge="llm", api_key="k", base_url="http://127.0.0.1:1/v1")
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_every_public_name_is_there() -> None:
    assert all(getattr(grader, name) is not None for name in grader.__all__)
    assert grader.Answer is Answer


def test_the_package_is_typed_for_those_who_use_it(tmp_path: Path) -> None:
    program = tmp_path / "user.py"
    program.write_text(USER)
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Revealed type is" in checked.stdout
    assert "grader.core.grade.Grade" in checked.stdout
    assert checked.returncode == 0, checked.stdout
