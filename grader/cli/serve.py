"""`grader serve`: the service, for a browser and for programs."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from grader.cli.options import judge_option, log_option
from grader.errors import SettingsError
from grader.settings import read_settings


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@judge_option
@log_option
def command(host: str, port: int, judge: str | None, level: str) -> None:
    """Serve the API and the pages.

    On loopback without API keys everybody on this machine is let in, until within five seconds of
    the first `grader keys create`. With keys, and anywhere else, a key is asked for.
    """
    from grader.store import keys
    from grader.store.alone import alone_on
    from grader.web.app import create_app
    from grader.web.limits import is_local
    from grader.web.logs import log_to
    from grader.web.server import serve
    from grader.wiring import open_service

    log_to(sys.stderr, level)
    settings = read_settings(judge=judge)
    with ExitStack() as stack:
        sockets = stack.enter_context(_bound(host, port))
        stack.enter_context(alone_on(settings.database_url))
        service = open_service(settings)
        has_keys = service.database.look(keys.are_there)
        if not has_keys and not is_local(host):
            raise SettingsError(
                f"--host {host} is beyond this machine, and there are no API keys",
                "Make one with `grader keys create NAME`, or listen at 127.0.0.1",
            )
        app = create_app(service, settings, open_access=not has_keys)
        place = f"[{host}]" if ":" in host else host
        address = f"http://{place}:{sockets[0].getsockname()[1]}/"
        click.echo(f"grader: {address}  (API description: /openapi.json)", err=True)
        serve(app, service, sockets)


@contextmanager
def _bound(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Sockets at each address of a host. Raises SettingsError when one cannot be had."""
    with ExitStack() as stack:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            sockets = []
            for family, kind, protocol, _, address in dict.fromkeys(found):
                one = stack.enter_context(socket.socket(family, kind, protocol))
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                one.bind(address)
                sockets.append(one)
        except OSError as error:
            raise SettingsError(
                f"--host {host} --port {port}: {error.strerror or error}",
                "Choose another with --host and --port",
            ) from None
        yield sockets
