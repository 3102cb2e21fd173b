"""Aimed: where a text speaks to its grader instead of its interviewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final, TypeAlias

from grader.core.flags.english import INSTRUCTIONS
from grader.core.flags.flag import Flag
from grader.core.flags.folded import unaccented
from grader.core.flags.ladder import levels_named
from grader.core.flags.mark import LEVELS, SELF
from grader.core.flags.oblique import REQUESTS_BY_HINT
from grader.core.flags.structure import IMITATIONS
from grader.core.flags.tongues import REQUESTS

_MEMORY: Final = 16 << 20
"""Bytes that RE2 may use for one automaton; with too few it falls back to a slow search."""
_LOOKED_AT: Final = 200
"""Matches examined before a text is taken to talk about attacks; each costs some microseconds."""

_THING: Final = (
    r"(?:(?:user|customer|someone|somebody|people|attacker|anyone|document|doc|page|"
    r"webpage|site|e-?mail|"
    r"ticket|resume|cv|candidate|applicant|student|input|prompt|text|chunk|passage|"
    r"payload|string|comment|"
    r"message|template|line|file|review|pdf|tool output|row|example)s?)"
)
_TALK: Final = re.compile(
    r"inject|jailbreak|attack|adversar|malicious|poison|red[- ]team|untrusted|guardrail|"
    rf"\b{_THING}(?: \S+)? (?:\S+ ){{0,2}}?(?:say|type|write|contain|include|read|tell|put|"
    rf"paste|hide|slip|like|with|asks?)"
    r"|\b(?:something like|such as|e\.g\.|for example|for instance|things like|"
    r"phrases like|lines like|"
    r"the prompt (?:is|was|says)|prompt template|role prompting|chat template|special tokens?|"
    r"(?:tell|tells|told|ask|asks|asked|prompt|instruct)(?:ed|s|ing)? (?:the|a|an|our|"
    r"your|it|gpt\S*) ?"
    r"(?:judge|model|llm|annotators?|raters?|assistant)?)"
)
_STRONG_TALK: Final = re.compile(
    r"inject|jailbreak|attack|adversar|malicious|poison|red[- ]team|untrusted|"
    r"chat template|special tokens?|such as|for example|for instance|e\.g\."
)
_EMPLOYED: Final = re.compile(
    r"\W*(?:\w+ ){0,2}?(?:engineers?|swe|sde|manager|lead|scientist|researcher|developer|"
    r"employee|ic|gpus?|at|on my|on our|"
    r"in (?:my|our)|regulari[sz]\w+|norm|cache|instances?|loss|penalty|signals? for)\b"
)
"""What follows a level that is a post or a thing, and no mark."""
_POSTS: Final = ("hire", *"456789")
_DENIED: Final = re.compile(
    r"\b(?:not|no|isn't|never)(?: \S+){0,3}? ?(?:inject|jailbreak|attack|malic)"
)
_QUOTES: Final = "\"'`"
_REACH: Final = 160


_Suspected: TypeAlias = dict[Flag | None, list[int]]


@cache
def _patterns() -> dict[Flag, tuple[str, ...]]:
    # The requests come first, see `_claims`.
    return {
        Flag.GRADER_INSTRUCTIONS: (*INSTRUCTIONS, *REQUESTS_BY_HINT, *map(unaccented, REQUESTS)),
        Flag.SELF_ASSIGNED_LEVEL: tuple(SELF),
        Flag.FAKE_STRUCTURE: tuple(IMITATIONS),
    }


def _options() -> Any:
    import re2

    options = re2.Options()
    options.max_mem = _MEMORY
    options.never_capture = True
    options.log_errors = False
    return options


@cache
def _screened() -> tuple[tuple[Flag | None, str], ...]:
    """All patterns, each with the flag of which it is a sign."""
    signs = ((flag, pattern) for flag, group in _patterns().items() for pattern in group)
    return (*signs, (None, LEVELS))


@cache
def _requests() -> tuple[Any, int]:
    """The patterns of requests behind a search for the words that they need, and their number.

    Ordinary answers hold few of those, and so are let through in a tenth of the time that the
    patterns take as one automaton.
    """
    import re2

    screen, options, requests = re2.Filter(), _options(), _patterns()[Flag.GRADER_INSTRUCTIONS]
    for pattern in requests:
        screen.Add(pattern, options)
    screen.Compile()
    return screen, len(requests)


@cache
def _claims() -> Any:
    """The other patterns as one automaton: they are few, and some need no word of any length."""
    import re2

    screen = re2.Set.SearchSet(_options())
    for _, pattern in _screened()[_requests()[1] :]:
        screen.Add(pattern)
    screen.Compile()
    return screen


@lru_cache(maxsize=64)
def _together(numbers: tuple[int, ...]) -> Any:
    """Some of the patterns as one: RE2 reads a text once for any number."""
    import re2

    return re2.compile("|".join(f"(?:{_screened()[n][1]})" for n in numbers), _options())


def _suspected(folded: str) -> _Suspected:
    """By flag, the numbers of its patterns that match; by None, that a level is named."""
    found: _Suspected = {}
    requests, others_from = _requests()
    numbers = [others_from + number for number in _claims().Match(folded) or ()]
    numbers += requests.Match(folded) or ()
    for number in sorted(numbers):
        found.setdefault(_screened()[number][0], []).append(number)
    return found


_AIMED: Final = (Flag.GRADER_INSTRUCTIONS, Flag.FAKE_STRUCTURE, Flag.SELF_ASSIGNED_LEVEL)


def aimed_flags(folded: str) -> tuple[Flag, ...]:
    """The flags for what `folded` (see `folded.fold`) says to its grader. Linear.

    A text about such attacks, which quotes one, gets none.
    """
    suspected = _suspected(folded)
    if not suspected:
        return ()
    specimens = talks_of_attacks(folded)
    named = {flag for flag, _, _ in _named(folded, specimens)}
    return tuple(
        flag
        for flag in _AIMED
        if flag in named or next(_hits(flag, suspected, folded, specimens), None)
    )


def talks_of_attacks(folded: str) -> bool:
    """Whether a text speaks of attacks on models, so that what it quotes may be a specimen."""
    return _STRONG_TALK.search(folded) is not None


def aimed_spans(folded: str, specimens: bool) -> list[tuple[int, int]]:
    """The places in a sentence that are aimed at the grader.

    `specimens` tells whether the whole answer `talks_of_attacks`.
    """
    suspected = _suspected(folded)
    if not suspected:
        return []
    found = [span for flag in _AIMED for span in _hits(flag, suspected, folded, specimens)]
    return found + [(start, end) for _, start, end in _named(folded, specimens)]


def _hits(
    flag: Flag, suspected: _Suspected, folded: str, specimens: bool
) -> Iterator[tuple[int, int]]:
    numbers = suspected.get(flag)
    if not numbers:
        return
    pattern = _together(tuple(numbers))
    for count, match in enumerate(pattern.finditer(folded)):
        if count >= _LOOKED_AT:
            return
        start, end = match.span()
        if not _is_talk(folded, start, end, flag, specimens):
            yield start, end


def _named(folded: str, specimens: bool) -> Iterator[tuple[Flag, int, int]]:
    for flag, start, end in islice(levels_named(folded), _LOOKED_AT):
        if not _is_talk(folded, start, end, flag, specimens):
            yield flag, start, end


def _is_talk(folded: str, start: int, end: int, flag: Flag, specimens: bool) -> bool:
    """Whether a match is a specimen in a text about attacks, prompts or templates."""
    if folded[start:end].endswith(_POSTS) and _EMPLOYED.match(folded, end):
        return True
    line = folded.rfind("\n", 0, start + 1) + 1
    before = folded[max(line, start - _REACH) : start + 1]
    if flag is Flag.FAKE_STRUCTURE and _in_code(folded, start, end):
        return not _names_grading(folded[start : end + _REACH])
    quoted = before[-1:] in _QUOTES or folded[start - 1 : start] in tuple(_QUOTES)
    quoted = quoted or before.count('"') % 2 == 1 or before.count("`") % 2 == 1
    if quoted:
        return (specimens or bool(_TALK.search(before))) and not _DENIED.search(before)
    return bool(_STRONG_TALK.search(before)) and not _DENIED.search(before)


def _in_code(folded: str, start: int, end: int) -> bool:
    return folded.count("```", 0, end) % 2 == 1 or "```" in folded[start:end]


_GRADING: Final = re.compile(
    r"\b(?:grad(?:e|er|ing)|rubric|level|l[5-9]|strong[ _-]hire|tells?|candidate)\b"
)


def _names_grading(text: str) -> bool:
    return bool(_GRADING.search(text))
