"""What holds for every pack: those that ship must be clean; the engine keeps its promises on any."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Case, answer, assess, next_question, read_facts, read_value
from knowledge.packs import HOLDER
from knowledge.rules.analysis import check
from knowledge.rules.engine import Assessment, decision, narrow, possible_holders, state
from tests import shipped
from tests.knowledge.cases import cases, settled
from tests.knowledge.conftest import MIDSHIRE, TODAY, load_made_up, load_testshire
from tests.random_cases import tried

PACKS = shipped.knowledge().packs
every_pack = pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS.keys())
MADE_UP = {"testshire": load_testshire(), "midshire": load_made_up(MIDSHIRE)}
any_pack = pytest.mark.parametrize("pack", [*PACKS.values(), *MADE_UP.values()], ids=[*PACKS, *MADE_UP])
many = tried(15)


@every_pack
def test_the_pack_is_clean(pack):
    report = check(pack, TODAY)
    assert not report.faults, "\n".join(map(str, report.faults))
    assert report.accounted == report.statements > 0


@any_pack
@many
@given(data=st.data())
def test_forgetting_a_fact_never_turns_one_answer_into_another(pack, data):
    facts = data.draw(cases(pack))
    case = read_facts(pack, facts)
    full = settled(pack, case)
    if full is None:
        return
    for forgotten in facts:
        less = settled(pack, case.without(forgotten))
        assert less is None or less == full, f"without {forgotten}: {less}, with it: {full}"


@any_pack
@many
@given(data=st.data(), seed=st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(pack, data, seed: random.Random):
    facts = data.draw(cases(pack))
    order = seed.sample(list(facts), len(facts))
    one = assess(pack, read_facts(pack, facts), today=TODAY)
    other = assess(pack, read_facts(pack, {name: facts[name] for name in order}), today=TODAY)
    assert (one.status, one.holding, one.presumed) == (other.status, other.holding, other.presumed)


@any_pack
@many
@given(data=st.data())
def test_every_answer_cites_a_section_and_every_open_case_has_a_question(pack, data):
    found = assess(pack, read_facts(pack, data.draw(cases(pack))), today=TODAY)
    outcome = answer(found)
    if outcome is not None:
        assert {section.id for section in pack.sections} >= set(outcome.sections) != set()
        assert outcome.because
        assert (outcome.to is not None) >= (outcome.outcome == "transfers")
    elif found.status == "open":
        assert next_question(found) is not None


def certain_without(found: Assessment, fact: str) -> bool:
    """Whether, with every rule looked at again, none that decides is open once a presumed fact is gone."""
    stated = {name: value for name, value in found.known.stated.items() if name != fact}
    case = possible_holders(found.pack, narrow(found.pack.vocabulary, replace(found.known, stated=stated)))
    for rule_id, was in found.states.items():
        rule, reading = was.rule, found.pack.readings[rule_id]
        about_it = reading.about(found.known, found.pack) is not False
        opened = was.holds is not None and state(found.pack, reading, case, {}, found.in_force).holds is None
        if about_it and not rule.beside and opened and (was.holds or decision(found, rule) not in found.decisions):
            return False
    return True


@any_pack
@many
@given(data=st.data())
def test_an_answer_rests_on_the_presumed_facts_without_which_it_is_not_certain(pack, data):
    found = assess(pack, read_facts(pack, data.draw(cases(pack))), today=TODAY)
    if found.holding and found.status != "contradiction":
        needed = [fact for fact in found.presumed if fact == HOLDER or not certain_without(found, fact)]
        assert list(found.rests_on) == needed


@any_pack
@tried(15)
@given(picks=st.lists(st.integers(min_value=0, max_value=12), min_size=120, max_size=120))
def test_an_interview_ends_whatever_is_answered(pack, picks):
    case = Case()
    for pick in picks:
        found = assess(pack, case, today=TODAY)
        question = next_question(found)
        if question is None:
            return
        if found.contradictions or pick >= len(question.options):
            case = case.with_unknown(question.fact)
        else:
            case = case.with_fact(question.fact, read_value(pack, question.fact, question.options[pick].value))
    raise AssertionError("the interview never ends")
