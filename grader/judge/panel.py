"""Several judges at once: a majority for each tell, an ordinal median for the level as a whole."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from grader.core.answer import Answer
from grader.core.judgment import JudgeKind, Judgment, Stance, Verdict
from grader.core.kept import KeptReply
from grader.core.rubric import Rubric
from grader.errors import (
    BudgetSpent,
    JudgeError,
    JudgeRefused,
    QuorumMissed,
    QuotaExhausted,
    ReplayMiss,
    SettingsError,
)
from grader.judge.asking import forget_with, recalled_by, requests_of
from grader.judge.base import ChatRequest, Judge
from grader.judge.reason import reason_of
from grader.usage import Usage

_NOT_ASSERTED = (Stance.REJECTED, Stance.QUOTED, Stance.ABSENT)


class Panel:
    """Several models, or several samples of one, as one Judge.

    At least `quorum` of the members must answer; by default more than half. A reply that is
    missing from a recording, and a budget or an account that is spent, are raised as they are:
    the grade would be another one than that of the whole panel, which can be had later.
    """

    def __init__(self, members: Sequence[Judge], quorum: int | None = None) -> None:
        if not members:
            raise SettingsError("a panel has no members", "Set GRADER_PANEL to some models")
        self._members = tuple(members)
        self._quorum = len(self._members) // 2 + 1 if quorum is None else quorum
        if not 1 <= self._quorum <= len(self._members):
            raise SettingsError(
                f"a quorum of {quorum} does not fit a panel of {len(self._members)}",
                f"Take one from 1 to {len(self._members)}",
            )

    def requests(self, rubric: Rubric, answer: Answer) -> tuple[ChatRequest, ...]:
        """One for each member that asks a model."""
        return tuple(r for member in self._members for r in requests_of(member, rubric, answer))

    async def recall(self, request: ChatRequest) -> KeptReply | None:
        return await recalled_by(self._members, request)

    async def forget(self, digests: Sequence[str]) -> None:
        await forget_with(self._members, digests)

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        """The members' judgments as one.

        Raises QuorumMissed, JudgeRefused, ReplayMiss, BudgetSpent and QuotaExhausted.
        """
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(_vote(m, rubric, answer)) for m in self._members]
        except ExceptionGroup as defects:
            # Only defects get here, and a caller should see the defect, not how it was gathered.
            raise defects.exceptions[0] from None
        votes = [task.result() for task in tasks]
        judgments = [vote for vote in votes if isinstance(vote, Judgment)]
        failures = {n: v for n, v in enumerate(votes, 1) if isinstance(v, JudgeError)}
        spent = sum((vote.usage for vote in votes), Usage())
        self._check_quorum(len(judgments), failures, spent)
        judgment = joined(rubric, judgments, _shortness(failures, len(votes)))
        return replace(judgment, usage=spent)

    def _check_quorum(self, answered: int, failures: dict[int, JudgeError], spent: Usage) -> None:
        for error in failures.values():
            if isinstance(error, (ReplayMiss, BudgetSpent, QuotaExhausted)):
                raise error
        if answered >= self._quorum:
            return
        refusals = [e for e in failures.values() if isinstance(e, JudgeRefused)]
        if answered + len(refusals) >= self._quorum:
            raise JudgeRefused(
                f"{len(refusals)} of {len(self._members)} members of the panel declined: "
                f"{refusals[0].message}",
                refusals[0].hint,
                usage=spent,
            )
        missed = QuorumMissed(
            f"{answered} of {len(self._members)} members of the panel judged, "
            f"{self._quorum} must: {_listed(failures)}",
            next(iter(failures.values())).hint,
        )
        missed.usage = spent
        raise missed


async def _vote(member: Judge, rubric: Rubric, answer: Answer) -> Judgment | JudgeError:
    try:
        return await member.judge(rubric, answer)
    except JudgeError as error:
        return error


def joined(rubric: Rubric, judgments: Sequence[Judgment], review: Iterable[str] = ()) -> Judgment:
    """Several judgments as one; what the members disagree on is a reason for review."""
    by_tell = [{verdict.tell: verdict for verdict in j.verdicts} for j in judgments]
    ballots = {tell.id: [verdicts[tell.id] for verdicts in by_tell] for tell in rubric.tells}
    reasons = [*review]
    for tell, ballot in ballots.items():
        backing = len(_asserting(ballot))
        if 0 < backing < len(ballot):
            reasons.append(f"panel-split: {tell} {backing} of {len(ballot)}")
    on_topic = sum(judgment.on_topic for judgment in judgments)
    if 0 < on_topic < len(judgments):
        reasons.append(f"panel-split: on-topic {on_topic} of {len(judgments)}")
    fallbacks = (f"panel-fallback: {j.fallback_reason}" for j in judgments if j.fallback_reason)
    members_own = (reason for judgment in judgments for reason in judgment.review)
    prompts = {judgment.prompt_digest for judgment in judgments}
    return Judgment(
        kind=JudgeKind.PANEL,
        model=", ".join(judgment.model or judgment.kind for judgment in judgments),
        verdicts=tuple(majority(ballot) for ballot in ballots.values()),
        on_topic=2 * on_topic >= len(judgments),
        holistic_level=median_level(rubric.ladder, [j.holistic_level for j in judgments]),
        review=tuple(dict.fromkeys((*reasons, *fallbacks, *members_own))),
        usage=sum((j.usage for j in judgments[1:]), start=judgments[0].usage),
        prompt_digest=prompts.pop() if len(prompts) == 1 else None,
    )


def majority(ballot: Sequence[Verdict]) -> Verdict:
    """One tell's verdicts as one: asserted when more than half assert it with evidence.

    `confidence` is the share of members who voted as the panel does. When more than half assert
    the tell, but not so many can show where, the verdict is asserted without evidence, which does
    not count further on and is told apart there from an absent tell.
    """
    asserting = _asserting(ballot)
    claiming = [verdict for verdict in ballot if verdict.stance is Stance.ASSERTED]
    if 2 * len(asserting) > len(ballot):
        agreeing, stance, sentences = asserting, Stance.ASSERTED, shared_sentences(asserting)
    elif 2 * len(claiming) > len(ballot):
        agreeing, stance, sentences = claiming, Stance.ASSERTED, ()
    else:
        stance = _leading(ballot)
        agreeing = [verdict for verdict in ballot if verdict.stance is stance]
        sentences = shared_sentences(agreeing)
    return Verdict(
        tell=ballot[0].tell,
        stance=stance,
        sentences=sentences,
        reason=next((verdict.reason for verdict in agreeing if verdict.reason), ""),
        confidence=len(agreeing) / len(ballot),
    )


def shared_sentences(verdicts: Sequence[Verdict]) -> tuple[int, ...]:
    """The sentences that more than half of these cite; if there is none, the two most cited."""
    cited = Counter(number for verdict in verdicts for number in set(verdict.sentences))
    shared = [number for number, times in cited.items() if 2 * times > len(verdicts)]
    if not shared:
        shared = sorted(cited, key=lambda number: (-cited[number], number))[:2]
    return tuple(sorted(shared))


def median_level(ladder: Sequence[str], levels: Iterable[str | None]) -> str | None:
    """The median of levels by their place on the ladder, the lower of two; None when all are."""
    places = sorted(ladder.index(level) for level in levels if level in ladder)
    return ladder[places[(len(places) - 1) // 2]] if places else None


def _asserting(ballot: Sequence[Verdict]) -> list[Verdict]:
    return [v for v in ballot if v.stance is Stance.ASSERTED and v.sentences]


def _leading(ballot: Sequence[Verdict]) -> Stance:
    """The commonest stance but `asserted`; of several the first of rejected, quoted, absent."""
    counts = Counter(verdict.stance for verdict in ballot)
    return max(_NOT_ASSERTED, key=lambda stance: counts[stance])


def _shortness(failures: dict[int, JudgeError], size: int) -> tuple[str, ...]:
    if not failures:
        return ()
    return (f"panel-short: {size - len(failures)} of {size} judged, {_listed(failures)}",)


def _listed(failures: dict[int, JudgeError]) -> str:
    return "; ".join(f"member {number}: {reason_of(error)}" for number, error in failures.items())
