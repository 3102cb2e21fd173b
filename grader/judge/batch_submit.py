"""Handing requests over to a provider's batch: into files, up, and begun."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.batch_part import BatchPart
from grader.judge.base import ChatRequest
from grader.judge.batch_api import BatchApi
from grader.judge.batch_file import BatchFile
from grader.judge.batch_journal import Journal


class Submission:
    """Gathers requests into files, one model each, and hands a file over as soon as it is full.

    `parts` are those handed over and those of earlier runs that were met; `sent` counts requests.
    A file counts as uploaded once the journal has it: at most one upload is lost in a crash, and
    a batch that has begun never is.
    """

    def __init__(self, api: BatchApi, journal: Journal, folder: Path, most_requests: int) -> None:
        self._api = api
        self._journal = journal
        self._folder = folder
        self._most = most_requests
        self._files: dict[str, BatchFile] = {}
        self.parts: set[int] = set()
        self.sent = 0

    def under_way(self, digests: list[str]) -> set[str]:
        """Those of these requests that are in a part, or in a file that is not handed over yet."""
        places = self._journal.places(digests)
        self.parts.update(places.values())
        held = (d for d in digests if any(d in file.digests for file in self._files.values()))
        return {*places, *held}

    async def add(self, requests: Mapping[str, ChatRequest]) -> None:
        """Take requests in, by digest. Raises JudgeError when a file cannot be handed over."""
        for digest, request in requests.items():
            while not self._file(request.model).add(digest, request):
                await self._hand_over(request.model)

    async def finish(self) -> None:
        """Hand over what is left, and begin what an earlier run could upload but not begin."""
        for model in [*self._files]:
            await self._hand_over(model)
        for part in self._journal.parts(self.parts):
            if part.batch_id is None:
                # It may have begun, and the run have ended before that was noted.
                found = await self._api.find(part.file_id)
                await self._begin(part, found)

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def _file(self, model: str) -> BatchFile:
        if model not in self._files:
            self._files[model] = BatchFile(self._folder, self._most)
        return self._files[model]

    async def _hand_over(self, model: str) -> None:
        file = self._files[model]
        file_id = await self._api.upload(file.file)
        part = self._journal.add(model, file_id, [*file.digests])
        file.close()
        del self._files[model]
        self.parts.add(part.id)
        self.sent += part.requests
        await self._begin(part)

    async def _begin(self, part: BatchPart, batch_id: str | None = None) -> None:
        self._journal.begun(part.id, batch_id or await self._api.begin(part.file_id))
