"""What goes into a turn and what comes out: plain frozen values, fit for JSON, free of Teams and of SQL.

`Reply` is the shape that the bot, the command line and the HTTP API all give (see the README, "One answer, one
shape"). Fields may be added to it, none renamed or dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from knowledge.facts import Json
from knowledge.record import Record
from knowledge.rules.model import Answer, Notice, Question, SectionHit

Kind: TypeAlias = Literal["answer", "question", "sections", "not_covered", "help", "error"]


def _whole(text: str) -> str:
    """The text with `�` for what no encoding or database takes: half of a surrogate pair, a null character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "�")


Typed: TypeAlias = Annotated[str, AfterValidator(_whole)]
"""What somebody typed. It comes back in replies, so it has to be fit for sending and storing."""


class Button(Record):
    """Something to tap. What a tap means is `action` with its `fact` and `value`; `dialogs.router.TAPS` lists them."""

    label: str
    action: str
    fact: str | None = None
    value: Json | None = None
    says: str = ""
    """The same thing typed, for the terminal's history and for people who rather type."""


class Tap(Record):
    """A button that was pressed, with the token of the card it stood on."""

    action: str
    fact: str | None = None
    value: Typed | Json | None = None
    token: str | None = None


class Message(Record):
    """One thing a person did: typed words, or tapped a button."""

    text: Typed = ""
    tap: Tap | None = None
    today: date
    council: str | None = None
    """A council fixed by the caller (`--council`, the API, a deployment's default); the user's own wins over it."""
    facts: Mapping[str, Json] = Field(default_factory=dict)
    """Facts given as data beside the text."""
    keeps_notes: bool = False
    """Whether the caller carries out `Outcome.commands`; where it does not, nobody is told that something was noted."""


class Understood(Record):
    """One fact that was taken from what the user wrote, in words, so that it can be corrected alone."""

    fact: str
    label: str
    value: Json
    text: str
    """The value as people say it: "15", "Children's Social Work Team", "Tuesday 1 December 2026"."""
    words: str = ""
    """The user's own words that it came from. Shown back, never stored."""
    new: bool = True


class OtherSide(Record):
    """What the other council's own policy says of a case that moves between two councils."""

    council: str | None = None
    """Its slug, where there is a policy for it here."""
    name: str
    role: Literal["leaving", "receiving"]
    kind: Literal["answer", "question", "not_covered", "unknown"]
    """`unknown`: there is no policy for this council here."""
    answer: Answer | None = None
    question: Question | None = None
    sections: tuple[SectionHit, ...] = ()
    lines: tuple[str, ...] = ()
    """All of it in plain words."""
    notes: tuple[str, ...] = ()
    """Of those, what is to be known beside the answer: of the policy itself, and who holds the case meanwhile."""


class Reply(Record):
    """One reply. What stands before `card` is the contract; the rest is for the surfaces that draw it."""

    id: Json | None = None
    """That of the line of a batch, or of the call, that it answers."""
    council: str | None = None
    kind: Kind
    text: str
    facts: Mapping[str, Json] = Field(default_factory=dict)
    answer: Answer | None = None
    question: Question | None = None
    sections: tuple[SectionHit, ...] = ()
    warnings: tuple[Notice, ...] = ()
    other_side: OtherSide | None = None
    """The other council's side of a move between two councils."""
    error: str | None = None

    card: Literal["welcome", "council", "question", "answer", "why", "what_if", "sections", "not_covered", "checklist",
                  "summary", "help", "notice"] = "notice"
    title: str = ""
    lead: str = ""
    """What comes before the body: an interruption's answer, "Changed age to 12.", what was misunderstood."""
    understood: tuple[Understood, ...] = ()
    lines: tuple[str, ...] = ()
    """Body lines of cards that are plain lists (why, what if, checklist, help)."""
    buttons: tuple[Button, ...] = ()
    token: str = ""
    """The one-time token that a tap on this reply must carry."""


class Stated(Record):
    """One fact kept in a conversation. The user's words are not kept, only what they came to."""

    fact: str
    value: Json


class Asking(Record):
    """The question that is open, and how often the answer made no sense."""

    fact: str
    misses: int = 0


class Snapshot(Record):
    """Where the conversation stood before a turn, so that "back" can return there."""

    facts: tuple[Stated, ...]
    unknown: tuple[str, ...]
    asking: Asking | None
    half_said: tuple[Stated, ...] = ()
    in_doubt: str | None = None


class NoteUnanswered(Record):
    """To be counted for whoever keeps the policy: the shape of a question that had no answer (knowledge.search.shape),
    with nothing of who asked it."""

    council: str
    kind: Literal["not_covered", "not_understood", "none_of_these", "offered"]
    """`offered`: not to be counted yet. Close candidates are shown, and a tap on "None of these" makes it
    `none_of_these`."""
    key: str
    shape: str
    section: str | None = None
    """The nearest section of the policy."""


class Conversation(Record):
    """Everything remembered between turns: facts, not words. Versioned JSON in storage."""

    schema_version: Literal[1] = 1
    turn: int = 0
    council: str | None = None
    my_team: str | None = None
    """The team the user said they are in; evidence for who holds the next case."""
    facts: tuple[Stated, ...] = ()
    unknown: tuple[str, ...] = ()
    half_said: tuple[Stated, ...] = ()
    """What was hinted at and never said plainly: asked before any answer that it would change, never presumed away."""
    in_doubt: str | None = None
    """The fact that has to be told plainly before any answer, as it may have been misread; see `second_look`."""
    other_council: str | None = None
    """Where a case moves between two councils: the other one, by its slug or, without a policy here, its name."""
    asking: Asking | None = None
    history: tuple[Snapshot, ...] = ()
    pending: Mapping[str, tuple[Stated, ...]] = Field(default_factory=dict)
    """While no council is known: what the message comes to under each council's own words, by slug."""
    pending_half_said: Mapping[str, tuple[Stated, ...]] = Field(default_factory=dict)
    pending_in_doubt: Mapping[str, str] = Field(default_factory=dict)
    """And the fact that is in doubt under that council's policy, if any."""
    offered: tuple[Button, ...] = ()
    """The buttons of the last reply, so that a typed number or label counts as a tap."""
    view: str = ""
    """Which reply was shown last; "back" and old cards return to it."""
    unanswered: NoteUnanswered | None = None
    """While close candidates are shown: what a tap on "None of these" notes. Gone with the next turn."""


class Outcome(Record):
    """What a turn came to: the new conversation, what is to be done, and what is said."""

    conversation: Conversation
    replies: tuple[Reply, ...]
    commands: tuple[NoteUnanswered, ...] = ()
    """What the caller has to do in the transaction that stores the conversation."""
