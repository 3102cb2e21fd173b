"""Short texts from outside, such as names and ids of the caller's own."""

from __future__ import annotations

from grader.errors import InputError

LONGEST = 200


def short(field: str, text: str, *, least: int = 0, most: int = LONGEST) -> str:
    """A text as it is kept. Raises InputError that names the field.

    Control characters are refused, since one of the databases takes no NUL and no list shows them.
    """
    if not least <= len(text) <= most:
        hint = "Shorten it" if len(text) > most else "Fill it in"
        raise InputError(f"{field}: {least} to {most} characters", hint)
    if not text.isprintable():
        raise InputError(f"{field}: it holds control characters", "Leave them out")
    return text
