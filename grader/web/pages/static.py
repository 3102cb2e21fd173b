"""Style sheets and scripts, under addresses that change with what is in them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from grader.web.pages.headers import HEADERS

FOLDER = Path(__file__).parent / "static"
PATH = "/static"


@cache
def address(name: str) -> str:
    """The address of a static file, such as `/static/grade.js?v=0a1b2c3d`."""
    stamp = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:8]
    return f"{PATH}/{name}?v={stamp}"


class PageFiles(StaticFiles):
    """The folder of static files; one asked for by its stamped address may be kept for good."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        stamped = scope["query_string"].startswith(b"v=")
        kept = "public, max-age=31536000, immutable" if stamped else "no-cache"
        response.headers["Cache-Control"] = kept
        return response
