"""Taking the @mention of the bot out of a message, exactly, and nothing else.

The SDK deletes the bot's name wherever it stands, so a bot called "Transfer" would eat the word out of every question.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Protocol


class Mention(Protocol):
    """An entity of an activity."""

    @property
    def type(self) -> str | None: ...
    @property
    def mentioned(self) -> object: ...
    @property
    def text(self) -> str | None: ...


def spoken(text: str, entities: Iterable[Mention], bot_id: str) -> str:
    """What a person said, without the words that only address the bot.

    `text` is the activity's text and `entities` its entities, in the order of the text. Mentions of the bot go,
    mentions of other people stay as their names; HTML entities such as `&nbsp;` are read as what they stand for.
    """
    for entity in entities:
        if entity.type != "mention" or not isinstance(entity.mentioned, dict):
            continue
        name = entity.mentioned.get("name")
        marked = entity.text or (f"<at>{name}</at>" if isinstance(name, str) and name else "")
        if not marked.startswith("<at"):
            continue
        to_bot = entity.mentioned.get("id") == bot_id
        if to_bot and text.lstrip().startswith(marked):
            text = _ADDRESS.sub("", text.lstrip().removeprefix(marked))
        else:
            text = text.replace(marked, " " if to_bot else _AT.sub(r"\1", marked), 1)
    plain = _ENTITY.sub(lambda found: html.unescape(found.group()), _AT.sub(r"\1", text))
    lines = (_SPACES.sub(" ", line).strip() for line in plain.replace("\r\n", "\n").split("\n"))
    return "\n".join(lines).strip()


_AT = re.compile(r"<at(?:\s[^<>]*)?>([^<>]*)</at>")
_SPACES = re.compile(r"[ \t\xa0]+")
_ENTITY = re.compile(r"&(?:#\d+|\w+);")
_ADDRESS = re.compile(r"^\s*[,:;]+\s*")
"""The comma of "@Bot, what …", which belongs to the name."""
