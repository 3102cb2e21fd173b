"""Slack's requests: verified over the raw body, acknowledged at once, worked off after."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest, AsyncRespond
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from grader.web.problem import problem
from grader.web.slack import views
from grader.web.slack.desk import Desk


def slack_router(desk: Desk, *, token: str, secret: str, api_url: str | None = None) -> APIRouter:
    """The route at which Slack calls: commands, shortcuts, modals and buttons."""
    bolt = _bolt(desk, token, api_url)
    verifier = SignatureVerifier(secret)
    router = APIRouter(include_in_schema=False)

    @router.post("/slack/events")
    async def called(request: Request) -> Response:
        try:
            body = (await request.body()).decode("utf-8")
        except UnicodeDecodeError:
            return problem(400, "malformed", "the body is not UTF-8")
        if not _is_slacks(verifier, body, request):
            return problem(401, "bad-signature", "this was not signed by Slack")
        try:
            asked = AsyncBoltRequest(
                body=body,
                headers={name: [value] for name, value in request.headers.items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return problem(400, "malformed", "this is no request of Slack's")
        return to_starlette_response(await bolt.async_dispatch(asked))

    return router


def _is_slacks(verifier: SignatureVerifier, body: str, request: Request) -> bool:
    """Whether the signature is right and no older than five minutes."""
    stamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12 or not signature.isascii():
        return False
    return bool(verifier.is_valid(body, stamp, signature))


def _bolt(desk: Desk, token: str, api_url: str | None) -> AsyncApp:
    client = AsyncWebClient(token=token, base_url=api_url or AsyncWebClient.BASE_URL)
    # The signature is verified above, where a malformed header is a 401 and not a failure.
    app = AsyncApp(client=client, request_verification_enabled=False)

    @app.command("/grade")
    async def command(ack: AsyncAck, command: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        await desk.command(command, respond)

    @app.shortcut(views.GRADE)
    async def shortcut(ack: AsyncAck, shortcut: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await desk.shortcut(shortcut, client)

    @app.view(views.GRADE)
    async def submitted(
        ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        await desk.submitted(view, body["user"]["id"], client)

    @app.view(views.OVERRIDE)
    async def override(
        ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        await desk.override(view, body["user"]["id"], client)

    @app.action(views.AGREE)
    async def agree(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        await desk.agree(body, respond)

    @app.action(views.OPEN_OVERRIDE)
    async def open_override(
        ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        await ack()
        await desk.open_override(body, client, respond)

    @app.action(views.ASK)
    async def ask(
        ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        await ack()
        await desk.ask(body, client, respond)

    return app
