"""Speakers' labels: what stands before a turn in a transcript, and whose role it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from grader.core.text.turn import Role
from grader.core.text.view import INVISIBLE, model_view

_STAMP = r"[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?(?:[ ]?[AaPp][Mm])?[\])]?"
# The look ahead passes over long lines without a mark that could end a label, quickly.
_LABEL = re.compile(
    rf"""(?=[^\n:\uff1a\]\u2013\u2014]{{0,99}}(?:[\n:\uff1a\]\u2013\u2014]|\Z)
        |[^\n-]{{1,40}}[ ]-[ ])
    [ \t>{INVISIBLE}]*+(?:\#{{1,6}}[ \t]+|[-*\u2022][ \t]+)?
    (?P<before>{_STAMP}[ \t]*(?:[-\u2013\u2014][ \t]*)?)?
    [*_]{{0,3}}(?P<open>\[?)
    (?P<name>[^\W\d_][^\n\r:\uff1a*\[\]<>|`"?!;=]{{0,59}}?)
    (?P<close>\]?)(?P<stamp>[ \t]*{_STAMP})?[*_]{{0,3}}[ \t]*
    (?:(?P<colon>[:\uff1a])(?![/:\d])[*_]{{0,3}}|(?=\r?$)|(?<=\])|[\u2013\u2014-](?=[ ]))""",
    re.MULTILINE | re.VERBOSE,
)
_INLINE = re.compile(
    r"(?:^|(?<=[.?!\u2026\"\u201d)])[ \t]+)(?P<name>(?:Interviewer|Interviewee|Candidate|Hiring "
    r"[Mm]anager|INTERVIEWER|CANDIDATE)(?: \d)?):(?=\s)",
    re.MULTILINE,
)
_PARTS = re.compile(r"[(),/]|\s[-\u2013\u2014]\s")
_ORDINAL = re.compile(r"\s*[#_]?\d{1,3}\Z")
_GENERIC = re.compile(r"(?:speaker|person|participant|voice)[\s_#]*(?:\d{1,3}|[a-h])\Z")
_CAPITALIZED = r"[A-Z\u00c0-\u00de][\w'\u2019-]*\.?"
_PARTICLE = r"(?:de|da|do|dos|del|della|di|du|la|le|van|von|der|den|ter|zu|bin|ibn|al|el|y)"
_NAME = re.compile(rf"{_CAPITALIZED}(?: (?:{_PARTICLE} ){{0,2}}{_CAPITALIZED}){{0,2}}\Z")
_PARTICLES = re.compile(_PARTICLE)
_JOINED = re.compile(r"(?:Mc|Mac|De|Di|Le|La|Van|Fitz)(?=[A-Z][a-z])")
"""What stands before a second capital in a name, as in "McKenna"."""


def _each(role: Role, *names: str) -> dict[str, Role]:
    return dict.fromkeys("|".join(names).split("|"), role)


_SURE = _each(
    Role.INTERVIEWER,
    "interviewer|the interviewer|lead interviewer|technical interviewer|tech interviewer",
    "co-interviewer|hiring manager|interviewerin|entrevistador|entrevistadora|intervieweur",
    "recruteur|面试官|面試官|面接官|면접관",
) | _each(
    Role.CANDIDATE,
    "candidate|the candidate|interviewee|applicant|job applicant|kandidat|kandidatin|bewerber",
    "bewerberin|candidato|candidata|entrevistado|entrevistada|candidat|候选人|候選人|应聘者|求职者",
    "候補者|応募者|지원자",
)
_LIKELY = _each(
    Role.INTERVIEWER,
    "host|moderator|examiner|panelist|panellist|recruiter|int|intv|q|question|問|问|提问|質問",
) | _each(Role.CANDIDATE, "me|myself|you|respondent|cand|a|ans|answer|答|回答|我")

# Words that head a passage of an answer more often than they name a person.
_HEADINGS = frozenset(
    _each(
        Role.OTHER,
        "note|notes|rule|rules|cost|costs|data|training|serving|pros|cons|step|stage|example",
        "examples|summary|caveat|caveats|first|second|third|fourth|finally|option|default|prompt",
        "prompting|retrieval|tuning|memory|loss|format|risk|risks|problem|solution|why|how|when",
        "what|which|where|decision|bottom|context|goal|use|uses|ops|basics|ladder|bills|breaks",
        "order|also|update|edit|warning|conclusion|overall|result|results|method|methods|title",
        "topic|date|time|location|company|position|role|level|duration|transcript|short|long|in",
        "key|follow-up|takeaway|takeaways|system|assistant|user|subject|from|to|re|hi|hello|thanks",
        "quality|evaluation|latency|the|my|one|two|three|four|so|and|but|then|for|if|with",
    )
)


class Label(NamedTuple):
    """One label: it stands at `text[start:end]`, the turn's words follow it."""

    start: int
    end: int
    name: str
    key: str
    """By this the speaker's labels are known as one: the name in lower case, without what stands
    in brackets after it."""
    role: Role | None
    """None when the label alone does not tell."""
    sure: bool
    """Whether the role is beyond doubt: "Interviewer" is, "Host" and "Q" are not."""
    personal: bool
    """Whether it looks like a person's name, or is generic."""
    generic: bool
    """Whether it is like "Speaker 2"."""
    stamped: bool
    """Whether a time stands beside it."""


def told_role(name: str) -> Role | None:
    """The role that a speaker's name tells beyond doubt, as "Ann Wu (Candidate)" does."""
    whole = model_view(name).strip(" .,_").casefold()
    parts = [whole, *(_ORDINAL.sub("", part.strip()) for part in _PARTS.split(whole))]
    return next((_SURE[part] for part in parts if part in _SURE), None)


def find_labels(text: str) -> list[Label]:
    """Everything in `text` that may be a speaker's label, in order.

    Labels stand at the start of a line; where only one of the two sides does, as in a transcript in
    one single line, the plainest are looked for after each sentence as well.
    """
    found = list(_at_lines(text))
    if found and all(label.sure for label in found) and len({label.role for label in found}) == 1:
        told = (_label(hit, colon=True, stamped=False) for hit in _INLINE.finditer(text))
        inline = [label for label in told if label]
        return inline if len(inline) > len(found) else found
    return found


def stretches(text: str, labels: Sequence[Label]) -> Iterator[tuple[Label, int, int]]:
    """What follows each label, up to the next: start and end without white space around it."""
    ends = [label.start for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        words = text[label.end : end]
        start = end - len(words.lstrip())
        yield label, start, start + len(words.strip())


def _at_lines(text: str) -> Iterator[Label]:
    start = 0
    while start >= 0:
        hit = _LABEL.match(text, start)
        if hit and bool(hit["open"]) == bool(hit["close"]):
            stamped = bool(hit["before"] or hit["stamp"])
            label = _label(hit, colon=bool(hit["colon"]), stamped=stamped)
            if label:
                yield label
        start = text.find("\n", start) + 1 or -1


class _Told(NamedTuple):
    """What a label's name tells, as in `Label`."""

    name: str
    key: str
    role: Role | None
    sure: bool
    personal: bool
    generic: bool


@lru_cache(maxsize=4096)
def _told(raw: str) -> _Told:
    name = model_view(raw).strip(" .,_")
    whole = name.casefold()
    bare = [_ORDINAL.sub("", part.strip()) for part in _PARTS.split(whole)]
    first = _PARTS.split(whole)[0].strip()
    generic = bool(_GENERIC.match(first))
    personal = generic or _is_name(name[: len(first)], first)
    parts = [whole, *(bare if personal else bare[:1])]
    sure = next((_SURE[part] for part in parts if part in _SURE), None)
    role = sure or next((_LIKELY[part] for part in parts if part in _LIKELY), None)
    # "Q1" and "Q2" are one speaker, "Speaker 1" and "Speaker 2" are not.
    key = bare[0] if bare[0] in _SURE or bare[0] in _LIKELY else first or whole
    return _Told(name, key, role, sure is not None, personal, generic)


def _label(hit: re.Match[str], *, colon: bool, stamped: bool) -> Label | None:
    """The label of a hit, or None when it cannot be one."""
    told = _told(hit["name"])
    # Without a colon only the plainest labels count, or a name beside a time of day.
    if not (told.role or told.personal) or not (colon or told.sure or stamped):
        return None
    return Label(
        start=hit.start(),
        end=hit.end(),
        name=told.name,
        key=told.key,
        role=told.role,
        sure=told.sure,
        personal=told.personal,
        generic=told.generic,
        stamped=stamped,
    )


def _is_name(name: str, key: str) -> bool:
    """Capitalized words, none of them an acronym, and not the usual heading of a passage."""
    if not _NAME.match(name) or key.split()[0] in _HEADINGS:
        return False
    words = [_JOINED.sub("", word) for word in name.split() if not _PARTICLES.fullmatch(word)]
    return all(word.istitle() or "'" in word or "\u2019" in word for word in words)
