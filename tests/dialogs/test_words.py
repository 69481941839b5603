"""The bot's sentences: none is missing, none is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import bot
import dialogs
from dialogs.words import listed, load_words, sentence

CODE = [path for package in (bot, dialogs) for path in Path(package.__path__[0]).rglob("*.py")]
SENTENCES = load_words().sentences


def said() -> Iterator[tuple[str, bool]]:
    """Every key that code says, and whether it is whole or the beginning of one."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, True
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                yield str(node.values[0].value), False


def says_calls() -> Iterator[str]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def test_every_sentence_that_code_says_is_there() -> None:
    assert sorted(set(says_calls()) - set(SENTENCES)) == []


def test_no_sentence_is_left_over() -> None:
    whole = {text for text, is_whole in said() if is_whole}
    beginnings = tuple(text for text, is_whole in said() if not is_whole and "." in text and " " not in text)
    left = [key for key in SENTENCES if key not in whole and not key.startswith(beginnings)]
    assert left == []


def test_things_are_listed_as_people_list_them() -> None:
    assert listed(["a name"]) == "a name"
    assert listed(["a name", "a postcode", "an NHS number"]) == "a name, a postcode and an NHS number"
    assert listed([]) == ""


def test_a_sentence_starts_large_and_ends_with_one_mark() -> None:
    assert sentence("the child is 15") == "The child is 15."
    assert sentence("Ask the manager.") == "Ask the manager."
