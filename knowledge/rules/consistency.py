"""Whether a pack's rules fit together, shown over its whole domain and not by examples.

* *Clashes*: two rules that can hold of one case and point different ways, with nothing that says which comes first.
* *Dead rules*: rules that hold of no possible case.
* *Idle questions*: facts on which no outcome ever turns, so that nobody could ever be asked for them.
* *Gaps*: what a team may come with and no rule says anything of, not even that the policy is silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from knowledge.facts import FactKind, Value, Vocabulary
from knowledge.packs import HOLDER, Pack
from knowledge.rules.domain import Domain, Literal
from knowledge.rules.engine import SITUATION, when_differs
from knowledge.rules.logic import All, Condition, Either, Neither, Test
from knowledge.rules.model import Rule


@dataclass(frozen=True)
class Clashing:
    """Two rules that can hold together and disagree, with a case in which they do."""

    one: Rule
    other: Rule
    case: Mapping[str, Value]
    """The facts that the two conditions read."""


@dataclass(frozen=True)
class Dead:
    """A rule that can never hold: by its own condition, or because exceptions always displace it."""

    rule: Rule
    by_itself: bool


@dataclass(frozen=True)
class Gap:
    """Something a case with a team may be about, of which no rule says anything."""

    team: str
    fact: str
    value: Value


def clashes(domain: Domain) -> Iterator[Clashing]:
    """Every pair of main rules that can hold together, disagree, and are in no declared tension.

    A declared silence is no party to a clash: it outweighs whatever else holds (see `knowledge.rules.engine`).
    """
    pack = domain.pack
    main = [rule for rule in pack.rules if not rule.beside and rule.outcome != "silent"]
    holds = {rule.id: domain.holds(rule.id) for rule in main}
    for one, other in combinations(main, 2):
        differ = _differ(domain, one, other)
        if differ is None or not domain.possible(holds[one.id], holds[other.id], differ):
            continue
        if pack.tension_between((one, other)) is None:
            found = domain.case(holds[one.id], holds[other.id], differ) or {}
            read = {test.fact for rule in (one, other) for test in pack.readings[rule.id].condition.tests()}
            yield Clashing(one, other, {name: value for name, value in found.items() if name in read})


def _differ(domain: Domain, one: Rule, other: Rule) -> Literal | None:
    """The statement that two rules point different ways; None if they never do."""
    if one.outcome != other.outcome:
        return domain.always
    if one.to == other.to or when_differs(one, other):
        return domain.always if when_differs(one, other) else None
    vocabulary = domain.pack.vocabulary
    named = [to for to in (one.to, other.to) if to and to in vocabulary and vocabulary[to].kind is FactKind.TEAM]
    if len(named) == 1 and named[0] in domain.values:
        fixed = other.to if one.to == named[0] else one.to
        if fixed is not None and fixed in domain.values[named[0]]:
            return -domain.is_value(named[0], fixed)
    return domain.always


def dead_rules(domain: Domain) -> Iterator[Dead]:
    """Every rule that holds of no possible case."""
    for rule in domain.pack.rules:
        if not domain.possible(domain.holds(rule.id)):
            condition = domain.condition(domain.pack.readings[rule.id].condition)
            yield Dead(rule, by_itself=not domain.possible(condition))


def idle_facts(domain: Domain) -> Iterator[str]:
    """Every fact that rules read and that can never be asked for: it has one possible value, or no rule can need it."""
    waiting = dict.fromkeys(
        fact for reading in domain.pack.readings.values() for fact in reading.condition.facts() if fact != HOLDER
    )
    for rule_id, reading in domain.pack.readings.items():
        for test, wanted in dict.fromkeys(_wanted(reading.condition)):
            if test.fact in waiting and _can_be_needed(domain, rule_id, test, wanted):
                del waiting[test.fact]
    yield from waiting


def _wanted(condition: Condition, truth: bool = True) -> Iterator[tuple[Test, bool]]:
    """The tests of a condition, each with how it has to come out."""
    match condition:
        case Test():
            yield condition, truth
        case Neither(part):
            yield from _wanted(part, not truth)
        case All(parts) | Either(parts):
            for part in parts:
                yield from _wanted(part, truth)


def _can_be_needed(domain: Domain, rule_id: str, test: Test, wanted: bool) -> bool:
    against = domain.condition(test, truth=not wanted)
    return domain.possible(against) and domain.possible(domain.holds(rule_id), domain.condition(test, truth=wanted))


def cells(domain: Domain) -> Iterator[tuple[str, Value, str]]:
    """What a case may be about, and with which team: every possible value of a fact that says what a question is about.

    Each as the fact, its value and the team.
    """
    vocabulary = domain.pack.vocabulary
    for name in vocabulary.routes:
        for value in domain.values[name]:
            if value is None or value is False or value in vocabulary[name].nothing:
                continue
            for team in domain.pack.remits:
                if domain.possible(domain.is_value(HOLDER, team), domain.is_value(name, value)):
                    yield name, value, team


def gaps(domain: Domain) -> Iterator[Gap]:
    """The cells of which no rule, not even a silence, says anything.

    A rule speaks of a cell if it can hold there and reads the fact, one that follows from it, or one it follows from.
    """
    pack = domain.pack
    speaking: dict[tuple[str, Value], Literal] = {}
    for name, value, team in cells(domain):
        if (name, value) not in speaking:
            names = {name, *_bearing_on(pack.vocabulary, name, value)}
            rules = [rule_id for rule_id, reading in pack.readings.items() if names & reading.condition.facts()]
            speaking[name, value] = domain.any_of([domain.never, *map(domain.holds, rules)])
        case = (domain.is_value(HOLDER, team), domain.is_value(name, value))
        if not domain.possible(*case, speaking[name, value]):
            yield Gap(team, name, value)


def _bearing_on(vocabulary: Vocabulary, name: str, value: Value) -> Iterator[str]:
    """The facts that follow from a value, and those from whose values it follows."""
    yield from (other for other, _ in vocabulary.consequences(name, value))
    yield from (other for (other, _), follows in vocabulary.follows.items() if (name, value) in follows)


def unread(pack: Pack) -> Iterator[str]:
    """Facts of the council's own that nothing reads: no rule, clock, checklist, remit, presumption or other fact."""
    vocabulary = pack.vocabulary
    read = {fact for rule_id in pack.readings for fact in pack.reads(rule_id)}
    read |= {name for rule in pack.rules for name in (rule.to, rule.timing and rule.timing.anchor) if name}
    read |= {name for condition in pack.conditions_elsewhere for name in condition.facts()}
    read |= {name for (_, _), follows in vocabulary.follows.items() for name, _ in follows}
    read |= {name for fact in vocabulary for name in fact.counted_from}
    read.add(SITUATION)  # asked where nothing said so far points anywhere; a council may word it for itself
    yield from (name for name in pack.own_facts if name not in read)
