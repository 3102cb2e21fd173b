"""What the shipped rubrics' cues credit, and what comes near and earns nothing."""

from __future__ import annotations

import re

import pytest

from grader.core.answer import read_answer
from grader.core.judgment import Stance
from grader.core.levels import decide
from grader.core.rubric import Rubric
from grader.core.scoring.compiled import RubricCues
from grader.core.scoring.scoring import scan, tell_stance
from grader.library import Library

LIBRARY = Library()
RUBRICS = [LIBRARY.rubric(rubric_id) for rubric_id in LIBRARY.rubric_ids()]
CUES = {tell.id: RubricCues(rubric) for rubric in RUBRICS for tell in rubric.tells}
FOLLOW_UPS = {
    follow_up.id: rubric.for_follow_up(follow_up)
    for rubric in RUBRICS
    for follow_up in rubric.follow_ups
}

TELLS = """
eval-before-escalating 0 We shipped without a test set and it was fine.
eval-before-escalating 0 I see no reason to build an eval set before fine-tuning.
eval-before-escalating 1 Nobody tunes until the eval set shows a gap.
fine-tune-for-facts 0 We once fine-tuned the facts in, which was a mistake.
fine-tune-for-facts 0 I'd never fine-tune the facts in.
knowledge-vs-behaviour 0 Forget retrieval for facts and tuning for tone.
knowledge-vs-behaviour 0 Retrieval for facts and tuning for tone, but that is a myth.
knowledge-vs-behaviour 1 Retrieval is for facts and tuning is for tone.
no-evaluation 0 Evals are a waste.
no-evaluation 0 My deadline is Friday, so I skip evaluation.
no-evaluation 1 I would never skip evaluation.
rag-cures-all 0 I retrieve for knowledge only after I have fine-tuned the facts in.
dpo-is-sft 0 DPO isn't SFT on the chosen answers, though an SFT term on the chosen ones helps.
dpo-is-sft 1 DPO is SFT on the chosen answers.
dpo-needs-reward-model 0 After DPO we trained a reward model for best-of-n at inference.
dpo-needs-reward-model 1 DPO also trains a reward model.
preference-data-quality 0 Label noise does not matter.
preference-data-quality 1 Label noise sets the ceiling, whatever the method.
rlhf-pipeline 0 RLHF is not SFT, then a reward model fitted to preferences, then PPO.
rlhf-pipeline 1 RLHF is SFT, then a reward model fitted to preferences, then PPO.
when-each 1 DPO when I have a fixed set of pairs and a small team; RLHF when the feedback is
    online and the reward can be reused.
when-each 0 I use DPO for online data and RLHF for offline data.
when-each 0 RLHF for fixed pairs, DPO when there is live feedback.
when-each 1 I pick DPO for offline pairs since it is simple; RLHF for online exploration.
decision-rule 0 Format? SFT. Prompting and retrieval never help.
lora-serving 0 LoRA adapters save no memory.
lora-serving 1 LoRA adapters save a lot of memory in training.
use-case-per-mode 0 CPT is for tone, SFT teaches nothing, DPO adds facts, and LoRA is a dataset
    format.
use-case-per-mode 1 CPT is for a new language, SFT is for the format, DPO is for tone and LoRA is
    for little memory.
bf16-needs-loss-scaling 0 With BF16 some teams still keep loss scaling on out of habit.
bf16-needs-loss-scaling 1 With BF16 you must also keep loss scaling on.
confuses-quantization 0 We later quantized the trained model to int8 for serving.
confuses-quantization 1 You quantize the trained model to int8 for serving.
loss-scaling 1 Loss scaling multiplies the loss so that small gradients don't underflow in FP16;
    we divide the gradients again before the step and back off on overflow.
loss-scaling 0 Loss scaling divides the loss to avoid overflow in FP16.
loss-scaling 0 The scaler prevents gradients from overflowing.
loss-scaling 1 Loss scaling keeps tiny gradients from underflowing to zero in FP16.
loss-scaling 1 We divide the loss by the accumulation steps, then the scaler lifts it so FP16
    gradients do not underflow.
"""
"""A tell, whether its cues match (1) or not (0), and what is said."""

LEVELS = """
answers-got-longer - I would choose longer answers.
answers-got-longer - I would pick the longer one, people like detail.
answers-got-longer L5 Raters prefer long answers, so the winners in our pairs are longer. I would
    balance the pairs by length.
answers-got-longer L6 The chosen ones are longer on average, and the loss sums log-probs over
    tokens, so length moves the margin. I'd use SimPO or subsample pairs and report a length-
    controlled win rate.
chosen-likelihood-falls - It is a bug. The samples are worse.
chosen-likelihood-falls - My margin is only thin. I add more chosen likelihood jokes.
chosen-likelihood-falls L5 No. DPO only sees the difference between chosen and rejected, so both
    can drop.
chosen-likelihood-falls L5 Not by itself: as long as the outputs are fine and the win rate holds I
    leave it.
chosen-likelihood-falls L6 The loss cares only about the margin, and the rejected falls faster.
    The mass moves to answers that nobody judged, so I add an SFT term on the chosen ones.
chosen-likelihood-falls L6 Both can go down since only the gap is optimised; if samples get worse,
    I mix in some NLL on the winners and raise beta.
rag-still-wrong - I split the bill with retrieval from generation Z. I measure recall of cars. I
    rerank my friends and abstain from wine.
rag-still-wrong - I would use a larger model.
rag-still-wrong L5 First I split the failures: was the right passage in the context or not?
    Otherwise the model wrote it wrong.
rag-still-wrong L6 I sort the errors: did the search miss the page, or did the model ignore it? I
    measure recall@10, add a reranker and hybrid search, and let the model say not found.
rag-still-wrong L6 Take fifty wrong answers and check whether the needed chunk was in the prompt.
    If it wasn't, I compute recall at 5, re-chunk by heading and add BM25. If it was, I instruct
    it to abstain when the passages are silent.
full-ft-over-lora - I moved far away from home.
full-ft-over-lora L6 LoRA is the default. Full fine-tuning when the model must change a lot, say a
    new language, or when the adapter's quality falls short, or the serving engine can't load
    adapters.
"""
"""A follow-up, the level that its tells earn (- for the lowest), and what is said."""


def rows(table: str) -> list[tuple[str, str, str]]:
    lines = re.sub(r"\n +", " ", table).strip().splitlines()
    return [(tell, expected, text) for tell, expected, text in (r.split(" ", 2) for r in lines)]


@pytest.mark.parametrize(("tell", "expected", "text"), rows(TELLS))
def test_what_a_tell_is_matched_by(tell: str, expected: str, text: str) -> None:
    stance = tell_stance(CUES[tell], tell, read_answer(text))
    assert (stance is Stance.ASSERTED) == (expected == "1")


@pytest.mark.parametrize(("follow_up", "expected", "text"), rows(LEVELS))
def test_what_an_answer_to_a_follow_up_earns(follow_up: str, expected: str, text: str) -> None:
    rubric: Rubric = FOLLOW_UPS[follow_up]
    found = scan(RubricCues(rubric), read_answer(text)).verdicts
    matched = {verdict.tell for verdict in found if verdict.stance is Stance.ASSERTED}
    level = rubric.ladder[0] if expected == "-" else expected
    assert decide(rubric, matched).level == level
