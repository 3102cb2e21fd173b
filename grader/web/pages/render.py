"""From a template and values to a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from grader.web.pages.static import address

_TEMPLATES = Path(__file__).parent / "templates"
_LONE = re.compile("[\ud800-\udfff]")
_KEPT_OUT: Mapping[str, str] = {"Cache-Control": "no-store"}


def render(template: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """The page that a template makes of values, every one of them escaped."""
    text = _environment().get_template(template).render(values)
    # UTF-8 has no lone surrogates, which an answer may hold.
    return HTMLResponse(_LONE.sub("\ufffd", text), status_code=status, headers=dict(_KEPT_OUT))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = address
    environment.filters["moment"] = moment
    environment.filters["sentence"] = sentence
    return environment


def moment(stamp: str) -> str:
    """An ISO 8601 time as people read it: `24 Nov 2026, 18:10 UTC`."""
    at = datetime.fromisoformat(stamp).astimezone(UTC)
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def sentence(text: str) -> str:
    """A message as a sentence: a capital at its beginning, a stop at its end."""
    begun = text[:1].upper() + text[1:].rstrip()
    return begun if begun.endswith((".", "?", "!", "…")) else begun + "."
