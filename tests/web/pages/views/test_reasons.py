from __future__ import annotations

import pytest

from grader.core.flags.flag import Flag
from grader.web.pages.views.reasons import reason, reasons


@pytest.mark.parametrize("flag", list(Flag))
def test_every_flag_is_said_in_words(flag: Flag) -> None:
    said = reason(f"flag: {flag}")
    assert said.code == flag
    assert said.said.startswith("The answer ")


@pytest.mark.parametrize(
    ("given", "said", "detail"),
    [
        ("ungraded: off-topic", "Could not be graded", "off topic"),
        (
            "judge-disagrees: L4 as a whole, L5 by rule",
            "The judge's own level differs from the rule's",
            "L4 as a whole, L5 by rule",
        ),
        ("fallback: server-failed", "The keyword scorer stood in for the model", "server-failed"),
        ("something new: 1", "something new: 1", ""),
        ("", "", ""),
    ],
)
def test_reasons_in_words(given: str, said: str, detail: str) -> None:
    found = reason(given)
    assert (found.said, found.detail) == (said, detail)


def test_each_reason_once() -> None:
    assert len(reasons(("flag: mixed-script", "flag: mixed-script", "x"))) == 2
