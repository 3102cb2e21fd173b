"""Small slips of the keyboard in the words of a rubric."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from grader.core.scoring.spelling import word_set

SHORTEST: Final = 6
"""Shorter words have too many neighbours that are words of their own."""

# Words that are one letter away from a technical word and mean something else.
_WORDS_OF_THEIR_OWN: Final = word_set(
    """
    adopted adopter adopters adopting adoption adaption trailing straining draining raining
    casual causal moral morale statue status statute deserve reserve reserved preserve revere
    severs serves several server servers severe metric metrics matric tenants tenets tuning
    turning mending vending sending tending polity policy police polices prefect perfect
    perfects project protect product produce quantity quality quantify qualify contact
    contract contrast content context contest convert covert revert expert export except
    expect accept aspect respect inspect reward regard retard steward format former formal
    formed forms formula domain remain demand remand complete compete compute computer
    commuter committer model modal models mode freezing breezing breeding reading leading
    loading lading scale scalar scaler scales stale overflow overflew underflow gradient
    ingredient learning leaning yearning warning weights heights eights weight height freight
    fright bright flight slight sleight sample simple samples ample pairs stairs chairs
    repairs parser passer poster posted posting costing casting coasting boasting lasting
    pasting tasting testing resting nesting vesting batch bitch botch watch match catch
    patches batches matches marches searches merged merges merger verged emerge emerged bases
    basis based biased bias distil distill instill install instil instal adapter adaptor
    chapter chatter matter latter letter better bitter butter buffer suffer differ offer
    offers prompts promptly promote promoted prompted prefers reference references preference
    evaluate evacuate evaluation evolution revolution resolution solution relation relative
    negative native retain retail detail details retains remain retrain restrain restraint
    constraint contain retire retried retried retried retrial retrieval revival arrival
    rewrite rewrote general generate venerate operate cooperate separate desperate deprecate
    depreciate appreciate
    """
)


Neighbours: TypeAlias = dict[tuple[str, int], list[str]]
"""Words by their first letter and their length."""


def neighbours(words: Iterable[str]) -> Neighbours:
    """The rubric's words that are long enough to be told from other words."""
    table: Neighbours = {}
    for word in words:
        if len(word) >= SHORTEST and word.isalpha():
            table.setdefault((word[0], len(word)), []).append(word)
    return table


def correct(word: str, table: Neighbours) -> str | None:
    """The one word of the rubric that `word` is a slip of, or None. Its first letter is right."""
    if word in _WORDS_OF_THEIR_OWN:
        return None
    lengths = range(len(word) - 1, len(word) + 2)
    near = [w for size in lengths for w in table.get((word[0], size), ()) if _is_slip(word, w)]
    return near[0] if len(near) == 1 else None


def _is_slip(typed: str, meant: str) -> bool:
    """One letter too many, one missing, two swapped, or one vowel for another."""
    if len(typed) != len(meant):
        longer, shorter = sorted((typed, meant), key=len, reverse=True)
        return any(longer[:i] + longer[i + 1 :] == shorter for i in range(1, len(longer)))
    differing = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
    if len(differing) == 1:
        return {typed[differing[0]], meant[differing[0]]} <= set("aeiouy")
    if len(differing) != 2 or differing[1] != differing[0] + 1:
        return False
    i = differing[0]
    return typed[i : i + 2] == meant[i : i + 2][::-1]
