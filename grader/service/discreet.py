"""Grading for callers who are not to learn where the provider is: that stays in the log."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

from grader.core.answer import Answer
from grader.core.grade import Grade, Result
from grader.core.rubric import Rubric
from grader.errors import JudgeError
from grader.grader import Grader

_log = logging.getLogger(__name__)
_UNREACHED = re.compile(r"https?://\S+ (?:cannot be reached|sent no proper response).*", re.DOTALL)
"""To the end of the message: what follows says which socket of which host failed, and how."""
_ADDRESS = re.compile(r"https?://[^\s,;()'\"]+")
_OF_PROVIDER = ("fallback:", "panel-")
"""How those reasons for review begin that repeat what a provider's failure was."""


async def grade(grader: Grader, answer: Answer, rubric: Rubric) -> Result:
    """As `Grader.grade`, without the provider's address in reasons and errors.

    Raises JudgeError. What is left out is written into the log.
    """
    try:
        result = await grader.grade(answer, rubric)
    except JudgeError as error:
        said = discreet(error.message)
        if said != error.message:
            _log.warning("%s", error)
        error.message = said
        raise
    return _discreet(result)


def discreet(text: str) -> str:
    """What a provider's failure was, without its address."""
    return _ADDRESS.sub("the provider", _UNREACHED.sub("the provider cannot be reached", text))


def _discreet(result: Result) -> Result:
    review = tuple(discreet(one) if one.startswith(_OF_PROVIDER) else one for one in result.review)
    whole = result.judge.fallback_reason if result.judge else None
    said = discreet(whole) if whole else whole
    if (review, said) == (result.review, whole):
        return result
    _log.warning("%s", whole or "; ".join(result.review))
    if isinstance(result, Grade):
        return replace(result, review=review, judge=replace(result.judge, fallback_reason=said))
    return replace(result, review=review)
