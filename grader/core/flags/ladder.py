"""Ladder: levels of a hiring ladder in a text, where nobody's post is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from grader.core.flags.flag import Flag

_LEVEL: Final = re.compile(r"(?<![\w-])(?:l[5-9]|strong[ -]hire)(?![\w])")
_POST: Final = re.compile(
    r"\b(?:engineers?|team|teams|job|company|employer|promot\w+|manager|managers|worked|"
    r"work|colleagues?|peers?|role|"
    r"mentor\w*|hiring|hired|position|years?|joined|reports?|org|ladder|gpus?|cache|"
    r"caches|instances?|norm|"
    r"regulari\w+|layers?|blocks?|vertebra\w*|protein|cortex|interviewed|recruit\w*|"
    r"career|salary|offer|"
    r"i was an?|when i was|as an? l\d|lane|route|lidar|levels? of|packet|network(?:ing)?|"
    r"osi|load balanc\w+|firewall|layer-?\d)\b"
)
_ASKED: Final = re.compile(
    r"\b(?:you|your|grade|graders?|grading|give|giving|award\w*|assign\w*|output\w*|mark|"
    r"marked|rate|rated|rating|score|"
    r"scored|return|record|must|should|shall|outcome|evaluat\w+|assess\w*|reviewers?|"
    r"instruct\w*|candidates?|submissions?|"
    r"print|respond|reply|put|say|confirm|approve|report|final|treat|follow|pretend|imagine|tip)\b"
)
_MINE: Final = re.compile(r"\b(?:i|i'm|i'd|my|me|myself)\b")
_BREAK: Final = ".!?\n"
_REACH: Final = 240


def levels_named(folded: str) -> Iterator[tuple[Flag, int, int]]:
    """Levels from L5 upwards and "strong hire", where the sentence tells of no post or hardware.

    An interview answer has no reason to name them: one that does speaks of its own grade, either
    as a request (`grader-instructions`) or as a claim (`self-assigned-level`).
    """
    last, flag = 0, None
    for match in _LEVEL.finditer(folded):
        start, end = match.span()
        if end > last:
            sentence, last = _sentence(folded, start, end)
            flag = _flag(sentence)
        if flag is not None:
            yield flag, start, end


def _flag(sentence: str) -> Flag | None:
    if _POST.search(sentence):
        return None
    asked = _ASKED.search(sentence) and not _MINE.search(sentence)
    return Flag.GRADER_INSTRUCTIONS if asked else Flag.SELF_ASSIGNED_LEVEL


def _sentence(folded: str, start: int, end: int) -> tuple[str, int]:
    """The sentence around a place, cut at some distance from it, and where it ends."""
    before = folded[max(0, start - _REACH) : start]
    after = folded[end : end + _REACH]
    first = max(before.rfind(mark) for mark in _BREAK) + 1
    stops = [at for at in map(after.find, _BREAK) if at >= 0]
    stop = min(stops, default=len(after))
    return before[first:] + folded[start:end] + after[:stop], end + stop
