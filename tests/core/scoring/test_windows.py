from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.core.scoring.gates import bits_of
from grader.core.scoring.windows import windows

SENTENCES = 8


@given(
    st.lists(st.integers(1, 2**SENTENCES - 1), min_size=1, max_size=5),
    st.integers(1, 4),
    st.data(),
)
def test_windows_hold_enough_of_the_parts(
    masks: list[int], within: int, data: st.DataObject
) -> None:
    needed = data.draw(st.integers(1, len(masks)))
    wanted = [
        start
        for start in range(SENTENCES)
        if sum(bool(mask >> start & (1 << within) - 1) for mask in masks) >= needed
    ]
    assert list(bits_of(windows(masks, needed, within))) == wanted
