"""The signs in one sentence, and how far each of them reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from grader.core.scoring.lexicon import ADVERBS, Pattern, Rows, Slot, expressions
from grader.core.scoring.literals import Span
from grader.core.scoring.misreading import NEGATIVE, SUBJECTS, breaks, is_misread
from grader.core.scoring.sign import Sign
from grader.core.scoring.spelling import word_set
from grader.core.scoring.tokens import Tokens

CONJUNCTIONS: Final = word_set(
    """
    but because since so whereas while unless except although though however until till if
    when which thus hence therefore yet instead otherwise -> whenever where once as then
    unlike
    """
)
FINITE: Final = word_set(
    """
    be can could will would should may might must do have is are was were has had does did
    mean means need needs give gives get gets make makes let lets keep keeps take takes use
    uses cost costs run runs train trains stay stays go goes come comes sees holds works learns
    knows becomes remains lives changes sits starts ends happens applies shows says wins loses
    follows grows shrinks fits fails helps pays serves saves stores sends reads writes adds
    handles beats carries dominates decides falls rises moves returns matters depends
    """
)
_ORDERS: Final = word_set(
    """
    use take go start try pick choose do train keep put add write run measure just
    """
)
_CONDITIONS: Final = word_set("if when where once unless whenever")
_BEFORE_WHICH: Final = word_set("in at for on of to with from by")
_INDIRECT: Final = word_set("which what if whether how why where when who")
_AUXILIARY: Final = word_set("do does did is are was were have has had can could will would be")
_BEFORE_CLAUSE: Final = word_set(
    """
    and or think thought believe guess hope know find found feel sure clear even just only here
    with than about like before after during while from that there then maybe perhaps sometimes
    often usually still well actually means says said
    """
)
_JUDGING: Final = word_set(
    """
    true case believ think say claim agre buy fair correct right myth misconcept fallaci illus
    doubt mistaken wrong convinc accept fals
    """
)
_AFTER_EMBEDDED: Final = word_set(
    """
    but because since so whereas while although though however yet instead hence therefore
    """
)
_SWAPPING: Final = word_set("drop ditch abandon discard scrap forgo")
_INVERTING: Final = word_set("do does did is are was were have has had would will should can could")
NO_REACHES: Final = 5
"""How many words the determiner `no` governs at most."""
_ENDS_NO: Final = FINITE - {"use", "train", "run", "cost", "keep", "need"} | {
    "to",
    "with",
    "for",
    "at",
}


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


def _mark(tokens: Tokens, sign: Sign, place: int, stop: int, sentence: int) -> Mark | None:
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    if is_misread(tokens, sign, place, stop, sentence):
        return None
    if sign is Sign.DROP:
        reach = end_of_clause(tokens, place, stop, end)
        if tokens.stems[place] in _SWAPPING:  # "We dropped RLHF for DPO."
            reach = next((p for p in range(stop, reach) if tokens.words[p] == "for"), reach)
        return Mark(sign, place, stop, (stop, reach))
    if sign is Sign.NO:
        return Mark(sign, place, stop, (stop, _end_of_no(tokens, stop, end)))
    if sign in (Sign.DISMISS, Sign.SOURCE_AFTER, Sign.DENY, Sign.ENDORSE, Sign.RETRACT):
        return Mark(sign, place, stop, (start, place))
    if sign is Sign.SOURCE:
        return Mark(sign, place, stop, (place, _end_of_source(tokens, stop, end)))
    first = _past_question(tokens, stop, end) if sign is Sign.UNKNOWN else _past_that(tokens, stop)
    if first > stop:
        return Mark(sign, place, stop, (stop, _end_of_embedded(tokens, first, end)))
    reach = end_of_clause(tokens, place, stop, end)
    if "what" in tokens.words[max(start, place - 3) : place]:  # "What it never was is cheap."
        reach = next((p for p in range(stop + 1, reach) if tokens.stems[p] == "be"), reach)
    elif _is_in_relative(tokens, place, start):
        first = stop if tokens.stems[place] == "lack" else stop + 1
        reach = next((p for p in range(first, reach) if _is_main_verb(tokens, p)), reach)
    return Mark(sign, place, stop, (stop, reach))


def _is_in_relative(tokens: Tokens, place: int, start: int) -> bool:
    """Whether a negation is in a clause on a noun: `facts it lacks are ...`, `those who do not`."""
    at = place
    while at > start and (tokens.words[at - 1] in _AUXILIARY or tokens.words[at - 1] in ADVERBS):
        at -= 1
    opener = at - 1
    if opener <= start or tokens.before[opener] != " " or tokens.before[at] != " ":
        return False
    if tokens.words[opener] in ("who", "which"):
        return True
    if tokens.words[opener - 1] == "where" and tokens.words[opener - 2] in ("those", "ones"):
        return True
    before = tokens.words[opener - 1]
    return (
        tokens.words[opener] in ("it", "they")
        and before not in CONJUNCTIONS | FINITE | SUBJECTS | _BEFORE_CLAUSE
        and len(before) > 3
    )


def _is_main_verb(tokens: Tokens, place: int) -> bool:
    return tokens.words[place] in FINITE and tokens.words[place - 1] not in SUBJECTS


def _past_question(tokens: Tokens, place: int, end: int) -> int:
    """The place after the words that open an indirect question: `not know in which ...`."""
    at = place + 1 if tokens.words[place] in _BEFORE_WHICH else place
    return min(at + 1, end) if tokens.words[at] in _INDIRECT else place


def _past_that(tokens: Tokens, place: int) -> int:
    """The place after the `that` of `not true that ...`, or `place` where there is none."""
    for at in range(place - 1, place + 4):
        if tokens.words[at] == "that" and tokens.stems[at - 1] in _JUDGING:
            return at + 1
        if at >= place and not tokens.words[at]:
            break
    return place


def _end_of_embedded(tokens: Tokens, place: int, end: int) -> int:
    """Where a clause ends that is judged as a whole, with what is joined to it by `and`."""
    for at in range(place + 1, end):
        if breaks(tokens.before[at]) or tokens.words[at] in _AFTER_EMBEDDED:
            return at
        joined = tokens.words[at] in ("and", "or")
        if joined and tokens.words[at + 1] in ("i", "we", "that", "it"):
            return at
        if "," in tokens.before[at] and not joined and _splices(tokens, at, end):
            return at
    return end


def _splices(tokens: Tokens, at: int, end: int) -> bool:
    """Whether a clause of its own follows the comma, and not a further item: `x, y and z stay`."""
    listed = {"and", "or"}.intersection(tokens.words[at : at + 5])
    return not listed and _opens_clause(tokens, at, end)


def _end_of_no(tokens: Tokens, place: int, end: int) -> int:
    if place < end and (tokens.before[place].strip() or tokens.words[place] == "for"):
        return place
    limit = min(end, place + NO_REACHES)
    for at in range(place, limit):
        if at > place and (_is_break(tokens, at) or tokens.stems[at] in _ENDS_NO):
            return at
        if at > place and "," in tokens.before[at] and tokens.words[at] in NEGATIVE:
            return at
    return limit


def _end_of_source(tokens: Tokens, place: int, end: int) -> int:
    """Attribution lasts until the candidate speaks again."""
    for at in range(place + 1, end):
        if tokens.words[at] in ("but", "however", "yet", "whereas", "though", "although"):
            return at
        if ";" in tokens.before[at] or concludes(tokens, at):
            return at
    return end


def concludes(tokens: Tokens, at: int) -> bool:
    """Whether the candidate draws a conclusion from here on: `..., so I tune`, `then we train`."""
    if tokens.words[at] not in ("so", "then", "hence", "therefore", "thus"):
        return False
    return tokens.words[at + 1] in ("i", "we")


def _is_break(tokens: Tokens, at: int) -> bool:
    return breaks(tokens.before[at]) or tokens.words[at] in CONJUNCTIONS


def end_of_clause(tokens: Tokens, mark: int, place: int, end: int) -> int:
    """Where the clause ends in which a negation at `mark` bears on what begins at `place`."""
    constituent = "," in tokens.before[mark] or tokens.words[mark] in (
        "instead",
        "rather",
        "without",
    )
    fronting = tokens.words[mark] in ("instead", "rather")
    chain = _chained(tokens, mark, end)
    for at in range(place, end):
        if at > place and (_is_break(tokens, at) or tokens.words[at] == "nor"):
            if at in chain:
                continue
            return at
        if at > place and tokens.words[at] in ("i", "we") and not _is_linking(tokens, at - 1):
            if at == place + 1 and tokens.words[place] in _INVERTING:
                continue  # "At no point do we ..." turns verb and subject round.
            return at
        if at > place and fronting and tokens.words[at] in ("i", "we", "you", "they"):
            return at
        if at == place and breaks(tokens.before[at]):
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


def _chained(tokens: Tokens, mark: int, end: int) -> tuple[int, ...]:
    """The places of `then` in a series that is negated as a whole: `is not A, then B, then C`.

    After a condition a `then` opens what follows from it: `if it is not A, then B`.
    """
    words = tokens.words
    if words[mark] != "not" or tokens.stems[mark - 1] != "be":
        return ()
    chain = tuple(p for p in range(mark + 1, end) if words[p] == "then")
    if len(chain) < 2 or not _CONDITIONS.isdisjoint(words[max(mark - 8, 0) : mark]):
        return ()
    return () if any(w in FINITE or w in SUBJECTS for w in words[mark + 1 : end]) else chain


def _is_linking(tokens: Tokens, at: int) -> bool:
    """Whether a clause that begins here depends on the one before: `think that we ...`."""
    return tokens.words[at] in ("that", "what", "how", "why", "whether", "think", "say", "believe")


def _opens_clause(tokens: Tokens, at: int, end: int) -> bool:
    """Whether a new clause begins here: a subject, an order, or a noun and then a verb."""
    if at >= end:
        return True
    word = tokens.words[at]
    if word in SUBJECTS or word in _ORDERS or word in CONJUNCTIONS or word in NEGATIVE:
        return True
    if word in ("and", "or"):
        return _opens_clause(tokens, at + 1, end)
    for next_ in range(at + 1, min(at + 5, end)):
        if "," in tokens.before[next_]:
            return False
        if tokens.words[next_] in FINITE or tokens.stems[next_] == "be":
            return True
    return False
