"""What the command line and the HTTP API give beside a Reply, as closed schemas."""

from __future__ import annotations

from datetime import date
from typing import Literal

from knowledge.facts import FactKind, Json, Option
from knowledge.pack_files import Policy
from knowledge.record import Record
from knowledge.rules.model import Notice, Rule, SectionHit

ALWAYS_SHOWN = frozenset({"facts", "sections", "warnings", "text", "options", "value"})
"""Fields of a reply that are there even when they are empty; others are left out."""


class Found(Record):
    """What a search found, the best first."""

    id: Json | None = None
    """The id of the line of a batch that asked."""
    council: str
    kind: Literal["sections", "not_covered"]
    """`not_covered`: no section answers it; those listed are only the nearest."""
    sections: tuple[SectionHit, ...]


class Council(Record):
    """A council there is a policy for."""

    slug: str
    """Its id in commands, JSON and addresses."""
    name: str
    policy: str
    """The policy's title."""
    dated: str
    """What its text says of its own date."""
    valid_from: date | None
    review_due: date | None
    warnings: tuple[Notice, ...]
    """What to know before relying on it."""


class Councils(Record):
    """Every council there is a policy for."""

    councils: tuple[Council, ...]


class FactAsked(Record):
    """One thing that can be known of a case, as far as a caller needs it to state it."""

    id: str
    kind: FactKind
    label: str
    ask: str
    """The question, in plain English."""
    options: tuple[Option, ...]
    """For a choice, what it can be."""
    unit: str


class CouncilRules(Record):
    """A council's rules and the facts they read, as its pack states them."""

    council: str
    policy: Policy
    rules: tuple[Rule, ...]
    facts: tuple[FactAsked, ...]
