"""Slugs: ids of small letters, digits and single hyphens."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 80
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORD: Final = re.compile(r"[a-z0-9]+")


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST and _SLUG.fullmatch(text) is not None


def slug(text: str, words: int = 8) -> str:
    """The first words of a text as a slug; `item` when it has none."""
    plain = text.lower().replace("’", "").replace("'", "")
    found = _WORD.findall(plain)[:words]
    return "-".join(found)[:LONGEST].strip("-") or "item"
