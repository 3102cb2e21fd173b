"""Signs that a text may be a conversation: cheap to look for, and in each one."""

from __future__ import annotations

import re

_MARKS = (":", "\uff1a", "|", ">")
_SHORT = re.compile(
    r"^[^\S\n]*[^\W\d_][\w'\u2019.-]*(?:[ ,\t\u00b7\u2022\u2014]+[\w'\u2019.-]+){1,6}[^\S\n]*$",
    re.MULTILINE,
)
"""A line that may be a name, or a name beside a time without a colon."""


def may_be_talk(text: str) -> bool:
    """Whether a closer look is worth it. Many answers have no sign at all, and no talk has none."""
    return any(mark in text for mark in _MARKS) or bool(_SHORT.search(text))
