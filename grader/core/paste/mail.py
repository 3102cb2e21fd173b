"""Mails with what they answer: "On ... wrote:" with `>`, and blocks of From, Sent, To, Subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from grader.core.paste.base import Reading
from grader.core.paste.event import Drop, Event, Head, Words
from grader.core.paste.page import Line, Page

_WROTE = re.compile(
    r"(?:On|Am|Le|El|Em|Il|Op|Den|W dniu|Dne)\b.{0,250}?"
    r"\b(?:wrote|schrieb|a \u00e9crit|escribi\u00f3|escreveu|ha scritto|schreef|skrev"
    r"|napisa\u0142\(?a?\)?|napsal)\b.{0,120}?:",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\w+ (?P<time>.*?\d{1,4}(?: ?[AaPp]\.?[Mm]\.?)?(?: ?[+-]\d{4}| ?UTC| ?GMT)?),? +"
    r"(?P<name>[^\d<>]{1,80}?)(?: *[<(\[][^<>\n]*[>)\]])? *,? *"
    r"(?:wrote|a \u00e9crit|escribi\u00f3|escreveu|ha scritto|schreef|skrev)\b.*"
)
_VERB_FIRST = re.compile(
    r"\w+ (?P<time>.*?) (?:schrieb|wrote|schreef|skrev) (?P<name>[^<>:]{1,80}?) *(?:<.*)?:"
)
_FIELD = re.compile(
    r"[*]*(?P<field>From|Sent|Date|To|Cc|Bcc|Subject|Reply-To|Von|Gesendet|Datum|An|Betreff"
    r"|De|Envoy\u00e9|\u00c0|Objet|Para|Enviado(?: el)?|Asunto|Assunto|Da|Inviato|A|Oggetto)"
    r"[*]* ?:[*]*(?: |$)(?P<value>.*)",
)
_FROM = frozenset(("From", "Von", "De", "Da"))
_SENT = frozenset(
    ("Sent", "Date", "Gesendet", "Datum", "Envoy\u00e9", "Enviado", "Enviado el", "Inviato")
)
_ABOUT = frozenset(("Subject", "Betreff", "Objet", "Asunto", "Assunto", "Oggetto"))
_DATED = re.compile(r"\d{4}|\d[:.h]\d\d|@")
_DIVIDER = re.compile(
    r"[-_=]{2,} ?(?:Original Message|Forwarded message|Urspr\u00fcngliche Nachricht"
    r"|Weitergeleitete Nachricht|Message d'origine|Mensaje original)? ?[-_=]{2,}"
    r"|Begin forwarded message:|_{5,}",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(r"(?:Sent from my|Get Outlook for|Von meinem) .{1,40}", re.IGNORECASE)
_HINT = re.compile(
    r"wrote|schrieb|\u00e9crit|escribi\u00f3|escreveu|scritto|schreef|skrev|napsal|napisa\u0142"
    r"|(?:From|Von|De|Da)\*{0,2} ?:"
)
_MARKS = re.compile(r"(?:>[ \t]?)+")
_MOST_FIELDS = 8
_LONGEST_SIGNATURE = 8


class _Block(NamedTuple):
    """Lines that say who wrote what follows: up to, and without, line `end`."""

    end: int
    name: str | None
    time: str | None
    depth: int
    """How many `>` stand before the words of this author; 0 where a new mail begins."""


def read_mail(page: Page) -> Reading | None:
    """The page as a mail, None without a line that says who wrote what."""
    blocks = dict(_blocks(page.lines)) if _HINT.search(page.view) else {}
    if not blocks:
        return None
    return Reading(format="email", heads=len(blocks), events=_split(page.lines, blocks))


def _marks(line: Line) -> int:
    """The length of the quotation marks before a line."""
    hit = _MARKS.match(line.text)
    return hit.end() if hit else 0


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[int, _Block]]:
    number = 0
    while number < len(lines):
        block = _attribution(lines, number) or _fields(lines, number)
        if block:
            yield number, block
        number = block.end if block else number + 1


def _attribution(lines: Sequence[Line], number: int) -> _Block | None:
    """A line like "On Monday Ana wrote:", which mail programs wrap to two or three."""
    line = lines[number]
    marks = _marks(line)
    if not _is_opening(line.text[marks : marks + 8]):
        return None
    whole = ""
    for end in range(number, min(number + 3, len(lines))):
        whole = f"{whole} {lines[end].text[_marks(lines[end]) :]}".strip()
        if len(whole) > 400 or not lines[end].text:
            return None
        if whole.endswith(":"):
            if not _WROTE.fullmatch(whole) or not _DATED.search(whole):
                return None
            hit = _VERB_FIRST.fullmatch(whole) or _ENGLISH.match(whole)
            depth = line.text[:marks].count(">")
            name = hit["name"].strip(" ,\"'") if hit else whole.rstrip(":")
            return _Block(
                end + 1, name, hit["time"] if hit else None, _depth(lines, end + 1, depth)
            )
    return None


def _depth(lines: Sequence[Line], number: int, least: int) -> int:
    """How many `>` stand before what follows; mail programs quote it one deeper, or not at all."""
    after = next((line for line in lines[number : number + 3] if line.text.strip("> ")), None)
    return max(least, after.text[: _marks(after)].count(">")) if after else least


def _is_opening(text: str) -> bool:
    return text.split(" ")[0] in ("On", "Am", "Le", "El", "Em", "Il", "Op", "Den", "W", "Dne")


def _fields(lines: Sequence[Line], number: int) -> _Block | None:
    """A block of fields that begins with who sent it, or names it within the next few."""
    found: dict[str, str] = {}
    end = number
    while end < len(lines) and end - number < _MOST_FIELDS:
        hit = _FIELD.match(lines[end].text[_marks(lines[end]) :])
        if not hit:
            break
        found[hit["field"]] = hit["value"].strip()
        end += 1
    sender = next((found[field] for field in found if field in _FROM), None)
    if sender is None or not ("@" in sender or found.keys() & (_SENT | _ABOUT)):
        return None
    name = re.sub(r"[<\[(].*", "", sender).strip(" \"'*,") or sender.strip("<>[]() ")
    time = next((found[field] for field in found if field in _SENT), None)
    return _Block(end, name or None, time, lines[number].text[: _marks(lines[number])].count(">"))


def _split(lines: Sequence[Line], blocks: dict[int, _Block]) -> Iterator[Event]:
    authors: dict[int, tuple[str | None, str | None]] = {0: (None, None)}
    number, depth, signature = 0, -1, 0
    while number < len(lines):
        line = lines[number]
        if block := blocks.get(number):
            yield from (Drop(x.start, x.end, "header") for x in lines[number : block.end] if x.text)
            authors = {d: who for d, who in authors.items() if d < block.depth}
            authors[block.depth] = (block.name, block.time)
            number, depth, signature = block.end, -1, 0
            continue
        number += 1
        if not line.text:
            continue
        marks = _marks(line)
        level = line.text[:marks].count(">")
        bare = line.text[marks:]
        if marks:
            yield Drop(line.start, line.start + len(line.text[:marks].rstrip()), "quote-mark")
        signature = _LONGEST_SIGNATURE if bare == "--" else signature - 1
        if not bare:
            continue
        if signature > 0 or _DIVIDER.fullmatch(bare) or _SENT_FROM.fullmatch(bare):
            yield Drop(line.start + marks, line.end, "signature" if signature > 0 else "divider")
            continue
        if level != depth:
            name, time = authors.get(level) or authors[max(d for d in authors if d <= level)]
            yield Head(name, time, nobody=True)
            depth = level
        yield Words(line.start + marks, line.end)
