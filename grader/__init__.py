"""Grades interview answers with an LLM judge whose evidence is checked and whose level is computed.

    import asyncio
    from grader import Grade, Settings, open_grader

    async def main() -> None:
        async with open_grader(Settings(judge="keyword")) as grader:
            result = await grader.grade("Start with a prompt ...", "fine-tuning-modes")
            print(result.level if isinstance(result, Grade) else result.reason)

Importing the package imports nothing else: each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.core.answer import Answer as Answer
    from grader.core.answer import Role as Role
    from grader.core.answer import Said as Said
    from grader.core.answer import read_answer as read_answer
    from grader.core.answer import read_turns as read_turns
    from grader.core.grade import Grade as Grade
    from grader.core.grade import Ungraded as Ungraded
    from grader.core.report import as_json as as_json
    from grader.core.rubric import Rubric as Rubric
    from grader.errors import GraderError as GraderError
    from grader.grader import Grader as Grader
    from grader.settings import Settings as Settings
    from grader.settings import read_settings as read_settings
    from grader.wiring import open_grader as open_grader

_PLACES = {
    "Answer": "grader.core.answer",
    "Grade": "grader.core.grade",
    "Grader": "grader.grader",
    "GraderError": "grader.errors",
    "Role": "grader.core.answer",
    "Rubric": "grader.core.rubric",
    "Said": "grader.core.answer",
    "Settings": "grader.settings",
    "Ungraded": "grader.core.grade",
    "as_json": "grader.core.report",
    "open_grader": "grader.wiring",
    "read_answer": "grader.core.answer",
    "read_settings": "grader.settings",
    "read_turns": "grader.core.answer",
}

__all__ = [
    "Answer",
    "Grade",
    "Grader",
    "GraderError",
    "Role",
    "Rubric",
    "Said",
    "Settings",
    "Ungraded",
    "as_json",
    "open_grader",
    "read_answer",
    "read_settings",
    "read_turns",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
