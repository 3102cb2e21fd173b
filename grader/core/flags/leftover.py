"""Leftover: what an answer says once all that is aimed at the grader is taken away."""

from __future__ import annotations

import re
from typing import Final

from grader.core.answer import Answer
from grader.core.flags.aimed import aimed_spans, talks_of_attacks
from grader.core.flags.folded import fold
from grader.core.flags.payload import has_payload
from grader.core.flags.subject import is_about
from grader.core.rubric import Rubric

_CLAUSE: Final = re.compile(r"[,;:()\n—]|\s-+\s|\b(?:and|but|because|since|so)\b")
_WORD: Final = re.compile(r"[^\W_]+")
_SAYS: Final = re.compile(
    r"\b(?:i|we|you|it|they|he|she|is|are|was|were|be|would|should|can|could|has|have|had|do|does|did|needs?|"
    r"uses?|gives?|trains?|keeps?|makes?|means|lets?|costs?|teaches|starts?|works?|when|if|don't|isn't|i'd|it's)\b"
)
_OF_GRADING: Final = re.compile(
    r"\b(?:grading|graders?|rubrics?|evaluators?|evaluation|candidate)\b"
)
_LEAST_CLAUSE: Final = 6
_MOST_LEFT: Final = 30
"""Words beside the requests that may go without a word of the subject."""


def says_nothing_else(answer: Answer, whole: str, rubric: Rubric) -> bool:
    """Whether every sentence with content is aimed at the grader.

    `whole` is the answer's text, folded. A sentence beside the requests counts as content when it
    speaks of the rubric's subject, or when there is a good deal of it.
    """
    left = 0
    specimens = talks_of_attacks(whole)
    # A text that repeats itself is the only kind that has many sentences, all aimed.
    for original in dict.fromkeys(sentence.text for sentence in answer.sentences):
        text = fold(original)
        spans = aimed_spans(text, specimens)
        if spans or has_payload(original):
            if _claims_beside(text, spans, rubric):
                return False
            continue
        left += len(_WORD.findall(text))
        if left > _MOST_LEFT or (is_about(text, rubric) and not _OF_GRADING.search(text)):
            return False
    return True


def _claims_beside(text: str, spans: list[tuple[int, int]], rubric: Rubric) -> bool:
    """Whether a sentence makes a claim of substance outside of its requests."""
    if text.lstrip().startswith(("{", "[", "<", "`")):
        return False
    at = 0
    for clause in (*_CLAUSE.finditer(text), None):
        start, at = at, clause.end() if clause else len(text)
        if any(start < last and at > first for first, last in spans):
            continue
        part = text[start:at]
        if (
            len(_WORD.findall(part)) >= _LEAST_CLAUSE
            and _SAYS.search(part)
            and is_about(part, rubric)
        ):
            return True
    return False
