"""Conditions in three-valued logic (Kleene): true, false, or `None` for "cannot be said yet".

A condition is written in YAML as a mapping; all of its lines must hold:

    age: {at_least: 13, below: 15.5}     a number: at_least, at_most, above, below
    exploitation: yes                    a yes/no fact
    plan: [cin, cp]                      one of these choices
    holding_team: sis                    a team, or any team that is part of it
    assessment_completed: given          a date (or any fact) has been given
    not: {plan: cp}                      none of this holds
    any_of: [{...}, {...}]               at least one of these holds

Adding knowledge can turn `None` into true or false, never true into false or back; everything the engine promises
about missing facts rests on that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from knowledge.facts import Case, Fact, FactKind, Span, Vocabulary

Truth: TypeAlias = bool | None
GIVEN = "given"
"""The test that a fact was stated at all: what is merely left possible does not pass it."""


def all_of(truths: Iterator[Truth]) -> Truth:
    """Kleene "and": false as soon as one is false, else open as soon as one is open."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def any_of(truths: Iterator[Truth]) -> Truth:
    """Kleene "or"."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def negate(truth: Truth) -> Truth:
    """Kleene "not": what is open stays open."""
    return None if truth is None else not truth


def _agreed(truths: Iterator[Truth]) -> Truth:
    """The truth that every possible value leads to; open as soon as two differ, or where no value is possible."""
    first = next(truths, None)
    return first if all(truth is first for truth in truths) else None


class Teams(Protocol):
    """What a condition on a team needs to know."""

    def part_of(self, team_id: str, whole_id: str) -> Truth:
        """True if `team_id` is `whole_id` or a part of it, open if the whole was named where a part is meant."""
        ...


class Condition(Protocol):
    """A parsed condition."""

    def truth(self, case: Case, teams: Teams) -> Truth:
        """Whether it holds for this case."""
        ...

    def facts(self) -> frozenset[str]:
        """The facts it reads."""
        ...

    def tests(self) -> Iterator[Test]:
        """Its single tests, left to right, for traces."""
        ...


@dataclass(frozen=True)
class Test:
    """A test of one fact. `passes` maps the fact's value to true, false or open."""

    fact: str
    wanted: str
    """The condition's right-hand side in canonical text, for traces and analysis."""
    passes: Callable[[Any, Teams], Truth]
    boundaries: tuple[float, ...] = ()
    """Numbers at which the test's result changes."""
    values: tuple[Any, ...] = ()
    """The values that pass, for choices and yes/no facts."""
    by_elimination: bool = True
    """Whether ruling out every value that fails proves that one that passes is true. Not for a choice, whose options
    are picked out of life: that a child is in none of the other situations does not put it into the last one."""
    settled: dict[frozenset[Any], Truth] = field(default_factory=dict, compare=False, repr=False)
    """What sets of possible values come to, as far as they have come up: an interview meets the same few again."""

    def truth(self, case: Case, teams: Teams) -> Truth:
        if self.fact in case.stated:
            return self.passes(case.stated[self.fact], teams)
        if self.fact in case.not_applicable:
            return False
        left = None if self.wanted == GIVEN else case.possible.get(self.fact)
        if left is None:
            return None
        if left not in self.settled:
            agreed = _agreed(self.passes(value, teams) for value in left)
            self.settled[left] = None if agreed and not self.by_elimination else agreed
        return self.settled[left]

    def facts(self) -> frozenset[str]:
        return frozenset({self.fact})

    def tests(self) -> Iterator[Test]:
        yield self


@dataclass(frozen=True)
class Parts:
    """What conditions made of several others have in common."""

    parts: tuple[Condition, ...]

    def facts(self) -> frozenset[str]:
        return frozenset().union(*(part.facts() for part in self.parts))

    def tests(self) -> Iterator[Test]:
        for part in self.parts:
            yield from part.tests()


class All(Parts):
    """Every part holds."""

    def truth(self, case: Case, teams: Teams) -> Truth:
        result: Truth = True
        for part in self.parts:  # `all_of`, spelt out: the hottest loop of an assessment
            truth = part.truth(case, teams)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result


class Either(Parts):
    """At least one part holds."""

    def truth(self, case: Case, teams: Teams) -> Truth:
        return any_of(part.truth(case, teams) for part in self.parts)


@dataclass(frozen=True)
class Neither:
    """The part does not hold."""

    part: Condition

    def truth(self, case: Case, teams: Teams) -> Truth:
        return negate(self.part.truth(case, teams))

    def facts(self) -> frozenset[str]:
        return self.part.facts()

    def tests(self) -> Iterator[Test]:
        yield from self.part.tests()


class ConditionError(ValueError):
    """A condition that cannot be read; the message says which line and how to mend it."""


COMPARISONS: Mapping[str, Callable[[Span, float], Truth]] = {
    "at_least": lambda span, bound: True if span.low >= bound else (False if _all_below(span, bound) else None),
    "below": lambda span, bound: True if _all_below(span, bound) else (False if span.low >= bound else None),
    "above": lambda span, bound: True if span.low > bound else (False if _none_above(span, bound) else None),
    "at_most": lambda span, bound: True if _none_above(span, bound) else (False if span.low > bound else None),
}


def _all_below(span: Span, bound: float) -> bool:
    return span.high <= bound and span.low < bound


def _none_above(span: Span, bound: float) -> bool:
    return span.high <= bound


def parse(when: Mapping[str, Any], vocabulary: Vocabulary) -> All:
    """Read a condition.

    Raises ConditionError for an unknown fact or option, a test that does not fit the fact's kind, or an empty group.
    """
    parts: list[Condition] = []
    for key, wanted in when.items():
        if key == "not":
            parts.append(Neither(parse(_mapping(key, wanted), vocabulary)))
        elif key in ("any_of", "all_of"):
            if not isinstance(wanted, list) or not wanted:
                raise ConditionError(f"'{key}' takes a list of conditions")
            inner = tuple(parse(_mapping(key, item), vocabulary) for item in wanted)
            parts.append(Either(inner) if key == "any_of" else All(inner))
        elif key in vocabulary:
            parts.append(_test(vocabulary[key], wanted))
        else:
            raise ConditionError(f"there is no fact called '{key}'")
    return All(tuple(parts))


def _mapping(key: str, item: Any) -> Mapping[str, Any]:
    if not isinstance(item, Mapping) or not item:
        raise ConditionError(f"'{key}' takes facts with the values they must have")
    return item


def _test(fact: Fact, wanted: Any) -> Test:
    if wanted == GIVEN:
        return Test(fact.id, GIVEN, lambda value, teams: True)
    match fact.kind:
        case FactKind.YES_NO:
            if not isinstance(wanted, bool):
                raise ConditionError(f"'{fact.id}' is answered yes or no, not {wanted!r}")
            return Test(fact.id, "yes" if wanted else "no", lambda value, teams: value is wanted, values=(wanted,))
        case FactKind.CHOICE:
            choices = tuple(wanted) if isinstance(wanted, list) else (wanted,)
            known = {option.value for option in fact.options}
            for choice in choices:
                if choice not in known:
                    raise ConditionError(
                        f"'{fact.id}' has no option '{choice}'. Its options: {', '.join(sorted(known))}"
                    )
            return Test(
                fact.id,
                " or ".join(choices),
                lambda value, teams: value in choices,
                values=choices,
                by_elimination=False,
            )
        case FactKind.TEAM:
            wholes = tuple(wanted) if isinstance(wanted, list) else (wanted,)
            if len(wholes) == 1:
                return Test(fact.id, wholes[0], lambda value, teams: teams.part_of(value, wholes[0]), values=wholes)
            return Test(
                fact.id,
                " or ".join(wholes),
                lambda value, teams: any_of(teams.part_of(value, whole) for whole in wholes),
                values=wholes,
            )
        case FactKind.NUMBER:
            if not isinstance(wanted, Mapping) or not wanted or not set(wanted) <= set(COMPARISONS):
                raise ConditionError(f"'{fact.id}' is a number: use {', '.join(COMPARISONS)}")
            bounds = tuple((COMPARISONS[word], float(bound)) for word, bound in wanted.items())
            return Test(
                fact.id,
                ", ".join(f"{word.replace('_', ' ')} {bound:g}" for word, bound in wanted.items()),
                lambda value, teams: all_of(compare(value, bound) for compare, bound in bounds),
                boundaries=tuple(bound for _, bound in bounds),
            )
        case FactKind.DATE:
            raise ConditionError(f"'{fact.id}' is a date: the only test is 'given'")
