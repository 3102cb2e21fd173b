"""Folded: a text as the wordings of attacks are written, whatever it was dressed up as."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, Final

from grader.core.text.view import INVISIBLE

_HIDDEN: Final = re.compile(f"[{INVISIBLE}]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_BETWEEN: Final = re.compile(r"[.*_-]| (?! )")
_WORD: Final = re.compile(r"[^\W\d_]*[A-Za-z][^\W\d_]*")
LOOK_ALIKES: Final = str.maketrans(
    "аеорсухіјѕһԁԛԝӏѵԍьвкмнтАВЕКМНОРСТУХІЈЅαεικνορτυχγωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshdqwlvgbbkmhtABEKMHOPCTYXIJSaeikvoptuxywABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters to the Latin letters that they are mistaken for."""
_TYPESET: Final = (
    *(("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("«", '"'), ("»", '"')),
    *(("—", " - "), ("–", "-"), ("…", "..."), ("→", "->"), ("•", "-"), ("·", "."), ("\u00a0", " ")),
)
"""Marks of ordinary typesetting, after which most texts are ASCII."""
_MARKS_KEPT: Final = re.compile("([\u0300-\u036f]{4})[\u0300-\u036f]+")


def fold(text: str) -> str:
    """`text` in lower case and NFKC, without accents, invisible characters and look-alikes.

    Letters that stand apart ("i g n o r e") are closed up. Line breaks stay. Linear.
    """
    if not text.isascii():
        for mark, plain in _TYPESET:
            text = text.replace(mark, plain)
        if not text.isascii():
            text = _without_disguise(text)
    if _letters_apart().search(text):
        text = _letters_apart().sub(lambda run: _BETWEEN.sub("", run.group()), text)
    return text.lower()


@cache
def _letters_apart() -> Any:
    import re2

    return re2.compile(r"\b(?:\pL[ .*_-]{1,3}){9,}\pL\b")


def unaccented(text: str) -> str:
    """`text` in NFKC, without the accents of the Latin, Greek and Cyrillic scripts."""
    spread = unicodedata.normalize("NFKD", _MARKS_KEPT.sub(r"\1", text))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", spread))


def _without_disguise(text: str) -> str:
    text = unaccented(_HIDDEN.sub("", text))
    return _WORD.sub(lambda word: _plain(word.group()), text)


def _plain(word: str) -> str:
    return word if word.isascii() else word.translate(LOOK_ALIKES)
