"""One service at a time on a SQLite database: what it has begun, no other may begin again."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from grader.errors import StoreError


def alone_on(url: str) -> AbstractContextManager[object]:
    """A context in which no other process enters this for the same SQLite file.

    Ends with the process at the latest, however that ends. Raises StoreError while another is in
    it. A database that processes can share needs none.
    """
    from filelock import FileLock, Timeout
    from sqlalchemy import make_url

    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return nullcontext()
    path = Path(f"{address.database}.service")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return FileLock(path, timeout=0, mode=0o600).acquire()
    except Timeout:
        raise StoreError(
            f"{address.database}: another service uses this home",
            "Stop it, or set GRADER_HOME to another folder",
        ) from None
    except OSError as error:
        raise StoreError(f"{path}: {error}", "Check GRADER_HOME and the disk") from None
