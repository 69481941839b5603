"""Several children in one message: what the case comes to for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs import case, prose
from dialogs.case import Lead
from dialogs.services import Step, Turn
from dialogs.turn import Button
from dialogs.words import listed, sentence
from knowledge import Assessment, answer, assess, next_question, read_value
from knowledge.facts import Json
from knowledge.reading import value_in_words
from knowledge.rules.engine import decision
from knowledge.rules.interview import question
from knowledge.rules.model import Choice

AGE = "age"


@dataclass(frozen=True)
class Child:
    """One of several children: the age, and what the case comes to at that age."""

    age: Json
    years: str
    """The age in words."""
    found: Assessment

    @property
    def settled(self) -> bool:
        """Whether there is an answer, be it that the policy is silent."""
        return self.found.status in ("decided", "silent")

    @property
    def comes_to(self) -> object:
        """What is decided, to be compared with the other children's."""
        return self.found.status, {(decision(self.found, rule), rule.at) for rule in self.found.holding}


def each(turn: Turn, ages: Sequence[Json]) -> tuple[Child, ...]:
    """The case so far for a child of each age."""
    pack = turn.chosen
    values = [(age, read_value(pack, AGE, age)) for age in ages]
    return tuple(
        Child(age, value_in_words(pack, AGE, value), assess(pack, turn.case.with_fact(AGE, value), today=turn.today))
        for age, value in values
    )


def answered(turn: Turn, ages: Sequence[Json], lead: Lead) -> Step | None:
    """The answer for all of them where it is one, else what it is for each and the question which one to go on with.

    None while it cannot be told for any of them, unless the age is what is to be asked next.
    """
    if turn.assessment.status == "contradiction":
        return None
    children = each(turn, ages)
    if not any(child.settled for child in children):
        asked = next_question(turn.assessment)
        return _which(turn, children, lead, "children.which_first") if asked and asked.fact == AGE else None
    if len({str(child.comes_to) for child in children}) == 1:
        decided = turn.assessment.status != "open"
        first = turn if decided else turn.becoming(case.stated(turn.conversation, {AGE: children[0].age}))
        said = turn.say("children.same", ages=listed([child.years for child in children]))
        return case.reply(first, case.with_text(lead, said))
    return _which(turn, children, lead, "children.which")


def _which(turn: Turn, children: Sequence[Child], lead: Lead, ask: str) -> Step:
    """The question which of them is meant, after what the case comes to for those of whom that can be told."""
    pack = turn.chosen
    asked = question(pack, pack.vocabulary[AGE], turn.assessment).model_copy(
        update={
            "text": turn.say(ask),
            "options": tuple(
                Choice(value=child.age, label=turn.say("children.one", age=child.years)) for child in children
            ),
        }
    )
    told = children if any(child.settled for child in children) else ()
    lines = tuple(turn.say("children.line", age=child.years, answer=_in_brief(turn, child)) for child in told)
    buttons = [
        Button(label=choice.label, action="answer", fact=AGE, value=choice.value, says=choice.label.lower())
        for choice in asked.options
    ]
    return case.put(turn, lead, asked, lines, (*buttons, *lead.buttons, case.button(turn, "start_again")))


def _in_brief(turn: Turn, child: Child) -> str:
    if child.found.status == "silent":
        return sentence(turn.say("branch.silent"))
    reached = answer(child.found) if child.settled else None
    return sentence(prose.in_brief(turn.services.words, reached)) if reached else turn.say("children.open")
