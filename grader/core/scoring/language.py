"""Whether an answer is in English, which is all that the cues know."""

from __future__ import annotations

import re
from typing import Final

SHARE: Final = 0.3
"""The share of letters beyond the Latin ones from which on an answer is in another script.

A Chinese letter says more than a Latin one, and terms of the field stay English.
"""
FEWEST: Final = 12
"""Words below which nothing is said of a language that is written in Latin letters."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN_ENDS: Final = "\u024f"
_COMMON: Final = (
    "the a an is are was of and to in you it for that i we on with be not so if as or but this"
    " have then when they from can what do"
)
_ENGLISH: Final = frozenset(_COMMON.split())
# The commonest words that stand between all others. What English has too says nothing, and nor do
# single letters, which formulas have.
_OTHERS: Final = tuple(
    frozenset(word for word in words.split() if len(word) > 1) - _ENGLISH
    for words in (
        "der die das und ist nicht ein eine ich wir mit auf für dem den des zu von wenn dann sich",
        "el la los las que de y en una por con para se es lo más cuando pero como del",
        "le la les des et est une pour que dans pas on de il nous avec sur ce mais quand du",
        "o os as que de e em uma por com para não se é mais quando mas do da um",
        "il lo gli che di e un una per con non si è più quando ma del della nel",
        "de het een en van is dat niet met voor je op zijn als maar dan wij",
        "w na i nie się że jest to z do jak ale dla po gdy są",
        "ve bir bu için ile da de çok ama gibi daha olarak değil ne kadar",
        "och att det en som är på av för med inte den vi om så",
    )
)


def in_english(text: str) -> bool:
    """Whether most of a text is in English; a text of names, numbers and short notes counts so."""
    if not text.isascii() and _foreign_letters(text) > SHARE:
        return False
    words = _WORD.findall(text.lower())
    english = sum(word in _ENGLISH for word in words)
    if len(words) < FEWEST or english > len(words) / 8:
        return True
    foreign = max(sum(word in other for word in words) for other in _OTHERS)
    return foreign <= 2 * english or foreign < len(words) / 10


def _foreign_letters(text: str) -> float:
    """The share of letters that are not Latin."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter > _LATIN_ENDS for letter in letters) / max(1, len(letters))
