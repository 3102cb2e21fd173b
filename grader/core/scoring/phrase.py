"""A phrase as authors write it, read into a draft: what has to be said, in what order."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple, TypeAlias

from grader.core.scoring.spelling import canonical, fold, stem, word_set
from grader.core.scoring.tokens import split
from grader.errors import RubricError

GAP: Final = 6
"""How many words `...` may stand for."""
_MOST_PATHS: Final = 48
"""An option with more ways to be said than that is looked for element by element."""

_REF: Final = re.compile(r"\{\s*([a-z0-9_]+)\s*\}")
_PIECE: Final = re.compile(
    r"\((?:[^(){}?*….]|\.(?!\.\.))*\)|\{\s*[a-z0-9_]+\s*\}|\.\.\.|…|[()|?*]|[^\s(){}|?*…]+?(?=\.\.\.)|[^\s(){}|?*…]+"
)
_PLAIN: Final = re.compile(r"[^\s(){}|?*…]+")
_COMPOUNDING: Final = word_set(
    """
    pre post fine multi low off on re fp bf few zero one over under hot check data base soft
    mixed non sub co mini micro cross self auto de up down in out hand half full long short
    back hyper inter intra life time road loss grad soft check work token tf int
    """
)


Path: TypeAlias = tuple[str, ...]
"""One way to say a plain stretch: a row of stems."""


class Ref(NamedTuple):
    term: str


class Skip(NamedTuple):
    """Between `least` and `most` words, whichever they are."""

    least: int
    most: int


class Choice(NamedTuple):
    """One of several options: all ways to say the plain ones, and the others as they are."""

    plain: list[Path]
    others: list[Draft]


Draft: TypeAlias = "list[tuple[str | Ref | Skip | Choice, bool]]"
"""What a phrase says, piece by piece, and whether the piece may be missing. A string is a stem."""


class _Reader:
    """Reads one phrase, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[str] = _PIECE.findall(text)
        self.at = 0

    def fail(self, why: str) -> RubricError:
        return RubricError(f"the phrase {self.text!r} {why}", "See `grader rubrics schema`.")

    def draft(self, depth: int = 0) -> Draft:
        found: Draft = []
        pieces, size = self.pieces, len(self.pieces)
        while self.at < size:
            piece = pieces[self.at]
            if depth and piece in "|)":
                break
            self.at += 1
            if piece[0].isalnum():
                self._append(found, [(word, False) for word in _words(piece)])
            elif piece == "?":
                self._make_optional(found)
            elif piece in "|)":
                raise self.fail(f"has a {piece} outside brackets")
            else:
                self._append(found, self._special(piece, depth))
        return found

    def _append(self, found: Draft, new: Draft) -> None:
        """Add what a piece gives; a `?` after a word that carries nothing goes with it."""
        found.extend(new)
        if not new and self.at < len(self.pieces) and self.pieces[self.at] == "?":
            self.at += 1

    def _make_optional(self, found: Draft) -> None:
        if not found:
            raise self.fail("has a ? with no word before it")
        last = found[-1][0]
        found[-1] = (Skip(0, last.most), False) if isinstance(last, Skip) else (last, True)

    def _special(self, piece: str, depth: int) -> Draft:
        if piece == "(":
            return self._choice(depth)
        if piece[0] == "(":
            paths = [path for option in piece[1:-1].split("|") for path in _said(option)]
            return [(Choice(paths, []), False)] if paths else []
        if piece == "*":
            return [(Skip(1, 1), False)]
        if piece in ("...", "…"):
            return [(Skip(0, GAP), False)]
        if piece.startswith("{") and piece.endswith("}"):
            return [(Ref(piece[1:-1].strip()), False)]
        return [(word, False) for word in _words(piece)]

    def _choice(self, depth: int) -> Draft:
        options = [self.draft(depth + 1)]
        while self.at < len(self.pieces) and self.pieces[self.at] == "|":
            self.at += 1
            options.append(self.draft(depth + 1))
        if self.at >= len(self.pieces):
            raise self.fail("has a bracket that is never closed")
        self.at += 1
        plain: list[Path] = []
        others = []
        for option in options:
            paths = ways(option)
            plain += paths
            if option and not paths:
                others.append(option)
        return [(Choice(plain, others), False)] if plain or others else []


@lru_cache(maxsize=20_000)
def _words(piece: str) -> tuple[str, ...]:
    """The stems of one written word; a hyphen inside is a hyphen, a space or nothing."""
    if "-" in piece and "->" not in piece:
        parts = [part for part in piece.split("-") if part]
        if len(parts) == 2 and all(part.isalnum() for part in parts):
            return (stem(fold("".join(parts))),)
    tokens = (piece,) if piece.isalnum() else split(piece)[1::2]
    return tuple(found for token in tokens for _, found in canonical(token))


@lru_cache(maxsize=20_000)
def _said(option: str) -> tuple[Path, ...]:
    """The ways to say an option of plain words; none when it has no words."""
    path = tuple([word for piece in option.split() for word in _words(piece)])
    return tuple(_compounded([path])) if path else ()


def read(text: str) -> Draft:
    """What a phrase says. Raises RubricError when it cannot be read."""
    reader = _Reader(text)
    if text.count("{") != text.count("}") or text.count("{") != len(refs(text)):
        raise reader.fail("has a brace that is not a {term}")
    draft = trimmed(reader.draft())
    if not draft:
        raise reader.fail("has no words")
    return draft


def trimmed(draft: Draft) -> Draft:
    """The draft without the gaps at its ends, which ask for nothing."""
    while draft and isinstance(draft[0][0], Skip):
        draft = draft[1:]
    while draft and isinstance(draft[-1][0], Skip):
        draft = draft[:-1]
    return draft


def ways(draft: Draft) -> list[Path]:
    """All ways to say a draft; none when it is not plain, or too rich."""
    if len(draft) == 1 and isinstance(draft[0][0], str) and not draft[0][1]:
        return [(draft[0][0],)]
    parts: list[list[Path]] = []
    size = 1
    for element, optional in draft:
        if isinstance(element, str):
            said: list[Path] = [(element,)]
        elif isinstance(element, Choice) and not element.others:
            said = element.plain
        else:
            return []
        if optional:
            said = [*said, ()]
        size *= len(said)
        if size > _MOST_PATHS:
            return []
        parts.append(said)
    if size == 1:
        rows = [tuple([word for (way,) in parts for word in way])]
    else:
        rows = [tuple([word for way in row for word in way]) for row in product(*parts)]
    return _compounded([row for row in rows if row])


def _compounded(rows: list[Path]) -> list[Path]:
    """Let words such as `fine tuning` also match where they are written as one."""
    for row in rows:
        if _COMPOUNDING.isdisjoint(row):
            continue
        for place in range(len(row) - 1):
            if row[place] in _COMPOUNDING:
                joined = stem(row[place] + row[place + 1])
                return [*rows, (*row[:place], joined, *row[place + 2 :])]
    return rows


def refs(text: str) -> list[str]:
    """The terms that a phrase refers to."""
    return _REF.findall(text) if "{" in text else []


def stems(text: str) -> frozenset[str]:
    """All stems that a phrase itself names, without those of its terms."""
    plain = _REF.sub(" ", text).replace("...", " ")
    return frozenset(s for piece in _PLAIN.findall(plain) for s in _words(piece))


def has_gap(text: str) -> bool:
    """Whether a match may hold words that the phrase does not name."""
    return "..." in text or "*" in text or "…" in text
