"""The main answer and the follow-up's, read together."""

from __future__ import annotations

import pytest

from grader.core.final import conclude
from grader.core.grade import Digests, Grade, JudgeInfo, Result, Step, Ungraded, UngradedReason
from grader.core.judgment import JudgeKind
from grader.usage import Usage
from tests.core.test_levels import LADDER

DIGESTS = Digests(rubric="r", prompt=None, answer="a")


def _grade(level: str, needs: int = 0) -> Grade:
    return Grade(
        rubric="ladder",
        level=level,
        findings=(),
        next_step=Step(level="L6", needs=needs, of=("real-1",)) if needs else None,
        explanation=f"{level}: so it is.",
        follow_up=None,
        flags=(),
        review=(),
        judge=JudgeInfo(kind=JudgeKind.KEYWORD),
        usage=Usage(),
        digests=DIGESTS,
    )


NOTHING = Ungraded(
    rubric="ladder",
    reason=UngradedReason.EMPTY,
    explanation="There are no words.",
    flags=(),
    review=(),
    digests=DIGESTS,
)


@pytest.mark.parametrize(
    ("main", "follow_up", "level", "said", "review"),
    [
        (_grade("L5", 3), _grade("L5"), "L5", "bears out L5", ()),
        (_grade("L5", 3), _grade("L4"), "L5", "not bear out L5", ("follow-up-weaker",)),
        (_grade("L5", 3), _grade("L6"), "L5", "speaks for more than L5", ()),
        (_grade("L5", 1), _grade("L6"), "L5", "speaks for more", ("follow-up-stronger",)),
        (_grade("L5", 1), NOTHING, "L5", "The follow-up is not graded", ()),
        (NOTHING, _grade("L6"), None, "The main answer is not graded", ()),
    ],
)
def test_a_follow_up_explains_and_never_replaces(
    main: Result, follow_up: Result, level: str | None, said: str, review: tuple[str, ...]
) -> None:
    final = conclude(LADDER, main, follow_up)
    assert final.level == level
    assert said in final.explanation
    assert tuple(reason.partition(":")[0] for reason in final.review) == review
