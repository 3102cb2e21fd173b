"""The main answer and the follow-up's answer together: the final level, and its explanation."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.grade import Grade, Result
from grader.core.rubric import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """`level` is the main answer's, None when that is ungraded: a follow-up never replaces it.

    `review` says why a person should weigh the two, when they point different ways.
    """

    level: str | None
    explanation: str
    review: tuple[str, ...] = ()


def conclude(rubric: Rubric, main: Result, follow_up: Result) -> Final:
    """Read the two results together. `rubric` is the main question's."""
    if not isinstance(main, Grade):
        return Final(level=None, explanation=f"The main answer is not graded: {main.explanation}")
    if not isinstance(follow_up, Grade):
        said = f"{main.explanation} The follow-up is not graded: {follow_up.explanation}"
        return Final(level=main.level, explanation=said)
    rank = rubric.ladder.index
    tells = ", ".join(follow_up.matched) or "none of its tells"
    said = f"{main.explanation} The follow-up was answered at {follow_up.level} ({tells}), which "
    if rank(follow_up.level) < rank(main.level):
        return Final(
            level=main.level,
            explanation=said + f"does not bear out {main.level}.",
            review=(f"follow-up-weaker: {follow_up.level} after {main.level}",),
        )
    if rank(follow_up.level) == rank(main.level):
        return Final(level=main.level, explanation=said + f"bears out {main.level}.")
    one_short = main.next_step is not None and main.next_step.needs <= 1
    return Final(
        level=main.level,
        explanation=said + f"speaks for more than {main.level}.",
        review=(f"follow-up-stronger: {follow_up.level}, one tell short of it",)
        if one_short
        else (),
    )
