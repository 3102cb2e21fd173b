"""Integrity: what in an answer is hidden or aimed at the grader, and whether any can be graded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from grader.core.answer import Answer
from grader.core.flags.aimed import aimed_flags
from grader.core.flags.echo import is_echo
from grader.core.flags.flag import Flag
from grader.core.flags.folded import fold
from grader.core.flags.invisible import has_invisible
from grader.core.flags.leftover import says_nothing_else
from grader.core.flags.parroting import is_parroted
from grader.core.flags.payload import has_payload
from grader.core.flags.script import has_mixed_script
from grader.core.flags.stuffing import is_stuffed
from grader.core.flags.words import words_of
from grader.core.grade import UngradedReason
from grader.core.rubric import Rubric

__all__ = ["Flag", "Inspection", "inspect"]

_TWO: Final = re.compile(r"[^\W_][\W_]*[^\W_]")
_NO_ANSWER: Final = re.compile(
    r"[\W_]*(?:[\[(<*].{0,40}[\])>*]|n/?a|no (?:answer|response)|blank|null|nil)[\W_]*",
    re.IGNORECASE,
)
"""A stage direction such as "[silence]", or what a form holds where nothing was said."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
"""Halves of a character, which cannot be encoded and so not be searched."""
_AIMED: Final = frozenset(
    (Flag.GRADER_INSTRUCTIONS, Flag.FAKE_STRUCTURE, Flag.SELF_ASSIGNED_LEVEL, Flag.ENCODED_PAYLOAD)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was found before any judge is asked.

    `flags` are reasons for a person to look, in the order of `Flag`; none changes a level.
    `nothing` says why there is nothing to grade, None when there is something.
    """

    flags: tuple[Flag, ...]
    nothing: UngradedReason | None


def inspect(answer: Answer, rubric: Rubric) -> Inspection:
    """Look an answer over. Never fails, and takes time linear in its length."""
    text = _encodable(answer.text)
    folded = fold(text)
    words = words_of(answer.candidate_text)
    found = frozenset(_found(answer, rubric, text, folded, words))
    flags = tuple(flag for flag in Flag if flag in found) if found else ()
    return Inspection(flags=flags, nothing=_nothing(answer, rubric, folded, words, found))


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def _found(
    answer: Answer, rubric: Rubric, text: str, folded: str, words: list[str]
) -> Iterator[Flag]:
    # What is hidden may lie anywhere, also in the words of an interviewer made up by a candidate.
    yield from aimed_flags(folded)
    if has_invisible(text):
        yield Flag.INVISIBLE_CHARACTERS
    if has_mixed_script(text):
        yield Flag.MIXED_SCRIPT
    if has_payload(text):
        yield Flag.ENCODED_PAYLOAD
    if is_stuffed(answer.sentences, words):
        yield Flag.KEYWORD_STUFFING
    if is_parroted(text, words, rubric):
        yield Flag.RUBRIC_PARROTING


def _nothing(
    answer: Answer, rubric: Rubric, folded: str, words: list[str], flags: frozenset[Flag]
) -> UngradedReason | None:
    if flags and flags & _AIMED and says_nothing_else(answer, folded, rubric):
        return UngradedReason.INSTRUCTIONS_ONLY
    if not any(_TWO.search(sentence.text) for sentence in answer.sentences):
        return UngradedReason.EMPTY
    if len(answer.sentences) == 1 and _NO_ANSWER.fullmatch(answer.sentences[0].text):
        return UngradedReason.EMPTY
    if is_echo(words, (rubric.question, *rubric.question_variants)):
        return UngradedReason.QUESTION_ECHO
    return None
