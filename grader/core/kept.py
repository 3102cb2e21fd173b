"""A reply as it is kept: what a store remembers under the digest of a request."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.judgment import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReply:
    """`text` and `model` are the reply's; `usage` is what it took when it was recorded.

    `recorded_at` is an ISO 8601 time, or a date, and no part of any digest.
    """

    text: str
    model: str
    usage: Usage
    recorded_at: str
