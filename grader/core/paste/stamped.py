"""Messages that begin with time and name on the line of their first words: WhatsApp, Zoom, ..."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from grader.core.paste.base import Reading
from grader.core.paste.body import read_body
from grader.core.paste.chatter import chat_furniture, words_of
from grader.core.paste.event import Drop, Event, Head
from grader.core.paste.names import read_name
from grader.core.paste.page import Line, Page
from grader.core.paste.when import CLOCK, DATE, WHEN

_NAME = r"(?P<name>[^\n:\[\]<>]{1,80}?)"
_CLOCK = CLOCK.replace("[:h]", "[:.h]")
_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


class Style(NamedTuple):
    """One way of writing the first line of a message. `notice` matches lines nobody said.

    With `least` such lines, a text is in this style.
    """

    format: str
    first: re.Pattern[str]
    notice: re.Pattern[str] | None = None
    least: int = 1


_CLOCKED = re.compile(r"\d[:.h]\d\d")
_ANY_NAME = frozenset(("whatsapp", "discord"))
_MUTE = re.compile(
    r"<(?:media|medien|m\u00eddia|m\u00e9dias?|multimedia)[ \w]{1,30}>"
    r"|<(?:attached|anhang)[^\n]{1,120}>"
    r"|(?:image|video|audio|sticker|gif|document|contact card|bild|video|foto) (?:omitted"
    r"|weggelassen|omitida|omise)|(?:this message was|you) deleted(?: this message)?\.?"
    r"|(?:diese nachricht wurde|du hast diese nachricht) gel\u00f6scht\.?"
    r"|(?:se elimin\u00f3 este mensaje|ce message a \u00e9t\u00e9 supprim\u00e9"
    r"|mensagem apagada)\.?"
    r"|messages and calls are end-to-end encrypted[^\n]*|null"
    r"|nachrichten und anrufe sind ende-zu-ende-verschl\u00fcsselt[^\n]*"
    r"|missed (?:voice|video) call[^\n]{0,40}",
    re.IGNORECASE,
)
_LONGEST_HEAD = 220


@cache
def _styles() -> tuple[Style, ...]:
    """From the strictest to the loosest. Compiled on first use: it takes a while."""
    return (
        Style(
            "whatsapp",
            _pattern(rf"\[(?P<time>{_DAY},? {_CLOCK})\] ?{_NAME}:(?: |$)"),
            _pattern(rf"\[{_DAY},? {_CLOCK}\] ?"),
        ),
        Style(
            "whatsapp",
            _pattern(rf"(?P<time>{_DAY},? {_CLOCK}) [-\u2013] {_NAME}:(?: |$)"),
            _pattern(rf"{_DAY},? {_CLOCK} [-\u2013] "),
        ),
        Style("whatsapp", _pattern(rf"\[(?P<time>{CLOCK}, {_DAY})\] {_NAME}:(?: |$)")),
        Style(
            "zoom",
            _pattern(
                rf"(?P<time>{WHEN})[ \t]+From[ \t]+{_NAME}"
                r"(?:[ \t]+to[ \t]+[^\n:]{1,80}?)?[ \t]*:(?:[ \t]|$)"
            ),
        ),
        Style("zoom", _pattern(r"\[(?P<name>[^\W\d][^\n\[\]]{0,59})\] (?P<time>\d\d:\d\d:\d\d)$")),
        Style(
            "teams",
            _pattern(rf"\[(?P<time>{DATE} {CLOCK})\][ \t]*(?P<name>[^\n:\[\]<>]{{1,80}})$"),
        ),
        Style(
            "discord",
            _pattern(rf"\[(?P<time>{WHEN})\](?P<name>[^\W\d][^\n:\[\]<>]{{0,60}}?):(?= |$)"),
        ),
        Style("slack", _pattern(rf"\[(?P<time>{WHEN})\] {_NAME}(?:: |:$|$)")),
        Style("meet", _pattern(rf"\((?P<time>{WHEN})\)[ \t]*{_NAME}(?:: |:$|$)")),
        Style(
            "zoom",
            _pattern(rf"(?P<time>{CLOCK})[ \t]+(?:[-\u2013\u2014] )?{_NAME}:(?: |$)"),
            least=2,
        ),
        Style("labelled", _pattern(rf"{_NAME} ?[\[(](?P<time>{WHEN})[\])]:(?: |$)")),
        Style("telegram", _pattern(rf"{_NAME}, \[(?P<time>{WHEN})\]:?$")),
    )


def read_stamped(page: Page) -> Reading | None:
    """The page in the style that fits most lines, None when none does."""
    timed = [n for n, line in enumerate(page.lines) if _CLOCKED.search(line.text[:_LONGEST_HEAD])]
    found = [(hits, style) for style in _styles() if timed and (hits := _hits(page, style, timed))]
    if not found:
        return None
    # The first styles are the strictest: a later one must fit clearly more lines.
    most = max(len(hits) for hits, _ in found)
    hits, style = next(pair for pair in found if len(pair[0]) >= 0.9 * most)
    return Reading(format=style.format, heads=len(hits), events=_split(page, style, hits))


def _hits(page: Page, style: Style, timed: Sequence[int]) -> dict[int, re.Match[str]]:
    """The lines that begin a message, by their number; none when they are too few.

    Only the lines in `timed` are looked at.
    """
    first = next(number for number, line in enumerate(page.lines) if line.text)
    hits = {}
    for number in timed:
        hit = style.first.match(page.lines[number].text[:_LONGEST_HEAD])
        if not hit or not hit["name"].strip():
            continue
        weight = read_name(hit["name"]).weight
        is_open = not hit.group().rstrip().endswith(":") and style.format == "slack"
        if weight > is_open or style.format in _ANY_NAME:
            hits[number] = hit
    if len(hits) < style.least or not (first in hits or len(hits) > 1):
        return {}
    # A log of "10:42 Loss: 3.2" is no talk: somebody must have a full name, or two speak.
    names = {read_name(hit["name"]) for hit in hits.values()}
    is_talk = len(names) > 1 or style.format in _ANY_NAME or any(n.weight > 2 for n in names)
    return hits if is_talk else {}


def _split(page: Page, style: Style, hits: dict[int, re.Match[str]]) -> Iterator[Event]:
    lines, begun = page.lines, 0
    for number, line in enumerate(lines):
        hit = hits.get(number)
        notice = None if hit or not style.notice else style.notice.match(line.text)
        if not hit and not notice:
            continue
        yield from read_body(lines[begun:number])
        begun = number + 1
        if hit:
            name = read_name(hit["name"])
            yield Head(name.name, hit["time"], bot=name.bot)
            yield Drop(line.start, line.start + len(hit.group().rstrip()), "header")
            yield from _rest(line, hit.end())
        elif notice:
            yield Drop(line.start, line.end, chat_furniture(line.text[notice.end() :]) or "notice")
            yield Head(None, nobody=True)
    yield from read_body(lines[begun:])


def _rest(line: Line, at: int) -> Iterator[Event]:
    """The words that follow the head of a message on its line."""
    text = line.text[at:]
    start = line.start + at + len(text) - len(text.lstrip())
    if start >= line.end:
        return
    bare = line.text[start - line.start :]
    if _MUTE.fullmatch(bare) or chat_furniture(bare) in ("attachment", "edited"):
        yield Drop(start, line.end, "attachment" if "omitted" in bare else "notice")
    else:
        yield from words_of(line, start)
