"""Cues and verdicts, over one small rubric."""

from __future__ import annotations

from typing import Any

import pytest

from grader.core.answer import read_answer
from grader.core.judgment import Stance
from grader.core.rubric import Rubric
from grader.core.scoring.compiled import RubricCues
from grader.core.scoring.scoring import explain, scan, tell_stance
from grader.errors import RubricError


def rubric(
    cues: list[Any], *, absence: bool = False, terms: dict[str, Any] | None = None
) -> Rubric:
    tell = {
        "id": "t",
        "kind": "down_level" if absence else "signal",
        "level": "L5",
        "claim": "says so",
        "absence": absence,
        "cues": cues,
    }
    levels = [
        {"id": "L4", "name": "low", "descriptor": "low"},
        {"id": "L5", "name": "high", "descriptor": "high", "requires": "t"},
    ]
    fields = Rubric.model_fields["levels"].annotation.__args__[0].model_fields  # type: ignore[union-attr]
    levels = [{k: v for k, v in level.items() if k in fields} for level in levels]
    return Rubric.model_validate(
        {
            "id": "r",
            "version": 1,
            "title": "R",
            "question": "Explain RLHF and DPO. When would you choose each?",
            "levels": levels,
            "terms": terms
            or {"dpo": ["dpo"], "rlhf": ["rlhf", "{ppo}"], "ppo": ["ppo"], "need": ["need"]},
            "tells": [tell],
        }
    )


def stance(cues: list[Any], text: str, **more: Any) -> str:
    return str(tell_stance(RubricCues(rubric(cues, **more)), "t", read_answer(text)))


@pytest.mark.parametrize(
    ("cue", "text", "expected"),
    [
        ("reward model", "It trains a reward model.", "asserted"),
        ("reward model", "It needs no reward model.", "rejected"),
        ("no reward model", "It needs no reward model.", "asserted"),
        ("no reward model", "I don't think it needs no reward model.", "rejected"),
        ("reward model", "Some say that it needs a reward model.", "quoted"),
        ("reward model", "It trains a critic.", "absent"),
        ({"phrase": "reward model", "stance": "rejected"}, "It needs no reward model.", "asserted"),
        ({"phrase": "reward model", "stance": "rejected"}, "It has a reward model.", "absent"),
        ({"phrase": "reward model", "stance": "mention"}, "It needs no reward model.", "asserted"),
        ({"all": ["{dpo}", "simpler"]}, "DPO is simpler.", "asserted"),
        ({"all": ["{dpo}", "simpler"]}, "I use DPO. It is simpler.", "absent"),
        ({"all": ["{dpo}", "simpler"], "within": 2}, "I use DPO. It is simpler.", "asserted"),
        (
            {"all": ["{dpo}", "simpler"], "within": 2},
            "I use DPO. So it is. It is simpler.",
            "absent",
        ),
        ({"all": ["{dpo}", "simpler"], "within": 0}, "I use DPO. Yes. Well. Simpler.", "asserted"),
        ({"all": ["{dpo}", "simpler"]}, "DPO isn't simpler.", "rejected"),
        (
            {"all": ["{dpo}", "(no|without)", "reward model"]},
            "DPO has no reward model.",
            "asserted",
        ),
        ({"any": ["{dpo}", "{rlhf}"]}, "PPO runs.", "asserted"),
        ({"at_least": 2, "of": ["{dpo}", "{rlhf}", "sft"]}, "DPO. Then SFT.", "asserted"),
        ({"at_least": 3, "of": ["{dpo}", "{rlhf}", "sft"]}, "DPO. Then SFT.", "absent"),
        (
            {"at_least": 2, "of": ["{dpo}", "{rlhf}", "sft"], "within": 1},
            "DPO. Then SFT.",
            "absent",
        ),
        ({"prefer": "{dpo}", "over": "{rlhf}"}, "I'd take DPO over PPO.", "asserted"),
        ({"prefer": "{dpo}", "over": "{rlhf}"}, "I'd take PPO over DPO.", "absent"),
        ({"prefer": "{dpo}", "over": "{rlhf}"}, "I wouldn't choose PPO over DPO.", "asserted"),
        ({"prefer": "{dpo}", "over": "{rlhf}"}, "I don't prefer PPO to DPO.", "absent"),
        ({"prefer": "{dpo}", "over": "{rlhf}"}, "PPO over DPO. Scratch that.", "absent"),
        ({"prefer": "{dpo}", "over": "{rlhf}"}, "I run DPO and skip PPO.", "asserted"),
        (
            {"prefer": "{dpo}", "over": "{rlhf}"},
            "People say to take DPO over PPO, I don't buy it.",
            "rejected",
        ),
        ("{dpo} ... {need} ... model", "DPO doesn't need a model.", "rejected"),
        ("{dpo} (not) ... {need} ... model", "DPO not at all needs a model.", "asserted"),
        ({"pattern": r"\b\d+k rows\b"}, "We had 10K rows.", "asserted"),
        ({"pattern": r"\b\d+k rows\b"}, "We never had 10k rows.", "rejected"),
        (
            {"phrase": "adapter", "unless": ["loader"]},
            "The adapter is loaded by a loader.",
            "absent",
        ),
        ({"phrase": "adapter", "unless": ["loader"]}, "An adapter. And a loader.", "asserted"),
        ({"phrase": "adapter", "weak": True}, "An adapter.", "absent"),
    ],
)
def test_cues(cue: Any, text: str, expected: str) -> None:
    assert stance([cue], text) == expected


@pytest.mark.parametrize("weak", [True, False])
def test_a_reason_repeats_no_endless_word(weak: bool) -> None:
    answer = read_answer(f"It has one {'z' * 3000} base.")
    found = scan(RubricCues(rubric([{"phrase": "one ... base", "weak": weak}])), answer).verdicts[0]
    assert f"'one {'z' * 115}…'" in found.reason
    assert len(found.reason) < 200


def test_weak_cues_match_in_pairs_and_ask_for_review_alone() -> None:
    cues = [{"phrase": "adapter", "weak": True}, {"phrase": "tenant", "weak": True}]
    compiled = RubricCues(rubric(cues))
    assert scan(compiled, read_answer("An adapter.")).unsure == ("t",)
    both = scan(compiled, read_answer("An adapter. A tenant."))
    assert both.unsure == ()
    assert both.verdicts[0].stance is Stance.ASSERTED
    assert both.verdicts[0].sentences == (1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DPO is fine.", "asserted"),
        ("I'd skip DPO.", "asserted"),
        ("SFT, DPO, LoRA, RAG, agents, I know them all.", "asserted"),
        ("I've never heard of DPO.", "absent"),
        ("I'd fine-tune it.", "absent"),
    ],
)
def test_any_naming_clears_an_absence_tell(text: str, expected: str) -> None:
    assert stance(["{dpo}"], text, absence=True) == expected


def test_lists_and_the_question_earn_nothing() -> None:
    assert stance(["{dpo}"], "SFT, DPO, LoRA, RAG, agents, I know them all.") == "quoted"
    assert stance([{"phrase": "{dpo}", "stance": "mention"}], "RLHF or DPO, choose.") == "quoted"


@pytest.mark.parametrize(
    "text",
    [
        "A strong answer would say that it needs no reward model.",
        "The rubric expects me to say that it needs no reward model.",
        "People say that it needs no reward model.",
        "People say that it needs no reward model. I can't confirm that.",
        "It needs no reward model. Scratch that.",
        "Would you say that it needs no reward model?",
        "A top answer would have these points:\n- It needs no reward model.\n- It is short.",
    ],
)
def test_a_mention_is_in_the_candidates_own_voice(text: str) -> None:
    assert stance([{"phrase": "no reward model", "stance": "mention"}], text) != "asserted"


@pytest.mark.parametrize(
    "text",
    [
        "SFT, DPO, IPO, KTO, PPO, LoRA, RAG, agents, I know the whole stack.",
        "I am an expert in SFT, DPO, IPO, KTO, PPO and LoRA.",
        "I have deep expertise in SFT, DPO, IPO, KTO, PPO, LoRA.",
        "I don't use SFT, DPO, IPO or any of that.",
        "Forget SFT, DPO and IPO.",
        "None of SFT, DPO or IPO matter.",
        "As the rubric says, DPO is the choice.",
        "An L6 would choose DPO.",
    ],
)
def test_names_without_a_claim_earn_nothing(text: str) -> None:
    assert stance(["{dpo}"], text) != "asserted"


def test_the_interviewer_earns_nothing() -> None:
    said = "Interviewer: You would use DPO, right?\n\nCandidate: I would rather wait and see."
    assert stance(["{dpo}"], said) == "absent"


def test_a_verdict_names_its_sentences_and_words() -> None:
    compiled = RubricCues(rubric([{"all": ["{dpo}", "pairs"], "within": 2}]))
    answer = read_answer("Hello there. I run DPO. Pairs are enough.")
    verdict = scan(compiled, answer).verdicts[0]
    assert verdict.sentences == (2, 3)
    assert verdict.reason == "'dpo' near 'pairs'"
    assert verdict.confidence is not None
    assert 0.5 < verdict.confidence <= 1


def test_explain_shows_every_place() -> None:
    traces = explain(rubric(["reward model"]), read_answer("A reward model. No reward model."))
    assert [(t.sentences, t.held, t.satisfied) for t in traces] == [
        ((1,), "asserted", True),
        ((2,), "rejected", False),
    ]


@pytest.mark.parametrize(
    ("terms", "cues", "says"),
    [
        ({"a": ["{b}"], "b": ["{a}"]}, ["{a}"], "refers to itself"),
        ({"a": ["x"]}, ["{b}"], "does not exist"),
        ({"a": ["(x"]}, ["{a}"], "terms.a"),
        ({"a": ["x"]}, [{"all": ["x", "y)"]}], "tells.t.cues.0"),
    ],
)
def test_a_wrong_rubric_names_the_field(terms: Any, cues: Any, says: str) -> None:
    with pytest.raises(RubricError, match=says):
        RubricCues(rubric(cues, terms=terms))


def test_a_wrong_pattern_is_a_rubric_error() -> None:
    with pytest.raises(RubricError, match="not RE2"):
        stance([{"pattern": "(?=x)"}], "x")


GAPPED = {
    "saved": ["(save|less) ... memory", "no critic"],
    "gate": ["(never|nobody) ... without eval"],
}


@pytest.mark.parametrize(
    ("cue", "text", "expected"),
    [
        ("{saved}", "Adapters save a lot of memory.", "asserted"),
        ("{saved}", "Adapters save no memory.", "rejected"),
        ("{saved}", "Adapters save you nothing in memory.", "rejected"),
        ("{saved}", "It has no critic.", "asserted"),
        ("{saved}", "We never save memory.", "rejected"),
        ("lora ... {saved}", "LoRA does not save memory.", "rejected"),
        ("lora ... {saved}", "LoRA saves memory.", "asserted"),
        ("lora ... {saved}", "LoRA has no critic.", "asserted"),
        ("{gate}", "Nobody ships without evals.", "asserted"),
        ("{gate}", "We never tune without evals.", "asserted"),
        ("(fast|cheap) ... swap", "It is fast with no swap.", "rejected"),
    ],
)
def test_only_words_that_a_phrase_names_are_no_negation_of_it(
    cue: str, text: str, expected: str
) -> None:
    assert stance([cue], text, terms=GAPPED) == expected


@pytest.mark.parametrize(
    ("text", "expected", "unsure"),
    [
        (
            "SFT: format. DPO: taste. CPT: domain. LoRA: base, swap. Quality over quantity. Base"
            " deprecation, retuning. Prompt first. Retrieval then tuning.",
            "quoted",
            ("t",),
        ),
        (
            "sft: format; dpo: 2000 pairs; lora: 40 adapters on one base, swap per request; the"
            " base dies, so retrain; prompt first, it costs nothing",
            "asserted",
            (),
        ),
        ("lora; one base, swap", "asserted", ()),
    ],
)
def test_fragments_do_not_earn_the_highest_level(
    text: str, expected: str, unsure: tuple[str, ...]
) -> None:
    found = scan(RubricCues(rubric(["base ... swap", "base, swap"])), read_answer(text))
    assert (str(found.verdicts[0].stance), found.unsure) == (expected, unsure)
