"""Text made inert: what chat programs turn into mentions, links and emoji is broken up."""

from __future__ import annotations

import re

_JOINER = "\u2060"
"""Word joiner: shows as nothing, and no name, address or shortcode goes on behind it."""
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of all that follows."""
_LIVE = re.compile(
    r"(?<=[@#])(?=\w)"  # @channel, @name, #channel, #123
    r"|(?<=:)(?=//|[\w+'-]+:)"  # https://..., :shortcode:
    r"|(?<=mailto:)|(?<=\w\.)(?=[^\W\d_]{2})",  # mailto:..., example.com, www.example.com
    re.IGNORECASE,
)


def visible(text: str) -> str:
    """`text` on one line, without what would steer a terminal or turn what follows around."""
    return " ".join(_UNSEEN.sub("", text).split())


def inert(text: str) -> str:
    """`text` on one line, in which nothing is taken for a mention, a link or an emoji.

    It reads as before. Markup is left to the format's own escaping. No `…` is left: it is the
    sign of `cut`.
    """
    return _LIVE.sub(_JOINER, visible(text.replace("…", "...")))


def cut(text: str, size: int) -> str:
    """The first `size` characters at most, up to a word's end, with `…` where something is left."""
    if len(text) <= size:
        return text
    kept = text[: max(size - 1, 0)]
    at = kept.rfind(" ", max(len(kept) - 24, 0))
    return (kept[:at] if at > 0 else kept).rstrip() + "…"
