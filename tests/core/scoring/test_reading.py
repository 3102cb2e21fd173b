"""What others say, what is asked, and what is denied after it was named: whose claim is it?"""

from __future__ import annotations

import pytest

from grader.core.scoring.stance import Held
from tests.core.scoring.test_stance import held


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Cost per message never came into it.", "cost per message", Held.REJECTED),
        ("Loss scaling played no part in what we did.", "loss scaling", Held.REJECTED),
        ("We dropped RLHF for DPO.", "rlhf", Held.REJECTED),
        ("We dropped RLHF for DPO.", "dpo", Held.ASSERTED),
        ("People say adapters are cheap. I can't confirm that.", "adapters", Held.REJECTED),
        (
            "My colleague goes further. He says you should always use adapters.",
            "use adapters",
            Held.QUOTED,
        ),
        (
            "The fashionable view is that pretraining never pays, and I think it's wrong.",
            "pretraining never pays",
            Held.REJECTED,
        ),
        (
            "People tell me that quality beats quantity, but that has not been my experience.",
            "quality beats quantity",
            Held.REJECTED,
        ),
        ("Clients say which of two replies they prefer.", "which of two", Held.ASSERTED),
        ("Annotators tell us which answer is better.", "which answer", Held.ASSERTED),
        ("You can let people say which of two is better.", "which of two", Held.ASSERTED),
        ("Well, basically you say this answer beat that one.", "answer beat", Held.ASSERTED),
        ("The idea is to keep an FP32 copy of the weights.", "fp32 copy", Held.ASSERTED),
        ("Contrary to expectation the footprint stays.", "footprint stays", Held.ASSERTED),
        ("Whatever the blog posts say, adapters are cheap.", "adapters", Held.ASSERTED),
        ("If the format is not stable I do SFT with examples.", "sft", Held.ASSERTED),
        ("My rule: prompt; if the eval says no, find out why.", "prompt", Held.ASSERTED),
        ("I don't know in which precision gradients get reduced.", "gradients", Held.UNKNOWN),
        ("Is there a copy in FP32? I am not sure.", "fp32", Held.UNKNOWN),
    ],
)
def test_whose_claim_it_is(text: str, phrase: str, expected: Held) -> None:
    assert held(text, phrase) is expected
