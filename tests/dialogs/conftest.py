"""Conversations to test: somebody says things to the bot, and its replies are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from dialogs import Conversation, Message, Reply, Services, Tap, turn

TODAY = date(2026, 11, 23)


@dataclass
class Chat:
    """A conversation under way. `says` types, `taps` presses a button of the last reply by its label."""

    services: Services
    council: str | None = "kent"
    today: date = TODAY
    conversation: Conversation = field(default_factory=Conversation)
    reply: Reply = field(default_factory=lambda: Reply(kind="help", text=""))

    def says(self, text: str) -> Reply:
        return self._send(Message(text=text, today=self.today, council=self.council))

    def taps(self, label: str) -> Reply:
        button = next((one for one in self.reply.buttons if one.label == label), None)
        assert button is not None, f"there is no button '{label}' among {[one.label for one in self.reply.buttons]}"
        return self.sends(Tap(action=button.action, fact=button.fact, value=button.value, token=self.reply.token))

    def sends(self, tap: Tap) -> Reply:
        return self._send(Message(tap=tap, today=self.today, council=self.council))

    def _send(self, message: Message) -> Reply:
        outcome = turn(self.conversation, message, self.services)
        self.conversation = outcome.conversation
        self.reply = outcome.replies[0]
        return self.reply

    @property
    def facts(self) -> dict[str, object]:
        return {fact.fact: fact.value for fact in self.conversation.facts}


@pytest.fixture(scope="session")
def services(services: Services) -> Services:
    """As they ship, but that like messages came to whatever is answered: `test_second_look.py` has the rest."""
    return with_second_opinion(services, 1.0)


def with_second_opinion(services: Services, support: float) -> Services:
    """Services in which like messages came so far to any answer."""
    return replace(services, second_opinions={slug: lambda *_: support for slug in services.second_opinions})


@pytest.fixture
def chat(services: Services) -> Chat:
    """A chat of somebody in Kent."""
    return Chat(services)


@pytest.fixture
def chat_of(services: Services) -> Callable[[str | None], Chat]:
    """`chat_of(council)`: a chat in which the caller fixes the council, or (None) nobody has."""
    return lambda council: Chat(services, council)
