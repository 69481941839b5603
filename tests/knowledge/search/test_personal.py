"""Personal details and danger in what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.personal import immediate_danger, looks_personal


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("nhs 943 476 5919", "an NHS number"),
        ("call me on 07700 900123", "a phone number"),
        ("ring +44 1632 960001", "a phone number"),
        ("someone@example.org", "an e-mail address"),
        ("lives in SW1A 1AA", "a postcode"),
        ("at 12 Acacia Avenue", "an address"),
        ("its for Jane Sample", "a name"),
        ("child: Tom O'Sample", "a name"),
        ("dob 3/4/11", "a date of birth"),
        ("born 3 April 2011", "a date of birth"),
    ],
)
def test_a_personal_detail_is_noticed(text: str, kind: str) -> None:
    assert kind in looks_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "15yo, CIN, CSWT, C&F completed 25 March 2026",
        "its for Adolescent Support Team",
        "about Early Help",
        "re Family Finding",
        "moved from Ashford to Tunbridge Wells",
        "reference 943 476 5918",
        "closed 01/02/2026, re-referred within 10 working days",
        "child: Interim Care Order made",
        "s20, 4 weeks, section 47, 17½",
    ],
)
def test_teams_places_orders_and_figures_are_not_personal(text: str) -> None:
    assert looks_personal(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "dad is hitting him right now",
        "she is being hurt now",
        "mum has just attacked him",
        "threatening to kill her",
        "he's taken an overdose",
        "she's in danger right now",
    ],
)
def test_danger_at_this_moment_is_noticed(text: str) -> None:
    assert immediate_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "he was hit with a belt last night",
        "concern that dad hit his little sister",
        "he was hit, now on a CP plan with us",
        "exploited, moved now",
        "mum can't cope any more",
        "risk of harm in the community",
    ],
)
def test_harm_that_is_past_or_feared_is_not_danger_at_this_moment(text: str) -> None:
    assert not immediate_danger(text)


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    looks_personal(text)
    immediate_danger(text)
