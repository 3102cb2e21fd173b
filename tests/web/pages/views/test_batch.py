from __future__ import annotations

from typing import Any

from grader.store.batches import Batch
from grader.web.pages.views.batch import batch_view


def batch(**changes: Any) -> Batch:
    fields: dict[str, Any] = {
        "id": "ba_1",
        "tenant": "local",
        "name": "loop.csv",
        "rubric": None,
        "state": "running",
        "message": "",
        "created_at": "2026-11-24T10:00:00+00:00",
        "columns": ("id", "answer", " rubric "),
        "total": 10,
        "done": 6,
        "ungraded": 1,
        "levels": {"L10": 1, "L4": 4},
        "cost_usd": 0.0,
        "attempt": 1,
    }
    return Batch(**fields | changes)


def test_bars_stand_in_the_order_of_the_ladder() -> None:
    view = batch_view(batch(), ("L4", "L5", "L10"))
    assert [(bar.name, bar.count, bar.length) for bar in view.bars] == [
        ("L4", 4, 100),
        ("L10", 1, 25),
        ("Not graded", 1, 25),
    ]


def test_levels_of_no_ladder_come_after_it() -> None:
    assert [b.name for b in batch_view(batch(ungraded=0), ("L10",)).bars] == ["L10", "L4"]


def test_columns_are_told_apart() -> None:
    assert [c.use for c in batch_view(batch()).columns] == ["", "answer", "rubric"]
    assert [c.use for c in batch_view(batch(rubric="x")).columns] == ["", "answer", ""]


def test_nothing_graded_is_no_bar() -> None:
    assert batch_view(batch(levels={}, ungraded=0)).bars == ()
