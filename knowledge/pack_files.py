"""The files of a pack, as closed schemas: unknown keys are refused.

A pack is a folder with one file per kind of content; `knowledge.packs` reads and checks it whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from knowledge.facts import Fact, Json
from knowledge.record import Record
from knowledge.rules.model import Caution, Matters, OutcomeKind, Rule, SectionHit, Tension


class Policy(Record):
    """The document a pack stands for."""

    title: str
    dated: str
    """What the text says of its own date, or that it gives none."""
    valid_from: date | None = None
    review_due: date | None = None
    source_file: str = ""
    source_sha256: str = ""
    """Hash of the text the pack was written from: another hash means the rules need a fresh look."""


class FrontDoor(Record):
    """Where a worry about a child goes first."""

    name: str
    say: str


class Identity(Record):
    """`pack.yaml`: which council, which policy, and what holds for every answer."""

    slug: Annotated[str, Field(pattern="^[a-z][a-z-]*$")]
    name: str
    also_called: tuple[str, ...] = ()
    """Other names and places by which people mean this council ("KCC", "Ashford", "Thanet")."""
    policy: Policy
    front_door: FrontDoor
    escalation: str
    """The ladder that applies where a rule names none."""
    extra_closures: tuple[date, ...] = ()
    """Days the council closes beside England's bank holidays."""
    words: Mapping[str, str] = Field(default_factory=dict)
    """The council's own words for shared terms, by glossary id."""
    not_covered: tuple[str, ...] = ()
    """What the policy leaves out, each in a few words, for "what is not in the policy"."""
    silent_on: Mapping[str, tuple[Json, ...]] = Field(default_factory=dict)
    """What a case can be about and the policy never speaks of: facts with their values. `pack check` compares it with
    the rules, both ways, so that a silence is always somebody's decision."""


class Team(Record):
    """A team, panel, service or authority that a policy names."""

    id: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_]*$")]
    name: str
    abbreviation: str | None = None
    aliases: tuple[str, ...] = ()
    """Every other way people write it. Matched exactly, whatever the case; never fuzzily below five letters."""
    common_words: tuple[str, ...] = ()
    """Words that name it and other things too ("assessment", "court"): read as its name only where a team's name
    stands, as in "assessment still have her"."""
    part_of: str | None = None
    kind: Literal["team", "service", "panel", "adult_service", "authority"] = "team"
    holds_cases: bool = True
    presumes: Mapping[str, Json] = Field(default_factory=dict)
    """Facts presumed openly when this team holds the case and nothing else was said: a children in care team
    presumes `looked_after: yes`. They take the place of the vocabulary's own `unless_said`."""
    remit: Mapping[str, Any] = Field(default_factory=dict)
    """A condition (same grammar as a rule's `when`) without which the team cannot hold a case at all; it rules the
    team out as the holder when nobody said who holds the case."""
    about: str
    section: str


class Section(Record):
    """A section of the policy, in our own words."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]*$")]
    number: str = ""
    """The source's own numbering ("6", "3.3.1"), if it has one."""
    reference: str
    """Number and heading path as the source has them, parts joined with " · "."""
    heading: str
    digest: str
    """What it says, in one to three sentences of our own."""
    points: tuple[str, ...] = ()
    """The exact points people ask for (a clock, a form, who does what), each in one line."""
    aliases: tuple[str, ...] = ()
    """Words and phrases people use for what is in it."""
    asks: tuple[str, ...] = ()
    """Real ways of asking that this section answers."""
    see_also: tuple[str, ...] = ()

    def hit(self, score: float = 1.0, points: tuple[str, ...] | None = None) -> SectionHit:
        """The section as something found, with how well it fits (0 to 1), its points in this order if one is given."""
        return SectionHit(
            id=self.id,
            reference=self.reference,
            heading=self.heading,
            digest=self.digest,
            points=self.points if points is None else points,
            score=round(min(1.0, score), 3),
        )


class ChecklistItem(Record):
    """One thing to do."""

    text: str
    who: str = ""
    when: str = ""
    applies: Mapping[str, Any] = Field(default_factory=dict)
    """A condition on the case, for an item that goes only with some of the checklist's cases."""
    section: str | None = None


class Checklist(Record):
    """Things to do together before, at or after a transfer."""

    id: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]*$")]
    title: str
    section: str
    applies: Mapping[str, Any] = Field(default_factory=dict)
    """A condition on the case (same grammar as a rule's `when`); empty means always."""
    outcomes: tuple[OutcomeKind, ...] = ("transfers",)
    """The outcomes it goes with when a rule does not name it."""
    always: bool = False
    """Whether it joins every answer with one of its outcomes; otherwise only where a rule names it."""
    items: Annotated[tuple[ChecklistItem, ...], Field(min_length=1)]


class EscalationStep(Record):
    """One rung: who acts, what they do, and the clock if there is one."""

    who: str
    does: str
    within: str = ""
    section: str


class Escalation(Record):
    """A ladder to climb when teams disagree or a transfer stalls."""

    id: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]*$")]
    title: str
    summary: str
    """The ladder in one sentence, as an answer shows it."""
    steps: Annotated[tuple[EscalationStep, ...], Field(min_length=1)]


class LookAhead(Record):
    """A list that a meeting's facilitator keeps an eye on."""

    text: str
    section: str


class Meeting(Record):
    """A regular meeting or panel: who sits, how often, what it decides and how it is recorded."""

    id: str
    name: str
    every: str
    who: str
    decides: str
    records: tuple[str, ...] = ()
    look_ahead: tuple[LookAhead, ...] = ()
    section: str


class Expectation(Record):
    """What an example case must come to."""

    kind: Literal["answer", "question", "not_covered"] = "answer"
    outcome: OutcomeKind | None = None
    to: str | None = None
    at: str | None = None
    deadline: date | None = None
    rule: str | None = None
    asks: tuple[str, ...] = ()
    """For a question: the facts any of which may be asked."""
    also: tuple[str, ...] = ()
    """Rules that must hold beside the outcome."""


def _day_as_text(raw: object) -> object:
    """YAML reads the bare 2026-11-23 as a date; facts as data have dates as text."""
    return raw.isoformat() if isinstance(raw, date) else raw


class Example(Record):
    """A case that exercises a rule: `fires` must make it hold, `near_miss` must miss it by one fact."""

    id: str
    rule: str | None = None
    kind: Literal["fires", "near_miss", "case"] = "case"
    text: str = ""
    """What somebody might type; facts are then read from it."""
    facts: Mapping[str, Annotated[Json, BeforeValidator(_day_as_text)]] = Field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    today: date = date(2026, 11, 23)
    expect: Expectation


class KnownMessage(Record):
    """A message as people type it, with everything that a careful reader of the policy would accept as its answer."""

    id: str
    text: str
    """Invented, like everybody in it."""
    comes_to: Annotated[tuple[OutcomeKind | Literal["question", "not_covered"], ...], Field(min_length=1)]
    """The outcomes accepted, the likeliest first; `question` where a fact that decides is missing."""
    to: tuple[str, ...] = ()
    """Where it transfers: the teams (or facts that name one) any of which is right."""
    by: tuple[date, ...] = ()
    """The dates any of which the answer has to give, counted from 23 November 2026; none where none can be counted."""
    asks: tuple[str, ...] = ()
    """What has to be asked, in words."""
    because: str
    section: str
    """Where the policy says so, in words."""

    def accepts(self, outcome: str, to: str | None = None) -> bool:
        """Whether an answer of this outcome, and to this team where it transfers, would be right."""
        return outcome in self.comes_to and (outcome != "transfers" or not self.to or to in self.to)


class Statement(Record):
    """One statement of the source and what stands for it in the pack: the clause ledger."""

    id: str
    section: str
    kind: Literal[
        "rule",
        "exception",
        "task",
        "definition",
        "discretion",
        "escalation",
        "milestone",
        "meeting",
        "principle",
        "context",
        "not_a_rule",
    ]
    says: str
    """The statement in our own words."""
    stands_for: tuple[str, ...] = ()
    """`rule:id`, `checklist:id`, `escalation:id`, `meeting:id`, `team:id`, `caution:id`, `section:id`."""
    because: str = ""
    """For `not_a_rule` and `context`: why no rule is needed."""
    asks: tuple[str, ...] = ()
    """Ways in which people ask about just this, in their own words."""


class RulesFile(Record):
    """`rules.yaml`."""

    facts: tuple[Fact, ...] = ()
    """Facts only this council needs."""
    rules: tuple[Rule, ...]
    matters: Matters | None = None
    tensions: tuple[Tension, ...] = ()
    cautions: tuple[Caution, ...] = ()


class ChecklistsFile(Record):
    """`checklists.yaml`."""

    checklists: tuple[Checklist, ...]
    escalations: tuple[Escalation, ...]


class TeamsFile(Record):
    """`teams.yaml`."""

    teams: Annotated[tuple[Team, ...], Field(min_length=1)]


class SectionsFile(Record):
    """`sections.yaml`."""

    sections: Annotated[tuple[Section, ...], Field(min_length=1)]


class Point(Record):
    """A meeting or event at which a case can pass. `at` is how it reads in an answer."""

    id: str
    name: str
    at: str


class MeetingsFile(Record):
    """`meetings.yaml`."""

    meetings: tuple[Meeting, ...]
    points: tuple[Point, ...] = ()
    """Transfer points that only this council has, beside those of `vocabulary/points.yaml`."""


class ExamplesFile(Record):
    """`examples.yaml`."""

    examples: tuple[Example, ...]


class MessagesFile(Record):
    """`messages.yaml`."""

    messages: tuple[KnownMessage, ...]


class StatementsFile(Record):
    """`statements.yaml`."""

    statements: tuple[Statement, ...]


class PointsFile(Record):
    """`vocabulary/points.yaml`."""

    points: tuple[Point, ...]
