"""What a message says: facts as people type them, doubts kept apart, nothing made up."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Pack
from knowledge.facts import Span, Value
from knowledge.search.phrases import FactPhrases, OwnPhrases, phrase_problems
from knowledge.search.recognise import Recognised, Recogniser
from knowledge.yaml_file import read
from tests.random_cases import tried
from tests.work import calls_of

TODAY = dt.date(2026, 11, 23)
MESSAGES: list[dict[str, Any]] = read(Path(__file__).with_name("kent-messages.yaml"))["messages"]

PIECES = (
    "no",
    "not",
    "ICO",
    "might",
    "15",
    "yo,",
    "CSWT",
    "with",
    "to",
    "from",
    "Kent",
    "Bexley",
    "C&F",
    "done",
    "(",
    ".",
    "/",
    "½",
    "in",
    "care",
    "the",
    "?",
    "moved",
    "dob",
    "3/4/11",
)

Read = Callable[[str], Recognised]


@pytest.fixture(scope="session")
def said(recogniser: Recogniser, kent: Pack) -> Read:
    return lambda text: recogniser.recognise(text, pack=kent, today=TODAY)


def facts(heard: Recognised) -> dict[str, Value]:
    return {fact.fact_id: fact.value for fact in heard.facts}


def plain(heard: Recognised) -> dict[str, object]:
    plainly = {fact: value.json if isinstance(value, Span) else value for fact, value in facts(heard).items()}
    return {fact: round(value, 2) if isinstance(value, float) else value for fact, value in plainly.items()}


def doubted(heard: Recognised) -> set[str]:
    return {doubt.fact_id for doubt in heard.unsure}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["text"][:50])
def test_a_message_gives_its_facts_and_no_others_that_it_must_not(message: dict[str, Any], said: Read) -> None:
    heard = said(message["text"])
    got = plain(heard)
    wanted = message.get("facts", {})
    assert {fact: got.get(fact) for fact in wanted} == wanted
    assert not set(message.get("never", ())) & set(got)
    for fact in message.get("unsure", ()):
        assert fact in doubted(heard)
        assert fact in wanted or fact not in got
    assert set(message.get("asked_about", ())) <= set(heard.asked_about)
    for name, value in (("council", heard.council), ("my_team", heard.my_team), ("several", heard.several_children)):
        assert message.get(name, value) == value


def test_the_words_of_a_fact_are_the_users_own(said: Read) -> None:
    text = "Hi, ICO made on 3 Nov. she's 15½"
    for fact in said(text).facts:
        assert text[fact.start : fact.end] == fact.words


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("15", 15, 16),
        ("15yo girl", 15, 16),
        ("15 y/o lad", 15, 16),
        ("a 15-year-old", 15, 16),
        ("AT 12yo S47", 12, 13),
        ("15½, CIN", 15.5, 15.5 + 1 / 12),
        ("he's 15.5", 15.5, 15.5 + 1 / 12),
        ("shes 15 and a half", 15.5, 15.5 + 1 / 12),
        ("15y 6m", 15.5, 15.5 + 1 / 12),
        ("18 month old", 1.5, 1.5833),
        ("just turned 13", 13, 13.5),
        ("he is over 16", 16, math.inf),
        ("13+, CSE", 13, math.inf),
        ("newborn in hospital", 0, 1),
        ("autistic teen", 13, 20),
        ("teen, 15", 15, 16),
        ("girl 16, remand", 16, 17),
        ("CIN, 11yr, at home", 11, 12),
        ("just gone 13, CIN", 13, 13.5),
        ("shes 15 in foster care", 15, 16),
        ("turns 16 in Jan, CIN", 15.81, 15.9),
        ("turned 14 in Sept", 14.15, 14.23),
        ("reaches 17 and a half next month", 17.39, 17.48),
        ("YP 18 on 9 May 2027", 17.5, 17.5834),
        ("he was 15 when it opened, now 16 and 2 months", 16 + 2 / 12, 16.25),
        ("lad is 15 and 8 months, autism only", 15 + 8 / 12, 15.75),
        ("in care since she was 6, 17 and a half next tues (1/12)", 17 + 5 / 12, 17.5),
    ],
)
def test_an_age_is_read_as_people_mean_it(text: str, low: float, high: float, said: Read) -> None:
    age = facts(said(text))["age"]
    assert isinstance(age, Span)
    assert (age.low, age.high) == (pytest.approx(low, abs=0.01), pytest.approx(high, abs=0.01))


@pytest.mark.parametrize(
    "text",
    [
        "mum is 19",
        "dad, 24, has PR",
        "within 10 working days",
        "chose to leave care at 16",
        "since 14 she has been missing",
        "section 7 report",
        "until hes 18",
        "do we move him at 16?",
        "went into care at 12yo",
        "the 18+ team",
        "0-25 team",
        "2 siblings",
        "16 17 yr olds",
        "S20 on 3 November 2026",
        "he was 15 when it closed",
        "closed, 3 years, back in",
    ],
)
def test_a_number_that_is_not_the_childs_age_is_not_taken_for_it(text: str, said: Read) -> None:
    heard = said(text)
    assert "age" not in facts(heard)
    assert "age" not in doubted(heard)


def test_nearly_sixteen_is_put_back_to_the_user(said: Read) -> None:
    heard = said("nearly 16, CIN")
    assert "age" not in facts(heard)
    assert [doubt.values for doubt in heard.unsure if doubt.fact_id == "age"] == [(Span(15.5, 16),)]


def test_one_of_two_children_is_not_one_year_old(said: Read) -> None:
    assert "age" not in facts(said("two kids, one on an ICO and one at home"))


def test_in_care_since_an_age_gives_the_weeks_in_care(said: Read) -> None:
    weeks = facts(said("CIC, shes 15. been looked after since she was 6"))["weeks_in_care"]
    assert isinstance(weeks, Span)
    assert (weeks.low, weeks.high) == (417, 522)
    assert "weeks_in_care" not in facts(said("been looked after since she was 6"))


def test_our_threshold_is_that_of_ones_own_team(said: Read) -> None:
    assert facts(said("DCT. doesnt hit our threshold"))["disability_team_threshold_met"] is False
    assert facts(said("CSWT. doesnt hit our threshold"))["threshold_met"] is False


@pytest.mark.parametrize("text", ["was on cp, now cin", "used to be on a cp plan, cin now", "came off cp, cin plan"])
def test_a_plan_that_has_ended_is_not_the_plan(text: str, said: Read) -> None:
    assert facts(said(text))["plan"] == "cin"


@pytest.mark.parametrize("text", ["brothers 9 and 11, CIN", "6 & 3. S20", "kids (8 + 12) with dad", "CIN, 4 and 7 yo"])
def test_children_of_several_ages_have_no_one_age(text: str, said: Read) -> None:
    heard = said(text)
    assert heard.several_children
    assert "age" not in facts(heard)


@pytest.mark.parametrize(
    "doubt",
    [
        "ICO likely",
        "might get an ICO",
        "going for an ICO",
        "if the court makes an ICO",
        "thinking of applying for an ICO",
        "prob ICO next week",
        "we want an ICO",
    ],
)
def test_an_order_that_is_only_hoped_for_has_not_been_made(doubt: str, said: Read) -> None:
    heard = said(f"15yo, {doubt}")
    assert "legal_status" not in facts(heard)
    assert "legal_status" in doubted(heard)


def test_an_order_refused_is_no_order_made(said: Read) -> None:
    for text in ("ICO refused", "no ICO", "ICO wasn't granted", "the ICO was not made"):
        assert "legal_status" not in facts(said(text)), text


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("not in care", "looked_after", False),
        ("no ND, LD or autism", "autism", False),
        ("no LD but autistic", "autism", True),
        ("no LD, autistic", "autism", True),
        ("no LD no physical", "physical_disability", False),
        ("nobody has PR", "home_with_parental_responsibility", False),
        ("parents refuse consent", "family_agrees", False),
        ("he isn't being exploited", "exploitation", False),
        ("not only CSE", "exploitation", True),
        ("autism ruled out", "autism", False),
        ("threshold is not met", "threshold_met", False),
    ],
)
def test_a_no_reaches_what_it_governs_and_no_further(text: str, fact: str, value: bool, said: Read) -> None:
    assert facts(said(text))[fact] is value


@pytest.mark.parametrize(
    ("typed", "fact", "value"),
    [
        ("care procedings", "in_proceedings", True),
        ("sexual exploitaton", "exploitation", True),
        ("accomodated", "legal_status", "section_20"),
        ("relinqished", "relinquishment", True),
        ("C&F asessment completed", "assessment_status", "completed"),
    ],
)
def test_a_slip_of_the_fingers_is_forgiven(typed: str, fact: str, value: object, said: Read) -> None:
    assert facts(said(typed))[fact] == value


@pytest.mark.parametrize("text", ["CIM", "ICU", "IOC", "section 21", "s 21", "LEC", "CPS"])
def test_an_acronym_or_number_is_never_guessed(text: str, said: Read) -> None:
    assert not said(f"child, {text}").facts


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("15, CIN, CSWT.", "cswt"),
        ("still with us in the district", "cswt"),
        ("CIC hold", "cic"),
        ("open to AST", "ast"),
        ("do CIC take it", None),
        ("go to the disability team?", None),
        ("can AST have him", None),
        ("CSWT or CIC", None),
        ("not open to SIS", None),
        ("if it was open to AST", None),
        ("joint visit with AST", None),
        ("Transition Panel.", None),
    ],
)
def test_the_team_that_holds_the_case_is_told_from_the_one_asked_about(
    text: str, holder: str | None, said: Read
) -> None:
    assert facts(said(text)).get("holding_team") == holder


def test_ones_own_team_is_known_but_does_not_hold_every_case(said: Read) -> None:
    heard = said("I'm in AST. who takes care leavers")
    assert heard.my_team == "ast"
    assert "holding_team" not in facts(heard)


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("13yo will need a long plan, CIN with AST, im the CSWT sw", True),
        ("13yo, CIN with AST, im the CSWT sw", False),
        ("13yo will need a long plan, CIN with CSWT, im the CSWT sw", False),
    ],
)
def test_a_team_that_may_only_be_needed_is_not_taken_for_the_holder_beside_ones_own(
    text: str, torn: bool, said: Read
) -> None:
    heard = said(text)
    assert ("holding_team" not in facts(heard)) is torn
    assert any(one.fact_id == "holding_team" and one.why == "contradictory" for one in heard.unsure) is torn


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("moved into Kent from Bexley", "into_council"),
        ("family moved from Ashford to Thanet", "within_council"),
        ("moving from Dover to Croydon", "out_of_council"),
        ("family moving to medway", "out_of_council"),
        ("moved in from milton keynes", "into_council"),
        ("medway told us on 5 Nov that one of their families has moved into Gravesend", "into_council"),
        ("moving to Xanadu next week", "out_of_council"),
    ],
)
def test_a_move_is_told_by_its_places(text: str, move: str, said: Read) -> None:
    assert facts(said(text))["move"] == move


def test_who_moves_in_with_somebody_moves_to_no_other_area(said: Read) -> None:
    assert not {"move", "moving"} & set(facts(said("17, moved in with her boyfriend")))


def test_a_brother_who_moves_is_not_the_child(said: Read) -> None:
    assert facts(said("cin, brother moved to medway, she stays here"))["move"] == "none"
    assert not {"move", "moving"} & set(facts(said("cin, dads moved to essex, kids still in ashford")))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("AST, cp plan, mums parenting is fine", None),
        ("AST, ICPC booked, parenting assessment done", None),
        ("AST, ICPC 3 Dec, worries are mainly parenting", "parenting"),
        ("AST, cp plan for exploitation and parenting, both", None),
        ("AST, cp plan for harm outside the home", "contextual"),
    ],
)
def test_parenting_named_beside_a_plan_is_not_its_reason(text: str, reason: str | None, said: Read) -> None:
    assert facts(said(text)).get("cp_plan_reason") == reason


def test_a_team_that_opens_the_message_holds_the_child_that_follows(said: Read) -> None:
    assert facts(said("DCT 12, CP plan"))["holding_team"] == "dct"
    assert "holding_team" not in facts(said("is it AST 14 or over?"))


def test_a_case_that_moves_to_a_team_is_no_family_that_moves(said: Read) -> None:
    assert not {"move", "moving"} & set(facts(said("should she move over to CIC? by when does it move")))


def test_a_date_of_birth_becomes_an_eighteenth_birthday_and_an_age(said: Read) -> None:
    assert plain(said("dob 9/8/11")) == {"eighteenth_birthday": dt.date(2029, 8, 9), "age": 15.25}


def test_someone_born_on_a_leap_day_comes_of_age_on_the_first_of_march(said: Read) -> None:
    assert facts(said("born on 29 Feb 2012"))["eighteenth_birthday"] == dt.date(2030, 3, 1)


def test_may_is_a_month(said: Read) -> None:
    assert facts(said("C&F completed 25 May 2026"))["assessment_completed"] == dt.date(2026, 5, 25)


def test_words_that_contradict_each_other_leave_neither(said: Read) -> None:
    heard = said("on a CP plan, early help plan")
    assert "plan" not in facts(heard)
    assert [doubt.why for doubt in heard.unsure if doubt.fact_id == "plan"] == ["contradictory"]


def test_a_was_before_a_topic_word_leaves_its_suggestion_standing(said: Read) -> None:
    assert "exception_to_sibling_rule" in {one.fact_id for one in said("it was ratified by them").unsure}


def test_a_not_before_a_topic_word_leaves_the_suggestion_of_a_no_standing(said: Read) -> None:
    heard = said("15, CIN plan, CSWT. mum has not given any consent")
    assert [doubt.values for doubt in heard.unsure if doubt.fact_id == "family_agrees"] == [(False,)]


def test_two_interim_orders_made_together_are_one_status(said: Read) -> None:
    assert facts(said("ISO plus interim CAO to aunt"))["legal_status"] == "interim_supervision_order"


@pytest.mark.parametrize("text", ["", "   ", "hello", "thanks", "🙂", "what's the weather like", "مرحبا"])
def test_nothing_is_made_of_nothing(text: str, said: Read) -> None:
    heard = said(text)
    assert not heard.facts
    assert not heard.unsure


def test_what_was_not_understood_is_left_over(said: Read) -> None:
    assert said("15yo CIN, flibbertigibbet").leftover == "flibbertigibbet"


def test_without_a_pack_no_team_is_read(recogniser: Recogniser) -> None:
    heard = recogniser.recognise("CSWT. 15yo", pack=None, today=TODAY)
    assert facts(heard) == {"age": Span(15, 16)}


@given(text=st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)))
@tried(60)
def test_any_text_is_read_without_fault_and_each_fact_has_a_fitting_value(
    text: str, recogniser: Recogniser, kent: Pack
) -> None:
    heard = recogniser.recognise(text, pack=kent, today=TODAY)
    assert len({fact.fact_id for fact in heard.facts}) == len(heard.facts)
    for fact in heard.facts:
        assert text[fact.start : fact.end] == fact.words
        assert fact.fact_id in recogniser.vocabulary


@pytest.mark.parametrize(
    "piece", ["no ", "ICO ", "15 ", "from Kent to ", "family has not been in care with the ", "x", "(", "🙂"]
)
def test_the_work_grows_no_faster_than_the_message(piece: str, said: Read) -> None:
    said(piece * 200)
    once, twice = (calls_of(lambda text=piece * times: said(text)) for times in (200, 400))
    assert twice < 2.3 * once


def test_what_comes_after_the_first_seven_hundred_words_is_not_read(said: Read) -> None:
    assert facts(said("so " * 690 + "15 year old"))
    assert not facts(said("so " * 700 + "15 year old"))


def test_a_councils_own_fact_is_read_in_that_council_only(recogniser: Recogniser, kent: Pack) -> None:
    text = "autistic, 13, West Kent"
    assert facts(recogniser.recognise(text, pack=kent, today=TODAY))["west_kent"] is True
    assert "west_kent" not in facts(recogniser.recognise(text, pack=None, today=TODAY))


def test_phrases_for_a_fact_the_council_does_not_have_are_refused(kent: Pack) -> None:
    wrong = OwnPhrases(facts={"no_such_fact": FactPhrases(), "plan": FactPhrases(says={"no_such_plan": ("cin",)})})
    assert [fact_id for fact_id, _ in phrase_problems(wrong, kent.vocabulary)] == ["no_such_fact", "plan"]


@pytest.mark.parametrize("text", ["AST or us? 14yo", "CIC here, should we take a 6yo on an ICO?", "do AST have 14yo's"])
def test_a_team_that_might_get_the_case_is_not_said_to_hold_it(text: str, said: Read) -> None:
    assert "holding_team" not in facts(said(text))


def test_the_number_of_a_day_is_no_age(said: Read) -> None:
    assert "approaching_adulthood" not in facts(said("DCT gave us the checklist back last weds 18th"))


def test_ones_own_team_holds_the_child_one_speaks_of(said: Read) -> None:
    assert facts(said("AST worker here. My 14yo is S20"))["holding_team"] == "ast"
    assert facts(said("AST worker here. CIC hold my old case, girl 14"))["holding_team"] == "cic"


@pytest.mark.parametrize(
    ("text", "age", "children"),
    [
        ("16yo girl, brothers 5 + 8 at home", 16, []),
        ("bro 5 and sis 7 are on CP plans. can AST have the 15yo", 15, []),
        ("15yo and her sister 9, CIN", 15, []),
        ("siblings 3 and 8 on CP plans", None, [3, 8]),
        ("boys (6 n 8) on CIN plans", None, [6, 8]),
        ("two brothers, 15 and 9, CIN", None, [15, 9]),
        ("her brother 9 is in care", None, []),
        ("twins 3 and a half", 3.5, []),
        ("kids, 3 and 4 weeks", None, []),
    ],
)
def test_a_childs_age_is_told_from_its_brothers_and_sisters(
    text: str, age: float | None, children: list[int], said: Read
) -> None:
    heard = said(text)
    found = facts(heard).get("age")
    assert (found.low if isinstance(found, Span) else found) == age
    assert [span.low for span in heard.ages] == children


def test_an_age_in_the_next_sentence_is_not_that_of_the_birthday_before_it(said: Read) -> None:
    age = facts(said("his birthday is 2 dec. CIN 15, exploitation")).get("age")
    assert not isinstance(age, Span) or not 14 <= age.low < 15


def test_a_birthday_in_so_many_weeks_says_how_old_a_child_is_now(said: Read) -> None:
    age = facts(said("lad 18 in 3 wks, in care"))["age"]
    assert isinstance(age, Span)
    assert age.low > 17.9


@pytest.mark.parametrize("when", ["last week", "last month", "yesterday", "last friday"])
def test_a_birthday_that_has_been_says_that_a_child_is_that_age_by_now(said: Read, when: str) -> None:
    age = facts(said(f"CIC. 16 {when}, in care"))["age"]
    assert isinstance(age, Span)
    assert 16 <= age.low < 16.2


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("young man of sixteen, in care", 16),
        ("one of our seventeen year olds is pregnant, CIC", 17),
        ("our lad was 18 in june, CIC", 18.4),
    ],
)
def test_an_age_is_read_in_a_colleagues_prose(said: Read, text: str, low: float) -> None:
    age = facts(said(text))["age"]
    assert (age.low if isinstance(age, Span) else age) == low


@pytest.mark.parametrize("text", ["kids 5 7 and 9, CIN, CSWT", "three kids (5,7,9), CIN, CSWT"])
def test_the_ages_of_several_children_need_no_comma_and_no_space(said: Read, text: str) -> None:
    assert [age.low for age in said(text).ages] == [5, 7, 9]


def test_a_birthday_to_come_has_not_been(said: Read) -> None:
    age = facts(said("18 in three weeks, in care"))["age"]
    assert isinstance(age, Span)
    assert age.high <= 18


def test_numbers_over_twenty_are_read_in_words(said: Read) -> None:
    assert facts(said("looked after for thirty two weeks, CSWT"))["weeks_in_care"] == Span(32, 33)


def test_how_long_a_child_is_in_care_is_told_before_it_is_worked_out(said: Read) -> None:
    assert facts(said("17yo, 22 wks looked after since he was 14"))["weeks_in_care"] == Span(22, 23)


def test_a_country_is_no_council(said: Read) -> None:
    assert said("family come over from Ukraine, CSWT").journey.start is None
