"""What a person sees of a card, and what they can tap."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]


def nodes(card: Any) -> Iterator[Node]:
    """Every element and action of a card, in the order in which they are read."""
    if isinstance(card, Mapping):
        if "type" in card:
            yield card
        for name, part in card.items():
            if name != "data":
                yield from nodes(part)
    elif isinstance(card, list):
        for part in card:
            yield from nodes(part)


def of_type(card: Node, kind: str) -> list[Node]:
    return [node for node in nodes(card) if node["type"] == kind]


def actions(card: Node) -> list[Node]:
    return [node for node in nodes(card) if node["type"].startswith("Action.")]


def titles(card: Node) -> list[str]:
    return [action["title"] for action in actions(card)]


def button(card: Node, title: str) -> Node:
    return next(action for action in actions(card) if action["title"] == title)


def blocks(card: Node) -> list[str]:
    """Every block of text as it reads, from the top, headings and paragraphs alike."""
    return [
        re.sub(r"\\(.)", r"\1", node["text"])
        if node["type"] == "TextBlock"
        else "".join(inline["text"] for inline in node["inlines"])
        for node in nodes(card)
        if node["type"] in {"TextBlock", "RichTextBlock"}
    ]


def read(card: Node) -> str:
    return "\n".join(blocks(card))


def headings(card: Node) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", node["text"]) for node in of_type(card, "TextBlock") if node["style"] == "heading"]


def size(card: Node) -> int:
    """Bytes in the widest JSON a client library writes."""
    return len(json.dumps(card))
