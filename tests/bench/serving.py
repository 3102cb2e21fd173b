"""`grader serve` as a process of its own, for as long as it is measured."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

SERVE = ("-m", "grader", "serve", "--port")


@contextmanager
def serving(
    port: int,
    env: Mapping[str, str],
    command: Sequence[str] = SERVE,
    ready: str = "/readyz",
) -> Iterator[str]:
    """The URL of a server on a port, once it answers at `ready`."""
    with running(port, env, command, ready) as (url, _):
        yield url


@contextmanager
def running(
    port: int, env: Mapping[str, str], command: Sequence[str] = SERVE, ready: str = "/readyz"
) -> Iterator[tuple[str, int]]:
    """The URL and the process id of such a server."""
    url = f"http://127.0.0.1:{port}"
    argv = [sys.executable, *command, str(port)]
    with subprocess.Popen(argv, env=dict(env), stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                try:
                    urlopen(url + ready).close()
                    break
                except URLError:
                    time.sleep(0.1)
            yield url, server.pid
        finally:
            server.terminate()
