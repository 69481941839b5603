"""The bot's own sentences, by key. What they say lives in `words.yaml`; code only names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.yaml_file import read

FILE = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True)
class Words:
    """Sentences by key, such as "case.changed"."""

    sentences: Mapping[str, str]

    def say(self, key: str, **parts: object) -> str:
        """The sentence with its `{parts}` filled in. Raises KeyError for a key or a part that is missing."""
        return self.sentences[key].format(**parts)


@cache
def load_words(path: Path = FILE) -> Words:
    """All sentences of the file, read once. Raises ValueError for an entry that is not text, naming it."""
    return Words(dict(_flat(read(path))))


def _flat(data: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, entry in data.items():
        key = f"{above}{name}"
        if isinstance(entry, Mapping):
            yield from _flat(entry, f"{key}.")
        elif isinstance(entry, str):
            yield key, entry
        else:
            raise ValueError(f"{FILE.name}, {key}: this has to be text. Put it in quotes")


def listed(parts: list[str] | tuple[str, ...], last: str = "and") -> str:
    """Several things in one sentence: "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def sentence(text: str) -> str:
    """The text with its first letter in upper case and a full stop, if it ends without a mark."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", ":", "…")) else ".") if text else ""


def clause(text: str) -> str:
    """The text without a full stop, to stand inside a sentence."""
    return text.strip().rstrip(".")
