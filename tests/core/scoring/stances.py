"""How the candidate stands to words in a sentence: one a line, `|` between the two."""

from __future__ import annotations

ASSERTED = """
I'd use DPO. | dpo
We ended up with DPO in production. | dpo
DPO needs no reward model. | dpo
DPO doesn't need a reward model, so it's simpler. | dpo
Not only LoRA but also DPO works here. | lora
Not only LoRA but also DPO works here. | dpo
LoRA is not just cheap, it is quick to swap. | lora
You can't go wrong with DPO. | dpo
I can't stress data quality enough. | data quality
There's no doubt that DPO is simpler. | dpo
Why not DPO? | dpo
Don't forget the evaluation set. | evaluation set
You should never skip the evaluation. | evaluation
You can't avoid labelling. | labelling
I would never tune without an eval set. | eval set
Nobody ships without evaluation. | evaluation
If you need facts that change, use RAG. | rag
If it isn't about knowledge, use fine-tuning. | fine-tuning
I wouldn't fine-tune until prompting has failed. | prompting has failed
I don't use RLHF because DPO is simpler. | dpo
I don't use RLHF, I use DPO. | dpo
RLHF isn't worth it; DPO is. | dpo
Instead of RLHF, I'd take DPO. | dpo
Rather than RLHF we run DPO. | dpo
I'd use DPO, not RLHF. | dpo
RLHF is overkill, so DPO. | dpo
Some people say RLHF is required, but DPO works fine. | dpo
My manager insists on RLHF being needed, but we run DPO. | dpo
People say data quality beats quantity, and they're right. | data quality
Everyone says to start with a prompt, and I agree. | prompt
They say quality beats size. In my experience that's true. | quality
Format wrong? Use SFT. | format wrong
Is it a fact that changes? Retrieval. | fact
Should you use LoRA? Yes. | lora
With no critic to train, DPO runs on one GPU. | one gpu
No critic means you can run it on one GPU. | one gpu
There's no reward model and the training is stable. | training is stable
No, I'd use DPO. | dpo
DPO isn't free, but it's what I'd use. | what i'd use
It took no time to train the adapter. | adapter
LoRA never let us down. | lora
I have nothing against LoRA. | lora
If RAG can't fix it, then fine-tune. | fine-tune
The trainer skips the step when it sees an inf. | step
I wouldn't say no to DPO. | dpo
It's hard to argue against data quality. | data quality
We tried RLHF; it was unstable, so we moved to DPO. | dpo
The base is gone and without it the adapter is useless, so you train again. | train again
People forget that the adapter is tied to its base. | adapter is tied
I think that the adapter is tied to its base. | adapter is tied
I'd say that data quality comes first. | data quality
The paper shows that DPO trains on pairs. | dpo
I'm sure there's no better way than LoRA. | no better way than lora
Unless you have a huge corpus, skip CPT. | huge corpus
Not because of cost but because of drift, we re-tune monthly. | re-tune monthly
It isn't the adapter that costs, it's the labelling. | labelling
If the format is not stable I do SFT with examples. | sft
You can let people say which of two replies is better. | better
Every customer's add-on is dropped in with the request. | add-on
CPT is only for a language which the model doesn't know. | cpt
We dropped RLHF for DPO because PPO took a full-time person. | dpo
Seven hundred rows which two seniors corrected gave a better model. | better model
Whatever the blog posts say: that's twelve bytes which haven't moved. | twelve bytes
The update is small, correcting for that in FP32 keeps it. | update is small
The delicate ones, reductions, exponentials, softmax and the loss, remain in FP32. | exponentials
| BF16 | 8 bits | 7 bits | FP32 range | coarse | | range
It has one set of weights. But they make you forget that they're disposable. | weights
We ditched RLHF for DPO. | dpo
Never forget retrieval for facts. | retrieval for facts
With DPO and LoRA a reward model is unnecessary. | dpo
With DPO a reward model is unnecessary. | dpo
I use DPO and a reward model is unnecessary. | dpo
Scaling stays and a reward model is unnecessary. | scaling
LoRA is cheap and RLHF is overkill. | lora
Tuning shapes tone. That is no myth. | tuning shapes tone
Tuning shapes tone, and that is not a myth. | tuning shapes tone
Tuning shapes tone. If that is false, prompt. | tuning shapes tone
Tuning shapes tone. That facts stay is a myth. | tuning shapes tone
Prompt first. It is true that it is cheap. | prompt first
If it is not format, then facts, then RAG. | rag
It is not SFT alone: SFT, then a reward model, then PPO. | ppo
It is not finished, then we train a reward model, then we run PPO. | ppo
For facts and tone a reward model is unnecessary. | tone
Retrieval is for knowledge and fine-tuning for behaviour is nonsense. | retrieval is for
DPO for pairs because PPO and a critic are overkill. | dpo for pairs
I have no opinion on FP8, but loss scaling lifts gradients. | loss scaling
My opinion on KTO is that it suits unpaired labels. | kto
Range versus precision. I know which is which. | range versus precision
We measured which format has which range. | range
Maybe not every layer needs it, but the loss stays in FP32. | loss stays
It does something to small gradients: it scales them. | scales them
If you ask me where the time should go, it's curation. | curation
You'd be silly not to pay for one run. | pay for one run
On hard prompts two of us agree 6 times in 10. | agree
We mine hard negatives for the reward model. | reward model
Rare words need continued pretraining. | continued pretraining
It was told so, drill it by SFT. | sft
A guest is never told of another's stay, so it is queried per guest. | queried per guest
Let the misses tell me what to build: retrieval. | retrieval
I want something with a wide range, so BF16. | wide range
We must do something about underflow, so we scale. | underflow
The loss stays in FP32. Maybe not every sum does. | loss stays
Raters agree in 63% of the pairs. People say it is low. | raters agree
People say that tuning is a last resort. Agreed. | last resort
If the chunk is wrong the answer is wrong, so we rerank. | rerank
A wrong answer costs us more than retrieval does. | retrieval
Start with a prompt, then retrieval. That is what we do. | start with a prompt
Prompt first, then retrieval. That is what people do who know their costs. | prompt first
Retrieval is for facts. That is how I say it to clients. | retrieval is for facts
Someone who starts with a prompt understands their costs. | starts with a prompt
Annotators who are not trained get the pairs wrong. | pairs
People who skip evaluation are wrong, so I measure first. | measure first
My colleague starts with prompting. It works. | starts with prompting
My colleague and I start with prompting. She is wrong about RAG. | start with prompting
My lead told me of the costs. We prompt first. They are wrong. | prompt first
A client says the letters sound like a robot, so I tune on letters we like. | tune on letters
If what users say is 'it will not shut up', then I do train. | train
If marketing insists on fluent Latin, that is continued pretraining. | continued pretraining
Facts it lacks are handed over by a lookup. | handed over by a lookup
Habits it does not have are drilled by SFT. | sft
Those where it had no way of knowing are served from a lookup. | lookup
Teams who do not measure are the ones that use RLHF. | rlhf
My manager likes answers from the wiki. They are not in the weights. | answers from the wiki
We call it DPO. | dpo
I am calling it DPO. | dpo
DPO is not SFT on the good answers, though a term on them helps. | term on them
"""

REJECTED = """
I'd skip DPO. | dpo
Skip DPO. | dpo
I would not use DPO. | dpo
I wouldn't use DPO here. | dpo
We never ran DPO. | dpo
We dropped RLHF last year. | rlhf
RLHF rather than DPO. | dpo
I'd take RLHF instead of DPO. | dpo
I'd use RLHF, not DPO. | dpo
DPO is overkill. | dpo
DPO is really not worth it. | dpo
DPO isn't worth the trouble. | dpo
Continued pretraining is a waste of money. | continued pretraining
Continued pretraining never pays. | continued pretraining
LoRA I avoid. | lora
RLHF we refused. | rlhf
Stay away from DPO. | dpo
I wouldn't bother with LoRA. | lora
I doubt that LoRA helps. | lora helps
There is no need for a reward model. | reward model
It needs no reward model. | reward model
It works without a reward model. | reward model
There's neither a critic nor a reward model. | reward model
You don't train a reward model. | reward model
DPO avoids the reward model. | reward model
A reward model isn't needed. | reward model
The reward model goes away. | reward model
It's a myth that fine-tuning adds facts. | fine-tuning adds facts
It would be wrong to say that fine-tuning adds facts. | fine-tuning adds facts
I don't think fine-tuning adds facts. | fine-tuning adds facts
I don't buy that more data is better. | more data is better
I no longer use RLHF. | rlhf
We got rid of the critic. | critic
I'm not convinced that LoRA is enough. | lora is enough
Nobody should start with continued pretraining. | start with continued pretraining
I hardly ever use RLHF. | rlhf
I rarely reach for continued pretraining. | continued pretraining
I used to think fine-tuning was one thing. | fine-tuning was one thing
I see no reason to use RLHF. | rlhf
I see no point in RLHF. | rlhf
We gave up on RLHF. | rlhf
We stopped using RLHF. | rlhf
It spares you the reward model. | reward model
We moved away from RLHF. | rlhf
I'd steer clear of continued pretraining. | continued pretraining
I'd never recommend RLHF to a small team. | rlhf
Please don't fine-tune for facts. | fine-tune for facts
Not DPO but RLHF. | dpo
Don't reach for the GPU before you've tried a prompt. | reach for the gpu
I'm against continued pretraining for this. | continued pretraining
Continued pretraining was ruled out. | continued pretraining
Nothing gets fine-tuned here. | fine-tuned
It isn't the adapter that costs, it's the labelling. | adapter that costs
There isn't any evidence that LoRA is worse. | lora is worse
We dropped RLHF for DPO because PPO took a full-time person. | rlhf
Forget retrieval for facts and tuning for tone. | retrieval for
Forget retrieval for facts and tuning for tone. | tuning for tone
Skip retrieval for facts. | retrieval for facts
Retrieval for knowledge and fine-tuning for behaviour is nonsense. | retrieval for
Retrieval for knowledge and fine-tuning for behaviour is nonsense. | fine-tuning for
Prompts and retrieval are a waste of time. | prompts
IPO and KTO for unpaired labels are pointless. | ipo
RLHF is not SFT, then a reward model, then PPO. | reward model
RLHF is not SFT, then a reward model, then PPO. | ppo
It would be silly to pay for one run. | pay for one run
It hardly helps on label noise. | label noise
I think it does not need a reward model. | reward model
DPO, which does not need a reward model, is simpler. | reward model
"""

DENIED = """
Operationally: would I want many adapters on one base? I wouldn't. | adapters on one base
The claim that more data is better is nonsense. | more data is better
Some people say more data is better, but I don't buy it. | more data is better
People claim that fine-tuning adds facts. I don't agree. | fine-tuning adds facts
My old lead insisted that size beats quality. That's nonsense. | size beats quality
I've read that LoRA hurts quality, but I did not find it so. | lora hurts quality
Everyone says start with a prompt. We do the opposite. | start with a prompt
Vendors will tell you RAG cures hallucination. It's not true. | rag cures hallucination
I use DPO. Actually, no, scratch that. | dpo
The adapter is tied to its base, no wait, I take that back. | adapter is tied
You need a reward model for DPO. Sorry, I misspoke. | reward model
Loss scaling is for BF16. Correction: it is for FP16. | loss scaling
LoRA swaps quickly. Nothing else matters. Forget what I said about LoRA. | lora swaps
People speak as if fine-tuning were one thing, and it isn't. | fine-tuning were one thing
The fashionable view is that more is better, and I think it's wrong. | more is better
People tell me that quality wins, but neither has been my experience. | quality wins
My former lead had a catechism: DPO spares a critic. I don't hold with it. | dpo
Retrieval for knowledge and tuning for behaviour, but that's a myth. | retrieval for
Tuning adds facts. That is nonsense. | tuning adds facts
Tuning adds facts. That is a pure myth. | tuning adds facts
Tuning adds facts, but that's not true. | tuning adds facts
It is range versus precision. I don't know which has which. | range versus precision
I keep a master copy in FP32, or maybe not. | master copy
FP16 has range, or is it the other way round. | range
People who use retrieval for facts are wrong. | retrieval for facts
My colleague would use RAG for facts. He is wrong on all of it. | rag for facts
Our old lead puts facts into the weights. That is nonsense. | facts into the weights
My lead puts facts into the weights. I don't buy it. | facts into the weights
"""

QUOTED = """
Some people say DPO is simpler. | dpo
My manager insists that DPO is simpler. | dpo
I've heard that LoRA swaps per request. | lora swaps
Vendors will tell you that RAG cures hallucination. | rag cures hallucination
The claim that data quality wins is everywhere. | data quality wins
According to the blog posts you start with a prompt. | start with a prompt
If someone said DPO needs a reward model, I'd ask why. | reward model
A strong answer would mention DPO and LoRA. | dpo
An L6 would say that data quality dominates. | data quality
The rubric wants DPO. | dpo
You probably want me to say DPO. | dpo
Should you use DPO? | dpo
What is the cost of LoRA? | lora
You asked about DPO and RLHF. | dpo
More data is better, or so they say. | more data is better
One could argue that LoRA is enough. | lora is enough
It is often said that quality beats quantity. | quality beats quantity
The textbooks say to scale before the backward pass. | backward pass
The textbooks say to prompt first. | prompt first
The ideal answer to that would name DPO. | dpo
Two more that people bring up are hot-swapping and lock-in. | lock-in
He used to lecture: "Scale the loss. Keep master weights." | master weights
Is it true that many adapters can share one base? | share one base
I have no opinion on label noise, reward hacking, or KTO. | kto
I have no strong view on KTO. | kto
I can't comment on label noise. | label noise
Label noise, KTO and win rates: I have no opinion on any of those. | kto
Loss scaling has something to do with underflow. | underflow
We were told that DPO is simpler. | dpo
I was told that DPO is simpler. | dpo
Loss scaling: something with gradients that underflow. | underflow
It is something about underflow. | underflow
A bad answer would be: start with a prompt, retrieval for facts. | retrieval for facts
A typical answer here is to start with a prompt. | start with a prompt
RAG for facts: that is what people who fail this interview say. | rag for facts
Start with a prompt, then retrieval. That is what juniors say. | start with a prompt
Someone who uses retrieval for facts does not understand the problem. | retrieval for facts
Whoever starts with a prompt has missed the point. | starts with a prompt
My manager insists on RLHF for that. | rlhf
"""

UNKNOWN = """
I've never heard of DPO. | dpo
I don't know what DPO is. | dpo
I have no idea what LoRA is. | lora
I'm not familiar with DPO. | dpo
There was an option called LoRA and I don't know what it is. | lora
You said DPO, whatever that is. | dpo
DPO? Never heard of it. | dpo
There was a dropdown that said LoRA and I couldn't tell you what it does. | lora
"""

LISTED = """
CPT, SFT, DPO, IPO, KTO, PPO, LoRA, RAG, agents, I've worked with the whole stack. | dpo
Key topics would be FP16, BF16, loss scaling, tensor cores, autocast. | loss scaling
It is a synergy of BF16, FP16, master weights, loss scaling, logs and skipped steps. | loss scaling
Key topics would be FP32, FP16, FP8 with E4M3, tensor cores, autocast. | autocast
I know SFT, RLHF, DPO, LoRA, QLoRA and RAG. | lora
Prompting/RAG/SFT/DPO/LoRA | sft
"""

NOT_LISTED = """
SFT: demonstrations, for a format, a schema, or a tool call, not for facts. | sft
Softmax, layer norm, the loss, reductions and norms stay in FP32. | softmax
SFT for tone, format, style, schema, length. | format
"""
