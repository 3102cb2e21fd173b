"""Words that look like a sign and are none: `you forget that ...`, `they say which is better`."""

from __future__ import annotations

import re
from typing import Final

from grader.core.scoring.lexicon import ADVERBS
from grader.core.scoring.sign import Sign
from grader.core.scoring.spelling import word_set
from grader.core.scoring.tokens import Tokens

SUBJECTS: Final = word_set(
    """
    i we you it they he she that this there these those what who nobody
    """
)
NEGATIVE: Final = word_set("no not never without neither nor")
_BREAK: Final = re.compile(r"[;:()•|]|—|–|--| - |\n|\.\s|[.?!]$")
"""Punctuation that ends a clause, whatever follows."""
_FULL_STOP: Final = re.compile(r"[.;!?:]|\n|—|–|--| - ")
_LABELLING: Final = re.compile(r"[:|,?]|—|–|--| - ")
REFUSING: Final = word_set("no nope nah never none")
_TAKES_OBJECT: Final = word_set("need requir use recommend")
_MAY_TAKE_OBJECT: Final = word_set("help work pay exist matter appli")
_CIRCUMSTANCE: Final = word_set(
    """
    but because since so whereas while unless except although though however until till if
    when which thus hence therefore yet instead otherwise whenever where once as then unlike
    in for on here at there and or with anymore either much well without to by
    """
)
_ORDERED: Final = word_set("forget ignore disregard cancel strike")
_SUBJECT_OF_DROP: Final = SUBJECTS | {"to", "and", "then", "please", "or", "let", "us", "just"}
_AUXILIARY: Final = word_set(
    """
    would will should could can may might must do did have had usually always often rather be
    not
    """
)
_LIKE_ADVERBS: Final = word_set("hard rare scarce bare")
"""Of one stem with `hardly`, `rarely`, and no negation."""
_WHICH: Final = word_set("which whether how who where")
_PEOPLE: Final = word_set("they we you he she it i people")
_PRESENT: Final = {
    "you": ("say", "ask", "mention"),
    "is": ("tell", "tells"),
    "be": ("tell", "tells"),
    "was": ("tell", "tells"),
    "were": ("tell", "tells"),
    "expect": ("say", "mention"),
    "suppose": ("say", "mention"),
}
"""Not past, these speak of no earlier words: `you say` is anyone, `you said` the interviewer."""
_TELLING: Final = word_set("say said says tell tells told ask asks mention mentions")


def is_misread(tokens: Tokens, sign: Sign, place: int, stop: int, sentence: int) -> bool:
    """Whether the words from `place` to `stop` only look like the sign."""
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    word, whole = tokens.words[place], stop == place + 1
    if sign is Sign.DROP:
        return not _is_own_deed(tokens, place, start)
    if sign is Sign.DISMISS:
        return not _is_predicate(tokens, place, stop, sentence)
    if word in _LIKE_ADVERBS and sign in (Sign.NEGATE, Sign.DISMISS):
        return True
    if sign is Sign.UNKNOWN:
        return not _is_own_ignorance(tokens, place, start)
    if sign is Sign.SOURCE:
        return _is_no_report(tokens, place, stop, start, end)
    if sign is Sign.ENDORSE and whole and word.startswith("agree"):
        alone = place == start or bool(tokens.before[place].strip())
        return not (alone and is_pause(tokens, stop, end))
    if sign is Sign.ENDORSE:
        adverb = whole and tokens.stems[place] in ("correct", "right")
        negated = stop < end and tokens.words[stop] == "not"
        if tokens.stems[stop - 1] in ("do", "have") and not is_pause(tokens, stop, end):
            return word in ("so", "and", "which")
        return negated or (adverb and word not in ("rightly", "correctly"))
    if sign is Sign.DENY:
        misfit = whole and (word == "backward" or tokens.words[stop] == "to")
        return misfit or _is_condition(tokens, place, stop, start)
    return sign is Sign.RETRACT and _is_no_retraction(tokens, place, stop, start, end)


def breaks(between: str) -> bool:
    """Whether the punctuation between two words ends a clause, whatever follows."""
    return between != " " and _BREAK.search(between) is not None


def is_pause(tokens: Tokens, place: int, end: int) -> bool:
    """Whether something other than a space stands before `place`, or the sentence ends there."""
    return place >= end or bool(tokens.before[place].strip())


def _is_no_retraction(tokens: Tokens, place: int, stop: int, start: int, end: int) -> bool:
    word, last = tokens.words[place], tokens.words[stop - 1]
    if stop == place + 1 and tokens.stems[place] == "correct":
        return not _is_correction(tokens, place, start, end)
    if word in _ORDERED and not _is_order(tokens, place, start):
        return True
    if last == "not":  # "..., or maybe not."
        return word in ("maybe", "perhaps") and not is_pause(tokens, stop, end)
    return last in ("no", "back") and not is_pause(tokens, stop, end)


def _is_no_report(tokens: Tokens, place: int, stop: int, start: int, end: int) -> bool:
    """Whether a verb of saying reports an act, as in `they tell us which they prefer`."""
    word, last = tokens.words[place], tokens.words[stop - 1]
    if last in ("told", "tell", "me", "us", "about", "that"):
        if {"let", "lets", "have"}.intersection(tokens.words[max(place - 4, start) : place]):
            return not {"i", "we"}.intersection(tokens.words[max(place - 1, start) : place])
        if word in ("was", "were", "be") and place > start:  # "The model was told so."
            return tokens.words[place - 1] not in ("i", "we")
    if stop == place + 1 and tokens.stems[place] in ("call", "equat", "conflat"):
        opens = place == start or bool(tokens.before[place].strip())
        return not (opens and word.endswith("ing"))
    if word == "something" and stop == place + 2:
        vague = place > start and tokens.before[place].strip()
        return not vague and tokens.stems[place - 1] != "be"
    if word == "if":
        return False
    if last in _PRESENT.get(word, ()) or (stop == place + 1 and word.startswith("suppose")):
        return word != "supposedly"
    if last in ("is", "was") and (word.endswith("s") or tokens.words[place - 1] in ("my", "our")):
        return True
    return tells_choice(tokens, stop, end) and not _TELLING.isdisjoint(tokens.words[place:stop])


def tells_choice(tokens: Tokens, place: int, end: int) -> bool:
    """Whether what is said is an answer to a question: `which is better`, `what they saw`."""
    if place >= end or tokens.before[place].strip():
        return False
    if tokens.words[place] == "what":
        return place + 1 < end and tokens.words[place + 1] in _PEOPLE
    return tokens.words[place] in _WHICH


def _is_predicate(tokens: Tokens, place: int, stop: int, sentence: int) -> bool:
    """Whether a verb such as `not needed`, `not help` says it of its subject, with no object."""
    end = tokens.ends[sentence]
    if tokens.words[place] in REFUSING and stop == place + 1:
        return _refuses(tokens, place, sentence)
    word, stemmed = tokens.words[stop - 1], tokens.stems[stop - 1]
    if stemmed == "drop" and stop < end and tokens.words[stop] in ("in", "into"):
        return False
    if stemmed in _TAKES_OBJECT:
        return word in ("needed", "required", "used", "recommended")
    if stemmed in _MAY_TAKE_OBJECT and stop < end:
        return bool(tokens.before[stop].strip()) or tokens.words[stop] in _CIRCUMSTANCE
    return True


def _refuses(tokens: Tokens, place: int, sentence: int) -> bool:
    """Whether a bare `no` says it of the label before it, and nothing follows: `BF16: no.`"""
    if place == tokens.starts[sentence] or not _LABELLING.search(tokens.before[place]):
        return False
    if place + 1 < tokens.ends[sentence]:
        if "," not in tokens.before[place] and tokens.before[place + 1].strip():
            return True
        return bool(_FULL_STOP.search(tokens.before[place + 1]))
    return "?" not in tokens.tails[sentence]


def _is_condition(tokens: Tokens, place: int, stop: int, start: int) -> bool:
    """Whether `is wrong` is a case that may arise, as in `if the shape is wrong, SFT`."""
    if stop != place + 2 or tokens.stems[place] != "be":
        return False
    if tokens.words[stop] == "->":
        return True
    for at in range(place - 1, max(place - 6, start - 1), -1):
        if tokens.words[at] in ("if", "when", "where", "once", "whenever", "because"):
            return True
        if tokens.before[at].strip():
            break
    return False


def _is_correction(tokens: Tokens, place: int, start: int, end: int) -> bool:
    """Whether it is the bare word: `Correction: ...`."""
    opens = place == start or bool(tokens.before[place].strip())
    return opens and tokens.words[place] == "correction" and is_pause(tokens, place + 1, end)


def _is_order(tokens: Tokens, place: int, start: int) -> bool:
    """Whether a verb opens its clause, as in `forget that`; `you forget that` is none."""
    if place == start or tokens.before[place].strip():
        return True
    return tokens.words[place - 1] in ("please", "just", "actually", "no", "sorry", "and", "so")


def _is_own_ignorance(tokens: Tokens, place: int, start: int) -> bool:
    """Whether it is the candidate who does not know; `if the model does not know` is another."""
    if tokens.words[place] in ("new", "means", "mean", "ring", "whatever"):
        return True
    at = place
    while at > start and not tokens.before[at].strip():
        word = tokens.words[at - 1]
        if tokens.stems[at - 1] not in _AUXILIARY and word not in ADVERBS:
            return word in ("i", "we", "and", "but", "which", "that")
        at -= 1
    return True


def _is_own_deed(tokens: Tokens, place: int, start: int) -> bool:
    """Whether a verb such as `skip` is an order, or said of oneself or of people."""
    word = tokens.words[place]
    if word.endswith("s") and not word.endswith("ss"):
        return False
    at = place - 1
    while at >= start and (tokens.stems[at] in _AUXILIARY or tokens.words[at] in ADVERBS):
        at -= 1
    if at < start or breaks(tokens.before[at + 1]):
        return True
    if tokens.words[at] in NEGATIVE:
        return True
    if "," in tokens.before[at + 1]:
        return not word.endswith("ed")
    return tokens.words[at] in _SUBJECT_OF_DROP
