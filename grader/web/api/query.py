"""The parameters of an address: as they are written, and none that are not there."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from pydantic import BeforeValidator

from grader.errors import InputError

_BLANK = re.compile(r"(.+[T ]\d\d:\d\d\S*) (\d\d:?\d\d)")
"""A time whose offset has lost its plus, which a blank stands for in an address."""


async def only_known(request: Request) -> None:
    """Raises InputError for a parameter that the address does not take, which is a slip."""
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    known = [parameter.alias for parameter in route.dependant.query_params]
    for name in request.query_params:
        if name not in known:
            said = f"There are {', '.join(known)}" if known else "This address takes none"
            raise InputError(f"{name[:40]}: there is no such parameter", said)


ONLY_KNOWN = [Depends(only_known)]
"""The dependencies of every router of the API."""


def _with_plus(text: Any) -> Any:
    found = _BLANK.fullmatch(text) if isinstance(text, str) else None
    return f"{found[1]}+{found[2]}" if found else text


Moment = Annotated[datetime, BeforeValidator(_with_plus)]
"""A time as `created_at` has it, also where its `+` was not encoded."""
