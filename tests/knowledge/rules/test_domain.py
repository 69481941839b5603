"""The finite domain says of rules exactly what the engine says, and leaves out only what cannot be."""

from __future__ import annotations

import random

import pytest

from knowledge import Pack
from knowledge.facts import Case
from knowledge.rules.consistency import clashes, dead_rules, gaps, idle_facts
from knowledge.rules.domain import Domain
from knowledge.rules.engine import conclude, state
from tests import shipped
from tests.knowledge.conftest import MIDSHIRE, TODAY, load_made_up, load_testshire

PACKS = {**shipped.knowledge().packs, "testshire": load_testshire(), "midshire": load_made_up(MIDSHIRE)}


@pytest.fixture(scope="module", params=PACKS.values(), ids=PACKS)
def domain(request: pytest.FixtureRequest) -> Domain:
    return Domain(request.param)


def some_cases(domain: Domain, number: int) -> list[Case]:
    """Possible cases, each built from random statements that the domain allows together."""
    chance = random.Random(domain.pack.slug)  # noqa: S311 - the same cases every time
    found = []
    for _ in range(number):
        statements = []
        for name in chance.sample(domain.facts, len(domain.facts)):
            value = chance.choice(domain.values[name])
            if value is not None and domain.possible(*statements, domain.is_value(name, value)):
                statements.append(domain.is_value(name, value))
        told = domain.case(*statements)
        assert told is not None
        found.append(Case(stated=told))
    return found


def test_a_rule_holds_in_the_domain_where_the_engine_says_it_holds(domain: Domain):
    pack: Pack = domain.pack
    for case in some_cases(domain, 40):
        values = [domain.is_value(name, value) for name, value in case.stated.items()]
        values += [domain.is_value(name, None) for name in domain.facts if name not in case.stated]
        for rule_id, reading in pack.readings.items():
            assert domain.possible(*values, domain.holds(rule_id)) is (state(pack, reading, case).holds is True)


def test_every_case_of_the_domain_is_free_of_contradictions(domain: Domain):
    for case in some_cases(domain, 40):
        assert conclude(domain.pack.vocabulary, case)[2] == ()


def test_a_case_that_contradicts_itself_is_not_in_it():
    domain = Domain(PACKS["testshire"])
    ordered = domain.is_value("legal_status", "interim_care_order")
    assert domain.possible(ordered)
    assert not domain.possible(ordered, domain.is_value("looked_after", False))


def test_testshires_rules_fit_together_but_for_what_its_tests_need():
    domain = Domain(PACKS["testshire"])
    assert list(dead_rules(domain)) == []
    assert list(idle_facts(domain)) == []
    assert {gap.team for gap in gaps(domain)} <= {team.id for team in domain.pack.teams}
    for clash in clashes(domain):
        assert domain.possible(domain.holds(clash.one.id), domain.holds(clash.other.id)), TODAY
