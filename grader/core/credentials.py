"""Text that leaves the process loses its credentials: those in URLs, and keys as providers echo."""

from __future__ import annotations

import re

_URL = re.compile(
    r"(\b[a-z][a-z0-9+.-]*://)(?:[^/@\s]*@)?([^\s?]*)(?:\?[^\s\"')>]*)?", re.IGNORECASE
)
_KEY = re.compile(r"\b(sk-|gsk_|xai-|AIza)[\w*.-]{6,}|\b([Bb]earer)\s+[\w~+/=*.-]{12,}")


def without_credentials(text: str) -> str:
    """Text without user names, passwords and query strings of URLs, and without API keys."""
    return _KEY.sub(_masked, _URL.sub(r"\1\2", text))


def _masked(found: re.Match[str]) -> str:
    prefix, scheme = found.groups()
    return f"{scheme} ***" if scheme else f"{prefix}***"
