"""`grader serve`: the service, for a browser and for programs."""

from __future__ import annotations

import sys

import click

from grader.errors import SettingsError
from grader.settings import read_settings


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=int, default=8000, show_default=True)
@click.option(
    "--judge",
    type=click.Choice(["auto", "llm", "keyword", "panel", "replay"]),
    help="Who judges.  [default: GRADER_JUDGE or auto]",
)
@click.option(
    "--log",
    "level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="warning",
    show_default=True,
    help="What is logged, as JSON lines on standard error; info logs each request.",
)
def command(host: str, port: int, judge: str | None, level: str) -> None:
    """Serve the API and the pages.

    On loopback without API keys everybody on this machine is let in. With keys (`grader keys
    create`), and anywhere else, a key is asked for.
    """
    import uvicorn

    from grader.store import keys
    from grader.web.app import create_app
    from grader.web.limits import is_local
    from grader.web.logs import log_to
    from grader.wiring import open_service

    log_to(sys.stderr, level)
    settings = read_settings(judge=judge)
    service = open_service(settings)
    has_keys = service.database.look(keys.are_there)
    if not has_keys and not is_local(host):
        raise SettingsError(
            f"--host {host} is beyond this machine, and there are no API keys",
            "Make one with `grader keys create NAME`, or listen at 127.0.0.1",
        )
    app = create_app(service, settings, open_access=not has_keys)
    click.echo(f"grader: http://{host}:{port}/  (API description: /openapi.json)", err=True)
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)
