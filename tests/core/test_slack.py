"""A result for Slack: what it says, within Slack's limits, and nothing of an answer is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from grader.core.grade import Result
from grader.core.judgment import Stance
from grader.core.rubric import Rubric
from grader.core.slack import (
    BLOCK_LIMIT,
    HEADER_LIMIT,
    SHORTENED,
    TEXT_LIMIT,
    blocks,
    escaped,
    mrkdwn,
)
from tests.core.results import CACHING, UNGRADED, graded, l5, largest, said
from tests.core.texts import TEXTS

FOUND = l5(
    said("hit-rate", "You want a high\nhit rate."),
    said("invalidation", "Entries go stale, so we invalidate them."),
    said("stampede", "A lock? I would not bother.", stance=Stance.REJECTED),
    review=("judge-differs: the judge says L6",),
)
WHOLE = """\
*Caching*
*L5*   L4 ━ [L5] ┄ L6
Because.

*Strong-hire tells*  1 of 2
✓ *invalidation*  says how entries are invalidated
> “Entries go stale, so we invalidate them.”
✗ *stampede*  guards against a stampede of misses _(named, but turned down or taken back)_
> “A lock? I would not bother.”

*Signals*  1 of 1
✓ *hit-rate*  says that a cache pays only with a high hit rate
> “You want a high hit rate.”

*Down-level tells*  0 of 2
· cache-all, no-measuring

*Missing for L6*  1 of
• *stampede*  guards against a stampede of misses

*Ask next*  Where would you put it?

*For a person to look at*
! judge-differs: the judge says L6

_caching · Judged by the keyword scorer, without a model_"""


def test_the_message_is_whole() -> None:
    assert mrkdwn(FOUND, CACHING) == WHOLE


def test_what_is_not_graded_says_why() -> None:
    text = mrkdwn(UNGRADED, CACHING)
    assert text.startswith("*Caching*\n*Not graded*\nIt does not answer the question.")
    assert "! off-topic: look at it" in text
    assert blocks(UNGRADED, CACHING)[0]["text"]["text"] == "Caching: not graded"


def test_the_blocks_say_the_same() -> None:
    made = blocks(FOUND, CACHING)
    assert [block["type"] for block in made] == ["header", *["section"] * 5, "context"]
    assert made[0]["text"] == {"type": "plain_text", "text": "Caching: L5", "emoji": False}
    shown = "\n".join(_texts(made))
    for line in WHOLE.splitlines():
        # The blocks have room for the claim of each tell.
        if not line.startswith(("*Caching*", "·", "_")):
            assert line in shown
    assert "· *cache-all*  wants to put a cache in front of everything" in shown
    assert "caching · Judged by the keyword scorer" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel> <@U123> <https://x.io|y>", "&lt;!channel&gt; &lt;@\u2060U123&gt;"),
        ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
        ("@channel, mail me@x.io", "@\u2060channel, mail me@\u2060x.\u2060io"),
        ("see #general", "see #\u2060general"),
        ("https://evil.example/x", "https:\u2060//evil.\u2060example/x"),
        ("mailto:ann", "mailto:\u2060ann"),
        (":tada: at 10:42", ":\u2060tada: at 10:42"),
        ("*bold* _slanted_ ~gone~ `code`", "∗bold∗ ˍslantedˍ ∼gone∼ ˋcodeˋ"),
        ("max_seq_len and 3.5e-4", "max_seq_len and 3.5e-4"),
        ("> quoted\n- one\n```x```", "&gt; quoted - one ˋˋˋxˋˋˋ"),
        ("left\u202eright\x1b[31m", "leftright[31m"),
    ],
)
def test_nothing_that_is_said_is_markup(text: str, shown: str) -> None:
    assert escaped(text).startswith(shown)


ATTACK = "<!channel> *L6* @here https://evil.example `x` <@U1> _y_ :tada: &lt;!here&gt;"


def test_no_answer_notifies_links_or_decorates() -> None:
    finding = said("invalidation", f"{ATTACK}\n> {ATTACK}\n# x")
    attacked = l5(finding, review=(ATTACK,), explanation=ATTACK)
    for text in (mrkdwn(attacked, CACHING), *_texts(blocks(attacked, CACHING))):
        assert "<" not in text
        assert not re.search(
            r"[@#]\w|://|\*L6\*|:tada|`|&lt;!here&gt;(?!;)", text.replace("\u2060", "\u2060 ")
        )
        assert "*L6*" not in text
        # A line that begins with > is a quotation of ours, and nothing else is.
        assert all(line.startswith("> “") for line in text.splitlines() if line.startswith(">"))


def test_the_answers_own_dots_are_no_sign_of_shortening() -> None:
    text = mrkdwn(l5(said("invalidation", "Well… it depends.")), CACHING)
    assert "> “Well... it depends.”" in text
    assert SHORTENED not in text


def test_long_evidence_is_shortened_and_that_is_said() -> None:
    long = l5(said("invalidation", "word & " * 400, "x" * 5000), said("hit-rate", "short"))
    text = mrkdwn(long, CACHING)
    assert len(text) <= TEXT_LIMIT
    assert "…”" in text
    assert "> “short”" in text
    assert text.endswith(f"_{SHORTENED}_")
    made = blocks(long, CACHING)
    assert SHORTENED in made[-1]["elements"][0]["text"]


def test_no_entity_is_cut_in_two() -> None:
    for size in range(1, 60):
        cut = escaped("&<>" * 40, size)
        assert len(cut) <= size
        assert re.fullmatch(r"(?:&amp;|&lt;|&gt;)*…", cut)


@given(TEXTS)
def test_any_text_is_inert(text: str) -> None:
    shown = escaped(text, 200)
    assert len(shown) <= 200
    assert "\n" not in shown
    assert not set("<>*~`") & set(shown)
    assert not re.search(r"&(?!amp;|lt;|gt;)", shown)
    assert not re.search(r"[@#]\w|://|:[\w+'-]+:(?!\w)", re.sub("\u2060", "\u2060 ", shown))


@settings(max_examples=25)
@given(graded())
def test_every_result_is_within_slacks_limits(pair: tuple[Result, Rubric]) -> None:
    _fits(*pair)


@pytest.mark.parametrize("matched", [True, False])
def test_the_largest_result_is_within_slacks_limits(matched: bool) -> None:
    result, rubric = largest(matched=matched)
    _fits(result, rubric)
    made = blocks(result, rubric)
    assert all(tell.id in "\n".join(_texts(made)) for tell in rubric.tells)
    assert SHORTENED in list(_texts(made))[-1]
    assert mrkdwn(result, rubric).endswith(f"_{SHORTENED}_")


def _fits(result: Result, rubric: Rubric) -> None:
    assert 0 < len(mrkdwn(result, rubric)) <= TEXT_LIMIT
    made = blocks(result, rubric)
    assert 0 < len(made) <= BLOCK_LIMIT
    assert len(made[0]["text"]["text"]) <= HEADER_LIMIT
    assert all(0 < len(text) <= TEXT_LIMIT for text in _texts(made))
    assert made[-1]["type"] == "context"


def _texts(made: list[dict[str, Any]]) -> Iterator[str]:
    for block in made:
        if block["type"] == "context":
            yield from (element["text"] for element in block["elements"])
        else:
            yield block["text"]["text"]
