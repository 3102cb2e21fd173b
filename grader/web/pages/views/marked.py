"""An answer in pieces, so that each quoted sentence can be marked with the tells it is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A stretch of the answer that is evidence for a tell, in code points.

    `tone` is how it is coloured: `for`, `against` or `aside`.
    """

    tell: str
    start: int
    end: int
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of the answer's text with the same marks throughout.

    `tells` is empty where nothing is marked. `anchors` are the ids of the quotes that begin here.
    """

    text: str
    tells: tuple[str, ...] = ()
    tone: str = ""
    anchors: tuple[str, ...] = ()


def anchor(start: int) -> str:
    """The id, within the page, of the quotes that begin at an offset."""
    return f"quote-{start}"


def pieces(text: str, start: int, end: int, quotes: Sequence[Quote]) -> tuple[Piece, ...]:
    """`text[start:end]` cut wherever a quote begins or ends. The pieces' texts add up to it."""
    inside = [q for q in quotes if q.start < end and q.end > start and q.start < q.end]
    cuts = {start, end}
    for quote in inside:
        cuts |= {max(quote.start, start), min(quote.end, end)}
    return tuple(_cut(text, sorted(cuts), inside))


_RANK = ("against", "for", "aside")


def _cut(text: str, cuts: Sequence[int], quotes: Sequence[Quote]) -> Iterator[Piece]:
    ordered = sorted(quotes, key=lambda quote: quote.start)
    opened: list[Quote] = []
    upcoming = 0
    for at, stop in pairwise(cuts):
        opened = [quote for quote in opened if quote.end > at]
        begun = upcoming
        while upcoming < len(ordered) and ordered[upcoming].start <= at:
            opened.append(ordered[upcoming])
            upcoming += 1
        first = dict.fromkeys(anchor(quote.start) for quote in ordered[begun:upcoming])
        yield Piece(
            text=text[at:stop],
            tells=tuple(dict.fromkeys(quote.tell for quote in opened)),
            tone=min((quote.tone for quote in opened), key=_RANK.index, default=""),
            anchors=tuple(first),
        )
