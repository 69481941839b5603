"""A Teams channel to test against, which posts activities as Teams does and records what the bot sends back; and a
terminal, in which the command line is called."""

from __future__ import annotations

import asyncio
import io
import itertools
import json
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

import dialogs
from bot import cli, logs
from bot.app import SERVING, create_app
from bot.services import Services
from bot.settings import Settings
from dialogs import load_services
from dialogs.turn import Button, Conversation, Message, Outcome, Reply, Stated
from tests import shipped

BOT = {"id": "28:bot", "name": "Transfer"}
ANN = {"id": "29:ann", "name": "Ann", "aadObjectId": "a-1"}
BEN = {"id": "29:ben", "name": "Ben", "aadObjectId": "b-1"}


def said(text: str, **more: Any) -> dict[str, Any]:
    """A message of Ann's in a personal chat."""
    return {"type": "message", "text": text, **more}


def tapped(**value: Any) -> dict[str, Any]:
    """A tap on a card: a message with a value and no text."""
    return {"type": "message", "value": value}


@dataclass
class Sent:
    """One activity that the bot sent: where to, and what."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """What a person reads, whether it came as a card or as text."""
        cards = [attachment["content"] for attachment in self.body.get("attachments", ())]
        return self.body.get("text") or " ".join(card.get("fallbackText", "") for card in cards)


@dataclass
class Channel:
    """A stand-in for Teams and its connector."""

    service_url: str = ""
    sent: list[Sent] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], Any]] = field(default_factory=list)
    """What the connector answers the next sends; 201 once used up."""
    ids: Any = field(default_factory=lambda: itertools.count(1))

    async def take(self, request: web.Request) -> web.Response:
        self.sent.append(Sent(request.rel_url.raw_path, dict(request.headers), await request.json()))
        status, headers, body = self.answers.pop(0) if self.answers else (201, {}, {"id": "sent"})
        return web.json_response(body, status=status, headers=headers)

    def activity(self, activity: dict[str, Any]) -> dict[str, Any]:
        """The activity with everything that Teams adds, unless it says otherwise. None takes a field out."""
        whole = {
            "id": f"act-{next(self.ids)}",
            "timestamp": "2026-11-23T10:00:00.000Z",
            "localTimestamp": "2026-11-23T10:00:00.000+00:00",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": ANN,
            "recipient": BOT,
            "conversation": {"id": "a:personal-1", "conversationType": "personal", "tenantId": "tenant-1"},
            "channelData": {"tenant": {"id": "tenant-1"}},
            **activity,
        }
        return {name: value for name, value in whole.items() if value is not None}

    @property
    def texts(self) -> list[str]:
        return [sent.text for sent in self.sent]


@dataclass
class Teams:
    """The channel and a running bot."""

    channel: Channel
    bot: TestClient[Any, Any]
    headers: dict[str, str] = field(default_factory=dict)

    async def post(self, activity: dict[str, Any], **more: Any) -> ClientResponse:
        whole = self.channel.activity(activity)
        answer = await self.bot.post("/api/messages", json=whole, headers=self.headers | more.pop("headers", {}))
        await answer.read()
        return answer

    async def says(self, text: str, **more: Any) -> list[str]:
        """Say something and give what the bot says to it."""
        before = len(self.channel.sent)
        answer = await self.post(said(text, **more))
        assert answer.status == 200, await answer.text()
        return self.channel.texts[before:]


def remembering(conversation: Conversation, message: Message) -> Outcome:
    """A turn that keeps every word as a fact and says them all back, so that lost or mixed-up turns show."""
    words = f"<{message.tap.action}:{message.tap.fact}={message.tap.value}>" if message.tap else message.text
    if words == "please break":
        raise RuntimeError(f"cannot make sense of {words}")
    if not words and not conversation.turn:
        reply = Reply(kind="help", card="welcome", title="Hello", text="Welcome")
        return Outcome(conversation=conversation.model_copy(update={"turn": 1}), replies=(reply,))
    facts = (*conversation.facts, Stated(fact=f"w{len(conversation.facts)}", value=words))
    reply = Reply(
        kind="help",
        text=" ".join(str(stated.value) for stated in facts),
        buttons=(Button(label="Yes", action="answer", fact="lac", value=True),),
        token=f"t{conversation.turn}",
    )
    grown = conversation.model_copy(update={"facts": facts, "turn": conversation.turn + 1})
    return Outcome(conversation=grown, replies=(reply,))


AGE = {"id": "age", "kind": "number", "label": "Age", "ask": "How old is the child?", "options": [], "unit": "years"}


def ask(line: Any) -> dict[str, Any]:
    if line.get("council") == "atlantis":
        return {"id": line.get("id"), "kind": "error", "error": "No council is called atlantis.", "text": ""}
    return {"id": line.get("id"), "kind": "help", "text": line["text"], "facts": line.get("facts", {})}


def services(turn: Callable[[Conversation, Message], Outcome] = remembering) -> Services:
    return Services(
        turn=turn,
        ask=ask,
        search=lambda words, council, limit: {"kind": "sections", "sections": [], "asked": [words, council, limit]},
        councils=lambda: [{"slug": "kent", "name": "Kent"}],
        rules=lambda council: {"council": council, "rules": [], "facts": [AGE]},
    )


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    """The bot's own log, written nowhere, for one test."""
    root = logging.getLogger()
    level = root.level
    logs.configure(stream=io.StringIO())
    yield
    root.setLevel(level)
    for handler in root.handlers[:]:
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter):
            root.removeHandler(handler)
    structlog.reset_defaults()


@pytest.fixture
async def channel() -> AsyncIterator[Channel]:
    channel = Channel()
    app = web.Application()
    app.router.add_post("/{any:.*}", channel.take)
    async with TestServer(app, host="127.0.0.1") as server:
        channel.service_url = str(server.make_url("/teams/"))
        yield channel


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def start(channel: Channel, settings: Settings) -> Callable[..., Any]:
    """Start a bot, by default on the test's own settings; a second one shares the first one's storage."""

    @asynccontextmanager
    async def starting(
        turn: Callable[[Conversation, Message], Outcome] = remembering,
        chosen: Settings | None = None,
        served: Services | None = None,
        **more: Any,
    ) -> AsyncIterator[Teams]:
        server = TestServer(create_app(chosen or settings, served or services(turn), **more), host="127.0.0.1")
        await server.start_server(**SERVING)
        async with TestClient(server) as client:
            yield Teams(channel, client)

    return starting


@pytest.fixture
async def teams(start: Callable[..., Any]) -> AsyncIterator[Teams]:
    async with start() as teams:
        yield teams


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Makes the connector's pauses instant and records them, in seconds."""
    pauses: list[float] = []

    class Asleep:
        def __getattr__(self, name: str) -> Any:
            return getattr(asyncio, name)

        async def sleep(self, seconds: float) -> None:
            pauses.append(seconds)

    monkeypatch.setattr("bot.teams.connector.asyncio", Asleep())
    return pauses


# --- the command line -------------------------------------------------------------------------------------------------

@cache
def loaded(packs_dir: Path | None = None) -> dialogs.Services:
    """Loaded once for all tests: every real call loads afresh."""
    return load_services(packs_dir) if packs_dir else shipped.services()


class Called:
    """What a call wrote and the status it ended with."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cli, "load_services", loaded)
    for name in ("DEFAULT_COUNCIL", "PACKS_DIR"):
        monkeypatch.delenv(f"TRANSFER_BOT_{name}", raising=False)

    def run(*words: str, typed: str = "") -> Called:
        monkeypatch.setattr(sys, "argv", ["transfer-bot", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return Called(int(ended.value.code or 0), out, err)

    return run
