"""Facts given as data are taken as what they are, or refused by name."""

from __future__ import annotations

import pytest

from knowledge import FactError, read_facts
from knowledge.facts import FactKind


@pytest.mark.parametrize("day", ["0018-01-01", "1899-12-31", "2200-01-01"])
def test_a_date_of_another_age_is_a_slip_and_refused(testshire, day: str):
    fact = next(fact.id for fact in testshire.vocabulary if fact.kind is FactKind.DATE)
    with pytest.raises(FactError, match="lies between 1900-01-01 and 2199-12-31"):
        read_facts(testshire, {fact: day})
