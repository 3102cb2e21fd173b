"""Who asks: a tenant, a name for the log, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass

from grader.errors import AccessDenied

ALL = frozenset({"grade", "read", "review", "admin"})
_HELD_BY = {"admin": ALL, "review": frozenset({"review", "read"})}
"""What a scope holds beside itself: nobody can review what they cannot see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """`scopes` are of grade, read, review and admin; admin holds the others, and review holds read.

    `key` is the id of the API key, None for the one person who uses a service on loopback.
    """

    tenant: str
    name: str
    scopes: frozenset[str]
    key: str | None = None

    def may(self, scope: str) -> bool:
        return any(scope in _HELD_BY.get(held, {held}) for held in self.scopes)

    def require(self, scope: str) -> None:
        """Raises AccessDenied when this caller may not."""
        if not self.may(scope):
            message = f"this key lacks the scope {scope!r}"
            raise AccessDenied(message, "Ask for a key that holds it", known=True)


LOCAL = Caller(tenant="local", name="local", scopes=ALL)
"""Whoever calls a service on loopback that has no keys."""
