"""An input file of the batch API as it grows; nothing of it is left behind, whatever happens."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO

from grader.errors import StoreError
from grader.judge.base import ChatRequest
from grader.judge.batch_lines import MOST_BYTES, MOST_REQUESTS, request_line


class BatchFile:
    """The requests of one part, all of one model, as the batch API demands.

    The lines lie in an unnamed file in `folder`; the digests are held in memory.
    """

    def __init__(self, folder: Path, most_requests: int = MOST_REQUESTS) -> None:
        self._most = most_requests
        self._bytes = 0
        self.digests: dict[str, None] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Without a name, where the system has such files: a crash leaves no answers about.
            self.file: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - close() closes it
        except OSError as error:
            raise StoreError(f"{folder} cannot be written: {error}", "Check GRADER_HOME") from error

    def add(self, digest: str, request: ChatRequest) -> bool:
        """Append a request; whether there was room for it."""
        line = request_line(digest, request)
        full = len(self.digests) >= self._most or self._bytes + len(line) > MOST_BYTES
        if full and self.digests:
            return False
        try:
            self.file.write(line)
        except OSError as error:
            raise StoreError(
                f"the batch's file cannot be written: {error}", "Check the disk"
            ) from error
        self._bytes += len(line)
        self.digests[digest] = None
        return True

    def close(self) -> None:
        self.file.close()
