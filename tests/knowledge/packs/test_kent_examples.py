"""Kent's rules read as cases: every example of the pack comes to what it says."""

from __future__ import annotations

import pytest

from knowledge import Assessment, answer, assess, next_question, read_facts
from knowledge.pack_files import Example
from tests import shipped

KENT = shipped.knowledge().packs["kent"]
EXAMPLES = KENT.examples()


def assessed(example: Example) -> Assessment:
    case = read_facts(KENT, example.facts)
    for fact in example.unknown:
        case = case.with_unknown(fact)
    return assess(KENT, case, today=example.today)


def those(kind: str) -> pytest.MarkDecorator:
    chosen = [e for e in EXAMPLES if e.kind == kind]
    return pytest.mark.parametrize("example", chosen, ids=[e.id for e in chosen])


def expecting(kind: str) -> pytest.MarkDecorator:
    chosen = [e for e in EXAMPLES if e.expect.kind == kind]
    return pytest.mark.parametrize("example", chosen, ids=[e.id for e in chosen])


@those("fires")
def test_the_rule_holds_in_its_own_example(example: Example) -> None:
    assert assessed(example).states[example.rule].holds is True


@those("near_miss")
def test_the_rule_does_not_hold_when_one_fact_differs(example: Example) -> None:
    assert assessed(example).states[example.rule].holds is not True


@expecting("answer")
def test_the_case_comes_to_its_answer(example: Example) -> None:
    found, wanted = answer(assessed(example)), example.expect
    assert found is not None
    assert (found.outcome, found.to and found.to.id, found.point and found.point.id, found.deadline, found.rule) == (
        wanted.outcome,
        wanted.to,
        wanted.at,
        wanted.deadline,
        f"kent.{wanted.rule}",
    )
    assert {f"kent.{rule}" for rule in wanted.also} <= {beside.rule for beside in found.also}


@expecting("question")
def test_the_case_is_asked_about_instead_of_answered(example: Example) -> None:
    result = assessed(example)
    question = next_question(result)
    assert answer(result) is None
    assert question is not None
    assert question.fact in example.expect.asks


@expecting("not_covered")
def test_the_case_is_one_on_which_the_policy_is_silent(example: Example) -> None:
    result = assessed(example)
    assert result.status == "silent"
    assert example.expect.rule is None or example.expect.rule in {rule.id for rule in result.holding}


def test_every_rule_has_a_case_that_fires_it_and_one_that_misses_it() -> None:
    kinds = {(example.rule, example.kind) for example in EXAMPLES}
    assert {(rule.id, kind) for rule in KENT.rules for kind in ("fires", "near_miss")} <= kinds


def test_a_near_miss_differs_from_its_example_by_one_fact() -> None:
    fires = {example.rule: dict(example.facts) for example in EXAMPLES if example.kind == "fires"}
    for example in EXAMPLES:
        if example.kind == "near_miss":
            one, other = fires[example.rule], dict(example.facts)
            differing = [fact for fact in one.keys() | other.keys() if one.get(fact) != other.get(fact)]
            assert len(differing) == 1, f"{example.id} differs in {differing}"


def test_every_ambiguity_is_shown_on_some_rule() -> None:
    shown = {caution for rule in KENT.rules for caution in rule.cautions}
    assert {caution.id for caution in KENT.cautions} == shown
