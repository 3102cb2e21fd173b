"""What a function gives for each word, worked out once: the words of a language repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

MOST_KEPT: Final = 20_000
"""How many values are held at once."""
_Value = TypeVar("_Value")


class Remembered(dict[str, _Value]):
    """What a function gives for each word, looked up faster than `lru_cache` does.

    When it has become large it begins anew, so that no input fills the memory.
    """

    def __init__(self, work_out: Callable[[str], _Value]) -> None:
        self._work_out = work_out

    def __missing__(self, word: str) -> _Value:
        if len(self) >= MOST_KEPT:
            self.clear()
        value = self[word] = self._work_out(word)
        return value
