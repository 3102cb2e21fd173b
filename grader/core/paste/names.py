"""Names of speakers: which lines may be one, and what applications write beside them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from grader.core.text.label import told_role
from grader.core.text.view import model_view


def _words(told: str) -> frozenset[str]:
    return frozenset(told.split())


_BOT = re.compile(r"(?:^|(?<=\s)|(?<=[^\W_]))[ ]?(?:APP|BOT|WORKFLOW|Verified Bot)$")
_STATUS = re.compile(r"(?:\s*:[a-z0-9_+'-]{2,40}:)+\s*$|^(?::[a-z0-9_+'-]{2,40}:\s*)+")
_TO = re.compile(r"^(?:From\s+)?(.{1,60}?)\s+(?:to|To)\s+(?:Everyone|Hosts and panelists|Me|You)$")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,40}[)\]]")
_LAST_BRACKET = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]{1,40})[)\]]$")
_SPEAKER = re.compile(
    r"(?:speaker|participant|person|voice|unknown speaker)[\s_#]*(?:\d{1,3}|[a-h])|user\d+", re.I
)
_PHONE = re.compile(r"~?\+?[\d ()-]{6,20}")
_PARTICLES = _words(
    "de da do dos das del della di du la le van von der den ten ter zu bin ibn al el y e and"
)
_HANDLE = re.compile(r"@?[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*_?\d{0,4}")
# Short messages and headings that look like a name before a time.
_NO_NAMES = _words(
    "yes no ok okay sure thanks thank great good cool nice perfect exactly right agreed "
    "hello hi hey hmm yep yeah nope done sorry lol absolutely correct interesting "
    "understood wow edited new today yesterday now monday tuesday wednesday thursday "
    "friday saturday sunday app bot attendees transcript transcription notes summary "
    "lunch meeting everyone reply replies thread start end time date duration started "
    "ended recording the a i i'd i'll i'm my we so and but training serving cost costs "
    "data note step first second third then finally question answer let's meet see call "
    "at from to subject sent cc re"
)


class Name(NamedTuple):
    """A speaker's name. `weight` is how much it looks like one: 0 not, 1 maybe, 2 one capitalized
    word or handle, 3 several.
    """

    name: str
    bot: bool
    weight: int


@lru_cache(maxsize=4096)
def read_name(raw: str) -> Name:
    """The name in what an application writes before a time, without badges and status emoji."""
    name = model_view(raw)
    to = _TO.match(name)
    name = to.group(1) if to else name
    name = _STATUS.sub("", name).strip(" ,:\u2022\u00b7|\u2014\u2013-")
    bare = _BOT.sub("", name).strip()
    is_bot = bare != name and bool(bare)
    name = _STATUS.sub("", bare).strip() if is_bot else name
    return Name(name=name, bot=is_bot, weight=_weight(name))


def is_numbered(name: str) -> bool:
    """Whether a name is what software calls a voice that it does not know, as "Speaker 2"."""
    return bool(_SPEAKER.fullmatch(name))


def without_role(name: str) -> str:
    """A name without what tells the role in brackets after it: "Ann Wu (Candidate)" is Ann Wu."""
    bracket = _LAST_BRACKET.search(name)
    bare = name[: bracket.start()].strip() if bracket else ""
    is_role = bracket and told_role(bracket["inside"]) and not told_role(bare)
    return bare if is_role and bare else name


def _weight(name: str) -> int:
    bare = _BRACKETS.sub("", name).strip() or name
    bare = re.sub(r"#\d{4}$", "", bare)
    if re.search(r"\d{5}|_\d{4}", bare) and not _PHONE.fullmatch(bare):
        return 0
    words = bare.replace(",", " ").split()
    if not words or len(name) > 60 or len(words) > 6 or words[0].casefold() in _NO_NAMES:
        return 0
    if _SPEAKER.fullmatch(bare):
        return 3
    if (
        bare.endswith((".", "?", "!", ":", ";", "\u2026", "\u3002", "\uff1f"))
        and len(words[-1]) > 3
    ):
        return 0
    if len(words) == 1 and _HANDLE.fullmatch(bare):
        return 2 if re.search(r"[._]|\d", bare) else 1
    told = [word for word in words if word.casefold() not in _PARTICLES]
    if not told or not all(_is_capital(word) for word in told):
        return 0
    if len(told) == 1:
        return 2 if told[0].istitle() or told[0].lower() == told[0].upper() else 1
    return 3


def _is_capital(word: str) -> bool:
    """Whether a word begins as names do: with a capital, or in a script that has none."""
    first = word.lstrip("'\u2019\"(\u201c")[:1]
    if not first.isalpha():
        # An emoji beside a name; a number or a mark is none.
        return bool(word) and ord(word[0]) > 0x2100
    return first.isupper() or first.istitle() or first.lower() == first.upper()
