"""What the app does with a paste, a modal or a button: grade, review, and say so in Slack."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from grader.core.answer import Role
from grader.core.paste import Paste, read_paste
from grader.core.paste import said as turns_of
from grader.core.report import from_json
from grader.core.slack import blocks, escaped
from grader.errors import GraderError, InputError
from grader.service.caller import Caller
from grader.service.reviewing import Review
from grader.service.service import GradeRequest, Service
from grader.store.record import Record
from grader.web.slack import views

Respond = Callable[..., Awaitable[Any]]
USAGE = "/grade [rubric] [in-channel] the pasted answer or conversation"
SCOPES = frozenset({"grade", "read", "review"})


class Desk:
    """One workspace's app, on behalf of one tenant."""

    def __init__(self, service: Service, tenant: str) -> None:
        self._service = service
        self._tenant = tenant

    def caller(self, user: str) -> Caller:
        return Caller(tenant=self._tenant, name=f"slack:{user}", scopes=SCOPES)

    async def command(self, command: Mapping[str, Any], respond: Respond) -> None:
        """`/grade`: the verdict comes back to whoever asked, or to the channel."""
        async with _telling(respond):
            rubric, public, text = self._parts(str(command.get("text", "")))
            paste = self._read(text, rubric)
            record, is_new = await self._grade(
                command["user_id"], paste, rubric, key=f"slack:{command['trigger_id']}"
            )
            if is_new:
                kind = "in_channel" if public else "ephemeral"
                await respond(response_type=kind, **self._verdict(record))

    async def shortcut(self, shortcut: Mapping[str, Any], client: AsyncWebClient) -> None:
        """The shortcut on a message: opens the modal with what can be told of the message."""
        message = shortcut["message"]
        text = str(message.get("text", ""))
        paste = self._read(text, None)
        place = {"channel": shortcut["channel"]["id"], "ts": message["ts"]}
        if message.get("thread_ts"):
            place["thread"] = message["thread_ts"]
        await client.views_open(
            trigger_id=shortcut["trigger_id"],
            view=views.grading(
                self._rubrics(),
                text=text,
                rubric=paste.rubric,
                candidate=paste.candidate,
                place=place,
            ),
        )

    async def submitted(self, view: Mapping[str, Any], user: str, client: AsyncWebClient) -> None:
        """The modal is sent: the verdict goes into the thread, or to whoever asked alone."""
        place = views.place_of(view)
        public = views.value(view, "where") == views.THREAD
        try:
            text = views.value(view, "answer")
            if text is None:
                text = await _message(client, place)
            rubric = views.value(view, "rubric")
            paste = self._read(text, rubric, views.value(view, "candidate"))
            record, is_new = await self._grade(user, paste, rubric, key=f"slack:{view['id']}")
        except GraderError as error:
            await _post(client, place, user, public=False, **_sorry(error))
            return
        if is_new:
            await _post(client, place, user, public=public, **self._verdict(record))

    async def agree(self, body: Mapping[str, Any], respond: Respond) -> None:
        """The button Agree."""
        user = body["user"]["id"]
        async with _telling(respond):
            record = await self._service.agree(self.caller(user), _pressed(body), f"slack:{user}")
            level = record.final_level or "ungraded"
            await respond(replace_original=False, text=f"<@{user}> agrees with {escaped(level)}.")

    async def open_override(
        self, body: Mapping[str, Any], client: AsyncWebClient, respond: Respond
    ) -> None:
        """The button Override: asks for a level and a reason."""
        async with _telling(respond):
            await self._open_override(body, client)

    async def _open_override(self, body: Mapping[str, Any], client: AsyncWebClient) -> None:
        record = await self._service.get(self.caller(body["user"]["id"]), _pressed(body))
        container = body.get("container", {})
        place = {
            "grade": record.id,
            "channel": body["channel"]["id"],
            "ts": container.get("thread_ts") or container.get("message_ts"),
            "public": not container.get("is_ephemeral", False),
        }
        levels = self._service.library.rubric(record.rubric).ladder
        await client.views_open(trigger_id=body["trigger_id"], view=views.overriding(levels, place))

    async def override(self, view: Mapping[str, Any], user: str, client: AsyncWebClient) -> None:
        """The override is sent: it is kept beside the machine's level, and told where that is."""
        place = views.place_of(view)
        review = Review(
            reviewer=f"slack:{user}",
            level=views.value(view, "level"),
            reason=views.value(view, "reason") or "",
        )
        try:
            record = await self._service.override(self.caller(user), place["grade"], review)
        except GraderError as error:
            await _post(client, place, user, public=False, **_sorry(error))
            return
        was, now = escaped(record.level or "ungraded"), escaped(record.final_level or "ungraded")
        said = f"<@{user}> puts {now} in place of {was}: {escaped(review.reason, 1000)}"
        await _post(client, place, user, public=bool(place["public"]), text=said)

    async def ask(self, body: Mapping[str, Any], client: AsyncWebClient, respond: Respond) -> None:
        """The button Ask follow-up: puts the question into the thread."""
        async with _telling(respond):
            await self._ask(body, client)

    async def _ask(self, body: Mapping[str, Any], client: AsyncWebClient) -> None:
        user = body["user"]["id"]
        record = await self._service.get(self.caller(user), _pressed(body))
        container = body.get("container", {})
        place = {
            "channel": body["channel"]["id"],
            "ts": container.get("thread_ts") or container.get("message_ts"),
        }
        question = escaped(str(record.result["follow_up"]))
        public = not container.get("is_ephemeral", False)
        await _post(client, place, user, public=public, text=question)

    def _parts(self, text: str) -> tuple[str | None, bool, str]:
        """Rubric, whether the channel is to see it, and the paste of a command's text."""
        rubric, public, rest = None, False, text.strip()
        while rest:
            first, _, after = rest.partition(" ")
            if rubric is None and first in self._service.library.rubric_ids():
                rubric = first
            elif not public and first == "in-channel":
                public = True
            else:
                break
            rest = after.strip()
        if not rest:
            raise InputError("there is nothing to grade", f"Use {USAGE}")
        return rubric, public, rest

    def _read(self, text: str, rubric: str | None, candidate: str | None = None) -> Paste:
        library = self._service.library
        rubrics = (library.rubric(rubric),) if rubric else library.readable()
        questions = {r.id: (r.question, *r.question_variants) for r in rubrics}
        speakers = read_paste(text, questions=questions)
        named = candidate and any(turn.speaker for turn in speakers.turns)
        return read_paste(text, candidate=candidate, questions=questions) if named else speakers

    async def _grade(
        self, user: str, paste: Paste, rubric: str | None, *, key: str
    ) -> tuple[Record, bool]:
        rubric = rubric or paste.rubric
        if rubric is None:
            known = ", ".join(self._service.library.rubric_ids())
            raise InputError("the paste does not tell which question it answers", f"Name {known}")
        if not any(turn.role is Role.CANDIDATE for turn in paste.turns):
            names = ", ".join(paste.speakers) or "nobody"
            message = f"it is not clear who is the candidate: {names}"
            raise InputError(message, "Name the candidate in the shortcut 'Grade this answer'")
        request = GradeRequest(rubric=rubric, transcript=turns_of(paste))
        return await self._service.grade(self.caller(user), request, key=key)

    def _verdict(self, record: Record) -> dict[str, Any]:
        result = from_json(record.result)
        shown = blocks(result, self._service.library.rubric(record.rubric))[:49]
        row = views.buttons(record.id, has_follow_up=record.result["follow_up"] is not None)
        text = f"{record.level or 'Not graded'}: {record.result['explanation']}"
        return {"blocks": [*shown, row], "text": escaped(text)}

    def _rubrics(self) -> list[Any]:
        return list(self._service.library.readable())


def _pressed(body: Mapping[str, Any]) -> str:
    return str(body["actions"][0]["value"])


@asynccontextmanager
async def _telling(respond: Respond) -> AsyncGenerator[None]:
    """What cannot be done is told to whoever asked, and to nobody else."""
    try:
        yield
    except GraderError as error:
        await respond(response_type="ephemeral", replace_original=False, **_sorry(error))


def _sorry(error: GraderError) -> dict[str, Any]:
    return {"text": escaped(str(error))}


async def _post(
    client: AsyncWebClient, place: Mapping[str, Any], user: str, *, public: bool, **message: Any
) -> None:
    thread = place.get("thread") or place["ts"]
    if public:
        await client.chat_postMessage(channel=place["channel"], thread_ts=thread, **message)
    else:
        in_thread = {"thread_ts": place["thread"]} if place.get("thread") else {}
        await client.chat_postEphemeral(channel=place["channel"], user=user, **in_thread, **message)


async def _message(client: AsyncWebClient, place: Mapping[str, Any]) -> str:
    """A message too long for the modal, fetched again. Raises InputError when it is not there."""
    try:
        found = await client.conversations_replies(
            channel=place["channel"], ts=place["ts"], latest=place["ts"], inclusive=True, limit=1
        )
    except SlackApiError as error:
        message = f"the message cannot be read: {error.response.get('error', 'unknown')}"
        raise InputError(
            message, "Invite the app to the channel, or paste it with /grade"
        ) from None
    messages = found.get("messages") or []
    if not messages:
        raise InputError("the message is no longer there", "Paste it with /grade")
    return str(messages[0].get("text", ""))
