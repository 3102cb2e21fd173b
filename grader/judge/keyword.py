"""The keyword scorer as a Judge: deterministic, without a model or a network."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from grader.core.answer import Answer
from grader.core.judgment import JudgeKind, Judgment
from grader.core.rubric import Rubric
from grader.errors import JudgeRefused

if TYPE_CHECKING:
    from grader.core.scoring.compiled import RubricCues

MOST_RUBRICS: Final = 64
"""How many rubrics are kept compiled."""


class KeywordJudge:
    """Judges by the cues of the rubric alone. The same answer always gets the same judgment.

    Declines an answer that is not in English, since to find nothing there would be a low grade.
    """

    def __init__(self) -> None:
        # By identity, for a rubric is read-only once loaded; it is held, so the id stays its own.
        self._compiled: OrderedDict[int, RubricCues] = OrderedDict()

    def cues(self, rubric: Rubric) -> RubricCues:
        """The rubric's compiled cues. Raises RubricError when a phrase cannot be read."""
        found = self._compiled.get(id(rubric))
        if found is None:
            from grader.core.scoring.compiled import RubricCues

            found = self._compiled[id(rubric)] = RubricCues(rubric)
            if len(self._compiled) > MOST_RUBRICS:
                self._compiled.popitem(last=False)
        return found

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        # As a fallback it mostly waits in vain, and the scorer takes a while to import.
        from grader.core.scoring.language import in_english
        from grader.core.scoring.scoring import scan

        if not in_english(answer.candidate_text):
            raise JudgeRefused("The keyword scorer reads English alone, and this is not.")
        scored = scan(self.cues(rubric), answer)
        return Judgment(
            kind=JudgeKind.KEYWORD,
            model=None,
            verdicts=scored.verdicts,
            on_topic=scored.on_topic,
            review=tuple(f"keyword-unsure: {tell}" for tell in scored.unsure),
        )
