"""Sentences that speak from a distance: of others' habits, earlier times, another topic."""

from __future__ import annotations

import re
from typing import Final

from grader.core.scoring.tokens import Tokens

_DISTANT: Final = re.compile(
    r"\b(?:"
    r"(?:some|many|other|certain|few|plenty of|lots of) (?:of )?"
    r"(?:teams?|people|folks?|shops?|labs?|companies|engineers?|frameworks?|codebases?|recipes?|"
    r"repos?|scripts?|papers?|tutorials?|blogs?|groups?)"
    r"|(?:out of|from|by|force of|old) habit|historical reasons?|cargo cult"
    r"|(?:another|separate|different) (?:thing|topic|matter|story|question|subject|issue|business|"
    r"step|concern|discussion|problem)"
    r"|not (?:just|only|simply|merely)"
    r"|unrelated|off topic|side note|as an aside|by the way"
    r"|before \w+(?: \w+)? (?:exist|existed|came|was|were|appeared|arrived)"
    r"|back then|at the time|in those days|years ago"
    r")\b"
)


def is_distant(tokens: Tokens, sentence: int) -> bool:
    """Whether the sentence need not be the candidate's present view: `some teams still ...`."""
    words = tokens.words[tokens.starts[sentence] : tokens.ends[sentence]]
    return _DISTANT.search(" ".join(words)) is not None
