"""Where every kind of message is taken: one case for each edge of the router's three tables, and for each kind of
message that people tell apart."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from dialogs import Reply, Tap
from dialogs.router import READINGS, SAID, TAPS
from knowledge.facts import Json
from tests.dialogs.conftest import Chat

CASE = "cswt. ICO today on 3mth old in foster care"
"""A case with an answer."""
OPEN = "cswt. baby, ISO made, stays with nan"
"""A case with an open question."""
CLOSE = "who tells the IRO?"
"""A question with several near sections."""


@dataclass(frozen=True)
class Edge:
    """What is sent, after what, and what the reply has to be."""

    sends: str | Tap
    card: str
    holds: str = ""
    after: tuple[str, ...] = ()
    keeps: dict[str, Json] = field(default_factory=dict)
    """Facts that stand afterwards."""
    lacks: tuple[str, ...] = ()
    """Facts that do not."""


def tap(action: str, fact: str | None = None, value: Json | None = None) -> Tap:
    return Tap(action=action, fact=fact, value=value)


def happens(chat: Chat, edge: Edge) -> Reply:
    for text in edge.after:
        chat.says(text)
    sends = edge.sends
    if isinstance(sends, Tap):
        reply = chat.sends(sends.model_copy(update={"token": str(chat.conversation.turn)}))
    else:
        reply = chat.says(sends)
    assert reply.card == edge.card
    assert edge.holds in f"{reply.title}\n{reply.text}"
    assert edge.keeps.items() <= chat.facts.items()
    assert not set(edge.lacks) & set(chat.facts)
    return reply


TAPPED: dict[str, Edge] = {
    "answer": Edge(tap("answer", "authority_position", "child_safe_with_family"), "answer",
                   "Stays with", (OPEN,), {"authority_position": "child_safe_with_family"}),
    "flip": Edge(tap("flip", "initial_review_held", value=True), "answer",
                 after=(CASE,), keeps={"initial_review_held": True}),
    "council": Edge(tap("council", value="somerset"), "notice", "Switched to Somerset", (CASE,), lacks=("age",)),
    "section": Edge(tap("section", value="kent.4"), "sections", "transfer is stuck"),
    "none_of_these": Edge(tap("none_of_these"), "notice", "kept nothing", (CLOSE,)),
    "what_if": Edge(tap("what_if", "age", 12), "what_if", "What if the child is 12?", (CASE,), {"age": 0.25}),
    "change": Edge(tap("change", "age"), "question", after=(CASE,), keeps={"age": 0.25}),
    "dont_know": Edge(tap("dont_know"), "question", "That is fine", (OPEN,), lacks=("authority_position",)),
    "why_ask": Edge(tap("why_ask"), "question", "Why I ask", (OPEN,)),
    "why": Edge(tap("why"), "why", "An interim care order", (CASE,)),
    "checklist": Edge(tap("checklist"), "checklist", "Case Transfer form", (CASE,)),
    "summary": Edge(tap("summary"), "summary", "Transfer: Children in Care Team", (CASE,)),
    "escalate": Edge(tap("escalate"), "checklist", "Service Manager"),
    "same_child": Edge(tap("same_child"), "question", "Same child", (CASE, "15, CIN, SIS, C&F finished 1 Dec"),
                       {"legal_status": "interim_care_order", "age": 15}),
    "back": Edge(tap("back"), "answer", "Gone back", (CASE, "change age to 12"), {"age": 0.25}),
    "show": Edge(tap("show"), "answer", "Children in Care Team (CIC)", (CASE, "why")),
    "start_again": Edge(tap("start_again"), "notice", "All clear", (CASE,), lacks=("age",)),
    "guide": Edge(tap("guide"), "question", "Which team holds the case"),
    "cancel": Edge(tap("cancel"), "notice", "put away", (CASE,), lacks=("age",)),
    "help": Edge(tap("help"), "help", "How I can help"),
}

TYPED: dict[str, Edge] = {
    "start_again": Edge("start again", "notice", "All clear", (CASE,), lacks=("age",)),
    "guide": Edge("step by step", "question", "Which team holds the case"),
    "new_case": Edge("new case: 15, CIN, cswt", "question", "Age: 15", (CASE,), {"age": 15}, ("legal_status",)),
    "same_child": Edge("same child", "question", "Same child", (CASE, "15, CIN, SIS, C&F finished 1 Dec"), {"age": 15}),
    "cancel": Edge("never mind", "notice", "put away", (CASE,), lacks=("age",)),
    "back": Edge("back", "answer", "Gone back", (CASE, "change age to 12"), {"age": 0.25}),
    "show": Edge("back to the case", "answer", "Children in Care Team (CIC)", (CASE, "checklist")),
    "why_ask": Edge("why do you ask", "question", "Why I ask", (OPEN,)),
    "escalate": Edge("they won't take him", "checklist", "Service Manager", (CASE,)),
    "what_if": Edge("what if she was 12", "what_if", "What if the child is 12?", (CASE,), {"age": 0.25}),
    "why_not": Edge("why not AST", "why", "Why not AST", (CASE,)),
    "why": Edge("why", "why", "An interim care order", (CASE,)),
    "dont_know": Edge("not sure", "question", "That is fine", (OPEN,), lacks=("authority_position",)),
    "checklist": Edge("checklist", "checklist", "Case Transfer form", (CASE,)),
    "summary": Edge("sum it up", "summary", "Transfer: Children in Care Team", (CASE,)),
    "later": Edge("when does this change", "notice", "When this changes", (CASE,)),
    "change": Edge("change age to 12", "answer", "Changed age to 12", (CASE,), {"age": 12}),
    "correction": Edge("actually he's 12", "answer", "Changed age to 12", (CASE,), {"age": 12}),
    "help": Edge("help", "help", "How I can help"),
    "onboarding": Edge("im new, what do the teams do", "help", "Children in Care Team (CIC)"),
    "meeting": Edge("add to the meeting list", "notice", "no list of meetings", (CASE,), {"age": 0.25}),
    "who": Edge("are you a bot", "notice", "I am a bot"),
    "gaps": Edge("what is not in the policy", "help", "leaves out"),
    "councils": Edge("which councils do you know", "council", "Which council"),
    "council": Edge("I'm in Somerset", "notice", "Switched to Somerset", (CASE,), lacks=("age",)),
    "my_team": Edge("I'm in CIC", "notice", "you are in CIC"),
    "greeting": Edge("morning", "welcome", "Hello"),
    "thanks": Edge("cheers", "notice", "You are welcome", (CASE,), {"age": 0.25}),
    "bye": Edge("bye", "notice", "Bye for now"),
    "sworn_at": Edge("wtf", "question", "Fair enough", (OPEN,)),
    "look_up": Edge("section 4", "sections", "transfer is stuck"),
}

READ: dict[str, Edge] = {
    "_no_text": Edge("", "answer", "Children in Care Team (CIC)", (CASE,)),
    "_stray_number": Edge("77", "notice", "did not follow", (CASE,), {"age": 0.25}),
    "_meaning": Edge("what does CIN mean", "notice", "Child in need"),
    "_council_named": Edge("somerset", "notice", "Switched to Somerset", (CASE,), lacks=("age",)),
    "_case": Edge(CASE, "answer", "Children in Care Team (CIC)", keeps={"age": 0.25, "holding_team": "cswt"}),
    "_question": Edge("do drafts hold up a transfer", "sections", "prior to transfer"),
}


def test_every_edge_of_the_routing_tables_has_a_case_here() -> None:
    assert set(TAPPED) == set(TAPS)
    assert set(TYPED) == set(SAID)
    assert list(READ) == [reading.__name__ for reading in READINGS]


@pytest.mark.parametrize("action", TAPPED)
def test_a_button_does_what_it_says(chat: Chat, action: str) -> None:
    sends = TAPPED[action].sends
    assert isinstance(sends, Tap)
    assert sends.action == action
    happens(chat, TAPPED[action])


@pytest.mark.parametrize("action", TYPED)
def test_a_phrase_steers_where_it_should(chat: Chat, action: str) -> None:
    edge = TYPED[action]
    assert action in [heard.action for heard in chat.services.phrases.all_heard(str(edge.sends))]
    happens(chat, edge)


@pytest.mark.parametrize("reading", READ)
def test_any_other_message_is_taken_by_its_reading(chat: Chat, reading: str) -> None:
    happens(chat, READ[reading])


# --- what is never taken ---------------------------------------------------------------------------------------------


def test_a_date_of_birth_alone_is_not_kept_while_no_council_is_known(chat: Chat) -> None:
    chat.council = None
    reply = chat.says("it's for Jane Smith dob 3/4/2011")
    assert [notice.code for notice in reply.warnings] == ["personal_data"]
    assert chat.conversation.pending == {}


def test_personal_details_beside_a_case_are_warned_of_while_no_council_is_known(chat: Chat) -> None:
    chat.council = None
    reply = chat.says("about Jane Smith: cswt, ICO made today, 4, foster care")
    assert reply.question is not None
    assert [notice.code for notice in reply.warnings] == ["personal_data"]
    assert "Jane" not in chat.conversation.model_dump_json()


def test_a_date_of_birth_is_not_taken_for_the_date_of_something_else(chat: Chat) -> None:
    chat.says("cswt assessment done dob 3/4/2011")
    assert "assessment_completed" not in chat.facts
    assert chat.facts["age"] == pytest.approx(15.58, abs=0.01)


@pytest.mark.parametrize("odd", ["\ud800", "\x00"])
def test_signs_that_cannot_be_sent_or_stored_do_not_come_back(chat: Chat, odd: str) -> None:
    assert odd not in chat.says(f"cswt. ICO {odd} today on 3mth old in foster care").model_dump_json()


# --- the kinds of message ---------------------------------------------------------------------------------------------


def test_a_case_is_told_where_and_when_it_goes(chat: Chat) -> None:
    reply = chat.says("3 month old on an ICO made today, w foster carers, CSWT. when does it go to CIC")
    assert reply.answer is not None
    assert reply.answer.to is not None
    assert (reply.answer.to.id, bool(reply.answer.when), bool(reply.answer.sections)) == ("cic", True, True)


def test_a_question_about_the_policy_is_answered_with_its_section(chat: Chat) -> None:
    reply = chat.says("do drafts hold up a transfer")
    assert (reply.kind, reply.sections[0].id) == ("sections", "kent.2.actions")


def test_a_case_with_a_question_beside_it_gets_both(chat: Chat) -> None:
    reply = chat.says("3 month old on an ICO w foster carers, CSWT. when does it go to CIC and who tells the IRO?")
    assert reply.question is not None
    assert reply.question.fact == "initial_review_held"
    assert chat.facts["legal_status"] == "interim_care_order"
    assert reply.lead.startswith("On what else you asked:")
    assert "IRO" in reply.lead


def test_a_word_is_explained_in_the_middle_of_a_case_and_the_question_put_again(chat: Chat) -> None:
    chat.says(OPEN)
    reply = chat.says("whats an ICPC")
    assert reply.kind == "question"
    assert "initial child protection conference" in reply.lead.lower()


@pytest.mark.parametrize("text", ["im new, what do the teams do", "new starter", "what teams are there",
                                  "just started, where do i begin"])
@pytest.mark.parametrize("council", ["kent", None])
def test_somebody_new_is_shown_the_teams_the_words_and_the_guided_questions(
    chat: Chat, text: str, council: str | None
) -> None:
    chat.council = council
    reply = chat.says(text)
    assert reply.card == "help"
    assert "glossary" in reply.text
    assert ("Children's Social Work Team (CSWT)" in reply.text) == (council is not None)
    assert "guide" in [button.action for button in reply.buttons]


@pytest.mark.parametrize("text", ["im new, which team takes a baby on an ICO", f"new to this, {CASE}"])
def test_a_case_told_by_somebody_new_is_still_a_case(chat: Chat, text: str) -> None:
    assert chat.says(text).card in ("answer", "question")
    assert chat.facts["legal_status"] == "interim_care_order"


@pytest.mark.parametrize("text", ["add to the meeting list", "put this on the agenda for the next transfer meeting",
                                  "who's on the transfer meeting list", "take her off the agenda"])
def test_a_list_of_meetings_is_honestly_not_there(chat: Chat, text: str) -> None:
    reply = chat.says(text)
    assert (reply.card, reply.sections) == ("notice", ())
    assert "no list of meetings" in reply.text


def test_a_command_about_meetings_leaves_the_open_question_open(chat: Chat) -> None:
    asked = chat.says(OPEN).question
    reply = chat.says("add to the meeting list")
    assert "no list of meetings" in reply.lead
    assert reply.question == asked


def test_a_question_about_meetings_is_still_looked_up_in_the_policy(chat: Chat) -> None:
    assert chat.says("what happens at the transfer meeting").kind == "sections"


def test_small_talk_is_answered_and_changes_nothing(chat: Chat) -> None:
    chat.says(CASE)
    before = chat.facts
    assert "You are welcome" in chat.says("thanks, that helps").text
    assert chat.facts == before


def test_a_correction_replaces_the_fact_and_says_so(chat: Chat) -> None:
    chat.says(CASE)
    assert chat.says("not 0 its 12").lead == "Changed age to 12."
    assert chat.facts["age"] == 12


def test_what_no_transfer_policy_covers_is_named_and_not_guessed(chat: Chat) -> None:
    reply = chat.says("can i claim mileage for visits")
    assert reply.kind == "not_covered"
    assert "mileage" in reply.text
    assert "I will not guess" in reply.text


@pytest.mark.parametrize("text", ["how does Surrey do transfers", "how does somerset do it"])
def test_another_councils_procedure_is_not_answered_from_this_ones(chat: Chat, text: str) -> None:
    reply = chat.says(text)
    assert reply.kind == "not_covered"
    assert "another council's own procedures" in reply.text


@pytest.mark.parametrize("council", ["kent", None])
def test_danger_comes_before_everything(chat: Chat, council: str | None) -> None:
    chat.council = council
    chat.says(OPEN)
    reply = chat.says("dad is hitting her right now")
    assert reply.text.startswith("If a child is in immediate danger, call 999 now.")
    assert [notice.code for notice in reply.warnings] == ["danger"]
