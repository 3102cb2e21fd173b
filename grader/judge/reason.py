"""Why a judge did not answer, in one line for the grade."""

from __future__ import annotations

from grader.core.credentials import without_credentials
from grader.errors import JudgeError

LONGEST = 300
"""Characters of the message that are shown."""


def reason_of(error: JudgeError) -> str:
    """An error's code and message on one line, without credentials: `rate-limited: ...`."""
    said = " ".join(without_credentials(error.message).split())
    return f"{error.code}: {said if len(said) <= LONGEST else said[: LONGEST - 1] + '…'}"
