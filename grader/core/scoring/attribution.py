"""Other people's words: `people say that ...`, `my lead insists on ...`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from grader.core.scoring.clause import Mark
from grader.core.scoring.misreading import is_pause, tells_choice
from grader.core.scoring.sign import Sign
from grader.core.scoring.spelling import word_set
from grader.core.scoring.tokens import Tokens

_SPEAKERS: Final = word_set(
    """
    people some many others everybody everyone folk folks they vendor vendors blog blogs post
    posts tutorial tutorials colleague colleagues boss manager lead cto ceo consultant
    consultants twitter internet speaker speakers reddit linkedin influencer influencers
    marketing sales salesperson salespeople fan fans advocate advocates proponent proponents
    predecessor friend friends teammate teammates coworker coworkers talk talks keynote slides
    article articles guru gurus expert experts recruiter client clients hype purist purists
    enthusiast enthusiasts evangelist evangelists critics founder director vp architect stage
    he she crowd most half someone somebody textbook textbooks leaders management
    """
)
_SAYING: Final = word_set(
    """
    say claim insist argu think believ repeat tell swear preach recommend advis assum reckon
    maintain push promis suggest assert propos pitch
    """
)
_PRONOUNS: Final = word_set("they he she")
_LETTING: Final = word_set(
    """
    let lets letting have having make makes ask asking get when help
    """
)
_CONCEDING: Final = word_set("whatever matter regardless despite")
_OPENS_CONCESSION: Final = re.compile(
    r"(?:contrary to|despite|whatever|regardless of|never mind|no matter|unlike|notwithstanding)\b"
)
_TURNS: Final = word_set("but however yet whereas though although")


def spoken_for(tokens: Tokens, sentence: int) -> Mark | None:
    """The stretch after `people say`, or before it where it closes the sentence."""
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    if _SPEAKERS.isdisjoint(tokens.words[start:end]):
        return None
    for place in range(start, end):
        if tokens.words[place] not in _SPEAKERS or tokens.words[place - 1] in _LETTING:
            continue
        if _CONCEDING.intersection(tokens.words[max(place - 3, start) : place]):
            continue
        reach = 1 if tokens.words[place] in _PRONOUNS else 4
        for at in range(place + 1, min(place + 1 + reach, end)):
            if "," in tokens.before[at] or tokens.words[at] in ("not", "i", "we"):
                break
            if tokens.stems[at] in _SAYING:
                if _tells_choice(tokens, at + 1, end):
                    break
                if at + 1 >= end:
                    return Mark(Sign.SOURCE_AFTER, place, at + 1, (start, place))
                stop = next((p for p in range(at + 2, end) if tokens.words[p] in _TURNS), end)
                return Mark(Sign.SOURCE, place, at + 1, (at + 1, stop))
    return None


def _tells_choice(tokens: Tokens, place: int, end: int) -> bool:
    """Whether people only say which of several it is, to someone or not."""
    if place < end and tokens.words[place] in ("us", "me", "you", "them"):
        place += 1
    return tells_choice(tokens, place, end)


def within_concession(tokens: Tokens, sentence: int, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks, those in `Contrary to what people say, ...` reaching no further than that."""
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    if not _OPENS_CONCESSION.match(" ".join(tokens.words[start : start + 2])):
        return tuple(marks)
    stop = next((p for p in range(start + 1, end) if is_pause(tokens, p, end)), end)
    clipped = (
        replace(mark, reach=(min(mark.reach[0], stop), min(mark.reach[1], stop)))
        if mark.start < stop
        else mark
        for mark in marks
    )
    return tuple(clipped)
