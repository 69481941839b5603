"""Adaptive Cards: `render` turns a reply into a card, `tapped` reads back what a tap on one sent."""

from bot.teams.cards.actions import tapped
from bot.teams.cards.render import RenderedCard, render

__all__ = ["RenderedCard", "render", "tapped"]
