"""A part of a provider's batch: one file of requests that was handed over to be answered later."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPart:
    """`file_id` and `batch_id` are the provider's own; `id` is that of the journal.

    `batch_id` is None until the provider has begun a batch on the file. `closed` says that the
    batch has ended and that all it answered is in the journal.
    """

    id: int
    model: str
    requests: int
    file_id: str
    batch_id: str | None
    closed: bool
