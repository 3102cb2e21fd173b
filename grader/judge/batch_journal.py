"""The seam between provider batches and where it is remembered what is under way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from grader.core.batch_part import BatchPart


class Journal(Protocol):
    """Parts, and the requests in them by digest, each with its reply once that has come.

    Each change is on disk when the method returns. All raise StoreError.
    """

    def submitting(self) -> AbstractContextManager[None]:
        """Be the only one that hands requests over. Raises StoreError when another is at it."""
        ...

    def add(self, model: str, file_id: str, digests: Sequence[str]) -> BatchPart:
        """Note an uploaded file and the requests in it, none of which is in the journal yet."""
        ...

    def begun(self, part: int, batch_id: str | None) -> None:
        """Note the batch on a part's file, or that there is none after all."""
        ...

    def parts(self, ids: Iterable[int]) -> list[BatchPart]:
        """The parts with these ids, in the order in which they were added."""
        ...

    def places(self, digests: Sequence[str]) -> dict[str, int]:
        """The part that each of these requests is in, of those that are in any."""
        ...

    def answered(self, digests: Sequence[str]) -> set[str]:
        """Those of these requests for which a reply has come."""
        ...

    def collect(self, part: int, bodies: Sequence[tuple[str, bytes]]) -> int:
        """Take in replies by their requests' digests; how many were awaited.

        What is of no request in this part is passed over, and so is a second reply to the same.
        """
        ...

    def ended(self, part: int) -> None:
        """Note that all which a part's batch answered has been taken in."""
        ...

    def settle(self, kept: Iterable[str], useless: Iterable[str]) -> None:
        """Let go of requests whose reply is kept elsewhere, and of replies that are of no use."""
        ...

    def unanswered(self, parts: Iterable[int]) -> int:
        """How many requests in these parts have no reply."""
        ...

    def release(self, parts: Iterable[int]) -> None:
        """Forget the requests in these parts that have no reply, so that they may be sent anew.

        Parts with nothing left in them go as well.
        """
        ...

    async def aclose(self) -> None:
        """Let go of files."""
        ...
