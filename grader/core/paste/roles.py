"""Who of the speakers in a paste is the candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from grader.core.paste.question import Best, asks
from grader.core.text.note import is_note
from grader.core.text.turn import Role
from grader.core.text.view import model_view
from grader.errors import InputError

_LONG = 25
"""Words of a turn that is more than a remark."""
_CLEAR = 0.5


class Speech(NamedTuple):
    """One turn, before its role is known. `role` where the format tells it."""

    speaker: str | None
    bot: bool
    role: Role | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The roles of the speakers, by `key_of` their names, and what is doubtful about them."""

    roles: Mapping[str, Role]
    candidate: str | None
    doubts: tuple[str, ...] = ()


class _Person(NamedTuple):
    key: str
    name: str
    turns: int
    asking: int
    answered: int
    """Words in turns that do not ask."""
    words: int
    like: float
    """How much a question of theirs is like a rubric's."""
    restates: bool
    """Whether somebody alone says a rubric's question, though not to ask it."""

    @property
    def share(self) -> float:
        return self.asking / self.turns


def key_of(speaker: str | None) -> str:
    """By this the turns of one speaker are known as one."""
    return model_view(speaker or "").casefold()


def cast(speeches: Sequence[Speech], best: Best, candidate: str | None) -> Cast:
    """The role of each speaker. Raises InputError when `candidate` names none of them, or two."""
    names: dict[str, str] = {}
    roles: dict[str, Role] = {}
    for speech in speeches:
        key = key_of(speech.speaker)
        names.setdefault(key, speech.speaker or "")
        role = Role.OTHER if speech.bot else speech.role
        if role and roles.get(key) is not Role.CANDIDATE:
            roles[key] = role
    people = _people(speeches, names, best)
    if candidate is not None:
        key = _named(candidate, names)
        kept = {k: r for k, r in roles.items() if r is not Role.CANDIDATE and k != key}
        return Cast(roles=_around(key, people, kept), candidate=names[key])
    told = [key for key, role in roles.items() if role is Role.CANDIDATE]
    if told:
        return Cast(roles=_around(told[0], people, roles) | roles, candidate=names[told[0]] or None)
    asked = {key for key, role in roles.items() if role is Role.INTERVIEWER}
    found, doubts = _infer([p for p in people if p.key not in roles], people, asked)
    if found is None:
        if len(people) == 1 and not people[0].answered:
            roles[people[0].key] = Role.INTERVIEWER
        return Cast(roles=roles, candidate=None, doubts=doubts)
    return Cast(roles=_around(found, people, roles), candidate=names[found] or None, doubts=doubts)


def _people(speeches: Sequence[Speech], names: Mapping[str, str], best: Best) -> list[_Person]:
    """Everybody but the bots, in order. Notes are nobody's."""
    texts: dict[str, list[str]] = {}
    for speech in speeches:
        if not speech.bot and not is_note(speech.speaker or ""):
            texts.setdefault(key_of(speech.speaker), []).append(speech.text)
    alone = len(texts) == 1
    return [_person(k, names[k], said, best, alone=alone) for k, said in texts.items()]


def _person(key: str, name: str, texts: Sequence[str], best: Best, *, alone: bool) -> _Person:
    asking = [asks(text) for text in texts]
    matches = [best(text) for text, asks_it in zip(texts, asking, strict=True) if asks_it]
    others = (best(text) for text, asks_it in zip(texts, asking, strict=True) if not asks_it)
    return _Person(
        key=key,
        name=name,
        turns=len(texts),
        asking=sum(asking),
        answered=sum(len(t.split()) for t, a in zip(texts, asking, strict=True) if not a),
        words=sum(len(text.split()) for text in texts),
        like=max((match.score for match in matches if match), default=0.0),
        restates=alone and (any(matches) or any(others)),
    )


def _infer(
    people: Sequence[_Person], everybody: Sequence[_Person], interviewers: set[str]
) -> tuple[str | None, tuple[str, ...]]:
    """The key of the candidate among `people`, None when there is no telling, and the doubts."""
    if not people:
        return None, ()
    if len(people) == 1 and (interviewers or len(everybody) == 1):
        only = people[0]
        if interviewers or (only.answered and not only.restates):
            return only.key, ()
        if only.answered:
            return None, (f"{_shown(only)} asks the question and answers it: name the candidate",)
        return None, (f"{_shown(only)} only asks: nobody answers in this paste",)
    askers = interviewers or {_main_asker(people)} - {None}
    if not askers:
        return None, (_untold(people),)
    rest = sorted((p for p in people if p.key not in askers), key=_likeness, reverse=True)
    first, others = rest[0], rest[1:]
    if not others:
        return first.key, ()
    second = others[0]
    if first.answered < _LONG <= first.words or second.answered > 0.8 * max(1, first.answered):
        return None, (_untold(people),)
    if second.answered >= max(_LONG, 0.3 * first.answered):
        doubt = f"two people answer at length: {_shown(first)} is taken for the candidate"
        return first.key, (doubt,)
    return first.key, ()


def _likeness(person: _Person) -> float:
    """How much a person answers."""
    return person.answered * (1 - 0.5 * person.share)


def _main_asker(people: Sequence[_Person]) -> str | None:
    """Who asks, when that is clear: not the longest answerer, and clearly ahead of the next."""
    total = max(1, sum(p.words for p in people))
    first = people[0].key

    def weight(p: _Person) -> float:
        few = 0.5 * (1 - p.words / total) + (0.3 if p.words / total < 0.3 else 0.0)
        asked = 0.3 if p.asking else 0.0
        return 1.5 * p.like + p.share + asked + few + (0.2 if p.key == first else 0.0)

    asking = [p for p in people if p.asking]
    if not asking:
        return None
    ranked = sorted(people, key=weight, reverse=True)
    lead = next(p for p in ranked if p.asking)
    behind = [weight(p) for p in people if p is not lead]
    rival = max(behind) if len(people) == 2 else min(behind)
    return lead.key if weight(lead) - rival >= _CLEAR else None


def _around(candidate: str, people: Sequence[_Person], told: Mapping[str, Role]) -> dict[str, Role]:
    """Everybody's role when the candidate is known: who asks is an interviewer."""
    roles = dict(told) | {candidate: Role.CANDIDATE}
    rest = [person for person in people if person.key not in roles and person.key]
    for person in rest:
        asks_at_all = bool(person.asking) or (
            len(rest) == 1 and Role.INTERVIEWER not in roles.values()
        )
        roles[person.key] = Role.INTERVIEWER if asks_at_all else Role.OTHER
    return roles


def _named(candidate: str, names: Mapping[str, str]) -> str:
    """The key of the speaker meant: the whole name, one of its words, or how it begins."""
    wanted = key_of(candidate)
    known = {key: name for key, name in names.items() if key}
    for fits in (
        lambda key: key == wanted,
        lambda key: wanted in key.replace(",", " ").split(),
        lambda key: key.startswith(wanted),
    ):
        found = [key for key in known if wanted and fits(key)]
        if len(found) == 1:
            return found[0]
        if found:
            break
    listed = ", ".join(known.values()) or "nobody is named"
    what = "fits more than one speaker" if wanted and found else "is not one of the speakers"
    raise InputError(f"{candidate!r} {what}", f"Name one of: {listed}")


def _shown(person: _Person) -> str:
    return person.name or "the one without a name"


def _untold(people: Sequence[_Person]) -> str:
    named = ", ".join(_shown(person) for person in people[:6])
    return f"there is no telling who of {named} is the candidate: name one"
