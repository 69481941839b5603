"""Conversations written as little scripts: what is said, and what the reply has to hold.

One document of `scripts/*.yaml` is one behaviour. Each turn has `says` (typed) or `taps` (a button's label) and any of:
`kind`, `holds` and `lacks` (words of the reply's text, whatever the case), `facts` (what the case then holds, None for
"not there"), `asks` (the fact asked for), `offers` (labels among the buttons), `card`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

SCRIPTS = sorted(Path(__file__).parent.glob("scripts/*.yaml"))
EXPECTED = {"says", "taps", "kind", "holds", "lacks", "facts", "asks", "offers", "card", "warns"}


def scripts() -> list[Any]:
    return [
        pytest.param(script, id=f"{path.stem}: {script['name']}")
        for path in SCRIPTS
        for script in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("script", scripts())
def test_the_conversation_goes_as_written(script: dict[str, Any], chat_of: Callable[[str | None], Any]) -> None:
    chat = chat_of(script.get("council", "kent"))
    for number, step in enumerate(script["turns"], start=1):
        assert set(step) <= EXPECTED, f"turn {number}: nothing is checked by {set(step) - EXPECTED}"
        reply = chat.says(step["says"]) if "says" in step else chat.taps(step["taps"])
        where = f"turn {number}, {step.get('says') or step.get('taps')!r}, was answered:\n{reply.text}"
        if "kind" in step:
            assert reply.kind == step["kind"], where
        if "card" in step:
            assert reply.card == step["card"], where
        for words in listed(step.get("holds")):
            assert words.lower() in reply.text.lower(), f"'{words}' is not in the reply; {where}"
        for words in listed(step.get("lacks")):
            assert words.lower() not in reply.text.lower(), f"'{words}' is in the reply; {where}"
        for fact, value in step.get("facts", {}).items():
            assert chat.facts.get(fact) == value, f"{fact} is {chat.facts.get(fact)!r}; {where}"
        if "asks" in step:
            assert reply.question is not None, where
            assert reply.question.fact == step["asks"], where
        for label in listed(step.get("offers")):
            assert label in [button.label for button in reply.buttons], where
        for code in listed(step.get("warns")):
            assert code in [notice.code for notice in reply.warnings], where


def listed(value: str | list[str] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else value
