"""What a turn works with: the knowledge, the reading of free text, the search, the words. All of it only reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Protocol, TypeAlias

from dialogs.heard import Phrases
from dialogs.turn import Conversation, Message, Reply, Stated
from dialogs.words import Words
from knowledge import Assessment, Case, FactError, Knowledge, Pack, assess, next_question, read_facts
from knowledge.facts import Fact, Json
from knowledge.rules.model import Question, SectionHit
from knowledge.search.journey import Journey
from knowledge.search.shape import Shapes


@dataclass(frozen=True)
class Proposal:
    """A fact that a message states. Proposed, echoed, correctable; never taken in silence."""

    fact: str
    value: Json
    words: str = ""
    """The user's own words it came from."""


@dataclass(frozen=True)
class Told:
    """What a message says of a case."""

    facts: tuple[Proposal, ...] = ()
    doubted: tuple[Proposal, ...] = ()
    """Only half said ("probably", "might"): shown, not taken."""
    clashing: tuple[str, ...] = ()
    """Facts on which the message says two different things: neither is taken."""
    council: str | None = None
    journey: Journey = field(default_factory=Journey)
    """The councils between which the family moves."""
    my_team: str | None = None
    several_children: bool = False
    ages: tuple[Json, ...] = ()
    """The ages of several children, where none is the one child's."""
    leftover: str = ""
    """The words that nothing explained. Shown back at most, never kept."""
    dont_know: bool = False
    """Said in answer to the open question, as is "that does not apply"."""


class Reader(Protocol):
    """Free text to facts."""

    def read(self, text: str, pack: Pack | None, today: date, asking: str | None = None) -> Told:
        """What a message states, `asking` being the fact that was asked for; without a pack no team is read."""


@dataclass(frozen=True)
class Found:
    """What a search found."""

    covered: bool = False
    """Whether the policy answers the question."""
    close: bool = False
    """Whether the first two are near even, so that neither stands alone."""
    hits: tuple[SectionHit, ...] = ()
    """The nearest sections, best first, whether or not they answer it."""
    outside: str = ""
    """The subject outside every transfer policy that the question is about instead, in words after "about"."""
    strength: float = 0.0
    """How strongly the best section answers: a question put well reaches 1, a case told in passing seldom does."""


class Finder(Protocol):
    """Search in one council's policy."""

    def __call__(self, text: str, limit: int) -> Found:
        """The nearest sections, at most `limit`."""


class SecondOpinion(Protocol):
    """What like messages came to, in one council."""

    def __call__(self, text: str, outcome: str, to: str | None = None) -> float:
        """How far they came to this answer, from 0 (none of them) to 1 (all); see `Precedents.support`."""


@dataclass(frozen=True)
class Services:
    """Everything a turn may ask."""

    knowledge: Knowledge
    words: Words
    phrases: Phrases
    reader: Reader
    finders: Mapping[str, Finder]
    second_opinions: Mapping[str, SecondOpinion]
    warm_ups: Sequence[Callable[[], None]]
    """What the first search in each policy, and the first answer, would wait for."""
    privacy: Callable[[str], Sequence[str]]
    """The kinds of personal detail that a text seems to hold, in words: "an NHS number"."""
    elsewhere: Callable[[str], bool]
    """Whether a text is the name of a council or town in England, and nothing else."""
    danger: Callable[[str], bool]
    """Whether a text says that somebody is being harmed at this moment."""
    shapes: Shapes
    """What is left of a question without its person."""


@dataclass(frozen=True)
class Turn:
    """One turn while it is worked out: what is remembered so far, what came, what can be asked."""

    conversation: Conversation
    message: Message
    services: Services

    def say(self, key: str, **parts: object) -> str:
        """One of the bot's own sentences."""
        return self.services.words.say(key, **parts)

    @property
    def today(self) -> date:
        """The day on which the message was sent."""
        return self.message.today

    @cached_property
    def pack(self) -> Pack | None:
        """The council's pack: the user's own choice before the caller's; None while no council is known."""
        packs = self.services.knowledge.packs
        return packs.get(self.conversation.council or "") or packs.get(self.message.council or "")

    @property
    def chosen(self) -> Pack:
        """The council's pack, where it is known by now. Raises LookupError while it is not."""
        if self.pack is None:
            raise LookupError("no council has been chosen")
        return self.pack

    @cached_property
    def case(self) -> Case:
        """The case so far. A remembered fact that the pack no longer takes is left out."""
        return case_of(self.chosen, self.conversation.facts, self.conversation.unknown)

    @property
    def asked(self) -> Fact | None:
        """The fact that the open question is about; None while none is open."""
        asking = self.conversation.asking
        known = asking is not None and self.pack is not None and asking.fact in self.pack.vocabulary
        return self.chosen.vocabulary[asking.fact] if asking is not None and known else None

    @cached_property
    def assessment(self) -> Assessment:
        """What the policy says of the case so far."""
        return assess(self.chosen, self.case, today=self.today)

    @cached_property
    def question(self) -> Question | None:
        """What to ask next, best of the theme asked about before; None where no answer would change anything."""
        return next_question(self.assessment, self.asked.theme if self.asked else None)

    def with_(self, **changes: object) -> Turn:
        """The turn with parts of the conversation changed."""
        return self.becoming(self.conversation, **changes)

    def becoming(self, conversation: Conversation, **changes: object) -> Turn:
        """The turn with another conversation, parts of it changed."""
        return replace(self, conversation=conversation.model_copy(update=changes))


Step: TypeAlias = tuple[Conversation, Reply]
"""What a dialog makes of a turn: what to remember, and what to say. A dialog declines with None."""


def case_of(pack: Pack, facts: Iterable[Stated], unknown: Iterable[str] = ()) -> Case:
    """A case from what a conversation keeps. What the pack cannot read (any more) is left out."""
    case = Case()
    for stated in facts:
        try:
            read = read_facts(pack, {stated.fact: stated.value})
        except FactError:
            continue
        for fact, value in read.stated.items():
            case = case.with_fact(fact, value)
    for fact in unknown:
        if fact in pack.vocabulary:
            case = case.with_unknown(fact)
    return case
