"""Sentences: where they begin and end in a text, to the character."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.text.blocks import blocks
from grader.core.text.pieces import LONG, pieces
from grader.core.text.view import INVISIBLE

_FILLERS = "\u115f\u1160\u3164\uffa0"
_HAS_WORD = re.compile(rf"[^\W_{_FILLERS}]")
_CLOSERS = (
    rf"(?:\[\d{{1,3}}\]|[\"'\u2019\u201d"
    rf"\u00bb\u203a)\]}}*_`\u300d\u300f\uff09\u3011\u300b{INVISIBLE}])"
)
# An end is a run of marks with what closes after it. Most need white space after that, so that
# 0.5 and x.py stay whole; those of East Asian and Indic scripts do not.
_MARKS = ".!?\u2026\u203c\u2047-\u2049"
_UNSPACED = "\u3002\uff01\uff1f\uff61\uff1b\u0964\u0965\u06d4\u061f\u1362\u104b\u17d4"
_END = re.compile(rf"[{_MARKS}{_UNSPACED}][{_MARKS}{_UNSPACED}]*+{_CLOSERS}*+")
_ENDS_UNSPACED = re.compile(rf"[{_MARKS}]*+[{_UNSPACED}]")
_BLANK = re.compile(rf"[\s{INVISIBLE}]*+")
_WORD_BEFORE = re.compile(r"[^\s(\[\"'\u201c\u2018/]+\Z")
_LIST_NUMBER = re.compile(r"[^\w]*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})\Z")
_DOTTED = re.compile(r"(?:\w\.)+\w\Z")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEVER_LAST = _words(
    "e.g eg i.e ie vs cf approx dr mr mrs prof viz esp incl excl resp w.r.t wrt a.k.a st ca "
    "bzw z.b u.a d.h p.ej"
)
_BEFORE_NUMBER = _words(
    "no nos nr fig figs eq eqs sec ch chap p pp vol ref tab art ex jan feb mar apr jun jul aug sep "
    "sept oct nov dec ver v"
)
_SELDOM_LAST = _words("etc al inc ltd co corp est dept ph.d jr sr usw")
_TITLES = frozenset(("Ms", "Mr", "Mrs", "Dr", "Prof", "St"))
_OPENERS = _words(
    "a an and but for he her his how i if in it it's its my no now or our she so that that's the "
    "then there these they this those to we what when where which who why with yes you your"
)
_GOES_ON = frozenset("\u2192\u21d2=,;:)]}&/")
_LONGEST_ABBREVIATION = 8


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of `text[start:end]`, in order, trimmed and apart.

    Every letter and digit of the text lies in exactly one of them. What has neither, such as a
    rule, a lone bracket or a row of dashes, is no sentence.
    """
    for block in blocks(text, start, end):
        spans = ((block.start, block.end),) if block.whole else _split(text, block.start, block.end)
        for first, last in spans:
            if last - first <= LONG:
                if _HAS_WORD.search(text, first, last):
                    yield first, last
                continue
            for piece in pieces(text, first, last):
                trimmed = _trim(text, *piece)
                if _HAS_WORD.search(text, *trimmed):
                    yield trimmed


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    return _after_blank(text, start, end), start + len(text[start:end].rstrip())


def _after_blank(text: str, start: int, end: int) -> int:
    blank = _BLANK.match(text, start, end)
    return blank.end() if blank else start


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of one block, each without white space around it."""
    for hit in _END.finditer(text, start, end):
        stop = hit.end()
        if stop == end or not (text[stop].isspace() or _ENDS_UNSPACED.match(hit.group())):
            continue
        after = _after_blank(text, stop, end)
        if after < end and _is_end(text, start, hit.group(), hit.start(), after):
            yield start, stop
            start = after
    if start < end:
        yield start, end


def _is_end(text: str, start: int, mark: str, at: int, after: int) -> bool:
    """Whether the mark at `at` ends the sentence that began at `start`; `after` is what follows."""
    follows = text[after]
    if follows in _GOES_ON:
        return False
    if mark == ".":
        return _is_full_stop(text, start, at, after)
    kind = mark[0]
    if not text[at + len(mark)].isspace():
        return True
    if kind == "\u2026" or mark.startswith(".."):
        word = text[after : after + 2]
        going_on = follows.islower() or (word[:1] == "I" and not word[1:].isalnum())
        return not going_on and not text[at - 1 : at].isspace()
    if follows in "-\u2013\u2014" and kind != ".":
        return False
    # After a closing quote or bracket the sentence around it may go on: "really?" she asked.
    return len(mark) == 1 or mark[-1] in ".!?" or not follows.islower()


def _is_full_stop(text: str, start: int, at: int, after: int) -> bool:
    """Whether a single dot ends the sentence, and is not part of a number or an abbreviation."""
    head = text[max(start, at - _LONGEST_ABBREVIATION) : at]
    found = _WORD_BEFORE.search(head)
    if found is None:
        return True
    word = found.group()
    lower = word.lower().lstrip("*_")
    follows = text[after]
    if lower in _NEVER_LAST or word in _TITLES:
        return False
    if lower in _BEFORE_NUMBER and follows.isdigit():
        return False
    if lower in _SELDOM_LAST or _DOTTED.search(word):
        return not (follows.islower() or follows.isdigit())
    if len(word) > 4:
        return True
    if _LIST_NUMBER.match(text, start, at):
        return False
    if word.isdecimal() and head[: found.start()].rstrip().endswith((",", ";", ":")):
        return False
    return not _is_initial(text, word, after)


def _is_initial(text: str, word: str, after: int) -> bool:
    """Whether one capital letter before a dot stands for a name, as in "J. Smith"."""
    if len(word) != 1 or not word.isupper() or word == "I":
        return False
    following = text[after : after + 20].split(maxsplit=1)[0]
    return following[:1].isupper() and following.lower().rstrip(",.") not in _OPENERS
