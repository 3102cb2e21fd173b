"""The time, as the record writes it, and ids that sort by it."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is read for another."""


def stamp(moment: datetime) -> str:
    """A time as the record writes it; one without a zone counts as UTC. It sorts as text."""
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known.astimezone(UTC).isoformat(timespec="microseconds")


def now() -> str:
    """The time in UTC, ISO 8601 with microseconds: it sorts as text."""
    return stamp(datetime.now(UTC))


def new_id(prefix: str) -> str:
    """An id such as `gr_01k2...`: 48 bits of milliseconds, then 80 random ones, as a ULID has."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    digits = "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
    return f"{prefix}_{digits}"
