"""The openai client as a Completer, against any OpenAI-compatible endpoint."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

from grader.core.credentials import without_credentials
from grader.errors import JudgeError, RequestRejected, SettingsError, Unreachable
from grader.judge.base import ChatReply, ChatRequest
from grader.judge.limits import read_limits
from grader.judge.status import status_error
from grader.judge.wire import encoded_body, one_line, read_completion

if TYPE_CHECKING:
    from openai import AsyncOpenAI

T = TypeVar("T")

CONNECT_TIMEOUT = 15.0
"""Seconds for a connection to come about; slower means that the address is wrong or down."""
_UNREACHABLE = "Check OPENAI_BASE_URL and the network"


class OpenAICompleter:
    """One request, one reply, no retry: every failure is translated into a JudgeError here.

    `endpoint` is the base URL up to and with `/v1`. For Azure's versioned API set `api_version`
    and give the resource's URL (`https://NAME.openai.azure.com`); its `/openai/v1` URL needs none.
    `api_key` None is for servers that ask for none. Serves one event loop at a time; close it with
    `aclose` on the last one. Nothing is sent, and the client is not built, before the first call.
    Raises SettingsError for an endpoint or a key that no request could be sent with.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        api_key: str | None = None,
        api_version: str | None = None,
        deadline: float = 120.0,
    ) -> None:
        _check(endpoint, api_key or "")
        self._endpoint = endpoint
        self._shown = without_credentials(endpoint)
        self._api_key = api_key
        self._api_version = api_version
        self._deadline = deadline
        self._client: AsyncOpenAI | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def complete(self, request: ChatRequest) -> ChatReply:
        import httpx2

        # The raw response: parsing it into the client's own models costs more than all the rest.
        response = await self.send(
            lambda client: client.post(
                self._path(request), cast_to=httpx2.Response, content=encoded_body(request)
            ),
            request,
        )
        return replace(
            read_completion(response.content, request), limits=read_limits(response.headers)
        )

    async def send(self, ask: Callable[[AsyncOpenAI], Awaitable[T]], request: ChatRequest) -> T:
        """Whatever `ask` gets from the client; its errors are told as those of `request`."""
        import aiohttp
        import httpx2
        import openai

        if self._loop is not asyncio.get_running_loop():
            # Connections end with the loop that made them.
            await self.aclose()
            self._loop = asyncio.get_running_loop()
        client = self._client or self._open()
        try:
            return await ask(client)
        except openai.APIStatusError as error:
            raise self._status(error.response, request) from None
        except openai.APIConnectionError as error:
            raise self._unreachable("cannot be reached or broke off", error) from None
        except openai.OpenAIError as error:
            raise RequestRejected(f"the client cannot ask: {self._safe(error)}", _SET) from None
        except (aiohttp.ClientError, httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise self._unreachable("sent no proper response", error) from None

    async def aclose(self) -> None:
        """Close the connections. The completer can be used again afterwards."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _open(self) -> AsyncOpenAI:
        from httpx2 import Timeout
        from openai import AsyncAzureOpenAI, AsyncOpenAI, DefaultAioHttpClient

        timeout = Timeout(self._deadline, connect=min(CONNECT_TIMEOUT, self._deadline))
        http = DefaultAioHttpClient(follow_redirects=False, timeout=timeout)
        # The client insists on a key; servers that need none ignore it.
        common: dict[str, Any] = {
            "api_key": self._api_key or "none",
            "timeout": timeout,
            "max_retries": 0,
            "http_client": http,
        }
        if self._api_version is None:
            self._client = AsyncOpenAI(base_url=self._endpoint, **common)
        else:
            self._client = AsyncAzureOpenAI(
                azure_endpoint=self._endpoint, api_version=self._api_version, **common
            )
        return self._client

    def _path(self, request: ChatRequest) -> str:
        if self._api_version is None:
            return "/chat/completions"
        # Azure's versioned API names the deployment in the path, which the client adds only to
        # bodies that it encodes itself.
        return f"/deployments/{quote(request.model, safe='')}/chat/completions"

    def _status(self, response: Any, request: ChatRequest) -> JudgeError:
        text = self._safe(response.text)
        try:
            body: Any = json.loads(text)
        except (ValueError, RecursionError):
            body = "a web page" if text.lstrip().startswith("<") else text
        return status_error(response.status_code, response.headers, body, request, time.time())

    def _unreachable(self, what: str, error: Exception) -> Unreachable:
        cause: BaseException = error
        while cause.__cause__ is not None:
            cause = cause.__cause__
        detail = one_line(self._safe(cause))
        why = f"{type(cause).__name__}: {detail}" if detail else type(cause).__name__
        return Unreachable(f"{self._shown} {what} ({why})", _UNREACHABLE)

    def _safe(self, value: object) -> str:
        """Text without credentials, which some providers repeat in their messages."""
        text = without_credentials(str(value))
        return text.replace(self._api_key, "***") if self._api_key else text


def _check(endpoint: str, api_key: str) -> None:
    try:
        url = urlsplit(endpoint)
        host, _ = url.hostname, url.port
    except ValueError as error:
        raise SettingsError(f"OPENAI_BASE_URL is no URL: {error}", "Mend it") from None
    if "@" in url.netloc:
        raise SettingsError(
            "OPENAI_BASE_URL holds a user name or password, which would end up in records",
            "Take it out; what the endpoint asks for goes into OPENAI_API_KEY",
        )
    if url.scheme not in ("http", "https") or not host or url.query or url.fragment:
        raise SettingsError(
            "OPENAI_BASE_URL is no base URL such as https://api.openai.com/v1",
            "Take out any ?query; Azure's api-version goes into GRADER_API_VERSION",
        )
    if not api_key.isascii() or not api_key.isprintable():
        raise SettingsError(
            "OPENAI_API_KEY holds a character that no header can carry",
            "Copy the key again, without line breaks or typographic quotes",
        )


_SET = "Check OPENAI_API_KEY and OPENAI_BASE_URL"
