"""Whose claim is it? What others say, what is asked and answered, what is denied once named.

Every pattern stands in several wordings, beside sentences that look like it and are not.
"""

from __future__ import annotations

import pytest

from grader.core.scoring.stance import Held, Stances
from grader.core.scoring.tokens import tokenize
from tests.core.scoring.test_stance import held, rows

ASSERTED = """
My rule: prompt; if the eval says no, find out why. | prompt
Whatever the blog posts say, adapters are cheap. | adapters
Contrary to expectation the footprint stays. | footprint stays
The idea is to keep an FP32 copy of the weights. | fp32 copy
Well, basically you say this answer beat that one. | answer beat
You can let people say which of two is better. | which of two
Annotators tell us which answer is better. | which answer
Clients say which of two replies they prefer. | which of two
We dropped RLHF for DPO. | dpo
BF16 has no use for loss scaling. | bf16
Loss scaling is never a problem to set up. | loss scaling
Data quality never came second. | data quality
People say LoRA is lossless. That has been my experience too. | lora
She chose retrieval for facts. | retrieval for facts
If the model says it does not know, retrieval is missing. | retrieval is missing
Clients say which of two letters they would rather receive. | two letters
Annotators say which answer is better. | answer is better
People tell us which of two replies they prefer. | two replies
Raters say whether the reply is better. | better
People say how good it is on a scale. | scale
Experts say what they'd change and we train on pairs. | train on pairs
Well, basically you say okay this answer beat that answer, so widen the gap. | widen the gap
You say to the model: prefer this one. | prefer this one
The model hears an opinion about what it just said. | opinion
A fixed set of duels can only talk about old sayings. | old sayings
In week four we saw that the loss fell while quality stood still. | quality stood still
I see that the gradients vanish. | gradients vanish
My rule: (1) prompt; (2) if the eval says no, find out what is missing. | prompt
If the eval says no, find out what is missing. | what is missing
If the eval says no, find out what is missing. | eval
And before you ask: no, memory didn't drop by half, since masters are there. | masters are there
We train it. And before you ask: no, it isn't slow. | train it
By half? No, masters stay. | masters stay
RLHF: no. DPO: yes. | dpo
A budget with another zero so no for DPO versus the other one. | budget with another zero
Does LoRA merge into the base? It does. | merge into the base
Do adapters share one base? They do. | share one base
I'm not sure how much data, but data quality dominates. | data quality dominates
Contrary to expectation the footprint stays the same. | footprint stays the same
Contrary to what people think, the footprint stays the same. | footprint stays the same
Contrary to the hype, LoRA learns less. | lora learns less
Contrary to popular belief, data quality beats quantity. | data quality
Whatever people say, the adapter is tied to its base. | tied to its base
No matter what vendors tell you, the adapter is tied to its base. | tied to its base
Despite what people say, quality beats quantity. | quality beats quantity
Regardless of what the blogs claim, quality beats quantity. | quality beats quantity
Never mind what the blogs claim, quality beats quantity. | quality beats quantity
The idea is to reduce the bit width of a finished model. | bit width
The idea is that you keep master weights. | master weights
The point is that you keep master weights. | master weights
The trick is to keep master weights. | master weights
One has range, that's bf16, and the other has precision, and you can't get both | range
I'd say, well, small team, tone tweaks, go DPO. | dpo
The parameters are never cast permanently, the optimizer sees FP32. | optimizer sees fp32
You bump the loss up and then you take it back out. | bump the loss up
Multiply before the backward pass. | backward pass
Candidate agrees: Yes, exactly. | exactly
My manager insists we use LoRA and I agree. | lora
My lead told us to use DPO, so we did. | dpo
My lead wanted DPO. | dpo
DPO? Yes, always. | dpo
Data quality played a part in every win we had. | data quality
LoRA came into its own at twenty tenants. | lora
Cost never came up in the reviews because quality decided. | quality decided
What never came up was licensing. | licensing
What was never considered was the eval set. | eval set
An adapter is no part of the base, it is loaded beside it. | loaded beside it
She told us which reply she preferred and we trained on that. | reply she preferred
He labels pairs and she reviews them. | pairs
The user asks and he gets the document. | document
They say so. We measured it, and data quality wins. | data quality wins
I say that data quality comes first. | data quality
I say yes to DPO. | dpo
Does that need masters? It does. | masters
Format unstable? Then SFT. | format unstable
Facts change weekly? No tuning then, retrieval. | facts change weekly
Is the format the problem? Yes: SFT. | format the problem
Why loss scaling? Because small gradients underflow. | small gradients underflow
What breaks? Small gradients. | small gradients
So what would I do? Never mind the hype, start with prompts. | start with prompts
I don't know whether DPO would work here, but RLHF is too heavy. | rlhf is too heavy
I'm not sure how it is called, but you keep a copy in FP32. | copy in fp32
I don't know the exact number, data quality dominates. | data quality dominates
I don't know if you've seen it, but DPO trains on pairs. | dpo trains on pairs
Despite the hype, DPO is not RLHF. | dpo
Unlike RLHF, DPO needs no sampling. | dpo
Whatever you choose, keep an eval set. | eval set
No matter how good the prompt is, facts go stale. | facts go stale
Regardless of method, data quality dominates. | data quality
The idea behind DPO is that pairs train the policy directly. | pairs train the policy
The argument for DPO is that it needs no critic. | dpo
The usual advice is to prompt first, and that's what I do. | prompt first
I was going to say RLHF, but DPO is simpler. | dpo is simpler
If I were to start again I'd clean the data first. | clean the data
If I were to pick one, I'd take DPO. | dpo
If you were to tune, use LoRA. | lora
We tried LoRA, then full tuning, then LoRA again, and kept LoRA. | kept lora
Tools I trust: prompts, RAG, SFT. | rag
We run LoRA, DPO, an eval set, and a nightly regression. | eval set
We take the mean, the norm, the scale, the count, and log them. | scale
Use FP32 for softmax, norms, loss, reductions, and exponentials. | norms
LoRA. QLoRA. DPO. RLHF. | dpo
BF16: yes. | bf16
No: DPO. | dpo
RLHF, no, DPO. | dpo
The answer is no, DPO doesn't need a critic. | dpo
I said no, DPO is enough. | dpo is enough
Retrieval says no, so we escalate. | escalate
When the eval says yes, ship the adapter. | ship the adapter
When evaluation says the prompt is enough, stop. | prompt is enough
The doc says to keep masters in FP32, which we do. | masters
My team uses LoRA. | lora
My boss wanted RLHF. We went with DPO. | dpo
Our lead says data quality wins. I couldn't agree more. | data quality wins
Our lead says data quality wins, and he's right. | data quality wins
"""

REJECTED = """
We dropped RLHF for DPO. | rlhf
Loss scaling played no part in what we did. | loss scaling
Cost per message never came into it. | cost per message
Latency never came into it. | latency
LoRA played no part in this. | lora
Preference data played no role. | preference data
A reward model was nowhere to be seen. | reward model
The eval set was nowhere. | eval set
Data quality was never a concern. | data quality
Permissions were never on the table. | permissions
Loss scaling hasn't been part of it for years. | loss scaling
DPO isn't part of our stack. | dpo
RLHF was never in the running. | rlhf
RLHF did not figure in the plan. | rlhf
LoRA had nothing to do with it. | lora
LoRA was never considered. | lora
DPO was never an option. | dpo
DPO did not come up. | dpo
Evaluation never crossed my mind. | evaluation
A held-out set does not exist here. | held-out set
Master weights have no place in this. | master weights
LoRA never came into question for the large model only. | lora
The reward model plays no part in DPO. | reward model
BF16: no. | bf16
Loss scaling: no, not with BF16. | loss scaling
RLHF: no. DPO: yes. | rlhf
RLHF - nope. | rlhf
So no, that doesn't halve. | halve
Contrary to popular belief, it does not halve memory. | halve memory
I don't believe in loss scaling, I've never needed it. | loss scaling
Not once did we need a reward model. | reward model
At no point do we train a reward model. | reward model
In no case would I use RLHF. | rlhf
Under no circumstances would I tune for facts. | tune for facts
By no means is LoRA enough. | lora
There's zero reason to use RLHF. | rlhf
RLHF, no thanks. | rlhf
I have no time for RLHF. | rlhf
RLHF, I can do without. | rlhf
We can do without a reward model. | reward model
You get by without a critic. | critic
I fail to see why LoRA helps. | lora helps
It is anything but data quality. | data quality
Adapters are not tied to one base. | tied to one base
Hardly anyone needs continued pretraining. | continued pretraining
As for continued pretraining, we don't. | continued pretraining
We never considered RLHF. | rlhf
Masters never enter the forward pass. | forward pass
I'd say no to RLHF. | rlhf
I don't use LoRA, DPO, RLHF or any of that. | dpo
None of LoRA, DPO or RLHF matter to me. | dpo
Forget LoRA, DPO, RLHF. | dpo
Reward model: none. | reward model
Critic: not needed. | critic
Is a critic needed: no, not for DPO. | critic
- RLHF: no | rlhf
"""

DENIED = """
People tell me that quality beats quantity, but neither is my experience. | quality beats
The fashionable view is that pretraining never pays, and I think it's wrong. | pretraining
People say adapters are cheap. I can't confirm that. | adapters
People say LoRA is lossless. I can't confirm that. | lora
People say LoRA is lossless. I couldn't confirm it. | lora
Vendors say RAG cures hallucination. We never saw that. | rag cures hallucination
He says permissions alone justify retrieval. I've argued with him about that. | permissions
Loss scaling? No. | loss scaling
Does BF16 need loss scaling? No. | loss scaling
I was going to say that I'd take DPO. Actually, scratch that. | dpo
He used to lecture: "FP16 is fine. Scale the loss." None of that has held up. | scale the loss
Fine-tuning for facts? No way. | fine-tuning for facts
RLHF? Not for us. | rlhf
RLHF? Never. | rlhf
Should you tune for facts? Never. | tune for facts
Should you tune for facts? I would not. | tune for facts
Do we need RLHF? Not really. | rlhf
Do we need RLHF? Hardly ever. | rlhf
Do you need a critic? Of course not. | critic
Does loss scaling help in BF16? I don't think so. | loss scaling
Experts claim more is better. In our tests the opposite held. | more is better
Some claim DPO is unstable; we never saw it. | unstable
It would be a lie to claim that LoRA is free. | lora is free
Nobody claims that LoRA is free. | lora is free
I can't claim that LoRA is free. | lora is free
"""

QUOTED = """
My colleague goes further. He says you should always use adapters. | use adapters
He says you should always stack the two. | stack the two
She says that fine-tuning is for facts. | fine-tuning is for facts
My colleague goes further. He says permissions justify retrieval. | permissions
My boss is a fan. She claims that size beats quality. | size beats quality
Clients say that the letters are better. | letters are better
I often hear that LoRA is lossless. | lora is lossless
You often hear that LoRA is lossless. | lora is lossless
The idea that more data is better is everywhere. | more data is better
If I were to give a top answer here, I'd give the pipeline. | pipeline
If I were to answer well, I'd mention drift. | drift
The interviewer said DPO. | dpo
You said DPO earlier. | dpo
Someone told me DPO is simpler. | dpo
He says no more than that. | more than that
The usual advice is to prompt first. | prompt first
I was going to say RLHF, but DPO is simpler. | rlhf
If I were to write the ideal answer, it would list LoRA. | lora
A perfect answer would mention loss scaling. | loss scaling
As the rubric says, data quality dominates. | data quality
The rubric says: names four modes and gives a use case per mode. | use case per mode
"""

UNKNOWN = """
Is there a copy in FP32? I am not sure. | fp32
I don't know in which precision gradients get reduced. | gradients
Is there a copy of the weights in FP32 somewhere? I am not sure. | copy of the weights
Is there a master copy? No idea. | master copy
Does LoRA merge into the base? I couldn't say. | merge into the base
Does LoRA merge into the base? I don't know. | merge into the base
I don't know in which precision the gradients get reduced. | gradients get reduced
I don't know how DPO gets rid of the reward model. | dpo
I don't know whether the base is frozen. | base is frozen
I don't know if the base is frozen, sorry. | base is frozen
I'm not sure whether the base is frozen. | base is frozen
I'm not sure if DPO needs a reward model. | dpo
Could an adapter be reused? No idea, I never tried. | adapter be reused
Why do norms stay in FP32? Beats me. | norms stay in fp32
How is the KL term set? I wouldn't know. | kl term
"""

LISTED = """
Everything I know: LoRA, QLoRA, DPO, IPO, KTO, PPO. | dpo
Buzzwords I have mastered include LoRA, DPO, RLHF, RAG, agents, evals. | rag
I am an expert in LoRA, DPO, RLHF, SFT, CPT and RAG. | sft
My deep expertise covers loss scaling, master weights, autocast, BF16, FP8. | autocast
"""


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        *rows(ASSERTED, Held.ASSERTED),
        *rows(REJECTED, Held.REJECTED),
        *rows(DENIED, Held.DENIED),
        *rows(QUOTED, Held.QUOTED),
        *rows(UNKNOWN, Held.UNKNOWN),
        *rows(LISTED, Held.LISTED),
    ],
)
def test_whose_claim_it_is(text: str, phrase: str, expected: Held) -> None:
    assert held(text, phrase) is expected


def stances(*sentences: str) -> list[Held]:
    """How each sentence is held as a whole; those that begin with a dash are items of a list."""
    tokens = tokenize(sentences)
    items = frozenset(n for n, text in enumerate(sentences) if text.startswith("- "))
    read = Stances(tokens, items=items)
    return [read.held((start, end)) for start, end in zip(tokens.starts, tokens.ends, strict=True)]


@pytest.mark.parametrize(
    "opening",
    [
        "If I were to give a top answer here, I'd give the pipeline.",
        "A strong answer to this would name the modes.",
        "If someone was to answer this well, they'd start with the modes.",
    ],
)
def test_what_an_answer_would_say_goes_on_over_sentences(opening: str) -> None:
    found = stances(
        opening, "I'd say that pairs drift.", "I would then explain KL.", "Pairs are cheap."
    )
    assert found[1:] == [Held.QUOTED, Held.QUOTED, Held.ASSERTED]


def test_what_the_candidate_would_say_of_themself_is_their_own() -> None:
    assert stances("I start with a prompt.", "I'd say that pairs drift.")[1] is Held.ASSERTED


def test_a_long_list_is_held_as_its_heading_to_the_last_item() -> None:
    found = stances("A strong answer would have:", *["- DPO on pairs"] * 2000)
    assert set(found[1:]) == {Held.QUOTED}
