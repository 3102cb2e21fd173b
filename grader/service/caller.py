"""Who asks: a tenant, a name for the log, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass

from grader.errors import AccessDenied

ALL = frozenset({"grade", "read", "review", "admin"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """`scopes` are of grade, read, review and admin; admin holds the others.

    `key` is the id of the API key, None for the one person who uses a service on loopback.
    """

    tenant: str
    name: str
    scopes: frozenset[str]
    key: str | None = None

    def require(self, scope: str) -> None:
        """Raises AccessDenied when this caller may not."""
        if scope not in self.scopes and "admin" not in self.scopes:
            message = f"this key lacks the scope {scope!r}"
            raise AccessDenied(message, "Ask for a key that holds it", known=True)


LOCAL = Caller(tenant="local", name="local", scopes=ALL)
"""Whoever calls a service on loopback that has no keys."""
