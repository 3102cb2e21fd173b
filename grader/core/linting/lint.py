"""The linter of rubrics: what a rubric that loads may still get wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from grader.core.linting.problem import Problem, warning
from grader.core.linting.reach import unreachable, unused
from grader.core.linting.trial import failing
from grader.core.linting.wording import doubtful
from grader.core.rubric import Rubric


def lint(rubric: Rubric) -> tuple[Problem, ...]:
    """Everything wrong or doubtful in a rubric and in its follow-ups. Pure, and deterministic.

    The rubric is one that loads (`grader.core.writing.reading`). Takes a scan of every example.
    """
    found = [*_of_one(rubric), *_shared(rubric)]
    for at, follow_up in enumerate(rubric.follow_ups):
        for problem in _of_one(rubric.for_follow_up(follow_up)):
            # Its levels are those of the rubric, with the rules of the follow-up.
            place = ("requires",) if problem.place[0] == "levels" else problem.place
            found.append(
                Problem(
                    severity=problem.severity,
                    place=("follow_ups", at, *place),
                    message=problem.message,
                    hint=problem.hint,
                )
            )
    return tuple(found)


def _of_one(rubric: Rubric) -> Iterator[Problem]:
    yield from unreachable(rubric)
    yield from unused(rubric)
    yield from doubtful(rubric)
    yield from failing(rubric)


def _shared(rubric: Rubric) -> Iterator[Problem]:
    """Ids that a follow-up's tells share with other tells, which makes a report hard to read."""
    count = Counter(tell.id for tell in rubric.tells)
    for at, follow_up in enumerate(rubric.follow_ups):
        for number, tell in enumerate(follow_up.tells):
            if count[tell.id]:
                message = f"another tell of this rubric has the id {tell.id!r} too"
                place = ("follow_ups", at, "tells", number, "id")
                yield warning(place, message, "Give each an id of its own")
            count[tell.id] += 1
