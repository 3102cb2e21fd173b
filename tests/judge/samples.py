"""A small rubric, answers by hand, and replies to it, for tests of the judge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.core.answer import Answer, Role, Sentence, Turn
from grader.core.rubric import Rubric
from grader.core.template import PromptTemplates

PROMPTS = Path(__file__).parents[2] / "prompts"
NAMES = ("system", "user", "repair")
TEMPLATES = PromptTemplates(
    **{name: (PROMPTS / f"judge.{name}.j2").read_text("utf-8") for name in NAMES}
)

RUBRIC = Rubric.model_validate(
    {
        "id": "small",
        "version": 1,
        "title": "A small rubric",
        "question": "Which kind of fine-tuning would you use, and why?",
        "levels": [
            {"id": "L4", "descriptor": "Treats fine-tuning as one operation."},
            {
                "id": "L5",
                "descriptor": "Tells the modes apart.",
                "requires": {"all": ["names-modes"]},
            },
        ],
        "tells": [
            {
                "id": "names-modes",
                "kind": "strong_hire",
                "level": "L5",
                "claim": "names two modes of fine-tuning as different operations.",
                "guidance": "A list of names alone is not enough.",
                "examples": {
                    "match": ["SFT teaches a task, DPO a preference."],
                    "miss": ["SFT, DPO, LoRA."],
                },
            },
            {
                "id": "one-thing",
                "kind": "down_level",
                "level": "L4",
                "claim": "treats fine-tuning as a single operation.",
            },
            {
                "id": "no-dpo",
                "kind": "down_level",
                "level": "L4",
                "claim": "shows awareness of DPO.",
                "absence": True,
            },
        ],
    }
)


def said(*sentences: str) -> Answer:
    """An answer of one turn with these sentences."""
    return spoken((Role.CANDIDATE, *sentences))


def spoken(*turns: tuple[Role | str, ...]) -> Answer:
    """An answer of several turns, each a role and its sentences."""
    text = ""
    made_turns: list[Turn] = []
    made_sentences: list[Sentence] = []
    for index, (role, *sentences) in enumerate(turns):
        start = len(text)
        for sentence in sentences:
            if role == Role.CANDIDATE:
                made_sentences.append(
                    Sentence(
                        number=len(made_sentences) + 1,
                        start=len(text),
                        end=len(text) + len(sentence),
                        turn=index,
                        text=sentence,
                    )
                )
            text += sentence + " "
        made_turns.append(Turn(speaker=None, role=Role(role), start=start, end=len(text) - 1))
    return Answer(text=text, turns=tuple(made_turns), sentences=tuple(made_sentences))


ANSWER = said("SFT teaches a task.", "DPO teaches what people prefer.", "I start with SFT.")


def verdict(stance: str = "absent", *sentences: int, reason: str = "why") -> dict[str, Any]:
    return {"reason": reason, "sentences": list(sentences), "stance": stance}


def reply(**changes: Any) -> dict[str, Any]:
    """A reply that can be read; `changes` by field name, with `_` for `-` in the tells' ids."""
    value: dict[str, Any] = {
        "on_topic": {"reason": "it answers", "value": True},
        "names-modes": verdict("asserted", 1, 2),
        "one-thing": verdict(),
        "no-dpo": verdict("asserted", 2),
        "holistic_level": "L5",
    }
    return value | {
        (name.replace("_", "-") if name.replace("_", "-") in value else name): change
        for name, change in changes.items()
    }


GOOD = json.dumps(reply())
