"""The head of a clause: where it begins, and whether it has come to its verb."""

from __future__ import annotations

from grader.core.scoring.clause import FINITE
from grader.core.scoring.misreading import SUBJECTS
from grader.core.scoring.tokens import Tokens


def clause_start(tokens: Tokens, place: int) -> int:
    """Where the stretch without a pause begins that `place` is in."""
    first = tokens.starts[tokens.sentence_of[place]]
    while place > first and tokens.before[place].strip() in ("", "-"):
        place -= 1
    return place


def has_verb_before(tokens: Tokens, place: int) -> bool:
    """Whether the clause has a subject or a verb before this place."""
    for at in range(place - 1, -1, -1):
        word = tokens.words[at]
        if not word or tokens.before[at + 1].strip():
            return False
        if word in SUBJECTS or word in FINITE:
            return True
    return False
