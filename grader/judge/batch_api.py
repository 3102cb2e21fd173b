"""The files and batches of an OpenAI-compatible endpoint, with bounded retries."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar
from urllib.parse import quote

from grader.errors import ReplyMalformed, RequestRejected
from grader.judge.base import ChatRequest
from grader.judge.batch_lines import URL
from grader.judge.openai import OpenAICompleter
from grader.judge.wire import one_line

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from tenacity import RetryCallState

T = TypeVar("T")

ATTEMPTS = 5
FIRST_WAIT = 1.0
"""Longest wait after the first failure, in seconds; it doubles with each further one."""
LONGEST_WAIT = 30.0
TRANSFER = 600.0
"""Seconds without a byte after which an upload or a download is given up."""
CHUNK = 1 << 16
PAGES = 20
"""Pages of batches looked through for one whose id was lost, of 100 batches each."""
ENDED = frozenset(("completed", "failed", "expired", "cancelled"))
TOO_MANY_TOKENS = "token_limit_exceeded"
"""The account's queue is full: a batch can be begun once others have ended."""
_NO_BATCHES = "Leave --provider-batch off: this endpoint takes no batches"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchState:
    """How far a batch is. `problems` are those for which the provider refused it as a whole."""

    id: str
    status: str
    completed: int
    failed: int
    output_file: str | None
    error_file: str | None
    problems: tuple[str, ...]
    codes: frozenset[str]

    @property
    def ended(self) -> bool:
        return self.status in ENDED


class BatchApi:
    """Uploads input files, begins batches and fetches what became of them. Raises JudgeError."""

    def __init__(
        self,
        completer: OpenAICompleter,
        *,
        endpoint: str,
        model: str,
        first_wait: float = FIRST_WAIT,
    ) -> None:
        """`completer` asks the endpoint; the hints of errors name `model`, one of those asked."""
        self._completer = completer
        self._request = ChatRequest(
            endpoint=endpoint, model=model, messages=(), schema={}, parameters={}
        )
        self._first_wait = first_wait

    async def upload(self, file: BinaryIO) -> str:
        """Upload an input file from its beginning; the id of the provider's file."""

        async def attempt() -> str:
            file.seek(0)
            # Given as an open file, it is sent piece by piece and never lies in memory whole.
            files = [("file", ("grader.jsonl", file, "application/jsonl"))]
            entry = await self._json(
                "post",
                "/files",
                body={"purpose": "batch"},
                files=files,
                options={"headers": {"Content-Type": "multipart/form-data"}, "timeout": TRANSFER},
            )
            return _text(entry, "id")

        return await self._retrying(attempt)

    async def begin(self, file_id: str) -> str:
        """Begin a batch on an uploaded file; the id of the batch.

        When the response gets lost the batch may have begun all the same: it is looked for before
        it is begun again.
        """
        unsure = False

        async def attempt() -> str:
            nonlocal unsure
            if unsure and (found := await self._find(file_id)):
                return found
            unsure = True
            entry = await self._json(
                "post",
                "/batches",
                body={"input_file_id": file_id, "endpoint": URL, "completion_window": "24h"},
            )
            return _text(entry, "id")

        return await self._retrying(attempt)

    async def find(self, file_id: str) -> str | None:
        """The batch that was begun on a file, None if there is none or batches are not listed."""
        return await self._retrying(lambda: self._find(file_id))

    async def _find(self, file_id: str) -> str | None:
        after: dict[str, str] = {}
        for _ in range(PAGES):
            try:
                page = await self._json(
                    "get", "/batches", options={"params": {"limit": "100", **after}}
                )
            except RequestRejected:
                return None
            entries = page.get("data")
            entries = [e for e in entries if isinstance(e, dict)] if entries else []
            for entry in entries:
                if entry.get("input_file_id") == file_id and entry.get("status") != "failed":
                    return _text(entry, "id")
            if not page.get("has_more") or not entries:
                return None
            after = {"after": _text(entries[-1], "id")}
        return None

    async def look(self, batch_id: str) -> BatchState:
        """How far a batch is."""
        path = f"/batches/{quote(batch_id, safe='')}"
        return _state(await self._retrying(lambda: self._json("get", path)))

    async def lines(self, file_id: str) -> AsyncIterator[list[bytes]]:
        """The lines of a file, some at a time. Raises Unreachable when it breaks off.

        The lines before that have been given: who tries again meets them a second time.
        """
        response = await self._retrying(lambda: self._ask(lambda client: _open(client, file_id)))
        try:
            pieces = response.iter_bytes(CHUNK)
            rest = b""
            while chunk := await self._ask(lambda _: anext(pieces, b"")):
                *whole, rest = (rest + chunk).split(b"\n")
                yield whole
            yield [rest]
        finally:
            await response.close()

    async def aclose(self) -> None:
        await self._completer.aclose()

    async def _json(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        import httpx2

        async def ask(client: AsyncOpenAI) -> httpx2.Response:
            call = client.get if method == "get" else client.post
            response: httpx2.Response = await call(path, cast_to=httpx2.Response, **arguments)
            return response

        response = await self._ask(ask)
        try:
            entry = json.loads(response.content)
        except (ValueError, RecursionError):
            entry = None
        if not isinstance(entry, dict):
            raise ReplyMalformed(f"the endpoint answers {path} with no JSON object", _NO_BATCHES)
        return entry

    async def _ask(self, ask: Callable[[AsyncOpenAI], Awaitable[T]]) -> T:
        import openai

        async def told(client: AsyncOpenAI) -> T:
            try:
                return await ask(client)
            except openai.APIStatusError as error:
                if error.status_code in (404, 405):
                    raise _missing(error.request.url.path) from None
                raise

        return await self._completer.send(told, self._request)

    async def _retrying(self, call: Callable[[], Awaitable[T]]) -> T:
        from tenacity import (
            AsyncRetrying,
            retry_if_exception,
            stop_after_attempt,
            wait_random_exponential,
        )

        backoff = wait_random_exponential(multiplier=self._first_wait, max=LONGEST_WAIT)

        def wait(state: RetryCallState) -> float:
            failure = state.outcome.exception() if state.outcome else None
            return float(getattr(failure, "retry_after", None) or 0) + backoff(state)

        retrying = AsyncRetrying(
            retry=retry_if_exception(lambda error: getattr(error, "retryable", False)),
            wait=wait,
            stop=stop_after_attempt(ATTEMPTS),
            reraise=True,
        )

        async def attempt() -> T:
            return await call()

        got: T = await retrying(attempt)
        return got


async def _open(client: AsyncOpenAI, file_id: str) -> Any:
    """The response with a file's content, of which nothing is read yet; to be closed."""
    content = client.files.with_streaming_response.content(file_id, timeout=TRANSFER)
    return await content.__aenter__()


def _missing(path: str) -> RequestRejected:
    """The error for a path that is not there: of the whole API, or of one batch or file."""
    if path.endswith(("/files", "/batches")):
        return RequestRejected("this endpoint has no batch API", _NO_BATCHES)
    return RequestRejected(
        f"the endpoint does not know {path}",
        "Use the key with which the batch was sent. If the provider has deleted it, "
        "leave --provider-batch off",
    )


def _state(entry: dict[str, Any]) -> BatchState:
    counts, errors = entry.get("request_counts"), entry.get("errors")
    counts = counts if isinstance(counts, dict) else {}
    listed = errors.get("data") if isinstance(errors, dict) else errors
    found = [e for e in listed if isinstance(e, dict)] if isinstance(listed, list) else []
    return BatchState(
        id=_text(entry, "id"),
        status=_text(entry, "status"),
        completed=_count(counts, "completed"),
        failed=_count(counts, "failed"),
        output_file=_id(entry, "output_file_id"),
        error_file=_id(entry, "error_file_id"),
        problems=tuple(_problem(e) for e in found),
        codes=frozenset(str(e.get("code")) for e in found),
    )


def _problem(error: dict[str, Any]) -> str:
    said = one_line(error.get("message") or error.get("code") or "no reason given")
    line = error.get("line")
    return f"line {line}: {said}" if isinstance(line, int) else said


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise ReplyMalformed(f"the endpoint's batch API gives no {name}", _NO_BATCHES)
    return value


def _id(entry: dict[str, Any], name: str) -> str | None:
    value = entry.get(name)
    return value if isinstance(value, str) and value else None


def _count(counts: dict[str, Any], name: str) -> int:
    value = counts.get(name)
    return value if isinstance(value, int) else 0
