"""What every format of pastes offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from grader.core.paste.event import Event
from grader.core.paste.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one format reads a page.

    `heads` counts the messages that it finds beyond doubt. `doubts` are said to the reader.
    """

    format: str
    heads: int
    events: Iterable[Event]
    doubts: tuple[str, ...] = ()


class Format(Protocol):
    """One family of formats."""

    def __call__(self, page: Page) -> Reading | None:
        """The page in this format, or None when it is not in it. Never raises."""
