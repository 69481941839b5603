"""Adaptive Cards: `render` turns a reply into a card, `tapped` reads back what a tap on one sent.

The library of card elements takes a third of a second to import, so it is imported with the first card; a server asks
for it in the background as soon as it listens (`warm_up`).
"""

from importlib import import_module

from bot.teams.cards.rendered import RenderedCard
from bot.teams.cards.taps import tapped
from dialogs.turn import Reply

__all__ = ["RenderedCard", "render", "tapped", "warm_up"]


def render(reply: Reply) -> RenderedCard:
    """A reply as a Teams client shows it: the card, the plain text that stands in for it, what may be suggested."""
    from bot.teams.cards.drawing import draw

    return draw(reply)


def warm_up() -> None:
    """Import what drawing needs, before the first card is asked for."""
    import_module("bot.teams.cards.drawing")
