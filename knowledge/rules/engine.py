"""The rule engine: what a policy says of a case, and what is still open.

Three promises, each held by a property test:

* A rule holds only if its condition is definitely true and every exception to it definitely false. There are no
  catch-alls, no numeric priorities, and the order of rules in a file means nothing.
* With presumptions off, forgetting a fact may turn an answer into "not yet known", never into another answer.
* The order in which facts were given does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias

from knowledge.facts import Case, FactKind, Grows, Json, Measured, Span, Value, Vocabulary
from knowledge.pack_faults import holders
from knowledge.packs import HOLDER, Pack, RuleReading
from knowledge.rules.logic import Truth
from knowledge.rules.model import Rule, Tension
from knowledge.rules.timeline import UNSTATED, age_on, months_between

Status: TypeAlias = Literal["decided", "open", "silent", "contradiction"]
Decision: TypeAlias = tuple[str, str]
"""What tells two answers apart: the outcome and the team the case ends up with."""

UNDATED: Mapping[str, Truth] = {}
"""Of no rule is it in question whether it is in force."""
ASKED = "asked_team"
"""The fact that names a team somebody asked about: evidence that it does not hold the case."""
SITUATION = "situation"
"""The fact that is asked when nothing said so far points to any part of the policy."""


@dataclass(frozen=True)
class Contradiction:
    """Two things that were said and cannot both be true."""

    fact: str
    stated: Value
    implied: Value
    by: str
    """The fact whose value implies the other one."""


class RuleState(NamedTuple):
    """Where one rule stands for one case. A plain tuple: an assessment makes hundreds of them."""

    rule: Rule
    condition: Truth
    displaced: Truth
    holds: Truth


@dataclass(frozen=True)
class Assessment:
    """What one policy says of one case on one day. The single trace behind every explanation."""

    pack: Pack
    case: Case
    """As given."""
    known: Case
    """With what the given facts imply, and with presumptions."""
    today: date
    status: Status
    states: Mapping[str, RuleState]
    """The rules in force, each with where it stands."""
    in_force: Mapping[str, Truth]
    """For each rule that is dated, whether it is in force in this case; see `in_force`."""
    presumed: Mapping[str, Value]
    """Everything presumed, whether or not the outcome rests on it; see `rests_on`."""
    implied: Mapping[str, str]
    """Facts that follow from another, with the fact they follow from."""
    contradictions: tuple[Contradiction, ...] = ()

    @cached_property
    def holding(self) -> tuple[Rule, ...]:
        """The rules that hold and decide the outcome.

        Where no main rule holds or may hold, an obligation that stands alone is itself the outcome: somebody who asks
        only about a panel gets the panel.
        """
        main = self._holding(beside=False)
        return main or (self._holding(beside=True)[:1] if not self.open else ())

    @cached_property
    def open(self) -> tuple[Rule, ...]:
        """The main rules that may yet hold."""
        return tuple(s.rule for s in self.states.values() if s.holds is None and not s.rule.beside)

    @cached_property
    def beside(self) -> tuple[Rule, ...]:
        """The obligations that run beside the outcome."""
        return tuple(rule for rule in self._holding(beside=True) if rule not in self.holding)

    def _holding(self, beside: bool) -> tuple[Rule, ...]:
        return tuple(s.rule for s in self.states.values() if s.holds is True and s.rule.beside is beside)

    @cached_property
    def decisions(self) -> frozenset[Decision]:
        """Every decision that holds or may yet hold."""
        return frozenset(decision(self, rule) for rule in (*self.holding, *self.open))

    @cached_property
    def tension(self) -> Tension | None:
        """The declared tension between the rules that hold, if they point different ways."""
        differing = any(says_otherwise(self, *pair) for pair in combinations(self.holding, 2))
        return self.pack.tension_between(self.holding) if differing else None

    @cached_property
    def rests_on(self) -> tuple[str, ...]:
        """The presumed facts without which the outcome would not be certain."""
        if self.status == "contradiction" or not self.holding:
            return ()
        leans_on: dict[str, frozenset[str]] = {}
        leaning: dict[str, list[str]] = {}
        for rule_id in self._in_reach:
            for fact in self._leans_on(rule_id, leans_on):
                leaning.setdefault(fact, []).append(rule_id)
        return tuple(
            fact
            for fact in self.presumed
            if fact == HOLDER or (fact in leaning and not self._stand_without(fact, leaning[fact], leans_on))
        )

    @cached_property
    def about_the_holder(self) -> frozenset[str]:
        """The rules about a team that may hold the case: no other fact brings the rest to life."""
        return frozenset(
            rule_id for rule_id in self.states if self.pack.readings[rule_id].about(self.known, self.pack) is not False
        )

    @cached_property
    def _in_reach(self) -> frozenset[str]:
        """The main rules among them."""
        return frozenset(rule_id for rule_id in self.about_the_holder if not self.states[rule_id].rule.beside)

    def _leans_on(self, rule_id: str, found: dict[str, frozenset[str]]) -> frozenset[str]:
        """The presumed facts without which a rule may be open, or more; usually few, since most rules fail on something
        that was said, or on two things at once. `found` keeps those of the rules already looked at."""
        if rule_id not in found:
            found[rule_id] = self._leaning(self.states[rule_id], found)
        return found[rule_id]

    def _leaning(self, standing: RuleState, found: dict[str, frozenset[str]]) -> frozenset[str]:
        # Taking a fact away only opens what was settled: what fails for two reasons still fails for the other.
        if standing.holds is None:
            return frozenset()
        reading, everything = self.pack.readings[standing.rule.id], frozenset(self.presumed)
        if standing.condition is False:
            failing = [part for part in reading.condition.parts if part.truth(self.known, self.pack) is False]
            return everything.intersection(*(self._settle(part.facts()) for part in failing))
        exceptions = [other for other in reading.exceptions if other in self.states]
        if standing.displaced:
            holding = [other for other in exceptions if self.states[other].holds]
            return everything.intersection(*(self._leans_on(other, found) for other in holding))
        own = self._settle(reading.condition.facts()) & everything
        return own.union(*(self._leans_on(other, found) for other in exceptions))

    def _settle(self, facts: Collection[str]) -> frozenset[str]:
        """The facts that can settle tests of these; any can settle which team may hold a case, where none was named."""
        if HOLDER in facts and HOLDER not in self.known.stated:
            return frozenset(self.presumed)
        return frozenset().union(*(self.pack.vocabulary.swayed_by[fact] for fact in facts))

    def _stand_without(self, fact: str, leaning: Sequence[str], leans_on: Mapping[str, frozenset[str]]) -> bool:
        """Whether the outcome stands without a presumed fact that these rules lean on."""
        stated = {name: value for name, value in self.known.stated.items() if name != fact}
        case = possible_holders(self.pack, narrow(self.pack.vocabulary, replace(self.known, stated=stated), [fact]))
        found = {other: self.states[other] for other, facts in leans_on.items() if fact not in facts}
        for rule_id in leaning:
            was, rule = self.states[rule_id].holds, self.states[rule_id].rule
            now = state(self.pack, self.pack.readings[rule_id], case, found, self.in_force).holds
            if was != now and (was is True or decision(self, rule) not in self.decisions):
                return False
        return True


def assess(pack: Pack, case: Case, *, today: date, presume: bool = True) -> Assessment:
    """What `pack` says of `case` as of `today`.

    `presume` lets facts marked `unless_said` stand at their usual value when nothing was said of them; the answer then
    lists those it rests on. Never raises for any case made with `knowledge.reading.read_facts`.
    """
    given = without_stale_situation(pack.vocabulary, derive(pack.vocabulary, case, today))
    known, implied, contradictions = conclude(pack.vocabulary, given)
    presumed = presumptions(pack, known) if presume else {}
    assumed = possible_holders(pack, narrow(pack.vocabulary, replace(known, stated={**presumed, **known.stated})))
    dated = {rule.id: in_force(rule, known, today, presume) for rule in pack.dated}
    found: dict[str, RuleState] = {}
    states = {
        rule_id: state(pack, reading, assumed, found, dated)
        for rule_id, reading in pack.readings.items()
        if dated.get(rule_id, True) is not False
    }
    first = Assessment(pack, case, assumed, today, "open", states, dated, presumed, implied, contradictions)
    status = _status(first)
    if status == "open" and presume:
        holder = _only_possible_holder(first)
        if holder is not None:
            again = assess(pack, case.with_fact(HOLDER, holder), today=today)
            return replace(again, case=case, presumed={**again.presumed, HOLDER: holder})
    return replace(first, status=status)


def presumptions(pack: Pack, known: Case) -> dict[str, Value]:
    """What may be presumed of a case: the vocabulary's `unless_said`, before it what the holding team presumes, and
    before that what usually goes with a stated option.

    A presumption gives way to whatever was said: it is dropped if its value, or what that value implies, does not fit.
    """
    with_holder = _usual_with(pack, known)
    usual = {**dict(pack.vocabulary.presumable), **with_holder}
    for said, follows in pack.vocabulary.usual.items():
        if known.stated.get(said[0]) == said[1]:
            usual |= follows
    settled = known.stated.keys() | known.unknown | known.not_applicable
    usually = replace(known, stated={**with_holder, **known.stated})
    return {
        name: value
        for name, value in usual.items()
        if name not in settled
        and fits(pack.vocabulary, name, value, known.stated)
        and (name not in pack.withheld or pack.withheld[name].truth(usually, pack) is not True)
    }


def without_stale_situation(vocabulary: Vocabulary, case: Case) -> Case:
    """The case without an earlier "none of these" that a later fact has overtaken.

    People pick "none of these" from the menu of situations and then tell what it is after all.
    """
    situation = case.stated.get(SITUATION)
    if situation is None:
        return case
    overtaken = any(
        case.stated.get(other, implied) is not False and implied is False
        for other, implied in vocabulary.consequences(SITUATION, situation)
    )
    return replace(case, stated={k: v for k, v in case.stated.items() if k != SITUATION}) if overtaken else case


def _is_positive(vocabulary: Vocabulary, known: Case, name: str) -> bool:
    value = known.stated.get(name)
    return value is not None and value is not False and value not in vocabulary[name].nothing


def narrow(vocabulary: Vocabulary, case: Case, changed: Iterable[str] | None = None) -> Case:
    """The case with impossible values ruled out: those that imply something known to be otherwise.

    A child in need plan means the child is not looked after, so an order that makes a child looked after is out.
    `changed` names the facts that differ since the case was last narrowed; all of them when left out.
    """
    again = set(case.stated if changed is None else changed)
    for name in tuple(again):
        again |= vocabulary.constrained_by.get(name, frozenset())
    possible = {} if changed is None else {name: left for name, left in case.possible.items() if name not in again}
    follows = vocabulary.constraints
    for name in again:
        if name in follows and name not in case.stated and name not in case.not_applicable:
            left = [value for value, consequences in follows[name] if agree(consequences, case.stated)]
            if len(left) < len(follows[name]):
                possible[name] = frozenset(left)
    return replace(case, possible=possible)


def possible_holders(pack: Pack, case: Case) -> Case:
    """The case with the teams ruled out that cannot hold it.

    A four-year-old is not with a team for teenagers, and "can the disability team have him" means that it does not.
    """
    if HOLDER in case.stated:
        return case
    asked = case.stated.get(ASKED)
    able = frozenset(
        team
        for team, remit in pack.remits.items()
        if remit.truth(case, pack) is not False
        and not (isinstance(asked, str) and pack.part_of(team, asked) is not False)
    )
    return replace(case, possible={**case.possible, HOLDER: able}) if len(able) < len(pack.remits) else case


def fits(vocabulary: Vocabulary, name: str, value: Value, stated: Mapping[str, Value]) -> bool:
    """Whether a value and everything it implies can be true together with what is stated."""
    return agree(vocabulary.consequences(name, value), stated)


def agree(consequences: tuple[tuple[str, Value], ...], stated: Mapping[str, Value]) -> bool:
    """Whether what follows from a value can be true together with what is stated."""
    for other, value in consequences:  # noqa: SIM110 - spelt out: it runs for every value of every fact that is open
        if stated.get(other, value) != value:
            return False
    return True


def decision(assessment: Assessment, rule: Rule) -> Decision:
    """The decision a rule stands for: its outcome, and the team that ends up with the case."""
    if rule.outcome == "silent":
        return ("silent", "")
    if rule.to:
        return (rule.outcome, target(assessment, rule.to))
    holder = assessment.known.stated.get(HOLDER)
    return (rule.outcome, holder if isinstance(holder, str) else str(rule.from_team or ""))


def says_otherwise(assessment: Assessment, one: Rule, other: Rule) -> bool:
    """Whether two rules that hold point different ways: in the decision, or in the point and clock that both name."""
    return decision(assessment, one) != decision(assessment, other) or when_differs(one, other)


def when_differs(one: Rule, other: Rule) -> bool:
    """Whether two rules both say when, and not the same."""
    first, second = (one.at, one.timing), (other.at, other.timing)
    return first != second and any(first) and any(second)


def target(assessment: Assessment, to: str) -> str:
    """The team id that a rule's `to` means: itself, or the value of the team fact that it names."""
    if to in assessment.pack.vocabulary and assessment.pack.vocabulary[to].kind is FactKind.TEAM:
        value = assessment.known.stated.get(to)
        return value if isinstance(value, str) else to
    return to


def state(
    pack: Pack,
    reading: RuleReading,
    case: Case,
    found: dict[str, RuleState] | None = None,
    dated: Mapping[str, Truth] = UNDATED,
) -> RuleState:
    """Where a rule stands for a case: whether it is in force and its condition met, and if an exception displaces it.

    `found` keeps the states already worked out for the same case: many rules share their exceptions. `dated` says of
    the rules that have dates whether they are in force.
    """
    found = {} if found is None else found
    rule = reading.rule
    known = found.get(rule.id)
    if known is None:
        known = found[rule.id] = _state(pack, reading, case, found, dated)
    return known


def _state(
    pack: Pack, reading: RuleReading, case: Case, found: dict[str, RuleState], dated: Mapping[str, Truth]
) -> RuleState:
    rule, readings = reading.rule, pack.readings
    condition = reading.condition.truth(case, pack)
    in_time = dated.get(rule.id, True) if dated else True
    if condition is False or in_time is False:
        return RuleState(rule, False, False, False)
    if in_time is None:
        condition = None
    displaced: Truth = False
    for other in reading.exceptions:
        known = found.get(other) or state(pack, readings[other], case, found, dated)
        if known.holds is True:
            return RuleState(rule, condition, True, False)
        if known.holds is None:
            displaced = None
    return RuleState(rule, condition, displaced, condition if displaced is False else None)


def in_force(rule: Rule, case: Case, today: date, presume: bool) -> Truth:
    """Whether a rule's dates cover the event that triggers it; today, where the policy names no such event.

    While the event has no date it is presumed to be covered where today is. Unless that is presumed, it stays open.
    """
    given = deciding_day(rule, case)
    if given is None and event(rule) and not presume:
        return None
    day = given or today
    return (rule.valid_from is None or rule.valid_from <= day) and (rule.valid_to is None or day <= rule.valid_to)


def deciding_day(rule: Rule, case: Case) -> date | None:
    """The day of the event that picks a rule's version; None if not known."""
    day = case.stated.get(event(rule) or "")
    return day if isinstance(day, date) else None


def event(rule: Rule) -> str | None:
    """The date fact that picks a rule's version: what it names, or the start of its clock; None if it has neither."""
    clock = rule.timing.anchor if rule.timing is not None and rule.timing.anchor != UNSTATED else None
    return rule.triggered_by or clock


def derive(vocabulary: Vocabulary, case: Case, today: date) -> Case:
    """The case with what follows from its dates: the age from the 18th birthday, weeks from a start, which side of a
    line the time between two dates falls."""
    derived: dict[str, Value] = {}
    for fact in vocabulary:
        if fact.id in case.stated:
            continue
        grown = _grown(fact.grows, case, today) if fact.grows else None
        measured = _measured(fact.measured, case, today) if fact.measured else None
        if grown is not None:
            derived[fact.id] = grown
        elif measured is not None:
            derived[fact.id] = vocabulary.value(fact.id, measured)
    return replace(case, stated={**case.stated, **derived}) if derived else case


def _grown(grows: Grows, case: Case, today: date) -> Span | None:
    since, until = case.stated.get(grows.since), case.stated.get(grows.until)
    if not isinstance(since, date):
        return None
    if grows.unit == "years":
        age = age_on(today, since)
        return Span(age, age)
    last = until if isinstance(until, date) and since <= until else today
    weeks = (last - since) / timedelta(weeks=1)
    return Span(weeks, weeks) if weeks >= 0 else None


def _measured(measured: Measured, case: Case, today: date) -> Json | None:
    """The value that the two dates give; None where one is not known or they leave it open."""
    since = [day for name in measured.since if isinstance(day := case.stated.get(name), date)]
    until = [day for name in measured.until if isinstance(day := case.stated.get(name), date)]
    if not until and (measured.or_today or not measured.until):
        until = [today]
    values = {_of_length(measured, first, last) for first in since for last in until}
    return values.pop() if len(values) == 1 else None


def _of_length(measured: Measured, first: date, last: date) -> Json | None:
    if last < first:
        return None
    length = months_between(first, last) if measured.unit == "months" else (last - first) / timedelta(weeks=1)
    return next((one.value for one in measured.values if one.holds(length)), None)


def conclude(vocabulary: Vocabulary, case: Case) -> tuple[Case, Mapping[str, str], tuple[Contradiction, ...]]:
    """Add what the stated facts imply, and what that implies in turn.

    Returns the fuller case, each implied fact with the fact it follows from, and what cannot be true together. A
    contradicted fact is left out of the fuller case, so that no rule can rest on it.
    """
    stated = dict(case.stated)
    implied: dict[str, str] = {}
    contradictions: dict[str, Contradiction] = {}
    for name in sorted(case.stated):
        if name not in vocabulary:
            continue
        for other, value in vocabulary.consequences(name, case.stated[name]):
            if other not in stated:
                stated[other] = value
                implied[other] = name
            elif stated[other] != value and name != SITUATION:  # "none of these" gives way to whatever was said
                contradictions.setdefault(other, Contradiction(other, stated[other], value, name))
    for name in contradictions:
        stated.pop(name, None)
    return replace(case, stated=stated, unknown=case.unknown - stated.keys()), implied, tuple(contradictions.values())


def _status(assessment: Assessment) -> Status:
    if assessment.contradictions:
        return "contradiction"
    holding = {decision(assessment, rule) for rule in assessment.holding}
    if ("silent", "") in holding:  # a declared silence outweighs: the author says the policy does not deal with this
        return "silent"
    if assessment.presumed and not says_what_it_is_about(assessment):
        return "open"  # an answer may lean on presumptions, never stand on them alone
    still_open = {decision(assessment, rule) for rule in assessment.open} - holding
    if still_open:
        return "open"
    if holding:
        return "decided"
    return "silent" if _is_beyond_the_usual(assessment) else "open"


def says_what_it_is_about(assessment: Assessment) -> bool:
    """Whether a positive route fact was stated: an answer may lean on presumptions, never stand on them alone."""
    return any(_matters(assessment))


def _matters(assessment: Assessment) -> Iterator[str]:
    """The stated facts that say what the question is about."""
    known, vocabulary = assessment.known, assessment.pack.vocabulary
    for name in (*vocabulary.routes, SITUATION):
        if name not in assessment.presumed and _is_positive(vocabulary, known, name):
            yield name


def _is_beyond_the_usual(assessment: Assessment) -> bool:
    """Whether something was stated that not every case of the holding team has in common.

    Only then is "nothing applies" the policy's silence. Every case of a disability team is about a disability; who a
    child is, and under which plan, leaves open what is happening.
    """
    known, usual = assessment.known, _usual_with(assessment.pack, assessment.known)
    facts = assessment.pack.vocabulary
    return any(
        usual.get(name) != known.stated[name] and not facts[name].of_the_child for name in _matters(assessment)
    )


def _usual_with(pack: Pack, known: Case) -> Mapping[str, Value]:
    """What the team that holds the case presumes of its cases, and what follows from that."""
    holder = known.stated.get(HOLDER)
    usual: dict[str, Value] = {}
    if isinstance(holder, str):
        for team_id in reversed(pack.lineage(holder)):
            for name, raw in pack.team(team_id).presumes.items():
                value = pack.vocabulary.value(name, raw)
                usual |= {name: value, **dict(pack.vocabulary.consequences(name, value))}
    return usual


def _only_possible_holder(assessment: Assessment) -> str | None:
    """The one team whose clause lacks nothing but the holder, where nobody said who holds the case.

    Clauses of other teams that still lack more than that do not count against it: somebody in such a team would have
    said so. A clause that keeps a case names the holder only in answer to "does it go to that team": otherwise that it
    stays is worth nothing, as nobody said with whom. The answer names the team it takes to hold the case, and one tap
    changes it.
    """
    asked = assessment.known.stated.keys() | assessment.known.unknown
    if HOLDER in asked or assessment.holding or not says_what_it_is_about(assessment):
        return None
    found: set[str | None] = set()
    for rule in assessment.open:
        if assessment.pack.readings[rule.id].rest.truth(assessment.known, assessment.pack) is True:
            teams = holders(rule)
            moves = rule.outcome != "stays" or ASKED in asked
            found.add(teams[0] if len(teams) == 1 and moves else None)
    return found.pop() if len(found) == 1 else None
