"""Integrity: what in an answer is hidden or aimed at the grader, and whether any of it can be graded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from grader.core.answer import Answer
from grader.core.flags.echo import is_echo
from grader.core.flags.flag import Flag
from grader.core.grade import UngradedReason
from grader.core.rubric import Rubric

__all__ = ["Flag", "Inspection", "inspect"]

_TWO: Final = re.compile(r"[^\W_][\W_]*[^\W_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was found before any judge is asked.

    `flags` are reasons for a person to look, in the order of `Flag`; none changes a level. `nothing`
    says why there is nothing to grade, None when there is.
    """

    flags: tuple[Flag, ...]
    nothing: UngradedReason | None


def inspect(answer: Answer, rubric: Rubric) -> Inspection:
    """Look an answer over. Never fails; linear in its length."""
    return Inspection(flags=(), nothing=_nothing(answer, rubric))


def _nothing(answer: Answer, rubric: Rubric) -> UngradedReason | None:
    text = answer.candidate_text
    if not any(_TWO.search(sentence.text) for sentence in answer.sentences):
        return UngradedReason.EMPTY
    if is_echo(text, (rubric.question, *rubric.question_variants)):
        return UngradedReason.QUESTION_ECHO
    return None
