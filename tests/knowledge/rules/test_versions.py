"""A rule that has been replaced: the day of the event picks the version, and only rules in force count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from knowledge import Pack, answer
from knowledge.rules.analysis import check
from tests.knowledge.conftest import TODAY, Asking

CONFERENCE = {"holding_team": "lantern", "assessment_outcome": "conference"}
TO_HARBOUR = "    to: harbour\n    at: initial_cp_conference\n    timing: {amount: 15,"
TO_THE_HUB = "    to: hub\n    at: initial_cp_conference\n    timing: {amount: 15,"
STAYS_AFLOAT = "    when: {assessment_outcome: conference, lives_afloat: yes}\n"


@pytest.fixture(scope="module")
def midshire_says(midshire: Pack) -> Asking:
    return Asking(midshire)


@pytest.mark.parametrize(
    ("assessed", "today", "version", "due"),
    [
        ("2026-03-31", date(2026, 4, 7), "conference-until-march-2026", date(2026, 4, 23)),
        ("2026-03-31", TODAY, "conference-until-march-2026", date(2026, 4, 23)),
        ("2026-04-01", date(2026, 4, 7), "conference", date(2026, 4, 17)),
        ("2026-04-10", date(2026, 3, 20), "conference", date(2026, 4, 24)),
    ],
)
def test_the_day_of_the_event_picks_the_version_whatever_day_it_is_today(
    midshire_says: Asking, assessed: str, today: date, version: str, due: date
):
    found = answer(midshire_says(**CONFERENCE, assessment_completed=assessed, today=today))
    assert (found.rule, found.deadline) == (f"midshire.{version}", due)


@pytest.mark.parametrize(
    ("today", "version"), [(date(2026, 3, 20), "conference-until-march-2026"), (TODAY, "conference")]
)
def test_while_the_event_has_no_date_the_version_of_today_speaks(midshire_says: Asking, today: date, version: str):
    assert answer(midshire_says(**CONFERENCE, today=today)).rule == f"midshire.{version}"


def test_with_presumptions_off_no_version_holds_until_the_event_has_a_date(midshire_says: Asking):
    """So forgetting the date never turns one version's answer into the other's."""
    told = {**CONFERENCE, "lives_afloat": False}
    undated = midshire_says(**told, presume=False)
    assert {undated.states[rule].holds for rule in ("conference", "conference-until-march-2026")} == {None}
    dated = midshire_says(**told, assessment_completed="2026-03-31", presume=False)
    assert dated.states["conference-until-march-2026"].holds is True
    assert "conference" not in dated.states


def test_an_exception_that_is_no_longer_in_force_displaces_nothing(changed_midshire: Callable[..., Pack]):
    says = Asking(changed_midshire("rules.yaml", STAYS_AFLOAT, f"{STAYS_AFLOAT}    valid_to: 2026-06-30\n"))
    afloat = {**CONFERENCE, "lives_afloat": True}
    assert answer(says(**afloat, today=date(2026, 6, 30))).rule == "midshire.conference-afloat"
    assert answer(says(**afloat, today=date(2026, 7, 1))).to.id == "harbour"


def test_versions_that_go_by_the_same_event_do_not_clash(changed_midshire: Callable[..., Pack]):
    found = check(changed_midshire("rules.yaml", TO_HARBOUR, TO_THE_HUB), TODAY)
    assert not any("can both hold" in fault.problem for fault in found.faults)


def test_versions_that_go_by_different_events_may_both_be_in_force_and_clash(changed_midshire: Callable[..., Pack]):
    other_event = "    valid_to: 2026-03-31\n    triggered_by: plan_decided_on\n"
    found = check(changed_midshire("rules.yaml", "    valid_to: 2026-03-31\n", other_event), TODAY)
    assert any("can both hold" in fault.problem for fault in found.faults)


def test_an_exception_that_ends_does_not_make_the_rule_under_it_dead(changed_midshire: Callable[..., Pack]):
    always = "    when: {assessment_outcome: conference}\n    valid_to: 2026-06-30\n"
    found = check(changed_midshire("rules.yaml", STAYS_AFLOAT, always), TODAY)
    assert not any("can never hold" in fault.problem for fault in found.faults)
