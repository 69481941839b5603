"""The answer card: where, when and why come first, and nothing that matters is lost."""

from __future__ import annotations

from bot.teams.cards import render
from knowledge.rules.model import Answer, Notice, TeamRef
from tests.bot.cards.replies import REPLIES
from tests.bot.cards.seen import blocks, button, headings, nodes, of_type, read, titles

ANSWER = REPLIES["answer"]
CARD = render(ANSWER).card


def drawn(**changes: object) -> str:
    """The card of the example answer with some of it changed, as it reads."""
    assert ANSWER.answer
    return read(render(ANSWER.model_copy(update={"answer": ANSWER.answer.model_copy(update=changes)})).card)


def test_where_stands_first_then_when_then_why() -> None:
    council, where, when, *rest = blocks(CARD)
    assert council == "Kent"
    assert where == "Transfers to Adolescent Support Team (AST)"
    assert when == "At an initial Child in Need meeting, by Tuesday 15 December 2026"
    assert next(line for line in rest if line.startswith("Why: "))


def test_when_is_in_bold() -> None:
    assert next(run for run in of_type(CARD, "TextRun") if "15 December" in run["text"])["weight"] == "Bolder"


def test_another_reading_of_the_deadline_stands_beside_it() -> None:
    assert "Or Friday 11 December 2026, if the text means calendar days" in blocks(CARD)


def test_what_was_understood_is_on_one_line() -> None:
    assert ("You told me: Team CSWT · Age 15 · Plan child in need · Exploitation is the main need yes · "
            "Assessment completed Tuesday 1 December 2026") in blocks(CARD)


def test_every_presumption_is_stated_and_turned_round_by_the_button_beneath_it() -> None:
    panel = of_type(CARD, "Container")[0]
    assert "Taking it that the behaviour is clearly not down to autism or another disability" in blocks(panel)
    assert titles(panel) == ["Not so", "Not so"]
    first = button(panel, "Not so")
    assert first["tooltip"] == "change it"
    assert first["data"] == {"action": "flip", "fact": "neurodevelopmental", "value": True, "token": "t-7f3a"}


def test_presumptions_are_all_stated_even_when_there_are_too_many_for_buttons() -> None:
    assert ANSWER.answer
    many = tuple(ANSWER.answer.presumed[0].model_copy(update={"text": f"presumption {number}"}) for number in range(9))
    assert all(f"Taking it that presumption {number}\n" in drawn(presumed=many) for number in range(9))


def test_a_presumption_about_another_matter_is_left_to_why() -> None:
    assert ANSWER.answer
    first, second = ANSWER.answer.presumed
    text = drawn(presumed=(first, second.model_copy(update={"quiet": True})))
    assert "Taking it that the behaviour" in text
    assert "has not refused" not in text


def test_five_tasks_are_shown_and_the_rest_counted() -> None:
    text = read(CARD)
    assert "5. Complete the Case Transfer form" in text
    assert "and 2 more: see the checklist" in text
    assert "Write to the family" not in text


def test_everything_else_that_bears_on_the_answer_is_there() -> None:
    text = read(CARD)
    for part in (
        "Who sees to it: The CSWT Team Manager",
        "Consent: The family agrees to the referral.",
        "Tell the Independent Reviewing Officer, at the point of decision.",
        "Discretion: If a later CIN Review",
        "both dates are shown.",
        "Wednesday 3 March 2027: turns 16",
        "If teams disagree: Team Managers talk first",
        "Policy: 6 · Children Social Work Team · Transfers to Adolescent Support Teams",
        "Note: Kent's procedure was due for review in February 2025",
    ):
        assert part in text


def test_a_case_that_stays_says_so_with_the_team_that_keeps_it() -> None:
    assert headings(render(REPLIES["answer_stays"]).card)[0] == "Stays with Children's Social Work Team (CSWT)"


def test_each_outcome_reads_as_what_it_is() -> None:
    panel = TeamRef(id="panel", name="Transition Panel")
    assert "Goes to Transition Panel" in drawn(outcome="panel", to=panel)
    assert "Tell Transition Panel" in drawn(outcome="notify", to=panel)
    assert "The case closes" in drawn(outcome="closes", to=None)
    assert "Joint working: Children's Social Work Team (CSWT) and Transition Panel" in drawn(
        outcome="joint_working", to=panel)


def test_what_is_only_allowed_is_not_shown_as_required() -> None:
    line = "The policy allows this but does not require it."
    assert line in drawn(force="may")
    assert line not in drawn(force="must")


def test_readings_that_differ_are_all_shown_whole_the_safer_one_first() -> None:
    card = render(REPLIES["answer_readings"]).card
    first, second = of_type(card, "Container")
    assert blocks(first)[:3] == ["Reading 1 of 2: the safer one to raise", "Transfers to Children in Care Team (CIC)",
                                 "At the next Child in Care Review"]
    assert blocks(second)[:3] == ["Reading 2 of 2", "Transfers to Children in Care Team (CIC)",
                                  "At the first Child in Care Review"]
    assert "The policy points two ways" in headings(card)


def test_a_section_without_its_reference_is_still_named() -> None:
    assert "Policy: kent.6.ast.cic" in read(render(REPLIES["answer_readings"]).card)


def test_a_warning_about_danger_stands_before_the_answer() -> None:
    danger = Notice(code="danger", text="If a child is in danger now, call 999.")
    card = render(ANSWER.model_copy(update={"warnings": (danger,)})).card
    assert blocks(card)[0] == "If a child is in danger now, call 999."


def test_words_typed_by_a_person_never_become_links_or_formatting() -> None:
    typed = "[click](https://example.org) **bold** <b>x</b>"
    card = render(ANSWER.model_copy(update={
        "lead": typed, "answer": Answer(outcome="stays", because=typed, to=TeamRef(id="x", name=typed)),
    })).card
    for node in nodes(card):
        if node["type"] == "TextBlock":
            assert "[click](" not in node["text"].replace("\\[", "")
    assert typed in blocks(card)
