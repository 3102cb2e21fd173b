from __future__ import annotations

import pytest

from grader.core.scoring.preference import prefers_first
from grader.core.scoring.tokens import tokenize

DPO_FIRST = """
I prefer DPO to RLHF.
DPO over RLHF, any day.
DPO rather than RLHF.
I'd use DPO instead of RLHF.
DPO beats RLHF here.
DPO is simpler to run than RLHF.
DPO is less work than RLHF.
DPO, not RLHF.
I replaced RLHF with DPO.
Rather than RLHF I'd run DPO.
Instead of RLHF, DPO.
RLHF is harder to run than DPO.
RLHF is more complex than DPO.
RLHF is less stable than DPO.
We switched from RLHF to DPO.
Skip RLHF and use DPO.
We dropped RLHF for DPO.
RLHF lost to DPO.
RLHF was replaced by DPO.
Not RLHF but DPO.
"""
NEITHER = """
DPO and RLHF.
DPO is related to RLHF.
I know RLHF, and I have read about DPO.
"""


def prefers_dpo(text: str) -> bool | None:
    tokens = tokenize([text])
    dpo, rlhf = tokens.words.index("dpo"), tokens.words.index("rlhf")
    first, second = sorted([(dpo, dpo + 1), (rlhf, rlhf + 1)])
    told = prefers_first(tokens, first, second)
    return told if told is None or first[0] == dpo else not told


@pytest.mark.parametrize("text", DPO_FIRST.strip().splitlines())
def test_both_directions_are_told_apart(text: str) -> None:
    assert prefers_dpo(text) is True
    swapped = text.replace("DPO", "X").replace("RLHF", "DPO").replace("X", "RLHF")
    assert prefers_dpo(swapped) is False


@pytest.mark.parametrize("text", NEITHER.strip().splitlines())
def test_no_preference(text: str) -> None:
    assert prefers_dpo(text) is None
