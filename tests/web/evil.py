"""A service in which everything that others write is an attack on the page that shows it."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from grader.core.answer import Answer
from grader.core.judgment import JudgeKind, Judgment, Stance, Verdict
from grader.core.rubric import Rubric
from grader.grader import Grader
from grader.judge.scripted import ScriptedJudge
from grader.library import Library
from grader.service.service import Service
from grader.settings import Settings
from grader.store.database import Database
from grader.web.app import create_app

RUBRIC = "evil"
PAYLOADS = (
    "<script>window.ran = 'script'</script>",
    "<img src=x onerror=\"window.ran = 'img'\">",
    "\"'><svg onload=\"window.ran = 'svg'\">",
    "</textarea></title><script>window.ran = 'close'</script>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:window.ran='href'",
)
PAYLOAD = " ".join(PAYLOADS)
ANSWER = (
    f"I would keep one base model and many small adapters, as {PAYLOAD} shows. "
    "Then I would measure what each of them does before I go any further."
)
_WRITTEN = {
    "id": RUBRIC,
    "version": 1,
    "title": f"Title {PAYLOAD}",
    "question": f"Question {PAYLOAD}?",
    "levels": [
        {"id": "L4", "descriptor": f"Lowest {PAYLOAD}"},
        {"id": "L5", "descriptor": f"Next {PAYLOAD}", "requires": "there"},
        {"id": "L6", "descriptor": f"Highest {PAYLOAD}", "requires": "missing"},
    ],
    "tells": [
        {
            "id": tell,
            "kind": "signal",
            "level": level,
            "claim": f"claims {PAYLOAD}",
            "guidance": f"guided {PAYLOAD}",
            "cues": ["never said"],
            "examples": {"match": [f"match {PAYLOAD}"], "miss": [f"miss {PAYLOAD}"]},
        }
        for tell, level in (("there", "L5"), ("missing", "L6"))
    ],
    "follow_ups": [
        {
            "id": "more",
            "question": f"And {PAYLOAD}?",
            "strong_answer": f"Strong {PAYLOAD}",
            "tells": [{"id": "deep", "kind": "signal", "level": "L5", "claim": f"digs {PAYLOAD}"}],
            "requires": {"L5": "deep"},
        }
    ],
}


class EvilLibrary(Library):
    """One rubric, all of whose words are attacks."""

    def rubric_ids(self) -> tuple[str, ...]:
        return (RUBRIC,)

    def rubric(self, rubric_id: str) -> Rubric:
        return Rubric.model_validate(_WRITTEN)


def _judgment(rubric: Rubric, answer: Answer) -> Judgment:
    verdicts = tuple(
        Verdict(
            tell=tell.id,
            stance=Stance.ABSENT if tell.id == "missing" else Stance.ASSERTED,
            sentences=() if tell.id == "missing" else (1,),
            reason=f"because {PAYLOAD}",
        )
        for tell in rubric.tells
    )
    return Judgment(
        kind=JudgeKind.LLM,
        model=f"model {PAYLOAD}",
        verdicts=verdicts,
        holistic_level="L4",
        fallback_reason=f"fell back {PAYLOAD}",
        review=(f"panel-split: {PAYLOAD}", f"unheard-of {PAYLOAD}"),
    )


def evil_app(home: Path) -> FastAPI:
    """The app of such a service, open to this machine."""
    home.mkdir(parents=True, exist_ok=True)
    settings = Settings(judge="keyword", home=home)
    database = Database(settings.database_url)
    database.upgrade()
    service = Service(
        Grader(EvilLibrary(), ScriptedJudge(_judgment)),
        database,
        max_answer=settings.max_answer,
        jobs_url=settings.jobs_url,
    )
    return create_app(service, settings, open_access=True)
