"""The messages that the packs and phrases were worked out on: none may get a definite answer that is wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from dialogs import Services
from tests.cases.accuracy import CASES, COUNCILS, verdicts
from tests.random_cases import THOROUGH


@pytest.mark.thorough
@pytest.mark.parametrize("council", COUNCILS)
def test_no_worked_case_is_answered_wrongly_and_most_are_answered(services: Services, council: str):
    found = [(case["id"], verdict) for case, verdict, _ in verdicts(services, "worked", council, 1 if THOROUGH else 40)]
    assert [case_id for case_id, verdict in found if verdict == "wrong"] == []
    counts = Counter(verdict for _, verdict in found)
    assert counts["right"] >= len(found) / 2, counts


def test_every_council_has_cases_that_were_only_measured_on():
    assert sorted(path.stem for path in (CASES / "untouched").glob("*.yaml")) == list(COUNCILS)
