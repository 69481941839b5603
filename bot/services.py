"""What the edge is given to work with: plain callables, so that it knows neither packs nor the rule engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from dialogs.turn import Conversation, Message, Outcome

Turn: TypeAlias = Callable[[Conversation, Message], Outcome]
"""One turn of a conversation, its own services already bound."""


@dataclass(frozen=True)
class Services:
    """The functions behind the chat and the HTTP API. All are quick and do no I/O."""

    turn: Turn
    ask: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    """One line of a batch (`id`, `council`, `text`, `today`, `facts`) to a reply as JSON."""
    search: Callable[[str, str | None, int], Mapping[str, Any]]
    """Words, council and most hits to `{"kind", "sections"}`."""
    councils: Callable[[], Sequence[Mapping[str, Any]]]
    """Every council with a pack, each with at least its `slug`."""
    rules: Callable[[str], Mapping[str, Any]]
    """A council's rules as its pack states them."""
    warm_ups: Sequence[Callable[[], None]] = ()
    """What would make the first person to need it wait, to be done beforehand, one after the other on a thread."""
