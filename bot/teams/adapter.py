"""The door for the Bot Framework: `POST /api/messages`.

It owns the edges where the SDK's own adapter breaks: who may call, what a malformed request is told, how an invoke is
answered, and where replies are sent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.settings import is_loopback
from bot.teams.activity import Activity, Malformed, read
from bot.teams.cards import RenderedCard
from bot.teams.connector import Connector, NotSent
from bot.teams.handler import Handler, Speak
from bot.teams.signing_keys import Unauthorised, Unavailable
from bot.web.door import from_this_machine
from bot.web.metrics import Metrics
from bot.web.problems import problem, require_json
from dialogs.turn import Reply

CARD = "application/vnd.microsoft.card.adaptive"
LARGEST_CARD = 28 * 1024
"""Bytes of a card as JSON."""
LONGEST_SUMMARY = 200
MOST_SUGGESTED = 3
"""Suggested actions that Teams shows."""

Render: TypeAlias = Callable[[Reply], RenderedCard]

INVOKES: Mapping[str, Mapping[str, Any]] = {
    "adaptiveCard/action": {
        "statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Answered below.",
    },
    "application/search": {
        "statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse", "value": {"results": []},
    },
    "composeExtension/query": {
        "composeExtension": {"type": "message", "text": "Ask me in a chat: I answer there."},
    },
    "task/fetch": {"task": {"type": "message", "value": "Ask me in a chat: I answer there."}},
    "task/submit": {"task": {"type": "message", "value": "Ask me in a chat: I answer there."}},
}
"""What each invoke is answered. Any other gets an empty object: a 501 would show the user a red error."""

log = structlog.get_logger(__name__)


class Gate(Protocol):
    """Tells the channel service from anybody else: `bot.teams.identity.Gate`."""

    async def check(self, authorization: str, channel_id: str, service_url: str) -> None:
        """Pass, or raise Unauthorised or Unavailable."""


@dataclass(frozen=True)
class Adapter:
    """Takes requests from the channel and gives them to the handler."""

    handler: Handler
    connector: Connector
    render: Render
    metrics: Metrics
    gate: Gate | None
    """None for a bot without an identity: then only this machine is served, and only this machine answered to."""
    tenants: frozenset[str] = frozenset()
    """The tenants that are answered, in lower case; with an identity never empty."""

    async def messages(self, request: web.Request) -> web.Response:
        """`POST /api/messages`: one activity."""
        refused = self._stranger(request) or require_json(request)
        if refused is not None:
            return refused
        try:
            activity = read(await request.read())
        except Malformed as error:
            return problem(400, "Bad request", str(error))
        refused = await self._impostor(request, activity)
        if refused is not None:
            return refused
        if self.gate and activity.tenant not in self.tenants:
            self.metrics.activities.labels("other_tenant").inc()
            log.warning("other_tenant_dropped", type=activity.type)
            return web.Response()
        started = time.perf_counter()
        try:
            return await self._take(activity)
        except (NotSent, Unavailable):
            return problem(503, "Reply not delivered", "Send the activity again.", {"Retry-After": "5"})
        finally:
            self.metrics.turn_seconds.observe(time.perf_counter() - started)

    def _stranger(self, request: web.Request) -> web.Response | None:
        """The answer to a caller who cannot be the channel, before anything it sent is read."""
        if self.gate is None:
            if from_this_machine(request):
                return None
            return problem(403, "Forbidden", "Without an identity the bot serves its own machine only.")
        return None if request.headers.get("Authorization") else _unauthorised()

    async def _impostor(self, request: web.Request, activity: Activity) -> web.Response | None:
        """The answer to an activity that is not the channel's, or that asks for replies to be sent elsewhere."""
        address = urlsplit(activity.service_url)
        here = is_loopback(address.hostname or "")
        if not here and (self.gate is None or address.scheme != "https"):
            return problem(400, "Bad request", "The activity's serviceUrl cannot be used: " + (
                "without an identity the bot sends to its own machine only." if self.gate is None
                else "it has to be an https address."
            ))
        if self.gate is None:
            return None
        try:
            await self.gate.check(request.headers["Authorization"], activity.channel_id, activity.service_url)
        except Unauthorised as error:
            log.warning("token_refused", reason=str(error))
            return _unauthorised()
        except Unavailable:
            return problem(503, "Cannot check the token", "There are no signing keys just now.", {"Retry-After": "5"})
        return None

    async def _take(self, activity: Activity) -> web.Response:
        if activity.type == "invoke":
            return await self._invoke(activity)
        if activity.type == "message" and activity.delivery_mode == "expectReplies":
            replies: list[dict[str, Any]] = []
            await self.handler.message(activity, self._into(replies, activity), again=True)
            return web.json_response({"activities": replies})
        take = _TAKE.get(activity.type)
        if take is not None:
            await take(self, activity)
        return web.Response()

    async def _invoke(self, activity: Activity) -> web.Response:
        """Answer an invoke in its own shape. A card's Action.Execute is a tap like any other."""
        value = activity.value if isinstance(activity.value, dict) else {}
        if activity.name == "adaptiveCard/action":
            action = value.get("action")
            data = action.get("data") if isinstance(action, dict) else None
            tap = activity.model_copy(update={"value": data, "text": None})
            await self.handler.message(tap, self._to_channel(activity))
        elif activity.name == "message/submitAction":
            given = value.get("actionValue")
            reaction = given.get("reaction") if isinstance(given, dict) else None
            self.metrics.feedback.labels(reaction if reaction in ("like", "dislike") else "other").inc()
        return web.json_response(INVOKES.get(activity.name or "", {}))

    def _to_channel(self, activity: Activity) -> Speak:
        async def speak(reply: Reply) -> None:
            where = (activity.service_url, activity.conversation.id, activity.id)
            said = outgoing(reply, activity, self.render)
            try:
                await self.connector.send(*where, said)
            except NotSent as error:
                if error.status != 413 or "attachments" not in said:
                    raise
                await self.connector.send(*where, outgoing(reply, activity, None))

        return speak

    def _into(self, replies: list[dict[str, Any]], activity: Activity) -> Speak:
        async def speak(reply: Reply) -> None:
            replies.append(outgoing(reply, activity, self.render))

        return speak

    async def _message(self, activity: Activity) -> None:
        await self.handler.message(activity, self._to_channel(activity))

    async def _conversation_update(self, activity: Activity) -> None:
        await self.handler.members_changed(activity, self._to_channel(activity))

    async def _installation_update(self, activity: Activity) -> None:
        if activity.action in ("remove", "remove-upgrade"):
            await self.handler.removed(activity)


_TAKE: Mapping[str, Callable[[Adapter, Activity], Awaitable[None]]] = {
    "message": Adapter._message,
    "conversationUpdate": Adapter._conversation_update,
    "installationUpdate": Adapter._installation_update,
}
"""What is done about each type of activity. Others (typing, reactions, edits) are acknowledged and left."""


def outgoing(reply: Reply, to: Activity, render: Render | None) -> dict[str, Any]:
    """A reply as an activity for the connector: a card, or plain text if the card is too large or `render` is None."""
    said: dict[str, Any] = {
        "type": "message",
        "from": {"id": to.recipient.id, "name": to.recipient.name},
        "recipient": {"id": to.sender.id, "name": to.sender.name},
        "conversation": {"id": to.conversation.id},
        "channelId": to.channel_id,
        "serviceUrl": to.service_url,
        "inputHint": "acceptingInput",
    }
    if to.id:
        said["replyToId"] = to.id
    shown = render(reply) if render else None
    if shown is None or len(json.dumps(shown.card, ensure_ascii=False).encode()) > LARGEST_CARD:
        return said | {"text": _cut(reply.text, LARGEST_CARD // 4), "textFormat": "plain"}
    # No text beside the card: Teams would split the two into two messages.
    said |= {
        "attachments": [{"contentType": CARD, "content": shown.card}],
        "summary": _cut(reply.title or shown.text, LONGEST_SUMMARY),
    }
    if shown.suggested:
        said["suggestedActions"] = {"to": [to.sender.id], "actions": [
            {"type": "imBack", "title": words, "value": words} for words in shown.suggested[:MOST_SUGGESTED]
        ]}
    return said


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _unauthorised() -> web.Response:
    return problem(401, "Unauthorised", "This endpoint takes activities from the Bot Framework channel service.",
                   {"WWW-Authenticate": "Bearer"})
