"""What drawing a reply gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RenderedCard:
    """A reply as a Teams client shows it."""

    card: dict[str, Any]
    """Adaptive Card 1.5, ready for JSON."""
    text: str
    """The same in plain words, for clients and channels without cards."""
    suggested: tuple[str, ...]
    """What to offer above the compose box: words to type for buttons the card had no room for."""
