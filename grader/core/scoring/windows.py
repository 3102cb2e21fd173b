"""Windows of neighbouring sentences, as bits: the lowest is the first sentence."""

from __future__ import annotations

from functools import reduce
from operator import and_


def windows(masks: list[int], needed: int, within: int) -> int:
    """The first sentences of the windows in which enough of the parts begin, as bits."""
    reaches = []
    for mask in masks:
        reach = mask
        for back in range(1, within):
            reach |= mask >> back
        reaches.append(reach)
    if needed == len(reaches):
        return reduce(and_, reaches)
    # `levels[n]` has the windows that hold at least n + 1 of the parts seen so far.
    levels = [0] * needed
    for reach in reaches:
        for level in range(needed - 1, 0, -1):
            levels[level] |= levels[level - 1] & reach
        levels[0] |= reach
    return levels[-1]
