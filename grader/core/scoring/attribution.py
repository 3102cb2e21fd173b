"""Other people's words: `people say that ...`, `my lead insists on ...`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from grader.core.scoring.clause import Mark, concludes
from grader.core.scoring.misreading import breaks, is_pause, tells_choice
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
_OTHERS: Final = _SPEAKERS - word_set("half stage talk talks slides") | word_set(
    """
    those juniors candidates candidate beginners beginner interviewees everyone-else novices
    newcomers students
    """
)
_KINDS: Final = word_set(
    """
    someone somebody anyone anybody people those folks folk engineers engineer candidates candidate
    everyone everybody person team teams others man men developers
    """
)
_PERSONS: Final = word_set(
    """
    colleague colleagues boss manager lead cto ceo consultant consultants predecessor friend
    teammate teammates coworker coworkers recruiter client founder director vp architect professor
    teacher intern junior senior engineer brother
    """
)
_OWNERS: Final = word_set("my our one another some a an the former old his her their")
_BESIDE: Final = word_set("and i we me us")
_OPENING: Final = word_set("who that whoever what")
_GRASPING: Final = word_set(
    "understand understood get grasp know think thought read build ship run learn"
)
_FAULTY: Final = word_set(
    """
    wrong mistaken naive clueless confused lost misguided ignorant fools foolish amateurs beginners
    kidding incompetent lazy
    """
)
_CASES: Final = word_set("if when where once unless whenever ever")
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
                if tokens.words[place - 1] in _CASES and tokens.words[at + 1] == "on":
                    break  # "If marketing insists on Latin, pretrain."
                stop = next((p for p in range(at + 2, end) if _turns(tokens, p)), end)
                return Mark(Sign.SOURCE, place, at + 1, (at + 1, stop))
    return None


def belittled(tokens: Tokens, sentence: int) -> Mark | None:
    """What others do or say, where the sentence itself calls it a fault.

    `People who start with a prompt have not understood it`, `... is what people who fail say`.
    """
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    words = tokens.words
    if _OPENING.isdisjoint(words[start:end]):
        return None
    for place in range(start, end):
        if words[place] not in _OPENING:
            continue
        if words[place] != "what" and _is_kind(tokens, place, start):
            fault = _fault_after(tokens, place + 2, end)
            if fault:
                return Mark(Sign.SOURCE, place, place + 1, (place, fault))
        what = words[place] == "what" and tokens.stems[place - 1] == "be"
        if what and _tells_what_others_say(tokens, place + 1, end):
            return Mark(Sign.SOURCE_AFTER, place - 1, place + 1, (start, place - 1))
    return None


def told_of(tokens: Tokens, sentence: int) -> bool:
    """Whether the next sentence says that this is what others say: `That is what juniors say.`"""
    after = sentence + 1
    if after >= len(tokens.starts):
        return False
    start = tokens.starts[after]
    if tokens.words[start + 2 : start + 3] not in (["what"], ["how"]):
        return False
    if tokens.words[start] not in ("that", "this", "such", "those", "it", "these"):
        return False
    if tokens.stems[start + 1] != "be":
        return False
    return _tells_what_others_say(tokens, start + 3, tokens.ends[after])


def is_of_another(tokens: Tokens, sentence: int) -> bool:
    """Whether the sentence tells what somebody else does or thinks: `My colleague would ...`."""
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    if _PERSONS.isdisjoint(tokens.words[start : min(start + 4, end)]):
        return False
    for place in range(start, min(start + 4, end)):
        if tokens.words[place] in ("i", "we") or (place > start and tokens.before[place].strip()):
            return False
        if tokens.words[place] in _PERSONS and tokens.before[place + 1] == " ":
            owned = _OWNERS.isdisjoint(tokens.words[start:place])
            return not owned and _BESIDE.isdisjoint(tokens.words[place + 1 : place + 4])
    return False


def _tells_what_others_say(tokens: Tokens, place: int, end: int) -> bool:
    if _OTHERS.isdisjoint(tokens.words[place : place + 3]):
        return False
    if not {"i", "we"}.isdisjoint(tokens.words[place:end]):
        return False
    return any(
        tokens.stems[at] in _SAYING or tokens.stems[at] in ("answer", "write", "parrot", "recit")
        for at in range(place + 1, min(place + 9, end))
    )


def _is_kind(tokens: Tokens, place: int, start: int) -> bool:
    """Whether `who` opens a clause on a kind of people, not on one that was spoken of."""
    if tokens.words[place] == "whoever":
        return True
    return place > start and tokens.before[place] == " " and tokens.words[place - 1] in _KINDS


def _fault_after(tokens: Tokens, place: int, end: int) -> int:
    """Where the clause on a kind of people ends in a fault of theirs; 0 when it does not."""
    for at in range(place, end):
        word, two = tokens.words[at], tokens.stems[at + 1]
        if word in ("but", ";") or breaks(tokens.before[at]):
            return 0
        if word in ("not", "never") and two in _GRASPING:
            return at
        if tokens.stems[at] == "be" and tokens.words[at + 1] in _FAULTY:
            return at
        if tokens.stems[at] == "miss" and two == "point":
            return at
        if tokens.stems[at] in ("fail", "know") and tokens.words[at + 1] in ("this", "nothing"):
            return at
    return 0


def _turns(tokens: Tokens, place: int) -> bool:
    return tokens.words[place] in _TURNS or concludes(tokens, place)


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
