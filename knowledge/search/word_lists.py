"""The closed word lists of `word_lists.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from knowledge.yaml_file import read


@cache
def _file() -> dict[str, Any]:
    data: dict[str, Any] = read(Path(__file__).with_name("word_lists.yaml"))
    return data


def word_list(name: str) -> tuple[str, ...]:
    """The words of a list in their order. Raises KeyError."""
    return tuple(_file()[name])


def word_set(name: str) -> frozenset[str]:
    """The words of a list. Raises KeyError."""
    return frozenset(_file()[name])


def word_groups(name: str) -> dict[str, tuple[str, ...]]:
    """A list of named lists. Raises KeyError."""
    return {key: tuple(words) for key, words in _file()[name].items()}
