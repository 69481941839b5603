"""A second look at an answer to a first message: where no like message came to it, one fact is checked before it is given.

What was read may be misread, and a confident wrong answer is the worst there is. The measure was set on 588 answers to
messages by people who had not seen the project, each judged by what was known before it: of the 529 that like messages
agreed with, 5 were wrong; of the other 59, 21 (see `tests/cases/README.md`).
"""

from __future__ import annotations

from collections.abc import Mapping

from dialogs import case, prose
from dialogs.case import Lead
from dialogs.services import Step, Turn
from dialogs.turn import Reply
from knowledge.facts import Fact
from knowledge.rules.interview import fact_to_check

ENOUGH = 0.2
"""How far like messages have to have come to an answer for it to be given straight away."""


def checked(then: Turn, text: str, lead: Lead, step: Step, read_from: Mapping[str, str]) -> Step:
    """The step as it is, or the question to ask instead of it.

    `then` is the turn with the message's facts in its case, `read_from` the words that each was read from.
    """
    if not _is_doubtful(then, text, step[1]):
        return step
    fact = fact_to_check(then.assessment)
    if fact is None:
        return step
    return case.ask_for(then, fact.id, lead, why=_why(then, fact, read_from.get(fact.id, "")))


def _is_doubtful(then: Turn, text: str, reply: Reply) -> bool:
    if reply.kind == "answer" and reply.answer is not None:
        outcome, to = reply.answer.outcome, reply.answer.to.id if reply.answer.to else None
    elif reply.kind == "not_covered":
        outcome, to = "not_covered", None
    else:
        return False
    return then.services.second_opinions[then.chosen.slug](text, outcome, to) < ENOUGH


def _why(then: Turn, fact: Fact, words: str) -> str:
    value = then.case.stated.get(fact.id)
    if value is None or not words:
        return then.say("case.check")
    return then.say("case.check_words", words=words, fact=prose.fact_clause(then.chosen, fact.id, value))
