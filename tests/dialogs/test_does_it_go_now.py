""" "Does it go now?" is answered with "not yet" where it goes later; "when does it go?" with when."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dialogs import Services
from tests.dialogs.conftest import Chat

ISSUE = "we're the Assessment Team. legal planning was friday, outcome is to issue, 4yo. first hearing 10 dec."


@pytest.mark.parametrize(
    "question", ["do we hand to FS now?", "can FS take it today", "is it theirs now or do we wait?"]
)
def test_not_yet(chat_of: Callable[[str], Chat], question: str) -> None:
    answer = chat_of("hertfordshire").says(f"{ISSUE} {question}").answer
    assert answer is not None
    assert (answer.outcome, answer.to.id, answer.when) == ("stays", "assessment", "until Thursday 10 December 2026")
    assert "then passes to Family Safeguarding Team (FS)" in answer.afterwards


@pytest.mark.parametrize("question", ["when do FS take it?", "where does it go now?", "who has it next"])
def test_when(chat_of: Callable[[str], Chat], question: str) -> None:
    answer = chat_of("hertfordshire").says(f"{ISSUE} {question}").answer
    assert answer is not None
    assert (answer.outcome, answer.to.id) == ("transfers", "fs")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("can LC take it yet", True),
        ("does it go over to the disability team now", True),
        ("do we hand her over this afternoon?", True),
        ("what happens now?", False),
        ("where does it go now", False),
        ("which team does it go to now", False),
        ("he is now in foster care. who takes it", False),
        ("when do CIC get him", False),
    ],
)
def test_the_question_is_told_from_a_now_in_passing(services: Services, text: str, asks: bool) -> None:
    assert services.phrases.asks_now(text) is asks
