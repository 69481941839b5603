"""A pack's own finite domain, searched exhaustively: is there any possible case in which these rules hold?

Every fact that the rules read takes finitely many values that they can tell apart: yes and no, the options, the teams,
the stretches between the numbers that any rule names and those numbers themselves, a date given or not. Impossible
combinations are excluded (an interim care order of a child who is not looked after; a team with a case outside its
remit). The domain and the rules are put to a satisfiability solver as they stand, with the engine's three-valued truth:
a rule holds where it is in force, its condition is true and every exception to it is false. "There is none" is
therefore a proof, and "there is one" comes with the case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import combinations, pairwise
from typing import TypeAlias

from pysat.solvers import Solver

from knowledge.facts import Fact, FactKind, Span, Value
from knowledge.packs import HOLDER, Pack
from knowledge.rules.engine import event
from knowledge.rules.logic import All, Condition, Either, Neither, Test

Literal: TypeAlias = int
"""A statement about a case, as the solver numbers them; negative for its opposite."""

_SOME_DAY = date(2026, 1, 1)


class Domain:
    """What a pack's facts can be, what cannot be together, and what its rules make of it."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._solver = Solver(name="cadical153")
        self._count = 0
        self.always = self._new()
        self._solver.add_clause([self.always])
        self.never = -self.always
        self.facts = self._facts()
        self.values: Mapping[str, tuple[Value | None, ...]] = {
            name: tuple(self._values(pack.vocabulary[name])) for name in self.facts
        }
        """The values of each fact that can be told apart; `None` stands for "not given", which passes no test."""
        self._has = {name: tuple(self._new() for _ in values) for name, values in self.values.items()}
        self._leaves: dict[tuple[Test, bool], Literal] = {}
        self._holds: dict[str, tuple[Literal, Literal]] = {}
        self._one_value_each()
        self._what_follows()
        self._remits()
        self._in_force = {rule.id: self._new() for rule in pack.dated}
        self._one_version_at_a_time()

    # --- questions to it --------------------------------------------------------------------------------------------

    def possible(self, *statements: Literal) -> bool:
        """Whether there is a case in which all of these statements are true."""
        return bool(self._solver.solve(assumptions=list(statements)))

    def case(self, *statements: Literal) -> Mapping[str, Value] | None:
        """A case in which all of these statements are true, as its facts; None if there is none."""
        if not self.possible(*statements):
            return None
        true = {literal for literal in self._solver.get_model() if literal > 0}
        return {
            name: value
            for name, values in self.values.items()
            for value, literal in zip(values, self._has[name], strict=True)
            if literal in true and value is not None
        }

    def is_value(self, name: str, value: Value | None) -> Literal:
        """The statement that a fact has one of its values."""
        return self._has[name][self.values[name].index(value)]

    def condition(self, condition: Condition, truth: bool = True) -> Literal:
        """The statement that a condition is definitely true, or (with `truth` false) definitely false."""
        match condition:
            case Test():
                return self._test(condition, truth)
            case Neither(part):
                return self.condition(part, not truth)
            case All(parts) | Either(parts):
                inner = [self.condition(part, truth) for part in parts]
                return self._all(inner) if isinstance(condition, All) is truth else self._any(inner)
        raise TypeError(condition)

    def holds(self, rule_id: str) -> Literal:
        """The statement that a rule holds."""
        return self._states(rule_id)[0]

    def any_of(self, statements: Sequence[Literal]) -> Literal:
        """The statement that at least one of these is true."""
        return self._any(statements)

    # --- how it is built --------------------------------------------------------------------------------------------

    def _new(self) -> Literal:
        self._count += 1
        return self._count

    def _facts(self) -> tuple[str, ...]:
        """The facts that any rule or remit reads, those that bear on them through what they imply, and all routes."""
        vocabulary = self.pack.vocabulary
        read = {HOLDER, *vocabulary.routes} | {
            fact for rule_id in self.pack.readings for fact in self.pack.reads(rule_id)
        }
        read |= {fact for remit in self.pack.remits.values() for fact in remit.facts()}
        linking = {
            fact.id
            for fact in vocabulary
            if any(other in read for value in (*fact.values, None) for other, _ in vocabulary.follows[fact.id, value])
        }
        return tuple(fact.id for fact in vocabulary if fact.id in read | linking)

    def _values(self, fact: Fact) -> Iterator[Value | None]:
        match fact.kind:
            case FactKind.YES_NO:
                yield from (True, False)
                return
            case FactKind.CHOICE:
                yield from fact.values
            case FactKind.TEAM:
                yield from (team.id for team in self.pack.teams if team.holds_cases or fact.id != HOLDER)
            case FactKind.NUMBER:
                yield from self._stretches(fact)
            case FactKind.DATE:
                yield _SOME_DAY
        yield None

    def _stretches(self, fact: Fact) -> Iterator[Span]:
        tests = [test for rule_id in self.pack.readings for test in self.pack.tests(rule_id, fact.id)]
        tests += [test for remit in self.pack.remits.values() for test in remit.tests() if test.fact == fact.id]
        named = {bound for test in tests for bound in test.boundaries if fact.lowest <= bound <= fact.highest}
        bounds = sorted({fact.lowest, *named})
        for low, high in pairwise([*bounds, bounds[-1] + 2]):
            yield Span(low, low)
            yield Span((low + high) / 2, (low + high) / 2)

    def _one_value_each(self) -> None:
        for literals in self._has.values():
            self._solver.add_clause(list(literals))
            for one, other in combinations(literals, 2):
                self._solver.add_clause([-one, -other])

    def _what_follows(self) -> None:
        for name, values in self.values.items():
            for value, literal in zip(values, self._has[name], strict=True):
                follows = self.pack.vocabulary.consequences(name, value) if value is not None else ()
                for other, wanted in follows:
                    if other in self.values:
                        fitting = self._where(other, partial(_agrees, wanted))
                        self._solver.add_clause([-literal, *fitting])

    def _remits(self) -> None:
        for team, literal in zip(self.values[HOLDER], self._has[HOLDER], strict=True):
            if team in self.pack.remits:
                self._solver.add_clause([-literal, -self.condition(self.pack.remits[str(team)], truth=False)])

    def _one_version_at_a_time(self) -> None:
        """Rules that go by the same event are never in force together if their dates do not meet."""
        for one, other in combinations(self.pack.dated, 2):
            starts = [rule.valid_from for rule in (one, other) if rule.valid_from]
            ends = [rule.valid_to for rule in (one, other) if rule.valid_to]
            if event(one) == event(other) and starts and ends and max(starts) > min(ends):
                self._solver.add_clause([-self._in_force[one.id], -self._in_force[other.id]])

    def _where(self, name: str, passes: Callable[[Value | None], bool]) -> list[Literal]:
        return [literal for value, literal in zip(self.values[name], self._has[name], strict=True) if passes(value)]

    def _test(self, test: Test, truth: bool) -> Literal:
        key = (test, truth)
        if key not in self._leaves:
            passing = self._where(test.fact, lambda value: value is not None and test.passes(value, self.pack) is truth)
            self._leaves[key] = self._any(passing)
        return self._leaves[key]

    def _states(self, rule_id: str) -> tuple[Literal, Literal]:
        """That a rule holds, and that it definitely does not."""
        if rule_id not in self._holds:
            reading = self.pack.readings[rule_id]
            displacing = [self._states(other) for other in reading.exceptions]
            dated = [self._in_force[rule_id]] if rule_id in self._in_force else []
            met, missed = (self.condition(reading.condition, truth) for truth in (True, False))
            self._holds[rule_id] = (
                self._all([*dated, met, *(fails for _, fails in displacing)]),
                self._any([*(-literal for literal in dated), missed, *(holds for holds, _ in displacing)]),
            )
        return self._holds[rule_id]

    def _all(self, parts: Sequence[Literal]) -> Literal:
        return -self._any([-part for part in parts])

    def _any(self, parts: Sequence[Literal]) -> Literal:
        parts = list(dict.fromkeys(parts))
        if len(parts) == 1:
            return parts[0]
        whole = self._new()
        self._solver.add_clause([-whole, *parts])
        for part in parts:
            self._solver.add_clause([whole, -part])
        return whole


def _agrees(wanted: Value, value: Value | None) -> bool:
    if isinstance(wanted, Span):
        return isinstance(value, Span) and wanted.low <= value.low <= wanted.high
    return value == wanted
