"""The order of levels where several rubrics meet, or where the rubric is not at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NUMBERED = re.compile(r"(.*?)(\d+)")


def merged(ladders: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """One ladder with the levels of all, lowest first; each ladder's own order is kept where the
    others allow it.
    """
    joined: list[str] = []
    for ladder in ladders:
        # From the top down, so that the level above is in place already.
        above = len(joined)
        for level in reversed(ladder):
            if level in joined:
                above = joined.index(level)
            else:
                joined.insert(above, level)
    return tuple(joined)


def assumed(levels: Iterable[str]) -> tuple[str, ...]:
    """The ladder that numbered levels speak of, such as L4, L5 and L10; empty for any others."""
    found = {level: _NUMBERED.fullmatch(level) for level in levels}
    names = {match[1] if match else None for match in found.values()}
    if len(names) > 1 or None in names:
        return ()
    return tuple(sorted(found, key=lambda level: int((found[level] or "")[2])))
