""" "Does it go now?" is answered with "not yet" where it goes later; "when does it go?" with when."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dialogs import Services
from tests.dialogs.conftest import Chat

ISSUE = "we're the Assessment Team. legal planning was friday, outcome is to issue, 4yo. first hearing 10 dec."
GROWN_UP = "we're CIC, foster care, she is eligible status, 18 on 9 jan 2027."


@pytest.mark.parametrize("question", ["do we hand over to the 18+ team now?", "can the 18+ team take her today"])
def test_not_yet(chat: Chat, question: str) -> None:
    answer = chat.says(f"{GROWN_UP} {question}").answer
    assert answer is not None
    assert (answer.outcome, answer.to.id, answer.when) == ("stays", "cic", "until Saturday 9 January 2027")
    assert "then passes to 18+ Team" in answer.afterwards


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


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("who has her next and when", "transfers"),
        ("when does she move on", "transfers"),
        ("are we keeping her", "stays"),
    ],
)
def test_a_case_that_stays_till_eighteen_is_told_with_what_comes_then_where_that_is_asked(
    chat_of: Callable[[str], Chat], question: str, outcome: str
) -> None:
    told = "separated childrens team. girl, dob 3 march 2009, looked after."
    reply = chat_of("northamptonshire").says(f"{told} {question}")
    assert reply.answer is not None
    assert reply.answer.outcome == outcome
    if outcome == "transfers":
        assert (reply.answer.to.id, str(reply.answer.deadline)) == ("lacs", "2027-03-03")
