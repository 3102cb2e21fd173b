"""Which of two things a sentence prefers: `A over B` and `B rather than A` told apart."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from grader.core.scoring.literals import Span
from grader.core.scoring.spelling import canonical, word_set
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
