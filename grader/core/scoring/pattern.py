"""Regular expressions of a rubric, on RE2: whatever an author writes, a search is linear."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from grader.errors import RubricError

_TEXT_ENDS: Final = ("\\A", "\\z", "\\Q")
"""What does not mean the same in joined texts, or with a flag before it."""


@lru_cache(maxsize=1000)
def _compiled(pattern: str, flags: str = "") -> Any:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        return re2.compile(flags + pattern, options=options)
    except re2.error as error:
        raise RubricError(
            f"the pattern {pattern!r} is not RE2: {error}", "See github.com/google/re2/wiki/Syntax."
        ) from None


def may_occur(pattern: str, texts: list[str]) -> bool:
    """Whether the pattern may match in one of the texts. Raises RubricError as `search` does."""
    if any(sign in pattern for sign in _TEXT_ENDS):
        return True
    # Where a line begins or ends in the joined texts, one of the texts does.
    return _compiled(pattern, "(?m)").search("\n".join(texts)) is not None


def search(pattern: str, text: str) -> list[tuple[int, int]]:
    """The spans of all matches in `text`. Raises RubricError when the pattern is not RE2."""
    return [m.span() for m in _compiled(pattern).finditer(text) if m.end() > m.start()]
