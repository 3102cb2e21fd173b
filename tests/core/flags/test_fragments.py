"""Names set side by side, told from the terse notes of people who say something of them."""

from __future__ import annotations

import pytest

from grader.core.answer import read_answer
from grader.core.flags.fragments import is_fragmentary

FRAGMENTS = (
    "cpt domain language, sft format, dpo taste, lora cheap; prompt first then retrieval; lora per"
    " tenant one base; base deprecated retune; quality over quantity; train like production",
    "TODO: knowledge -> retrieval; behaviour -> fine-tuning; prompt first; eval set before"
    " escalating; citations -> retrieval; tuned model + retrieval. (copied from the web)",
    "CPT: domain language. SFT: format. DPO: taste. LoRA: cheap. Many adapters, one base. Base"
    " deprecation, retuning. Data quality over quantity. Production-like data.",
    "fp16 precision vs bf16 range; fp32 master weights; loss scaling, gradient underflow; fp32"
    " softmax and reductions; bf16 swallowed updates, stochastic rounding; fp8 e4m3 e5m2 factors",
)
NOTES = (
    "facts change -> RAG; format drifts -> SFT; taste -> DPO; prompt first; eval set shows gap"
    " before tuning; citations need retrieval; recall@5 under 80% -> rerank",
    "Facts that change: RAG. Tone: tune. Prompt first, it's free. Eval set before each step, else"
    " you guess. Deletion and citations: RAG. Tuned writer over retrieved pages.",
    "SFT: format, tone. DPO: 2000 pairs. LoRA: 40 adapters, one base. Base dies: retrain all."
    " Prompt first, costs nothing. RAG if facts.",
    "RAG, SFT, DPO, LoRA.",
    "Retrieval for facts, tuning for tone.",
    "| BF16 | range | coarse |\n| FP16 | precision | narrow |\n| FP32 | both | slow |\n| FP8 |"
    " none | x |",
    "检索: 知识, 微调: 行为, 提示: 第一, 评估: 先, 引用: 检索, 适配器: 多个,"
    " 数据: 质量, 基座: 锁定",
    "",
)


@pytest.mark.parametrize("text", FRAGMENTS)
def test_names_alone_are_fragments(text: str) -> None:
    assert is_fragmentary(read_answer(text).sentences)


@pytest.mark.parametrize("text", NOTES)
def test_terse_notes_code_and_other_tongues_are_none(text: str) -> None:
    assert not is_fragmentary(read_answer(text).sentences)
