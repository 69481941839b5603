"""The two ends of a move, as people name them."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.search.recognise import Recogniser

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("moved from Kent to Essex", "kent", "Essex"),
        ("moving out of Kent into Essex next week", "kent", "Essex"),
        ("family in from Birmingham", "Birmingham", None),
        ("kent to medway, CP plan", "kent", "Medway"),
        ("moving to Essex in Jan", None, "Essex"),
        ("from Ashford to Bexley", "kent", "Bexley"),
        ("she is 15 and on a CIN plan", None, None),
        ("moved from Essex, before that from Bexley", None, None),
    ],
)
def test_a_move_has_the_ends_that_were_named(recogniser: Recogniser, text: str, start: str | None, end: str | None):
    journey = recogniser.recognise(text, pack=None, today=TODAY).journey
    assert (journey.start and journey.start.name, journey.end and journey.end.name) == (start, end)


def test_the_other_council_is_the_end_that_is_not_ones_own(recogniser: Recogniser):
    journey = recogniser.recognise("moved from Kent to Essex", pack=None, today=TODAY).journey
    other = journey.other_than("kent")
    assert other is not None
    assert (other.slug, other.name) == (None, "Essex")


def test_a_move_inside_one_council_has_no_other(recogniser: Recogniser):
    journey = recogniser.recognise("moved from Ashford to Thanet", pack=None, today=TODAY).journey
    assert journey.other_than("kent") is None
