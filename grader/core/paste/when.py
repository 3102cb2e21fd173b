"""Times as applications write them: clocks, dates, elapsed and relative times."""

from __future__ import annotations

import re

_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|(?:mo|di|mi|do|fr|sa|so)\."
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|mi\u00e9rcoles|jueves|viernes|s\u00e1bado|domingo"
    r"|(?:segunda|ter\u00e7a|quarta|quinta|sexta)(?:-feira)?"
)
_RELATIVE_DAY = (
    r"today|yesterday|heute|gestern|aujourd['\u2019]hui|hier|hoy|ayer|hoje|ontem|\u4eca\u5929"
    r"|\u6628\u5929|\u4eca\u65e5|\u6628\u65e5"
)
_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|m\u00e4rz|apr(?:il)?|may|mai|june?|juni"
    r"|july?|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\.?"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_NUMERIC_DATE = r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?\.?|\d{1,2}-[a-z]{3}-\d{2,4}"
_YEAR = r"(?:,? \d{4})"
_CALENDAR = rf"(?:{_MONTH} {_NTH}{_YEAR}?|{_NTH} (?:de )?{_MONTH}{_YEAR}?|{_NUMERIC_DATE})"
DATE = rf"(?:(?:{_WEEKDAY}|{_RELATIVE_DAY})(?:,? {_CALENDAR})?|{_CALENDAR})"
_HALF = r"(?: ?[ap]\.? ?m\b\.?)"
CLOCK = (
    rf"(?:(?:\u4e0a\u5348|\u4e0b\u5348|\uc624\uc804|\uc624\ud6c4|\u5348\u524d|\u5348\u5f8c) ?)?"
    rf"\d{{1,2}}[:h]\d\d(?::\d\d(?:[.,]\d{{1,3}})?)?{_HALF}?(?: uhr)?"
)
WHEN = (
    rf"(?:{DATE},? (?:at |um |\u00e0 |a las |\u00e0s )?{CLOCK}|{CLOCK}(?:,? {DATE})?)"
    r"(?: (?:UTC|GMT|[CEMP][DS]?T|CES?T)(?:[+-]\d{1,2})?)?"
)
"""Inside a verbose-free, case-blind expression: a time of day or of a recording, maybe dated."""

AGO = r"(?:\d{1,2} ?(?:mins?|minutes?|hrs?|hours?|days?)(?: ago)?|just now)"

_TIME = re.compile(rf"[\[(]?{WHEN}[\])]?", re.IGNORECASE)
_AGO = re.compile(AGO, re.IGNORECASE)
_DATED = re.compile(rf"{_HALF}|[a-z]{{3}}|\d[./-]\d+[./-]\d", re.IGNORECASE)
_RULE = r"(?: ?[-\u2010-\u2015\u2500\u2501_*]{2,} ?)?"
_DIVIDER = re.compile(rf"{_RULE}{DATE}{_RULE}", re.IGNORECASE)
_FIGURE = re.compile(r"[\d.,/-]+")
_LONGEST = 60


def is_time(line: str) -> bool:
    """Whether a line holds a time and nothing else."""
    maybe = len(line) <= _LONGEST and (":" in line or "h" in line)
    return maybe and bool(_TIME.fullmatch(line))


def is_ago(line: str) -> bool:
    """Whether a line says only how long ago something was, such as "5 min"."""
    return len(line) <= _LONGEST and bool(_AGO.fullmatch(line))


def is_full(time: str) -> bool:
    """Whether a time has more than hours and minutes: a half of the day, or a date."""
    return bool(_DATED.search(time))


def is_day(line: str) -> bool:
    """Whether a line names a day and nothing else, as the dividers between days do."""
    if not 5 <= len(line) <= _LONGEST or not _DIVIDER.fullmatch(line):
        return False
    # "99.95" and "10/11" are figures, "16.11.2026" is a day.
    return not _FIGURE.fullmatch(line) or (len(re.findall(r"\d+", line)) == 3 and len(line) >= 8)
