from __future__ import annotations

from grader.core.scoring import remembered
from grader.core.scoring.remembered import Remembered


def test_each_value_is_worked_out_once() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    lengths = Remembered(length)
    assert [lengths[word] for word in ("dpo", "lora", "dpo")] == [3, 4, 3]
    assert asked == ["dpo", "lora"]


def test_no_input_fills_the_memory() -> None:
    lengths = Remembered(len)
    for number in range(2 * remembered.MOST_KEPT + 1):
        assert lengths[str(number)] == len(str(number))
        assert len(lengths) <= remembered.MOST_KEPT
