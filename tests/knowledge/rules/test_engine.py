"""What the rule engine promises, on the made-up council of Testshire."""

from __future__ import annotations

from knowledge import answer, next_question, what_if, why, why_not
from knowledge.facts import Span
from knowledge.rules.explain import milestones
from knowledge.rules.interview import branches
from tests.knowledge.conftest import Asking

EXPLOITED = {"holding_team": "family", "plan": "cin", "exploitation": True, "age": 15}


def rules(assessment) -> list[str]:
    return [rule.id for rule in assessment.holding]


# --- one answer -----------------------------------------------------------------------------------------------------


def test_a_rule_whose_conditions_are_all_met_gives_the_answer(says: Asking):
    assert answer(says(**EXPLOITED)).to.id == "youth"


def test_an_answer_names_the_meeting_and_the_clock(says: Asking):
    found = answer(says(**EXPLOITED, assessment_completed="2026-12-01"))
    assert found.point.id == "initial_cin_meeting"
    assert (found.timescale.amount, found.timescale.unit, found.timescale.anchor) == (
        10,
        "working_days",
        "assessment_completed",
    )
    assert found.deadline.isoformat() == "2026-12-15"


def test_a_clock_without_its_start_gives_no_date(says: Asking):
    found = answer(says(**EXPLOITED))
    assert found.deadline is None
    assert "within 10 working days of the child and family assessment being completed" in found.when


def test_a_clock_whose_start_the_policy_leaves_out_never_gives_a_date(says: Asking):
    found = answer(says(holding_team="family", legal_status="section_20", foster_over_four_weeks=True))
    assert found.deadline is None
    assert found.cautions == ("The policy does not say from when the four weeks run.",)


def test_a_part_of_a_team_follows_the_rules_of_the_whole(says: Asking):
    assert answer(says(**{**EXPLOITED, "holding_team": "family_north"})).to.id == "youth"


# --- silence and ignorance ------------------------------------------------------------------------------------------


def test_a_missing_fact_that_matters_is_asked_for(says: Asking):
    without_age = {name: value for name, value in EXPLOITED.items() if name != "age"}
    found = says(**without_age)
    assert found.status == "open"
    assert next_question(found).fact == "age"


def test_an_age_in_whole_years_does_not_settle_a_half_year_boundary():
    assert Span.of(15) == Span(15, 16)
    assert Span.of(15.5).low == 15.5


def test_a_declared_silence_outweighs_what_else_might_hold(says: Asking):
    found = says(holding_team="care", plan="child_in_care", age=16, remanded=True)
    assert found.status == "silent"
    assert answer(found) is None


def test_a_subject_that_no_rule_mentions_is_the_policys_silence(says: Asking):
    assert says(holding_team="youth", plan="cin", relinquishment=True).status == "silent"


def test_nothing_said_means_a_question_and_not_an_answer(says: Asking):
    assert says().status == "open"
    assert next_question(says()).fact == "holding_team"


def test_when_nothing_points_to_a_rule_the_first_thing_asked_is_what_is_happening(says: Asking):
    assert next_question(says(holding_team="youth", plan="cin")).fact == "situation"


# --- exceptions -----------------------------------------------------------------------------------------------------


def test_an_exception_displaces_its_rule(says: Asking):
    assert rules(says(**EXPLOITED, learning_disability=True, physical_disability=False)) == [
        "family-youth-not-disabled"
    ]


def test_an_exception_to_an_exception_brings_the_outcome_back(says: Asking):
    assert answer(says(**EXPLOITED, physical_disability=True)).to.id == "youth"


def test_an_exception_that_may_apply_keeps_the_answer_open(says: Asking):
    found = says(presume=False, **EXPLOITED)
    assert found.states["family-youth"].holds is None


# --- presumptions ---------------------------------------------------------------------------------------------------


def test_an_answer_says_what_it_takes_for_granted(says: Asking):
    assert "disability" in {one.fact for one in answer(says(**EXPLOITED)).presumed}


def test_a_presumption_that_changes_nothing_is_not_mentioned(says: Asking):
    assert "pregnant" not in {one.fact for one in answer(says(**EXPLOITED)).presumed}


def test_a_presumption_gives_way_to_what_was_said(says: Asking):
    assert "disability" not in says(**EXPLOITED, autism=True).presumed


def test_a_team_may_presume_otherwise(says: Asking):
    assert says(holding_team="care").presumed["looked_after"] is True
    assert "looked_after" not in says(holding_team="family").presumed


def test_the_holder_is_presumed_only_where_no_other_teams_rules_can_apply(says: Asking):
    found = says(exploitation=True, age=15)
    assert found.presumed["holding_team"] == "family"
    assert "holding_team" in {one.fact for one in answer(found).presumed}
    assert says(legal_status="interim_care_order").status == "open"


def test_a_team_that_is_asked_about_does_not_hold_the_case(says: Asking):
    able = says(legal_status="interim_care_order", asked_team="family").known.possible["holding_team"]
    assert able >= {"duty", "care"}
    assert not able & {"family", "family_north"}


def test_a_team_cannot_hold_what_is_outside_its_remit(says: Asking):
    assert "youth" not in says(age=4).known.possible["holding_team"]
    assert "holding_team" not in says(age=15).known.possible


# --- what follows from what -----------------------------------------------------------------------------------------


def test_an_order_implies_what_it_means_in_law(says: Asking):
    known = says(legal_status="interim_care_order").known.stated
    assert known["looked_after"] is True
    assert known["in_proceedings"] is True


def test_what_cannot_be_true_is_ruled_out(says: Asking):
    found = says(presume=False, holding_team="family", looked_after=False)
    assert found.states["care-order"].holds is False


def test_two_things_that_cannot_both_be_true_are_asked_about(says: Asking):
    found = says(legal_status="interim_care_order", looked_after=False)
    assert found.status == "contradiction"
    assert answer(found) is None
    assert next_question(found).fact == "looked_after"


def test_the_age_follows_from_the_eighteenth_birthday(says: Asking):
    found = says(holding_team="family", plan="cin", exploitation=True, eighteenth_birthday="2029-11-23")
    assert found.known.stated["age"] == Span(15, 15)


# --- clauses that point different ways ------------------------------------------------------------------------------


def test_a_declared_tension_shows_every_reading_with_the_safer_one_first(says: Asking):
    found = answer(says(holding_team="duty", court_report="section_7"))
    assert [one.rule for one in found.readings] == ["testshire.report-late", "testshire.report-early"]


def test_obligations_stand_beside_the_answer(says: Asking):
    found = answer(says(holding_team="care", plan="child_in_care", age=17, adult_care_needs=True))
    assert found.outcome == "stays"
    assert [one.rule for one in found.also] == ["testshire.care-adults-panel"]


# --- the interview --------------------------------------------------------------------------------------------------


def test_after_i_dont_know_the_answer_splits(says: Asking):
    found = says(
        holding_team="family", plan="child_in_care", legal_status="section_20", foster_over_four_weeks="unknown"
    )
    assert {branch.value: rules(branch.assessment) for branch in branches(found)} == {
        True: ["care-agreement"],
        False: ["care-agreement-short"],
    }


def test_a_fact_that_nobody_knows_is_not_asked_again(says: Asking):
    found = says(holding_team="family", legal_status="section_20", foster_over_four_weeks="unknown")
    question = next_question(found)
    assert question is None or question.fact != "foster_over_four_weeks"


# --- explanations ---------------------------------------------------------------------------------------------------


def test_why_lists_every_condition_of_the_rule(says: Asking):
    (first, *_) = why(says(**EXPLOITED))
    assert {line.fact: line.mark for line in first.lines} == {
        "holding_team": "yes",
        "exploitation": "yes",
        "age": "yes",
    }


def test_why_not_names_the_condition_that_failed(says: Asking):
    (nearest, *_) = why_not(says(**{**EXPLOITED, "age": 12}), "youth")
    assert [line.fact for line in nearest.lines if line.mark == "no"] == ["age"]


def test_what_if_changes_nothing_but_the_question(says: Asking):
    before = says(**EXPLOITED)
    difference = what_if(before, {"age": Span.of(12)})
    assert not difference.same
    assert before.case.stated["age"] == Span.of(15)


def test_the_answer_says_when_it_will_next_change(says: Asking):
    found = says(
        holding_team="care", plan="child_in_care", age=17, eighteenth_birthday="2027-06-01", adult_care_needs=True
    )
    assert [one.date.isoformat() for one in milestones(found)] == ["2027-06-01"]
