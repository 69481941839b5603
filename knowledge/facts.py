"""What can be known of a case: typed facts, their values, and what one fact implies about another.

A fact of a case is in one of four states, and they are never confused:

* *stated*: somebody gave a value (or a stated value implies it);
* *not asked yet*: absent;
* *don't know*: asked, and the user cannot say (`Case.unknown`);
* *not applicable*: the question makes no sense for this case (`Case.not_applicable`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from knowledge.record import Record

Json: TypeAlias = bool | int | float | str


@dataclass(frozen=True, order=True)
class Span:
    """A number known to lie in `low <= x < high`, or exactly `low` when both ends are equal.

    People give ages in whole years: "15" is `Span(15, 16)`, so a test at 15½ stays open until somebody asks.
    The unit is the fact's own (years for an age, weeks for time in care).
    """

    low: float
    high: float

    @classmethod
    def of(cls, number: float) -> Span:
        """Read a number as people mean it: 15 is the whole year, 15.5 the month that starts there."""
        if float(number).is_integer():
            return cls(float(number), float(number) + 1)
        months = round(number * 12)
        if abs(months / 12 - number) < 0.001:  # a twelfth written with a few decimals: 15.9167 ends at 16, not past it
            return cls(months / 12, (months + 1) / 12)
        return cls(float(number), float(number) + 1 / 12)

    @property
    def json(self) -> Json:
        """The number or range as data, read again as exactly as it was: 15 for a whole year, 15.5 for its month.

        Ranges are text: "13-20", "18+". A number worked out to the day (15.67) stays one.
        """
        low, high = float(self.low), float(self.high)
        if math.isinf(high):
            return f"{low:g}+"
        if low == high:
            return round(low, 2)
        if Span.of(low) == self:
            return int(low) if low.is_integer() else round(low, 4)
        if abs(Span.of(low).high - high) < 0.01:
            return round(low, 4)
        return f"{low:g}-{high:g}"


Value: TypeAlias = bool | str | date | Span
Consequences: TypeAlias = tuple[tuple[str, Value], ...]
"""Facts that follow from another, with their values."""


class FactKind(StrEnum):
    """The type of a fact, and so which values it takes and how it is asked."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    TEAM = "team"
    NUMBER = "number"
    DATE = "date"


class Option(Record):
    """One answer to a choice: `value` is its stable id, `label` what a button says."""

    value: str
    label: str
    implies: Mapping[str, Json] = Field(default_factory=dict)
    presumes: Mapping[str, Json] = Field(default_factory=dict)
    """What usually goes with it and is presumed openly, unless something else was said: a child who lives with a
    parent is usually not looked after."""
    gives_way: bool = False
    """Whether it is left out when the same message says something that cannot be true beside it: people name the plan
    a child was on together with the order that has just ended it."""
    means: str = ""
    """The option as it reads inside a sentence ("an interim care order has been made")."""


class Presumption(Record):
    """A fact that holds unless said, stated openly on every answer that rests on it."""

    value: bool | str
    because: str
    """Why it may be presumed, for the rule author."""
    say: str
    """As it stands after "taking it that": "no disability team is involved"."""
    withheld: Mapping[str, Any] = Field(default_factory=dict)
    """A condition (same grammar as a rule's `when`) under which nothing is presumed and the fact is asked instead: once
    somebody asks about turning 18, needs as an adult are no longer unusual."""
    aloud: bool = False
    """Whether an answer says so even where its own clause does not mention the fact (care, proceedings). Otherwise a
    presumption about another matter altogether (a remand, a re-referral) is left to "why" and to the JSON."""


class Grows(Record):
    """A number that rises by itself with time, so that an answer resting on it has a date on which it changes."""

    unit: Annotated[str, Field(pattern="^(years|weeks)$")]
    since: str
    """The date fact it counts from (weeks) or the eighteenth birthday (years)."""
    until: str = ""
    """The date fact it counts to, where that was given; today otherwise."""


class Length(Record):
    """A value that a fact has when the time between its two dates is so long."""

    value: Json
    below: float | None = None
    above: float | None = None
    exactly: float | None = None

    def holds(self, length: float) -> bool:
        """Whether a time of this length gives the value."""
        return (
            (self.below is None or length < self.below)
            and (self.above is None or length > self.above)
            and (self.exactly is None or length == self.exactly)
        )


class Measured(Record):
    """A yes/no fact or choice that two dates decide, so that nobody who gave both is asked for it.

    A length that no value names ("exactly three months", where the policy does not say) leaves it to be asked.
    """

    since: tuple[str, ...]
    """The date facts it counts from; where several were given they have to agree."""
    until: tuple[str, ...] = ()
    """The date facts it counts to; today if there are none, or none was given and `or_today` says so."""
    or_today: bool = False
    unit: Annotated[str, Field(pattern="^(weeks|months)$")]
    """Months by the calendar: from 25 August to 25 November they are three."""
    values: tuple[Length, ...]


class Fact(Record):
    """One thing that can be known of a case. Defined once for all councils in `vocabulary/facts.yaml`."""

    id: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    kind: FactKind
    label: str
    """Short name for the list of what was understood: "Age", "Team that holds the case"."""
    ask: str
    """The question, in plain English, ending in a question mark."""
    ask_closer: str = ""
    """For a number that was given less exactly than the rules need ("a teenager"): the question again."""
    why: str
    """Why it is asked: what turns on it."""
    theme: str = "case"
    """Questions of one theme are kept together."""
    cost: Annotated[float, Field(gt=0)] = 1.0
    """How hard it is for a practitioner to answer, 1 being "off the top of my head"."""
    options: tuple[Option, ...] = ()
    yes: str = ""
    no: str = ""
    """A yes/no fact as a clause: "exploitation is the main need" / "exploitation is not the main need"."""
    implies_yes: Mapping[str, Json] = Field(default_factory=dict)
    implies_no: Mapping[str, Json] = Field(default_factory=dict)
    implies_given: Mapping[str, Json] = Field(default_factory=dict)
    """For dates and numbers: what follows from the value being given at all."""
    unless_said: Presumption | None = None
    grows: Grows | None = None
    measured: Measured | None = None
    unit: str = ""
    lowest: float = 0
    highest: float = math.inf
    route: bool = False
    """Whether a positive value says what the question is about (an order, a move), not merely who the child is."""
    of_the_child: bool = False
    """Whether it only says who a child is or under which plan: alone it leaves open what is happening, so that "nothing
    applies" is then no silence of the policy."""
    who_knows: str = ""
    """Whom to ask when the user does not know."""
    nothing: tuple[str, ...] = ()
    """For a choice that is a route: the options that say nothing is the matter ("no order", "not moving")."""
    clock: str = ""
    """A date fact as the start of a clock: "the assessment being completed"."""

    @property
    def values(self) -> tuple[Value, ...]:
        """Every value that a yes/no fact or a choice can have; nothing for the other kinds."""
        if self.kind is FactKind.YES_NO:
            return (True, False)
        return tuple(option.value for option in self.options)

    @property
    def counted_from(self) -> tuple[str, ...]:
        """The date facts that this one is worked out from."""
        grown = (self.grows.since, self.grows.until) if self.grows else ()
        measured = (*self.measured.since, *self.measured.until) if self.measured else ()
        return tuple(filter(None, (*grown, *measured)))

    def implications(self, value: Value | None) -> Iterator[tuple[str, Json]]:
        """What follows at once from this fact having a value (`None`: from its being given at all)."""
        if self.kind is FactKind.YES_NO:
            yield from (self.implies_yes if value is True else self.implies_no).items()
        for option in self.options:
            if option.value == value:
                yield from option.implies.items()
        yield from self.implies_given.items()


class Vocabulary(Record):
    """Every fact, in the order of `facts.yaml`."""

    facts: tuple[Fact, ...]

    def __getitem__(self, fact_id: str) -> Fact:
        return self.by_id[fact_id]

    def __contains__(self, fact_id: object) -> bool:
        return fact_id in self.by_id

    def __iter__(self) -> Iterator[Fact]:  # type: ignore[override]
        return iter(self.facts)

    @cached_property
    def by_id(self) -> Mapping[str, Fact]:
        """Every fact by its id."""
        return {fact.id: fact for fact in self.facts}

    def consequences(self, fact_id: str, value: Value) -> Consequences:
        """Every fact that follows from one value, directly or in turn, with its value; the nearest first."""
        found = self.follows.get((fact_id, value if isinstance(value, bool | str) else None))
        return self.follows[fact_id, None] if found is None else found

    @cached_property
    def follows(self) -> Mapping[tuple[str, Value | None], Consequences]:
        """The consequences of every value of every yes/no fact and choice, and of other facts being given at all."""
        return {(fact.id, value): self._follow(fact.id, value) for fact in self.facts for value in (*fact.values, None)}

    def _follow(self, fact_id: str, value: Value | None) -> Consequences:
        found: dict[str, Value] = {}
        edge: list[tuple[str, Value | None]] = [(fact_id, value)]
        while edge:
            name, given = edge.pop(0)
            for other, raw in self.by_id[name].implications(given):
                if other not in found and other != fact_id:
                    found[other] = self.value(other, raw)
                    edge.append((other, found[other]))
        return tuple(found.items())

    @cached_property
    def constraints(self) -> Mapping[str, tuple[tuple[Value, Consequences], ...]]:
        """The yes/no facts and choices of which some value has consequences: each with its values and what follows."""
        found = {}
        for fact in self.facts:
            follows = tuple((value, self.consequences(fact.id, value)) for value in fact.values)
            if any(consequences for _, consequences in follows):
                found[fact.id] = follows
        return found

    @cached_property
    def constrained_by(self) -> Mapping[str, frozenset[str]]:
        """For each fact, those others of which some value has a consequence for it."""
        found: dict[str, set[str]] = {}
        for name, follows in self.constraints.items():
            for _, consequences in follows:
                for other, _ in consequences:
                    found.setdefault(other, set()).add(name)
        return {other: frozenset(names) for other, names in found.items()}

    @cached_property
    def swayed_by(self) -> Mapping[str, frozenset[str]]:
        """For each fact, those that can settle a test of it: itself, and those with consequences for it."""
        found: dict[str, set[str]] = {fact.id: {fact.id} for fact in self.facts}
        for name, constrained in self.constrained_by.items():
            for other in constrained:
                found.setdefault(other, {other}).add(name)
        return {name: frozenset(facts) for name, facts in found.items()}

    @cached_property
    def usual(self) -> Mapping[tuple[str, Value], Mapping[str, Value]]:
        """What goes with an option unless something else was said, by fact and option."""
        return {
            (fact.id, option.value): {name: self.value(name, raw) for name, raw in option.presumes.items()}
            for fact in self.facts
            for option in fact.options
            if option.presumes
        }

    def gives_way(self, fact_id: str, value: Value) -> bool:
        """Whether a value is one that gives way to others said with it; see `Option.gives_way`."""
        return any(option.gives_way for option in self.by_id[fact_id].options if option.value == value)

    @cached_property
    def routes(self) -> tuple[str, ...]:
        """The facts whose positive value says what a question is about."""
        return tuple(fact.id for fact in self.facts if fact.route)

    @cached_property
    def presumable(self) -> tuple[tuple[str, Value], ...]:
        """The facts that hold unless said, with the value presumed."""
        return tuple((fact.id, fact.unless_said.value) for fact in self.facts if fact.unless_said is not None)

    def value(self, fact_id: str, raw: Json) -> Value:
        """A value written in data (`implies`, `presumes`) as the fact's own type."""
        if self.by_id[fact_id].kind is FactKind.NUMBER and not isinstance(raw, str):
            return Span.of(float(raw))
        return raw if isinstance(raw, bool) else str(raw)


@dataclass(frozen=True)
class Case:
    """What is known of one case. Immutable; every change gives a new one."""

    stated: Mapping[str, Value] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()
    possible: Mapping[str, frozenset[Value]] = field(default_factory=dict)
    """For facts that nobody stated: the values that what is known leaves possible. Filled by the engine."""

    def with_fact(self, fact_id: str, value: Value) -> Case:
        """The case with one fact stated, replacing an earlier value or "don't know"."""
        return replace(
            self,
            stated={**self.stated, fact_id: value},
            unknown=self.unknown - {fact_id},
            not_applicable=self.not_applicable - {fact_id},
        )

    def without(self, fact_id: str) -> Case:
        """The case as if this fact had never been asked."""
        return replace(
            self,
            stated={name: value for name, value in self.stated.items() if name != fact_id},
            unknown=self.unknown - {fact_id},
            not_applicable=self.not_applicable - {fact_id},
        )

    def with_unknown(self, fact_id: str) -> Case:
        """The case after "I don't know"."""
        forgotten = self.without(fact_id)
        return replace(forgotten, unknown=forgotten.unknown | {fact_id})
