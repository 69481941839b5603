"""A second look at an answer to a first message: where no like message came to it, one of its facts is asked for first.

What was read may be misread, and a confident wrong answer is the worst there is. The measure was set on 588 answers to
messages by people who had not seen the project, each judged by what was known before it: of the 529 that like messages
agreed with, 5 were wrong; of the other 59, 21 (see `tests/cases/README.md`).
"""

from __future__ import annotations

from dialogs import case, prose
from dialogs.case import Lead
from dialogs.services import Step, Turn
from dialogs.turn import Reply
from knowledge.rules.interview import fact_to_check

ENOUGH = 0.2
"""How far like messages have to have come to an answer for it to be given straight away."""


def fact_in_doubt(then: Turn, text: str, reply: Reply) -> str | None:
    """The fact to ask for before this reply to a first message is given; None if it may be given.

    `then` is the turn with the message's facts in its case.
    """
    outcome, to = _outcome(reply)
    if outcome is None or then.services.second_opinions[then.chosen.slug](text, outcome, to) >= ENOUGH:
        return None
    fact = fact_to_check(then.assessment)
    return fact.id if fact else None


def _outcome(reply: Reply) -> tuple[str | None, str | None]:
    """What a reply comes to and the receiving team; twice None where it comes to nothing definite."""
    if reply.kind == "answer" and reply.answer is not None:
        return reply.answer.outcome, reply.answer.to.id if reply.answer.to else None
    return ("not_covered" if reply.kind == "not_covered" else None), None


def ask(then: Turn, fact: str, lead: Lead, words: str) -> Step:
    """The question about a fact in doubt, before which no answer is given; `words` are those that it was read from."""
    asking = then.becoming(then.conversation.model_copy(update={"in_doubt": fact}))
    value = then.case.stated.get(fact)
    if value is None or not words:
        return case.reply(asking, lead)
    why = then.say("case.check_words", words=words, fact=prose.fact_clause(then.chosen, fact, value))
    return case.ask_for(asking, fact, lead, why=why)
