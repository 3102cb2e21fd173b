"""Results as grades of the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grader.core.answer import Answer, Turn
from grader.core.grade import Result
from grader.core.report import as_json
from grader.core.rubric import Rubric
from grader.grader import Grader
from grader.store.record import NewGrade


class Keeping:
    """What becomes of a result: a grade to keep, and a sight for whoever watches."""

    def __init__(self, grader: Grader) -> None:
        self._grader = grader
        self._watchers: list[Callable[[Mapping[str, Any]], None]] = []

    def on_grade(self, watcher: Callable[[Mapping[str, Any]], None]) -> None:
        """Have each new result, as JSON, shown to `watcher` as well, such as a counter."""
        self._watchers.append(watcher)

    def new(
        self,
        answer: Answer,
        rubric: Rubric,
        result: Result,
        *,
        external_id: str | None = None,
        parent: str | None = None,
        batch: str | None = None,
        batch_row: int | None = None,
    ) -> NewGrade:
        """The grade to keep for a result."""
        told = as_json(result)
        told["digests"]["replies"] = list(self._grader.replies_of(answer, rubric))
        return NewGrade(
            result=told,
            answer=answer.text,
            turns=[_turn(turn) for turn in answer.turns],
            external_id=external_id,
            parent=parent,
            batch=batch,
            batch_row=batch_row,
        )

    def show(self, new: NewGrade) -> None:
        """Let whoever watches see a grade."""
        for watcher in self._watchers:
            watcher(new.result)


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "speaker": turn.speaker,
        "role": str(turn.role),
        "start": turn.start,
        "end": turn.end,
    }
