"""Texts and JSON as the bytes in which both databases take them, whatever characters they hold."""

from __future__ import annotations

import json
from typing import Any


def as_bytes(value: Any) -> bytes:
    """A JSON value as compact UTF-8; lone surrogates pass."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> Any:
    return json.loads(data.decode("utf-8", "surrogatepass"))


def text_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def bytes_text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
