"""The signs in one sentence, and how far each of them reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from grader.core.scoring.lexicon import ADVERBS, Pattern, Rows, Sign, Slot, expressions
from grader.core.scoring.literals import Span
from grader.core.scoring.spelling import word_set
from grader.core.scoring.tokens import Tokens

_STRONG: Final = re.compile(r"[;:()•|]|—|–|--| - |\n|\.\s|[.?!]$")
_CONJUNCTIONS: Final = word_set(
    """
    but because since so whereas while unless except although though however until till if
    when which thus hence therefore yet instead otherwise -> whenever where once as then
    unlike
    """
)
_SUBJECTS: Final = word_set(
    """
    i we you it they he she that this there these those what who nobody
    """
)
_FINITE: Final = word_set(
    """
    be can could will would should may might must do have is are was were has had does did
    mean means need needs give gives get gets make makes let lets keep keeps take takes use
    uses cost costs run runs train trains stay stays go goes come comes
    """
)
_ORDERS: Final = word_set(
    """
    use take go start try pick choose do train keep put add write run measure just
    """
)
_TAKES_OBJECT: Final = word_set("need requir use recommend")
_MAY_TAKE_OBJECT: Final = word_set("help work pay exist matter appli")
_CIRCUMSTANCE: Final = _CONJUNCTIONS | word_set(
    """
    in for on here at there and or with anymore either much well without to unless by
    """
)
_ORDERED: Final = word_set("forget ignore disregard cancel strike")
_NEGATIVE: Final = word_set("no not never without neither nor")
NO_REACHES: Final = 5
"""How many words the determiner `no` governs at most."""
_ENDS_NO: Final = _FINITE - {"use", "train", "run", "cost", "keep", "need"} | {
    "to",
    "with",
    "for",
    "at",
}
_SUBJECT_OF_DROP: Final = _SUBJECTS | {"to", "and", "then", "please", "or", "let", "us", "just"}
_AUXILIARY: Final = word_set(
    """
    would will should could can may might must do did have had usually always often rather be
    not
    """
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign: the words that give it, and the stretch it bears on."""

    sign: Sign
    start: int
    end: int
    reach: Span


def marks_of(tokens: Tokens, sentence: int) -> tuple[Mark, ...]:
    """All signs of a sentence, in its order."""
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    table, stems, place = expressions(), tokens.stems, start
    found: list[Mark | None] = []
    while place < end:
        rows = table.get(stems[place])
        step = 1
        possible = _possible(rows, tokens, place) if rows else None
        if possible:
            best: dict[Sign, int] = {}
            for pattern, signs in possible:
                stop = _matches(tokens, place, end, pattern)
                if stop:
                    for sign in signs:
                        best.setdefault(sign, stop)
            if Sign.NOTHING in best and best[Sign.NOTHING] >= max(best.values()):
                step = best[Sign.NOTHING] - place
            else:
                best.pop(Sign.NOTHING, None)
                found.extend(
                    _mark(tokens, sign, place, stop, sentence) for sign, stop in best.items()
                )
        place += step
    return tuple(mark for mark in found if mark)


def _possible(rows: Rows, tokens: Tokens, place: int) -> list[Pattern]:
    """The expressions that the next word allows."""
    if tokens.words[place + 1] in ADVERBS:
        return rows.all
    longer = rows.by_second.get(tokens.stems[place + 1])
    if longer is None:
        return rows.single
    return longer + rows.single if rows.single else longer


def _matches(tokens: Tokens, place: int, end: int, pattern: tuple[Slot, ...]) -> int:
    """Where the expression that begins at `place` ends, or 0. Adverbs may stand inside."""
    at = place + 1
    for wanted in pattern[1:]:
        skipped = 0
        while at < end and tokens.stems[at] not in wanted:
            if tokens.words[at] not in ADVERBS or skipped > 2:
                return 0
            at, skipped = at + 1, skipped + 1
        if at >= end:
            return 0
        at += 1
    return at


def _is_misread(tokens: Tokens, sign: Sign, place: int, stop: int, start: int, end: int) -> bool:
    """Whether the words only look like the sign, in the sentence from `start` to `end`."""
    word, whole = tokens.words[place], stop == place + 1
    if sign is Sign.DROP:
        return not _is_own_deed(tokens, place, start)
    if sign is Sign.DISMISS:
        return not _is_predicate(tokens, stop, end)
    if sign is Sign.UNKNOWN:
        return not _is_own_ignorance(tokens, place, start)
    if sign is Sign.ENDORSE:
        adverb = whole and tokens.stems[place] in ("correct", "right")
        negated = stop < end and tokens.words[stop] == "not"
        return negated or (adverb and word not in ("rightly", "correctly"))
    if sign is Sign.DENY:
        return whole and word == "backward"
    if sign is not Sign.RETRACT:
        return False
    if whole and tokens.stems[place] == "correct":
        return not _is_correction(tokens, place, start, end)
    if word in _ORDERED and not _is_order(tokens, place, start):
        return True
    return tokens.words[stop - 1] == "no" and not _is_pause(tokens, stop, end)


def _mark(tokens: Tokens, sign: Sign, place: int, stop: int, sentence: int) -> Mark | None:
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    if _is_misread(tokens, sign, place, stop, start, end):
        return None
    if sign is Sign.DROP:
        reach = end_of_clause(tokens, place, stop, end)
        swap = next((p for p in range(stop, reach) if tokens.words[p] == "for"), reach)
        return Mark(sign, place, stop, (stop, swap))
    if sign is Sign.NO:
        return Mark(sign, place, stop, (stop, _end_of_no(tokens, stop, end)))
    if sign in (Sign.DISMISS, Sign.SOURCE_AFTER, Sign.DENY, Sign.ENDORSE, Sign.RETRACT):
        return Mark(sign, place, stop, (start, place))
    if sign is Sign.SOURCE:
        return Mark(sign, place, stop, (place, _end_of_source(tokens, stop, end)))
    return Mark(sign, place, stop, (stop, end_of_clause(tokens, place, stop, end)))


def _is_pause(tokens: Tokens, place: int, end: int) -> bool:
    return place >= end or bool(tokens.before[place].strip())


def _is_predicate(tokens: Tokens, stop: int, end: int) -> bool:
    """Whether a verb such as `not needed`, `not help` says it of its subject, with no object."""
    word, stemmed = tokens.words[stop - 1], tokens.stems[stop - 1]
    if stemmed == "drop" and stop < end and tokens.words[stop] in ("in", "into"):
        return False
    if stemmed in _TAKES_OBJECT:
        return word in ("needed", "required", "used", "recommended")
    if stemmed in _MAY_TAKE_OBJECT and stop < end:
        return bool(tokens.before[stop].strip()) or tokens.words[stop] in _CIRCUMSTANCE
    return True


def _is_correction(tokens: Tokens, place: int, start: int, end: int) -> bool:
    """Whether it is the bare word: `Correction: ...`."""
    opens = place == start or bool(tokens.before[place].strip())
    return opens and tokens.words[place] == "correction" and _is_pause(tokens, place + 1, end)


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
    if at < start or _STRONG.search(tokens.before[at + 1]):
        return True
    if tokens.words[at] in _NEGATIVE:
        return True
    if "," in tokens.before[at + 1]:
        return not word.endswith("ed")
    return tokens.words[at] in _SUBJECT_OF_DROP


def _end_of_no(tokens: Tokens, place: int, end: int) -> int:
    if place < end and (tokens.before[place].strip() or tokens.words[place] == "for"):
        return place
    limit = min(end, place + NO_REACHES)
    for at in range(place, limit):
        if at > place and (_is_break(tokens, at) or tokens.stems[at] in _ENDS_NO):
            return at
        if at > place and "," in tokens.before[at] and tokens.words[at] in _NEGATIVE:
            return at
    return limit


def _end_of_source(tokens: Tokens, place: int, end: int) -> int:
    """Attribution lasts until the candidate speaks again."""
    for at in range(place + 1, end):
        if tokens.words[at] in ("but", "however", "yet", "whereas", "though", "although"):
            return at
        if ";" in tokens.before[at]:
            return at
    return end


def _is_break(tokens: Tokens, at: int) -> bool:
    return bool(_STRONG.search(tokens.before[at])) or tokens.words[at] in _CONJUNCTIONS


def end_of_clause(tokens: Tokens, mark: int, place: int, end: int) -> int:
    """Where the clause ends in which a negation at `mark` bears on what begins at `place`."""
    constituent = "," in tokens.before[mark] or tokens.words[mark] in (
        "instead",
        "rather",
        "without",
    )
    fronting = tokens.words[mark] in ("instead", "rather")
    for at in range(place, end):
        if at > place and (_is_break(tokens, at) or tokens.words[at] == "nor"):
            return at
        if at > place and tokens.words[at] in ("i", "we") and not _is_linking(tokens, at - 1):
            return at
        if at > place and fronting and tokens.words[at] in ("i", "we", "you", "they"):
            return at
        if at == place and _STRONG.search(tokens.before[at]):
            return at
        if "," in tokens.before[at] and (constituent or _opens_clause(tokens, at, end)):
            return at
        if tokens.words[at] in ("and", "or") and at > place and _opens_clause(tokens, at + 1, end):
            return at
        if (
            at > place
            and tokens.words[at] in ("instead", "rather")
            and tokens.words[at + 1] not in ("than", "of")
        ):
            return at
    return end


def _is_linking(tokens: Tokens, at: int) -> bool:
    """Whether a clause that begins here depends on the one before: `think that we ...`."""
    return tokens.words[at] in ("that", "what", "how", "why", "whether", "think", "say", "believe")


def _opens_clause(tokens: Tokens, at: int, end: int) -> bool:
    """Whether a new clause begins here: a subject, an order, or a noun and then a verb."""
    if at >= end:
        return True
    word = tokens.words[at]
    if word in _SUBJECTS or word in _ORDERS or word in _CONJUNCTIONS or word in _NEGATIVE:
        return True
    if word in ("and", "or"):
        return _opens_clause(tokens, at + 1, end)
    for next_ in range(at + 1, min(at + 5, end)):
        if "," in tokens.before[next_]:
            return False
        if tokens.words[next_] in _FINITE or tokens.stems[next_] == "be":
            return True
    return False
