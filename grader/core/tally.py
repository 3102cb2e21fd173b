"""Many results in numbers: levels per rubric, tells, review reasons, cost, disagreements."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from grader.core.grade import Grade, Result


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts over the results added so far. Its size depends on the rubrics, not on the rows."""

    rows: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """Rows without a grade, by code of error or reason."""
    levels: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    tells: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    judges: Counter[str] = field(default_factory=Counter)
    review: Counter[str] = field(default_factory=Counter)
    """Grades that ask for a review, by kind of reason."""
    to_review: int = 0
    disagreements: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Level by the rule, level by the judge as a whole, where the two differ."""
    fallbacks: int = 0
    calls: int = 0
    cached: int = 0
    tokens: int = 0
    cost_usd: float = 0.0

    def add(self, result: Result | None, error: str | None) -> None:
        """Count one row: its result, or the error for which it has none."""
        self.rows += 1
        if result is None:
            self.errors[(error or "error").partition(":")[0]] += 1
            return
        self._use(result)
        if not isinstance(result, Grade):
            self.errors[str(result.reason)] += 1
            return
        self.levels[result.rubric][result.level] += 1
        self.tells[result.rubric].update(result.matched)
        self.judges[str(result.judge.kind)] += 1
        self.fallbacks += result.judge.fallback_reason is not None
        self.to_review += bool(result.review)
        self.review.update({reason.partition(":")[0] for reason in result.review})
        whole = result.judge.holistic_level
        if whole not in (None, result.level):
            self.disagreements[result.level, str(whole)] += 1

    def _use(self, result: Result) -> None:
        self.calls += result.usage.calls
        self.cached += result.usage.cached
        self.tokens += result.usage.input_tokens + result.usage.output_tokens
        self.cost_usd += result.usage.cost_usd or 0.0

    @property
    def graded(self) -> int:
        return self.rows - self.errors.total()

    @property
    def ungraded(self) -> int:
        return self.errors.total()
