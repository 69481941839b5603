"""Rules as data, and the answers that come of them.

A rule is one clause of one policy. Nothing in it is implied by its place in the file: what takes precedence over
what is said with `exception_to`, and silence is said with `outcome: silent`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from knowledge.facts import FactKind, Json
from knowledge.record import Record

OutcomeKind: TypeAlias = Literal["transfers", "stays", "closes", "joint_working", "panel", "notify", "silent"]
Unit: TypeAlias = Literal["hours", "days", "working_days", "weeks", "months", "years"]
Relation: TypeAlias = Literal["within", "before", "at_least_before", "after", "at"]


class Timing(Record):
    """A clock of a policy: how long, of which days, before or after what."""

    amount: float | None = None
    unit: Unit | None = None
    relation: Relation = "within"
    anchor: str
    """A date fact (`assessment_completed`), or `unstated` where the policy gives no start: then no date is computed."""
    anchor_text: str = ""
    """The anchor in words, when it is not a date fact or needs more than its label."""
    other_units: tuple[Unit, ...] = ()
    """Other units that the same words may mean ("10 days" beside "10 working days"): each gives a second date."""
    low: float | None = None
    """The lower end of a range ("4 to 6 weeks"); `amount` is the upper end."""


class Departure(Record):
    """Discretion: who may depart from a rule and on what ground. Shown beside the answer, never computed away."""

    who: str
    ground: str


class Rule(Record):
    """One clause of one policy."""

    id: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]*$")]
    from_team: Annotated[tuple[str, ...] | str | None, Field(alias="from")] = None
    """Team id or ids that hold the case. A team stands for the teams that are part of it."""
    when: Mapping[str, Any] = Field(default_factory=dict)
    """The condition: see `knowledge.rules.logic.parse` for its grammar."""
    outcome: OutcomeKind
    to: str | None = None
    at: str | None = None
    """The transfer point, an id of `vocabulary/points.yaml`."""
    or_at: tuple[str, ...] = ()
    timing: Timing | None = None
    afterwards: str = ""
    """What holds from then on ("stays with CIC until the proceedings end")."""
    meanwhile: str = ""
    """Who holds the case until then, where the clause says so (moves between councils)."""
    beside: bool = False
    """An obligation that runs beside the main outcome instead of competing with it."""
    exception_to: tuple[str, ...] = ()
    """Ids of rules, or `group:name`, that this rule displaces when its own condition holds."""
    group: tuple[str, ...] | str | None = None
    """The group or groups it belongs to, named as `group:name` by exceptions and tensions."""
    matter: str | None = None
    """What it is about ("court", "moves"): one of the pack's `matters`. See there for what it decides."""
    force: Literal["must", "should", "may"] = "should"
    may_depart: Departure | None = None
    responsible: str = ""
    consent: str = ""
    because: str
    """Why, in our own words: one sentence that the answer shows."""
    tasks: tuple[str, ...] = ()
    """What has to be done first under this very clause, in order, in our own words."""
    checklists: tuple[str, ...] = ()
    escalation: str | None = None
    """Id of an escalation ladder; the pack's default when absent."""
    cautions: tuple[str, ...] = ()
    """Ids of the pack's ambiguities that touch this rule; each is shown with both readings."""
    section: str
    also_sections: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    triggered_by: str | None = None
    """The date fact that picks the version of the rule, where that is not the anchor of its clock."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups it belongs to."""
        return (self.group,) if isinstance(self.group, str) else self.group or ()


class Tension(Record):
    """Clauses that point different ways and that nothing reconciles: all are shown, none chosen silently."""

    id: str
    rules: Annotated[tuple[str, ...], Field(min_length=2)]
    """The clauses: ids of rules, or `group:name`. It is a tension where rules of two of these entries hold together."""
    say: str
    safer: str
    """The rule, or group, whose reading is the safer one to raise with a manager."""
    because: str
    """Why it is the safer one."""
    raise_with: str


class Matters(Record):
    """What holds where a case has two matters at once and no clause says which comes first.

    A child in proceedings whose family moves away falls under the clauses on court and those on moves. Rules of
    different matters that hold together and point different ways are all shown, that of the earlier matter first.
    """

    order: Annotated[tuple[str, ...], Field(min_length=2)]
    """The pack's matters, the one whose reading is the safer to raise first."""
    say: str
    because: str
    """Why that order is the safer one."""
    raise_with: str


class Caution(Record):
    """Words of a policy that can be read more than one way, with every reading and its section."""

    id: str
    say: str
    """One sentence for the card: what is unclear."""
    readings: Annotated[tuple[str, ...], Field(min_length=1)]
    sections: Annotated[tuple[str, ...], Field(min_length=1)]
    raise_with: str = "your team manager"


# --- what comes out -------------------------------------------------------------------------------------------------


class TeamRef(Record):
    """A team as answers name it."""

    id: str
    name: str
    abbreviation: str | None = None


class PointRef(Record):
    """A transfer point: the meeting, conference or date at which a case passes."""

    id: str
    name: str


class Timescale(Record):
    """A timing as the contract shows it."""

    amount: float | int | None = None
    unit: Unit | None = None
    relation: Relation
    anchor: str


class DeadlineReading(Record):
    """Another date that the policy's words allow, and the reading it comes from."""

    date: dt.date
    reading: str


class Clash(Record):
    """That clauses point different ways: what is unsettled, why the first reading is the safer, and who settles it."""

    say: str
    safer_because: str
    raise_with: str


class Presumed(Record):
    """A fact taken to hold because nobody said otherwise."""

    fact: str
    value: Json
    text: str
    quiet: bool = False
    """Whether it is about another matter altogether, so that a card leaves it to "why"."""


class Milestone(Record):
    """A day (or an age, when the birthday is not known) on which the answer changes or a duty starts."""

    date: dt.date | None = None
    text: str


class Answer(Record):
    """One outcome with everything a practitioner needs to act on it and to check it."""

    outcome: Literal["transfers", "stays", "closes", "joint_working", "panel", "notify"]
    from_team: Annotated[TeamRef | None, Field(alias="from", serialization_alias="from")] = None
    to: TeamRef | None = None
    point: PointRef | None = None
    timescale: Timescale | None = None
    deadline: dt.date | None = None
    deadline_readings: tuple[DeadlineReading, ...] = ()
    counted: str = ""
    """How the deadline was counted, in words."""
    when: str = ""
    because: str = ""
    presumed: tuple[Presumed, ...] = ()
    tasks: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    escalation: str = ""
    consent: str = ""
    responsible: str = ""
    force: str = "should"
    departure: str = ""
    afterwards: str = ""
    meanwhile: str = ""
    version: str = ""
    """Which version of a rule that has been replaced or will be: in force on the day of the event, or today."""
    cautions: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    rule: str = ""
    also: tuple[Answer, ...] = ()
    readings: tuple[Answer, ...] = ()
    """Where clauses point different ways: every reading, the safer one first."""
    clash: Clash | None = None
    """With `readings`: what is unsettled, why the first is the safer, and with whom to raise it."""


class Choice(Record):
    """One option of a question."""

    value: Json
    label: str


class Question(Record):
    """The one thing to ask next."""

    fact: str
    kind: FactKind | None = None
    """What is asked for, so that a surface can offer buttons, a number field or a date picker."""
    text: str
    why: str
    options: tuple[Choice, ...] = ()
    who_knows: str = ""


class SectionHit(Record):
    """A section of a policy that was found, with its digest in our own words."""

    id: str
    reference: str
    heading: str
    digest: str
    score: float = 0.0
    points: tuple[str, ...] = ()


class Notice(Record):
    """Something to know about the policy or the message, in one line."""

    code: str
    text: str
