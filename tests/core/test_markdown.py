"""A result as Markdown: what it says, and nothing of an answer is markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from grader.core.grade import Result
from grader.core.judgment import Stance
from grader.core.markdown import escaped, markdown
from grader.core.rubric import Rubric
from tests.core.results import CACHING, UNGRADED, graded, l5, said
from tests.core.texts import TEXTS

FOUND = l5(
    said("hit-rate", "You want a high\nhit rate."),
    said("invalidation", "Entries go stale.", "So we invalidate them."),
    said("stampede", "A lock? No.", stance=Stance.REJECTED),
    review=("judge-differs: the judge says L6",),
)
WHOLE = """\
## Caching: L5

L4 ━ \\[L5\\] ┄ L6

Because.

### Strong-hire tells: 1 of 2

- ✓ **invalidation**: says how entries are invalidated

  > “Entries go stale.”

  > “So we invalidate them.”
- ✗ **stampede**: guards against a stampede of misses *(named, but turned down or taken back)*

  > “A lock? No.”

### Signals: 1 of 1

- ✓ **hit-rate**: says that a cache pays only with a high hit rate

  > “You want a high hit rate.”

### Down-level tells: 0 of 2

- · **cache-all**: wants to put a cache in front of everything
- · **no-measuring**: never mentions measuring

### Missing for L6

1 of:

- **stampede**: guards against a stampede of misses

**Ask next:** Where would you put it?

### For a person to look at

- judge-differs: the judge says L6

*`caching` · Judged by the keyword scorer, without a model*
"""


def test_the_text_is_whole() -> None:
    assert markdown(FOUND, CACHING) == WHOLE


def test_what_is_not_graded_says_why() -> None:
    text = markdown(UNGRADED, CACHING)
    assert text.startswith("## Caching: not graded\n\nIt does not answer the question.\n")
    assert "- off-topic: look at it" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*a* __b__ `c` ~~d~~", r"\*a\* \_\_b\_\_ \`c\` \~\~d\~\~"),
        ("[a](b) ![c](d)", r"\[a\](b) \!\[c\](d)"),
        ("<script>&amp;", r"\<script\>\&amp;"),
        ("# head", r"\# head"),
        ("- item", r"\- item"),
        ("12) item", r"12\) item"),
        ("1.5 is a number", "1.5 is a number"),
        ("a | b", r"a \| b"),
        ("$x$", r"\$x\$"),
        ("one\n\n\ttwo", "one two"),
        ("@ann https://x.example :tada:", "@\u2060ann https:\u2060//x.\u2060example :\u2060tada:"),
    ],
)
def test_nothing_that_is_said_is_markup(text: str, shown: str) -> None:
    assert escaped(text) == shown


@given(TEXTS)
def test_any_text_is_inert(text: str) -> None:
    shown = escaped(text)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>&#|~$!]", shown)
    assert not re.match(r"(?:[-+]|\d+[.)])(?:\s|$)", shown)
    assert not re.search(r"@\w|://", shown)


@settings(max_examples=25)
@given(graded())
def test_headings_and_quotes_are_only_ours(pair: tuple[Result, Rubric]) -> None:
    result, rubric = pair
    lines = markdown(result, rubric).splitlines()
    assert sum(line.startswith("#") for line in lines) <= 6
    assert all(line.startswith("  > “") for line in lines if line.lstrip().startswith(">"))
