"""Which of two things a sentence prefers: `A over B` and `B rather than A` told apart."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from grader.core.scoring.literals import Span
from grader.core.scoring.spelling import canonical, word_set
from grader.core.scoring.stance import Held, Stances
from grader.core.scoring.tokens import Tokens

MOST_BETWEEN: Final = 12
"""How many words may stand between the two."""
_FIRST: Final = (
    "over", "rather than", "instead of", "not", "before", "ahead of", "in place of", "in lieu of",
    "beat", "outperform", "outclass", "win over", "win against", "trump", ">", "above", "and not",
    "never", "replace", "supersede", "without", "as opposed to", "but not", "no need for",
    "against",
)  # fmt: skip
_SECOND: Final = (
    "replaced by", "lost to", "gave way to", "superseded by", "->", "<", "be beat by", "but rather",
    "switched to", "moved to", "inferior to", "migrated to", "went to", "swapped for", "less than",
    "replaced with", "in favor of", "is beaten by", "in favour of",
)  # fmt: skip
_SECOND_AFTER: Final = {
    "rather than": (), "instead of": (), "over": (), "from": ("to",), "not": ("but",),
    "replace": ("with", "by"), "swap": ("for", "to"), "skip": ("and", "use", "for", "go", "take"),
    "avoid": ("and", "use", "for", "go", "take"), "drop": ("for", "and", "use"), "unlike": (),
    "ditch": ("for", "and"), "switch from": ("to",), "move from": ("to",), "abandon": ("for",),
    "before": (), "past": ("to",), "in place of": (), "trade": ("for",), "leave": ("for",),
    "moved off": ("to", "and"), "as opposed to": (), "in lieu of": (),
}  # fmt: skip
_PREFERRING: Final = word_set("prefer favor superior")
_BETTER: Final = word_set(
    """
    better simpler cheaper easier faster lighter safer leaner quicker stabler cleaner smaller
    saner stable reliable robust practical forgiving manageable efficient convenient sensible
    attractive straightforward pleasant lower sooner
    """
)
_WORSE: Final = word_set(
    """
    worse harder slower heavier costlier pricier riskier complex complicated expensive fragile
    brittle unstable fiddly painful cumbersome trickier finicky involved laborious demanding
    hassle trouble work overkill difficult costly hungry expensive messier larger bigger
    temperamental touchier
    """
)


def prefers_first(tokens: Tokens, first: Span, second: Span) -> bool | None:
    """Whether the sentence prefers what it names first to what it names second; None: neither."""
    between = _text(tokens, first[1], second[0])
    if second[0] - first[1] > MOST_BETWEEN:
        return None
    begin = tokens.starts[tokens.sentence_of[first[0]]]
    ahead = _text(tokens, max(begin, first[0] - 5), first[0])
    told = _told_ahead(ahead, between)
    if told is not None:
        return told
    words = set(between.split())
    if "than" in words or " compar to " in between:
        return _compared(between, words)
    if " to " in between and _PREFERRING & set((ahead + between).split()):
        return True
    if _has(between, _SECOND):
        return False
    return True if _has(between, _FIRST) else None


def how_preferred(stances: Stances, this: Span, that: Span) -> Held | None:
    """How the candidate stands to choosing `this` over `that`; None when it is not chosen."""
    first, second = sorted((this, that))
    tokens = stances.tokens
    told = prefers_first(tokens, first, second)
    if told is None:
        one = stances.held(this, (that,))
        turned_down = one is Held.ASSERTED and (
            stances.held(that, (this,)) in (Held.REJECTED, Held.DENIED)
        )
        return one if turned_down else None
    # The words that compare are part of the cue: `not` in "A, not B" negates nothing of it.
    between = (first[1], second[0])
    begin = tokens.starts[tokens.sentence_of[first[0]]]
    ahead = (max(begin, first[0] - 3), first[0])
    chosen, cover = (first, (between,)) if told else (second, (ahead, between))
    held = stances.held(chosen, cover)
    if told and held is Held.REJECTED and _is_turned_round(stances, first, cover):
        chosen, held = second, Held.ASSERTED
    return held if chosen == this else None


def _is_turned_round(stances: Stances, first: Span, cover: tuple[Span, ...]) -> bool:
    """Whether "I would not take A over B" prefers B: "I do not prefer A to B" does not."""
    tokens = stances.tokens
    begin = tokens.starts[tokens.sentence_of[first[0]]]
    if {"prefer", "favor"} & set(tokens.stems[begin : first[0]]):
        return False
    return stances.is_only_negated(first, cover)


def _text(tokens: Tokens, start: int, end: int) -> str:
    return " " + " ".join(tokens.stems[start:end]) + " "


@lru_cache(maxsize=1000)
def _stemmed(text: str) -> str:
    return " ".join(stem for word in text.split() for _, stem in canonical(word))


@lru_cache(maxsize=1)
def _comparatives() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(_stemmed, _BETTER)), frozenset(map(_stemmed, _WORSE))


def _told_ahead(ahead: str, between: str) -> bool | None:
    """False when a word before the first already turns it down: `rather than A, B`."""
    for opener, links in _SECOND_AFTER.items():
        near = " ".join(ahead.split()[-len(opener.split()) - 1 :])
        if f" {_stemmed(opener)} " in f" {near} " and (not links or _has(between, links)):
            return False
    return None


def _compared(between: str, words: set[str]) -> bool | None:
    if "rather than" in between:
        return True
    less = "less" in words or "fewer" in words or "not" in words
    better, worse = _comparatives()
    if words & worse or ("more" in words and words & {"work", "troubl", "move", "machineri"}):
        return less
    if words & better:
        return not less
    return True if less else None


def _has(text: str, wanted: tuple[str, ...]) -> bool:
    return any(f" {_stemmed(w)} " in text for w in wanted)
