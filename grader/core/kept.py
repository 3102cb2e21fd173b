"""A reply as it is kept: what a store remembers under the digest of a request."""

from __future__ import annotations

import json
from dataclasses import dataclass

from grader.usage import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReply:
    """`text` and `model` are the reply's; `usage` is what it took when it was recorded.

    `recorded_at` is an ISO 8601 time, or a date, and no part of any digest.
    """

    text: str
    model: str
    usage: Usage
    recorded_at: str


_REFUSAL = '{"refusal": "'


def refusal_text(message: str) -> str:
    """A refusal as the text of a reply, so that it is kept like one: it was paid for as well."""
    return json.dumps({"refusal": message})


def refusal_in(text: str) -> str | None:
    """What `refusal_text` was given, None for the text of a judgment.

    No judgment can be taken for one: it has an object in the place of each tell, and more fields.
    """
    if not text.startswith(_REFUSAL):
        return None
    try:
        said = json.loads(text)
    except ValueError:
        return None
    return said["refusal"] if said.keys() == {"refusal"} else None
