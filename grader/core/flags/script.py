"""Mixed script: Latin words with letters of another script that look the same."""

from __future__ import annotations

import re
from typing import Final

_OTHER: Final = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0531-\u0587\u13a0-\u13f5\uab70-\uabbf\ua4d0-\ua4ff]"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile("[A-Za-z]")
_CYRILLIC_TWINS: Final = frozenset("аеорсухіјѕһԁԛԝӏѵАВЕКМНОРСТУХІЈЅвкмнт")
_GREEK_TWINS: Final = frozenset("οϲΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_GREEK_SIMILAR: Final = frozenset("αινρυτκεωγχ")
"""Also the names of quantities, so that they count inside of a word only."""
_ENGLISH_ENOUGH: Final = 3


def has_mixed_script(text: str) -> bool:
    """Whether a word mixes Latin letters with look-alikes, or a word of look-alikes stands alone.

    Symbols of mathematics ("μP", "β-VAE"), endings of a language ("GPUшный" in a Russian text) and
    another script beside a Latin word are no mixture. Linear.
    """
    if text.isascii() or not _OTHER.search(text):
        return False
    words = [word for word in _WORD.findall(text) if not word.isascii() and _OTHER.search(word)]
    cyrillic = sum("\u0400" <= word[0] <= "\u052f" and not _looks_latin(word) for word in words)
    return any(_is_mixed(word, russian=cyrillic >= _ENGLISH_ENOUGH) for word in words)


def _is_mixed(word: str, *, russian: bool) -> bool:
    latin = len(_LATIN.findall(word))
    if not latin:
        return not russian and len(word) >= 3 and _looks_latin(word)
    others = [c for c in word if _OTHER.match(c)]
    if any(c not in _CYRILLIC_TWINS and "\u0400" <= c <= "\u052f" for c in others):
        return not russian
    if any(c in _CYRILLIC_TWINS for c in others):
        return not (russian and re.fullmatch("[A-Za-z]+[\u0400-\u052f]+", word))
    if any(c in _GREEK_TWINS for c in others):
        return latin >= 2
    if any(c in _GREEK_SIMILAR for c in word[1:-1]):
        return latin >= 3
    return any(not "\u0370" <= c <= "\u03ff" for c in others)


def _looks_latin(word: str) -> bool:
    return all(c in _CYRILLIC_TWINS for c in word)
