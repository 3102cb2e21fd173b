"""Roles: who of the speakers in a labelled text is the candidate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from grader.core.text.label import Label, stretches
from grader.core.text.topic import Topics
from grader.core.text.turn import Role

_PERSONS = frozenset(("me", "myself", "you", "host", "moderator", "panelist", "panellist"))
_BOTH = {Role.INTERVIEWER, Role.CANDIDATE}
_LEAST_NAMED_TURNS = 3


def find_roles(text: str, labels: Sequence[Label]) -> dict[str, Role]:
    """The role of each speaker, by the key of the label. What is no speaker's is left out.

    Labels that tell the role come first; names count beside them, where they take turns with
    them; and of two speakers without any such label, the one who asks is the interviewer.
    """
    roles = _told(labels)
    names = _names(text, labels, roles)
    if not roles:
        return _by_asking(text, labels)
    told = set(roles.values())
    others = dict.fromkeys(names, Role.OTHER)
    if names and Role.CANDIDATE not in told:
        speakers = [label for label in labels if label.key in roles or label.key in others]
        words = _counts(text, speakers)
        others[max(names, key=words.__getitem__)] = Role.CANDIDATE
    elif Role.INTERVIEWER not in told:
        others = dict.fromkeys(names, Role.INTERVIEWER)
    return roles | others


def _told(labels: Sequence[Label]) -> dict[str, Role]:
    """The roles that labels tell by themselves."""
    sure = {label.key: label.role for label in labels if label.role and label.sure}
    likely = {label.key: label.role for label in labels if label.role and not label.sure}
    known = set(sure.values())
    if known == _BOTH:
        return sure
    persons = {key: role for key, role in likely.items() if key in _PERSONS}
    if Role.CANDIDATE in known:
        # Beside a "Candidate:" it is the interviewer who writes "Me:"; "Question:" may also head
        # a line of the candidate's own, unless it comes first or again.
        uses = Counter(label.key for label in labels)
        asked = [key for key, role in likely.items() if role is Role.INTERVIEWER]
        asked = [key for key in asked if uses[key] > 1 or labels[0].key == key]
        return sure | dict.fromkeys([*persons, *asked], Role.INTERVIEWER)
    if Role.INTERVIEWER in known:
        return sure | {key: role for key, role in likely.items() if role is Role.CANDIDATE}
    if {"me", "you"} <= persons.keys():
        likely["you"] = Role.INTERVIEWER
    # "A:" alone is an option in a list, "Q:" alone a heading.
    return likely if set(likely.values()) == _BOTH else persons


def _names(text: str, labels: Sequence[Label], roles: dict[str, Role]) -> list[str]:
    """Keys of the names that take turns with the speakers who are known.

    A heading inside an answer ("Cost:") looks like a name. So each use of a name must follow a
    known speaker's label, and once is enough only where a speaker is clearly missing.
    """
    sequence = [label for label in labels if label.key in roles or _is_unknown(label)]
    misplaced = {
        after.key
        for before, after in pairwise(sequence)
        if before.key not in roles and after.key not in roles and before is not sequence[0]
    }
    uses: dict[str, list[int]] = {}
    for index, label in enumerate(sequence):
        if label.key not in roles:
            uses.setdefault(label.key, []).append(index)
    both = set(roles.values()) == _BOTH
    found = []
    for key, places in uses.items():
        plain = " " not in key and not any(sequence[index].stamped for index in places)
        if key in misplaced or (both and (plain or len(places) < 2)):
            continue
        missing = len(uses) == 1 and _answers_at_once(text, sequence, places[0], roles)
        if len(places) > 1 or places[0] == 0 or missing:
            found.append(key)
    return found


def _is_unknown(label: Label) -> bool:
    return label.role is None and label.personal


def _answers_at_once(
    text: str, sequence: Sequence[Label], index: int, roles: dict[str, Role]
) -> bool:
    """Whether a name follows the interviewer's one paragraph."""
    before, label = sequence[index - 1], sequence[index]
    between = text[before.end : label.start].strip()
    asked = roles.get(before.key) is Role.INTERVIEWER
    return asked and bool(between) and "\n" not in between


def _by_asking(text: str, labels: Sequence[Label]) -> dict[str, Role]:
    """The roles of exactly two speakers, one of whom asks and the other speaks more."""
    speakers = [label for label in labels if _is_unknown(label)]
    keys = list(dict.fromkeys(label.key for label in speakers))
    generic = all(label.generic for label in speakers)
    if len(keys) != 2 or not (generic or len(speakers) >= _LEAST_NAMED_TURNS):
        return {}
    if any(before.key == after.key for before, after in pairwise(speakers)) and not generic:
        return {}
    if not (generic or Topics(text).has_people([label.key for label in speakers])):
        return {}
    words = _counts(text, speakers)
    asker, other = sorted(keys, key=words.__getitem__)
    if _asks(text, speakers, asker) >= 0.5 > _asks(text, speakers, other):
        return {asker: Role.INTERVIEWER, other: Role.CANDIDATE}
    return {}


def _asks(text: str, labels: Sequence[Label], key: str) -> float:
    """Which share of a speaker's turns ends in a question."""
    turns = [text[start:end] for label, start, end in stretches(text, labels) if label.key == key]
    return sum(turn.endswith(("?", "\uff1f")) for turn in turns) / max(1, len(turns))


def _counts(text: str, labels: Sequence[Label]) -> Counter[str]:
    """How many words each speaker says."""
    counts: Counter[str] = Counter()
    for label, start, end in stretches(text, labels):
        counts[label.key] += len(text[start:end].split())
    return counts
