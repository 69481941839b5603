"""What a tap on a card sends back, read without anything that draws cards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.turn import Tap

INPUT = "choice"
"""The id of a card's one input."""


def tapped(data: Mapping[str, Any]) -> Tap | None:
    """Read what a tap sent; `None` when it did not come from one of these cards.

    The data come from outside: keys that no card writes and values that are no plain value are left aside.
    """
    read: dict[str, Any] = {name: value for name in ("action", "fact", "value", "token")
                            if isinstance(value := data.get(name), bool | int | float | str)}
    choice = data.get(INPUT)
    if isinstance(choice, str) and choice.strip() and "value" not in read:
        read["value" if "fact" in read else "fact"] = choice.strip()
    if not all(isinstance(read.get(name, ""), str) for name in ("action", "fact", "token")) or not read.get("action"):
        return None
    return Tap(**read)
