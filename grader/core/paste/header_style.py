"""Which application a paste with headers comes from. It decides a name only, not the reading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from grader.core.paste.page import Page

_SIGNS = (
    ("otter", re.compile(r"otter\.ai|^Unknown Speaker\b", re.IGNORECASE | re.MULTILINE)),
    (
        "teams",
        re.compile(
            r"has context menu|^\d+ \w+ reactions?\.?$|(?:started|stopped) transcription$",
            re.MULTILINE,
        ),
    ),
    (
        "meet",
        re.compile(r"^(?:This editable transcript|Meeting ended after|Transcri\w+ ended)", re.M),
    ),
)
_LONG_CLOCK = re.compile(r"\d{1,2}:\d\d:\d\d")
_NEAR_NOUGHT = re.compile(r"0?0:\d\d(?::\d\d)?")
_CALLS = ("otter", "meet")
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day \d", re.IGNORECASE)


def name_style(page: Page, headers: Sequence[tuple[str, str]]) -> str:
    """The application's name, by what stands between names and times and how times look."""
    for name, sign in _SIGNS:
        if sign.search(page.view):
            return name
    call = is_call(page, headers)
    return Counter(_of(gap, time, call) for gap, time in headers).most_common(1)[0][0]


def is_call(page: Page, headers: Sequence[tuple[str, str]]) -> bool:
    """Whether the times count from the start of a recording: the first is near nought."""
    begins = bool(_NEAR_NOUGHT.fullmatch(headers[0][1]))
    return begins or any(sign.search(page.view) for name, sign in _SIGNS if name in _CALLS)


def _of(gap: str, time: str, call: bool) -> str:
    if "\u2014" in gap:
        return "discord"
    if "," in gap or "\u2022" in gap:
        return "google-chat"
    if "\t" in gap or _WEEKDAY.search(time):
        return "teams"
    if "\n" in gap:
        return "meet" if _LONG_CLOCK.match(time) else "slack"
    if call and len(gap) > 1:
        return "teams" if len(gap) > 2 else "otter"
    return "slack"
