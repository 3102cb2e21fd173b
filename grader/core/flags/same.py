"""Same: a rubric as the key of a cache."""

from __future__ import annotations

from grader.core.rubric import Rubric


class Same:
    """A rubric by identity: it is read-only, and too large (and in part too mutable) to hash.

    The key holds the rubric, so that its identity is not given to another while it is kept.
    """

    __slots__ = ("rubric",)

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric

    def __hash__(self) -> int:
        return id(self.rubric)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.rubric is self.rubric
