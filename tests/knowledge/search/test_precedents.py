"""How far the known messages most like a text came to an answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from knowledge.pack_files import KnownMessage
from knowledge.search import precedents
from knowledge.search.precedents import NEAREST, Precedents


def known(*messages: tuple[str, str, str | None]) -> Precedents:
    """Precedents of these messages: text, outcome, receiving team. Their words are their terms."""
    rows = tuple(
        KnownMessage(id=str(n), text=text, comes_to=(outcome,), to=(to,) if to else (), because="", section="")
        for n, (text, outcome, to) in enumerate(messages)
    )
    pack: Any = SimpleNamespace(messages=lambda: rows)
    return Precedents(pack, lambda text: frozenset(text.split()))


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedents, "FEWEST_KNOWN", 1)


GONE = [("order made today", "transfers", "cic"), ("order made yesterday", "transfers", "cic")]
KEPT = [("plan goes on", "stays", None), ("plan goes on still", "stays", None)]


def test_all_like_messages_agree():
    assert known(*GONE, *KEPT).support("order made", "transfers", "cic") == pytest.approx(1)


def test_none_does():
    assert known(*GONE, *KEPT).support("order made", "stays") == 0


def test_a_transfer_to_another_team_is_another_answer():
    assert known(*GONE, *KEPT).support("order made", "transfers", "ast") == 0


def test_the_more_like_a_message_is_the_more_it_counts():
    support = known(*GONE, *KEPT).support("order made today plan", "transfers", "cic")
    assert 0.5 < support < 1


def test_only_the_nearest_are_asked():
    many = [(f"order made {n}", "transfers", "cic") for n in range(NEAREST)]
    assert known(*many, ("order refused", "stays", None)).support("order made", "stays") == 0


def test_a_silence_is_an_answer_like_others():
    assert known(("wardship", "not_covered", None)).support("wardship", "not_covered") == pytest.approx(1)


def test_words_that_no_known_message_has_are_like_none():
    assert known(*GONE).support("zebra", "transfers", "cic") == 0


def test_where_too_few_are_known_nothing_is_held_against_an_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(precedents, "FEWEST_KNOWN", 150)
    assert known(*GONE).support("plan goes on", "closes") == 1
