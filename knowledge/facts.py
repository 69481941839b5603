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
from typing import Annotated, TypeAlias

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
        return cls(float(number), float(number) + 1 / 12)

    @property
    def json(self) -> Json:
        """The plain number people would say: 15 for [15, 16), 15.5 for fifteen and a half; text for a range."""
        if self.low.is_integer() and self.high - self.low <= 1:
            return int(self.low)
        if self.high - self.low <= 0.5:
            return round(self.low, 2)
        if math.isinf(self.high):
            return f"{self.low:g}+"
        return f"{self.low:g}-{self.high:g}"


Value: TypeAlias = bool | str | date | Span


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
    means: str = ""
    """The option as it reads inside a sentence ("an interim care order has been made")."""


class Presumption(Record):
    """A fact that holds unless said, stated openly on every answer that rests on it."""

    value: bool | str
    because: str
    """Why it may be presumed, for the rule author."""
    say: str
    """As it stands after "taking it that": "no disability team is involved"."""


class Grows(Record):
    """A number that rises by itself with time, so that an answer resting on it has a date on which it changes."""

    unit: Annotated[str, Field(pattern="^(years|weeks)$")]
    since: str
    """The date fact it counts from (weeks) or the eighteenth birthday (years)."""


class Fact(Record):
    """One thing that can be known of a case. Defined once for all councils in `vocabulary/facts.yaml`."""

    id: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    kind: FactKind
    label: str
    """Short name for the list of what was understood: "Age", "Team that holds the case"."""
    ask: str
    """The question, in plain English, ending in a question mark."""
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
    unit: str = ""
    lowest: float = 0
    highest: float = math.inf
    route: bool = False
    """Whether a positive value says what the question is about (an order, a move), not merely who the child is."""
    who_knows: str = ""
    """Whom to ask when the user does not know."""


class Vocabulary(Record):
    """Every fact, in the order of `facts.yaml`."""

    facts: tuple[Fact, ...]

    def __getitem__(self, fact_id: str) -> Fact:
        return self._by_id[fact_id]

    def __contains__(self, fact_id: object) -> bool:
        return fact_id in self._by_id

    def __iter__(self) -> Iterator[Fact]:  # type: ignore[override]
        return iter(self.facts)

    def model_post_init(self, _context: object) -> None:
        object.__setattr__(self, "_by_id", {fact.id: fact for fact in self.facts})


@dataclass(frozen=True)
class Case:
    """What is known of one case. Immutable; every change gives a new one."""

    stated: Mapping[str, Value] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()

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
