"""Exports as JSON: Slack's, Discord's, and turns that are known already."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from grader.core.paste.base import Reading
from grader.core.paste.event import Drop, Event, Head, Words
from grader.core.paste.json_strings import JsonString, json_strings
from grader.core.paste.page import SAID, Page
from grader.core.text.listed import ROLES, key_in, turns_in

_JOINS = re.compile(
    r"(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive|posting)\w*"
)
_LINK = re.compile(
    r"<(?P<kind>[@#!]?)(?P<target>[^<>|\s][^<>|]{0,2000})(?:\|(?P<label>[^<>]{0,2000}))?>"
)
_DEPTH = 3


def read_export(page: Page) -> Reading | None:
    """The page as a list of messages in JSON, None when it is none."""
    if page.view.lstrip()[:1] not in ("[", "{"):
        return None
    # An invisible mark before the text, or a special space between its parts, is no JSON; inside
    # of strings both must stay. So only the marks at the ends are left out.
    first = SAID.search(page.text)
    start = first.start() if first else 0
    body = page.text[start:].rstrip()
    try:
        value = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        return None
    rows = turns_in(value)
    if rows is None:
        return None
    key = key_in(value)
    texts = _texts(body, start, key)
    if not texts:
        return None
    slack = any("ts" in row or "user_profile" in row for row in rows)
    discord = any(isinstance(row.get("author"), dict) for row in rows)
    style = "slack-export" if slack else "discord" if discord else "json"
    return Reading(format=style, heads=len(texts), events=_split(page, rows, texts))


def _texts(body: str, start: int, key: str | None) -> dict[int, JsonString]:
    """The string that holds the words of each message, by the message's number."""
    found: dict[int, JsonString] = {}
    depth = 2 if key is None else 3
    for string in json_strings(body, depth):
        path = string.path[1:] if key and string.path[0] == key else string.path
        if len(path) == 2 and isinstance(path[0], int) and path[1] in ("text", "content"):
            moved = string._replace(start=string.start + start, end=string.end + start)
            if string.value.strip() and (path[1] == "text" or path[0] not in found):
                found[path[0]] = moved
    return found


def _split(
    page: Page, rows: Sequence[Mapping[str, Any]], texts: Mapping[int, JsonString]
) -> Iterator[Event]:
    names = {str(row["user"]): name for row in rows if "user" in row and (name := _profile(row))}
    at = 0
    for string in texts.values():
        yield from _between(page, at, string.start)
        at = string.end
    yield from _between(page, at, len(page.text))
    for number, string in sorted(texts.items(), key=lambda item: _sent(rows[item[0]])):
        row = rows[number]
        if _JOINS.fullmatch(str(row.get("subtype") or "")):
            yield Drop(string.start, string.end, "joined")
            continue
        bot = (
            row.get("subtype") == "bot_message"
            or "bot_id" in row
            or bool(_author(row).get("isBot"))
        )
        role = ROLES.get(str(row.get("role") or row.get("speaker") or "").strip().lower())
        time = row.get("ts") or row.get("timestamp") or row.get("time")
        yield Head(_name(row, names), str(time) if time else None, bot=bot, role=role, nobody=True)
        yield Words(string.start, string.end, _plain(string.value, names))


def _sent(row: Mapping[str, Any]) -> float:
    """When a message was sent, in seconds; some exports begin with the newest."""
    try:
        return float(row.get("ts") or 0)
    except (TypeError, ValueError):
        return 0.0


def _between(page: Page, start: int, end: int) -> Iterator[Event]:
    bare = page.view[start:end]
    if bare.strip():
        first = end - len(bare.lstrip())
        yield Drop(first, first + len(bare.strip()), "field")


def _author(row: Mapping[str, Any]) -> Mapping[str, Any]:
    author = row.get("author")
    return author if isinstance(author, dict) else {}


def _profile(row: Mapping[str, Any]) -> str | None:
    """The name in a message's own profile."""
    profile = row.get("user_profile") or row.get("bot_profile")
    profile = profile if isinstance(profile, dict) else _author(row)
    keys = ("real_name", "display_name", "nickname", "name", "first_name")
    return next((str(profile[key]) for key in keys if profile.get(key)), None)


def _name(row: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    told = _profile(row) or names.get(str(row.get("user")))
    keys = ("username", "speaker", "name", "user", "role", "bot_id")
    name = told or next((str(row[key]) for key in keys if isinstance(row.get(key), str)), None)
    return name.strip() or None if name else None


def _plain(text: str, names: Mapping[str, str]) -> str:
    """A message in Slack's markup as it is shown: mentions and links by their labels."""

    def shown(hit: re.Match[str]) -> str:
        kind, target, label = hit["kind"], hit["target"], hit["label"]
        if kind == "@":
            return f"@{label or names.get(target, target)}"
        if kind == "#":
            return f"#{label or target}"
        if kind == "!":
            return label or f"@{target.split('^')[0]}"
        return label or (target if "://" in target or target.startswith("mailto:") else hit.group())

    return unescape(_LINK.sub(shown, text)) if "<" in text or "&" in text else text
