"""Content digests: canonical JSON under a tag, so that two kinds of thing never share a digest."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no white space, in UTF-8. NaN and infinities are refused."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8", "surrogatepass")


def digest(tag: str, value: Any) -> str:
    """SHA-256, in hex, of a JSON value. `tag` names kind and version: `grader.request.v1`."""
    return hashlib.sha256(tag.encode() + b"\n" + canonical(value)).hexdigest()
