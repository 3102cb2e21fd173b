"""`grader worker`: a further process that grades batches on a shared database."""

from __future__ import annotations

import asyncio
import signal
import sys

import click

from grader.cli.options import judge_option, log_option
from grader.errors import SettingsError
from grader.settings import Settings, read_settings


@click.command("worker")
@judge_option
@log_option
def command(judge: str | None, level: str) -> None:
    """Grade batches beside others, on the PostgreSQL database that GRADER_DATABASE names.

    Start as many as you like. What one leaves undone when it dies, the others take up.
    """
    from grader.web.logs import log_to

    log_to(sys.stderr, level)
    settings = read_settings(judge=judge)
    if not settings.in_a_fleet:
        raise SettingsError(
            "a worker needs a database that processes can share",
            "Set GRADER_DATABASE to postgresql://..., as for `grader serve`",
        )
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    from grader.wiring import open_service

    service = open_service(settings)
    stopped = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, stopped.set)
    await service.start()
    click.echo("grader: at work; Ctrl-C finishes the chunks in hand", err=True)
    await stopped.wait()
    await service.aclose()
