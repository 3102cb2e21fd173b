"""Answers in another language are told from English ones, however terse or full of terms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.core.answer import read_answer
from grader.core.scoring.language import in_english

OWN = Path(__file__).parents[3] / "fixtures" / "answers.jsonl"


@pytest.mark.parametrize(
    "text",
    [
        "RLHF trainiert zuerst ein Reward-Modell auf Präferenzdaten und optimiert dann die Policy"
        " mit PPO. DPO braucht kein Reward-Modell, weil es direkt auf den Paaren lernt.",
        "先做 SFT,再训练 reward model,然后用 PPO 优化策略。DPO 不需要奖励模型,直接用偏好对训练。",
        "まず SFT を行い、次に報酬モデルを学習し、最後に PPO で最適化します。",
        "Primero afino el modelo con SFT, luego entreno un modelo de recompensa con las"
        " preferencias y después optimizo la política con PPO.",
        "On fait du SFT, puis un modèle de récompense sur les préférences, et enfin PPO. Avec DPO"
        " on entraîne directement sur les paires.",
        "Сначала SFT, потом модель вознаграждения, потом PPO.",
        "Najpierw robimy SFT, potem model nagrody na preferencjach, a na koniec PPO. DPO nie"
        " potrzebuje modelu nagrody, bo uczy się na parach i jest prostsze.",
        "أولا نقوم بالضبط الدقيق ثم نموذج المكافأة ثم PPO",
    ],
)
def test_other_languages(text: str) -> None:
    assert not in_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SFT → RM → PPO; DPO: pairs, no RM.",
        "fp16 e5m10: fine grain, tiny range (max 65504). bf16 e8m7: fp32 range, coarse grain.",
        "At Zürich's Straßenbahn-Amt we tuned a model on Fahrplan notes, and the eval said no.",
        "First SFT for make format, after DPO because people say which answer is better.",
        "θ ← θ − η∇L, with the KL term β·KL(π‖π_ref) to keep the policy near the reference.",
    ],
)
def test_english(text: str) -> None:
    assert in_english(text)


def test_every_labelled_answer_is_english() -> None:
    rows = [json.loads(line) for line in OWN.read_text("utf-8").splitlines()]
    assert [r["id"] for r in rows if not in_english(read_answer(r["answer"]).candidate_text)] == []
