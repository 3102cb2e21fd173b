"""Where labelled answers lie: the shared corpus beside the checkout, and the project's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus" / "answers.jsonl"
OWN = ROOT / "fixtures" / "answers.jsonl"
REPLIES = ROOT / "fixtures" / "replies"


def labelled_answers(*files: Path) -> list[dict[str, Any]]:
    """Rows of `id`, `rubric`, `answer`, `level`, `tells`, from these files or all there are."""
    chosen = files or tuple(path for path in (CORPUS, OWN) if path.exists())
    return [
        json.loads(line)
        for path in chosen
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
