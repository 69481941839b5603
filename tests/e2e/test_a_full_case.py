"""A case in Kent from the first word to the answer, in the Teams-like chat, as a practitioner meets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.playground import Playground

pytestmark = pytest.mark.e2e

IN_ONE_LINE = "interim care order this morning, baby of 3 months with foster carers, cswt hold it"
A_BABY_IN_FOSTER_CARE = {
    "Which team holds the case now?": "Children's Social Work Team (CSWT)",
    "What is happening with the case?": "Care proceedings or a court order",
    "Is the child in care proceedings?": "Yes",
    "Is the child looked after?": "Yes",
    "Is there a court order": "Interim care order",
    "Where is the child living?": "Foster care",
    "Has the first child in care review been held?": "No",
}


def answer_what_is_asked(chat: Playground, answers: Mapping[str, str]) -> None:
    """Choose the answer to each question on the card, until it asks none of these."""
    left = dict(answers)
    while asked := next((question for question in left if question in chat.last_reply_text()), None):
        chat.choose(left.pop(asked))


def test_choosing_answers_leads_to_the_team_and_the_meeting(kent: Playground) -> None:
    kent.press("Ask me step by step")

    answer_what_is_asked(kent, A_BABY_IN_FOSTER_CARE)

    kent.wait_for("Children in Care Team")
    kent.wait_for("initial Child in Care Review")


def test_one_sentence_leads_to_the_team_and_the_meeting(kent: Playground) -> None:
    kent.say(IN_ONE_LINE)

    kent.wait_for("Children in Care Team")
    kent.wait_for("initial Child in Care Review")
    kent.wait_for("Policy: 6 · Children Social Work Team (CSWT)")


def test_an_answer_can_be_questioned_and_put_away(kent: Playground) -> None:
    kent.say(IN_ONE_LINE)

    kent.press("Why")
    kent.wait_for("interim care order")

    kent.say("start again")
    kent.wait_for("What is going on with the case?")
