"""How a number of slots is shared among those who want them."""

from __future__ import annotations

from collections.abc import Mapping


def fair_shares(slots: int, wants: Mapping[str, int]) -> dict[str, int]:
    """Max-min fair: nobody has more than it wants, nor more than another who wants for some.

    Where the slots do not come out even, those who want the most have one more, the last by name.
    """
    shares: dict[str, int] = {}
    hungry = sorted(wants, key=lambda who: (wants[who], who))
    for place, who in enumerate(hungry):
        shares[who] = min(wants[who], slots // (len(hungry) - place))
        slots -= shares[who]
    return shares
