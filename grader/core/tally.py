"""Many results in numbers: levels per rubric, tells, review reasons, cost, disagreements."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from grader.core.grade import Grade, JudgeInfo, Result
from grader.usage import Usage


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts over the results added so far. Its size depends on the rubrics, not on the rows."""

    rows: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """Rows without a grade, by code of error or reason."""
    levels: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    tells: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    judges: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    """Answers by flag, those that stayed ungraded included."""
    review: Counter[str] = field(default_factory=Counter)
    """Grades that ask for a review, by kind of reason."""
    to_review: int = 0
    disagreements: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Level by the rule, level by the judge as a whole, where the two differ."""
    agreed: Counter[str] = field(default_factory=Counter)
    """Level, where the rule and the judge as a whole give the same."""
    fallbacks: int = 0
    calls: int = 0
    cached: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    spent: dict[str, Usage] = field(default_factory=dict)
    """What was used by each rubric for which a model was asked, or a kept reply found."""

    def add(self, result: Result | None, error: str | None) -> None:
        """Count one row: its result, or the error for which it has none."""
        self.rows += 1
        if result is None:
            self.errors[(error or "error").partition(":")[0]] += 1
            return
        self._use(result)
        self.flags.update(result.flags)
        if not isinstance(result, Grade):
            self.errors[str(result.reason)] += 1
            return
        self.levels[result.rubric][result.level] += 1
        self.tells[result.rubric].update(result.matched)
        self._judged(result.judge, result.level)
        self.to_review += bool(result.review)
        self.review.update({reason.partition(":")[0] for reason in result.review})

    def _judged(self, judge: JudgeInfo, level: str) -> None:
        self.judges[str(judge.kind)] += 1
        self.fallbacks += judge.fallback_reason is not None
        if judge.model is not None:
            self.models[judge.model] += 1
        if judge.holistic_level == level:
            self.agreed[level] += 1
        elif judge.holistic_level is not None:
            self.disagreements[level, judge.holistic_level] += 1

    def _use(self, result: Result) -> None:
        self.calls += result.usage.calls
        self.cached += result.usage.cached
        self.tokens += result.usage.input_tokens + result.usage.output_tokens
        self.cost_usd += result.usage.cost_usd or 0.0
        if result.usage.calls or result.usage.cached:
            self.spent[result.rubric] = self.spent.get(result.rubric, Usage()) + result.usage

    @property
    def graded(self) -> int:
        return self.rows - self.errors.total()

    @property
    def ungraded(self) -> int:
        return self.errors.total()
