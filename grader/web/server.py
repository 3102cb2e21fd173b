"""The HTTP server: it stops within about ten seconds, whoever is still being answered."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from grader.service.service import Service

GRACE = 8
"""Seconds that requests under way have to end in when the process is to stop."""
_FAILED = 3


def serve(app: FastAPI, service: Service, sockets: Sequence[socket.socket]) -> None:
    """Serve an app at bound sockets until a signal ends it."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=GRACE
    )
    server = _Server(config, service)
    with suppress(KeyboardInterrupt):
        server.run(sockets=list(sockets))
    if not server.started:
        sys.exit(_FAILED)


class _Server(uvicorn.Server):
    """Has the service end what would go on by itself before it waits for the requests to end."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._service.begin_to_stop()
        await super().shutdown(sockets=sockets)
