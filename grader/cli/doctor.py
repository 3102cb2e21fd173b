"""`grader doctor`: what is configured, and whether the endpoint answers, in which modes."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import click

from grader.cli.exits import JUDGE_FAILED
from grader.core.credentials import without_credentials
from grader.errors import JudgeError
from grader.library import Library
from grader.settings import Settings, read_settings, variable
from grader.usage import Usage

MODES = ("json_schema", "json_object", "none")
PROBE: dict[str, Any] = {
    "type": "object",
    "properties": {"level": {"type": "string", "enum": ["L4", "L5", "L6"]}},
    "required": ["level"],
    "additionalProperties": False,
}
ASKED = 'Reply with this JSON object and nothing else: {"level": "L5"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What one structured-output mode gave: `fits` when the reply satisfies the schema."""

    mode: str
    fits: bool
    said: str
    usage: Usage


@click.command("doctor")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Say what is configured, and whether the endpoint answers and in which modes.

    Sends three tiny requests where an endpoint is configured. Exit status 4 if none is answered.
    """
    settings = read_settings()
    for line in _installation(settings):
        click.echo(line)
    click.echo("\nSettings")
    for line in _settings(settings):
        click.echo(line)
    click.echo("\nEndpoint")
    if not settings.llm_configured:
        click.echo("  none configured: the keyword scorer grades alone")
        click.echo("  set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own")
        return
    click.echo(f"  asking {settings.model} at {settings.endpoint} ...")
    probes = asyncio.run(_probe(settings))
    for probe in probes:
        click.echo(f"  {'works' if probe.fits else 'fails':6} {probe.mode:12} {probe.said}")
    click.echo(f"  {_advice(settings, probes)}")
    if not any(probe.fits for probe in probes):
        ctx.exit(JUDGE_FAILED)


def _installation(settings: Settings) -> Iterator[str]:
    library = Library(settings.rubrics)
    ids = [rubric.id for rubric in library.readable()]
    yield f"grader {version('grader')}"
    yield f"  rubrics   {len(ids)}: {', '.join(ids)}"
    for broken in sorted(set(library.rubric_ids()) - set(ids)):
        yield f"            {broken} cannot be read: see `grader rubrics check`"
    yield f"  prompt    {library.templates().digest[:16]}"
    yield f"  kept in   {settings.home_dir} ({_writable(settings)})"


def _writable(settings: Settings) -> str:
    place = settings.home_dir
    while not place.exists():
        place = place.parent
    return "can be written" if os.access(place, os.W_OK) else "cannot be written: set GRADER_HOME"


def _settings(settings: Settings) -> Iterator[str]:
    for field in Settings.model_fields:
        value = getattr(settings, field)
        shown = "set" if field == "api_key" and value else value
        shown = ", ".join(shown) if isinstance(shown, tuple) else shown
        shown = without_credentials(shown) if isinstance(shown, str) else shown
        mark = "*" if field in settings.model_fields_set else " "
        yield f"{mark} {variable(field):20} {'unset' if shown in (None, '') else shown}"


async def _probe(settings: Settings) -> list[Probe]:
    from grader.wiring import llm_completer

    completer = llm_completer(settings)
    try:
        return [await _try(settings, completer, mode) for mode in MODES]
    finally:
        await completer.aclose()


async def _try(settings: Settings, completer: Any, mode: str) -> Probe:
    from grader.judge.base import ChatRequest, Message

    request = ChatRequest(
        endpoint=settings.endpoint,
        model=settings.model,
        messages=(Message(role="user", content=ASKED),),
        schema=PROBE,
        parameters={settings.token_field: min(settings.max_tokens, 2000)},
        structured=mode,
    )
    try:
        reply = await completer.complete(request)
    except JudgeError as error:
        return Probe(mode=mode, fits=False, said=str(error), usage=Usage())
    fits = _fits(reply.text)
    said = f"{reply.model}, {reply.usage.input_tokens}+{reply.usage.output_tokens} tokens"
    return Probe(
        mode=mode, fits=fits, said=said if fits else f"gave {reply.text[:60]!r}", usage=reply.usage
    )


def _fits(text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return (
        isinstance(value, dict)
        and value.keys() == {"level"}
        and value["level"] in ("L4", "L5", "L6")
    )


def _advice(settings: Settings, probes: list[Probe]) -> str:
    working = [probe.mode for probe in probes if probe.fits]
    if settings.structured in working:
        return f"GRADER_STRUCTURED={settings.structured} is supported"
    if working:
        return f"GRADER_STRUCTURED={settings.structured} does not work here: set it to {working[0]}"
    return "no mode works: mend what the lines above say"
