"""From settings to judges, replies and library: the one place that builds.

What a choice does not need is not imported: the keyword scorer starts without the openai client,
the templates or the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.errors import SettingsError
from grader.grader import Grader
from grader.judge.base import Judge
from grader.judge.keyword import KeywordJudge
from grader.library import Library
from grader.settings import Settings
from grader.usage import Usage

if TYPE_CHECKING:
    from grader.judge.base import Completer
    from grader.judge.budget import Budget
    from grader.judge.cache import CachedReplies
    from grader.judge.llm import LLMJudge, LLMOptions
    from grader.judge.openai import OpenAICompleter
    from grader.judge.pace import Pace
    from grader.judge.provider_batch import ProviderBatch
    from grader.judge.retry import RetryingCompleter
    from grader.judge.slots import Slots
    from grader.service.service import Service

Slot = Callable[[], AbstractAsyncContextManager[None]]


@dataclass(slots=True)
class _Held:
    """What a judge holds: what closes it, and what says how much was spent through it."""

    closers: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    spent: Callable[[], Usage] = Usage


def open_grader(settings: Settings) -> Grader:
    """A grader for these settings. Raises SettingsError when what they ask for cannot be had."""
    library = Library(settings.rubrics)
    held = _Held()
    judge = _judge(settings, library, held)
    return Grader(library, judge, held.closers, held.spent)


def open_service(settings: Settings) -> Service:
    """The service's inside: a grader and the record, brought to this version. Raises StoreError."""
    from grader.service.service import Service
    from grader.store.database import Database

    database = Database(settings.database_url)
    database.upgrade()
    return Service(
        open_grader(settings),
        database,
        max_answer=settings.max_answer,
        jobs_url=settings.jobs_url,
        concurrency=settings.concurrency,
        retention=settings.retention,
        daily_cost=settings.key_cost,
    )


def by_keywords_alone(settings: Settings) -> bool:
    """Whether the keyword scorer judges alone, and so nothing is waited for."""
    no_model = settings.judge == "auto" and not settings.llm_configured
    return settings.judge == "keyword" or no_model


def _judge(settings: Settings, library: Library, held: _Held) -> Judge:
    choice = settings.judge
    if choice == "replay":
        replaying = _as_recorded(settings)
        return _models(replaying, replaying.panel or (replaying.model,), library, held)
    if by_keywords_alone(settings):
        return KeywordJudge()
    judge = _models(settings, _asked(settings), library, held)
    if choice in ("llm", "panel"):
        return judge
    from grader.judge.fallback import FallbackJudge

    return FallbackJudge(judge, KeywordJudge())


def _asked(settings: Settings) -> tuple[str, ...]:
    """The models that are asked. Raises SettingsError where there are none, or no endpoint."""
    if not settings.llm_configured:
        raise SettingsError(
            f"--judge {settings.judge} needs an endpoint",
            "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own",
        )
    if settings.judge != "panel":
        return (settings.model,)
    if len(settings.panel) < 2:
        raise SettingsError(
            "--judge panel needs at least two members",
            "Set GRADER_PANEL to models separated by commas; one named twice is sampled twice",
        )
    return settings.panel


def _models(settings: Settings, models: tuple[str, ...], library: Library, held: _Held) -> Judge:
    """One LLM judge, or a panel of several, which share client, pace and kept replies."""
    limits, budget = _limits(settings, held), _budget(settings)
    completer, keeper = _asking(settings, budget, limits), _keeper(settings)
    held.spent = lambda: budget.used
    held.closers += [completer.aclose, keeper.aclose]
    members = _members(settings, models, library, completer, keeper, limits.slot)
    if len(members) == 1:
        return members[0]
    from grader.judge.panel import Panel

    return Panel(members)


def _members(
    settings: Settings,
    models: tuple[str, ...],
    library: Library,
    completer: Completer,
    keeper: CachedReplies,
    slot: Slot = nullcontext,
) -> list[LLMJudge]:
    """A judge for each model, and one named twice is sampled twice."""
    from grader.judge.llm import LLMJudge

    seen: Counter[str] = Counter()
    members: list[LLMJudge] = []
    for model in models:
        options = llm_options(settings, model=model, sample=seen[model])
        members.append(LLMJudge(completer, library.templates(), options, keeper, slot))
        seen[model] += 1
    return members


def open_provider_batch(settings: Settings) -> ProviderBatch:
    """The provider's batches for what these settings' judge would ask.

    Raises SettingsError where that judge asks no model, or its replies cannot be kept.
    """
    from grader.judge.batch_api import BatchApi
    from grader.judge.collected import Collected
    from grader.judge.provider_batch import ProviderBatch
    from grader.store.batch_journal import BatchJournal

    if settings.judge in ("keyword", "replay") or settings.replies != "normal":
        asked = "GRADER_REPLIES" if settings.judge == "auto" else "--judge or GRADER_REPLIES"
        raise SettingsError(
            "--provider-batch asks a model and goes by kept replies",
            f"Set {asked} so that it can: --judge llm, panel or auto, and GRADER_REPLIES=normal",
        )
    if settings.api_version is not None:
        raise SettingsError(
            "--provider-batch does not know Azure's versioned API",
            "Unset GRADER_API_VERSION and give the resource's /openai/v1 URL",
        )
    models = _asked(settings)
    endpoint, keeper = _endpoint(settings), _keeper(settings)
    journal = BatchJournal(settings.home_dir)
    judges = _members(settings, models, Library(settings.rubrics), Collected(journal.body), keeper)
    return ProviderBatch(
        BatchApi(endpoint, endpoint=settings.endpoint, model=models[0]),
        journal,
        keeper,
        judges,
        settings.home_dir,
        most_requests=settings.batch_requests,
    )


@dataclass(frozen=True, slots=True)
class _Limits:
    """What all models of an endpoint are asked within."""

    slots: Slots
    slot: Slot
    pace: Pace


def _limits(settings: Settings, held: _Held) -> _Limits:
    """Limits of this process alone, or the fleet's on a database that processes can share."""
    from grader.judge.pace import Pace
    from grader.judge.slots import Slots

    slots = Slots(settings.concurrency)
    if not settings.in_a_fleet:
        return _Limits(slots, slots.slot, Pace(rpm=settings.rpm, tpm=settings.tpm))
    from grader.judge.fleet import SILENCE, Sharing
    from grader.store.database import Database
    from grader.store.fleet import DatabaseFleet

    database = Database(settings.database_url)
    database.upgrade()
    fleet = DatabaseFleet(
        database,
        settings.endpoint,
        slots=settings.concurrency,
        rpm=settings.rpm,
        tpm=settings.tpm,
        silence=SILENCE,
    )
    sharing = Sharing(fleet, slots)
    held.closers += [sharing.aclose, fleet.aclose]
    return _Limits(slots, sharing.slot, Pace(fleet=fleet))


def llm_completer(settings: Settings) -> RetryingCompleter:
    """The endpoint behind its limits and bounded retries. Close it with `aclose`."""
    return _asking(settings, _budget(settings), None)


def _budget(settings: Settings) -> Budget:
    """The endpoint behind the limits on calls and cost, of which there may be none."""
    from grader.judge.budget import Budget

    inner: Completer = _endpoint(settings)
    if settings.tracing:
        from grader.judge.traced import Traced

        inner = Traced(inner)
    return Budget(inner, max_cost=settings.max_cost, max_calls=settings.max_calls)


def _asking(settings: Settings, budget: Budget, limits: _Limits | None) -> RetryingCompleter:
    """The budget behind pace and bounded retries."""
    from grader.judge.retry import RetryingCompleter

    inner: Completer = budget
    if limits is not None:
        from grader.judge.throttled import Throttled

        inner = Throttled(inner, limits.pace, limits.slots)
    return RetryingCompleter(
        inner,
        attempts=settings.attempts,
        deadline=settings.deadline,
        resting=limits.slots.released if limits else nullcontext,
    )


def _endpoint(settings: Settings) -> OpenAICompleter:
    from grader.judge.openai import OpenAICompleter

    key = settings.api_key
    return OpenAICompleter(
        settings.endpoint,
        api_key=key.get_secret_value() if key else None,
        api_version=settings.api_version,
        deadline=settings.deadline,
    )


def llm_options(settings: Settings, *, model: str | None = None, sample: int = 0) -> LLMOptions:
    """How a model is asked, from the settings."""
    from grader.judge.llm import LLMOptions

    return LLMOptions(
        endpoint=settings.endpoint,
        model=model or settings.model,
        temperature=settings.temperature,
        seed=settings.seed,
        max_tokens=settings.max_tokens,
        token_field=settings.token_field,
        structured=settings.structured,
        sample=sample,
        deadline=settings.deadline,
    )


def _keeper(settings: Settings) -> CachedReplies:
    from grader.judge.cache import CachedReplies, Mode

    if settings.replies_dir is not None:
        from grader.store.folder import FolderReplies

        return CachedReplies(FolderReplies(settings.replies_dir), Mode(settings.replies))
    from grader.store.replies import DatabaseReplies

    # A fleet's processes share what was paid for, on the database that they share anyway.
    shared = settings.database
    store = DatabaseReplies(shared) if shared else DatabaseReplies.in_home(settings.home_dir)
    return CachedReplies(store, Mode(settings.replies))


def _as_recorded(settings: Settings) -> Settings:
    """The settings for a replay, in which nothing is asked.

    What a folder of replies says of its endpoint and model holds wherever nothing else is set.
    """
    changes: dict[str, object] = {"replies": "replay"}
    if settings.replies_dir is not None:
        from grader.store.folder import FolderReplies

        origin = FolderReplies(settings.replies_dir).origin()
        recorded = {"base_url": origin.get("endpoint"), "model": origin.get("model")}
        unset = recorded.keys() - settings.model_fields_set
        changes |= {field: recorded[field] for field in unset if recorded[field]}
    return settings.model_copy(update=changes)
