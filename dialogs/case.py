"""The guided case: facts in, one question at a time, and the answer with everything beside it.

Nothing is remembered but facts; every reply is worked out from scratch, so no follow-up outlives a changed answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dialogs import between_councils, prose
from dialogs.services import Proposal, Turn, case_of
from dialogs.source import cited, policy_notices
from dialogs.turn import Asking, Button, Conversation, Reply, Snapshot, Stated, Understood
from dialogs.words import clause, listed, sentence
from knowledge import (
    Assessment,
    FactError,
    Pack,
    answer,
    assess,
    branches,
    next_transfer,
    not_yet,
    read_value,
    write_value,
)
from knowledge.facts import FactKind, Json, Span, Value
from knowledge.rules.engine import SITUATION, decision, says_what_it_is_about
from knowledge.rules.explain import answer_of
from knowledge.rules.interview import Branch, candidates, question
from knowledge.rules.model import Answer, Choice, Notice, Presumed, Question, SectionHit

LONGEST_HISTORY = 20
MOST_FLIPS = 2
MOST_NEAREST = 3


# --- what is remembered -------------------------------------------------------------------------------------------


def remembered(conversation: Conversation) -> Conversation:
    """The conversation with its present state on the history, for "back"."""
    now = Snapshot(
        facts=conversation.facts,
        unknown=conversation.unknown,
        asking=conversation.asking,
        half_said=conversation.half_said,
        in_doubt=conversation.in_doubt,
    )
    return conversation.model_copy(update={"history": (*conversation.history, now)[-LONGEST_HISTORY:]})


def gone_back(conversation: Conversation) -> Conversation | None:
    """The conversation as it was before the last change; None if there was none."""
    if not conversation.history:
        return None
    *earlier, last = conversation.history
    kept: dict[str, object] = {"facts": last.facts, "unknown": last.unknown, "asking": last.asking}
    kept |= {"half_said": last.half_said, "in_doubt": last.in_doubt}
    return conversation.model_copy(update={**kept, "history": tuple(earlier)})


def cleared(conversation: Conversation) -> Conversation:
    """No case, the council and the user's team kept; "back" still undoes it."""
    kept = remembered(conversation) if conversation.facts or conversation.unknown else conversation
    nothing: dict[str, object] = {"facts": (), "unknown": (), "half_said": (), "in_doubt": None, "other_council": None}
    pending: dict[str, object] = {"pending": {}, "pending_half_said": {}, "pending_in_doubt": {}}
    return kept.model_copy(update={**nothing, **pending, "asking": None, "view": ""})


def stated(conversation: Conversation, facts: Mapping[str, Json]) -> Conversation:
    """The conversation with facts added or replaced."""
    merged = {fact.fact: fact.value for fact in conversation.facts} | dict(facts)
    return conversation.model_copy(
        update={
            "facts": tuple(Stated(fact=name, value=value) for name, value in merged.items()),
            "unknown": tuple(name for name in conversation.unknown if name not in facts),
            "in_doubt": None if conversation.in_doubt in facts else conversation.in_doubt,
        }
    )


def half_said(conversation: Conversation, hints: Iterable[Proposal]) -> Conversation:
    """The conversation with what was only hinted at, until somebody says it plainly."""
    hinted = [Stated(fact=one.fact, value=one.value) for one in hints]
    new = [one for one in hinted if one not in conversation.half_said]
    return conversation.model_copy(update={"half_said": (*conversation.half_said, *new)}) if new else conversation


def without(conversation: Conversation, fact: str) -> Conversation:
    """The conversation as if a fact had never been stated."""
    return conversation.model_copy(
        update={
            "facts": tuple(kept for kept in conversation.facts if kept.fact != fact),
            "unknown": tuple(name for name in conversation.unknown if name != fact),
            "in_doubt": None if conversation.in_doubt == fact else conversation.in_doubt,
        }
    )


def not_known(conversation: Conversation, fact: str) -> Conversation:
    """The conversation after "I don't know" to the question about a fact."""
    left = without(conversation, fact)
    return left.model_copy(update={"unknown": (*left.unknown, fact)})


@dataclass(frozen=True)
class Compared:
    """What a message changed in the case."""

    new: tuple[Proposal, ...]
    changed: tuple[Proposal, ...]
    same: tuple[Proposal, ...]


def compared(pack: Pack, conversation: Conversation, proposals: Iterable[Proposal]) -> Compared:
    """Sort what a message states into new, changed and known already."""
    before = case_of(pack, conversation.facts).stated
    new, changed, same = [], [], []
    for proposal in proposals:
        value = read_value(pack, proposal.fact, proposal.value)
        if proposal.fact not in before or _narrows(before[proposal.fact], value):
            new.append(proposal)
        elif before[proposal.fact] != value:
            changed.append(proposal)
        else:
            same.append(proposal)
    return Compared(tuple(new), tuple(changed), tuple(same))


def _narrows(before: Value, value: Value) -> bool:
    """Whether a number says more exactly what was said before: "14" after "a teenager"."""
    if not isinstance(before, Span) or not isinstance(value, Span) or before == value:
        return False
    return before.low <= value.low and value.high <= before.high


def readable(pack: Pack, proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """The proposals whose value the pack can read."""

    def reads(proposal: Proposal) -> bool:
        try:
            read_value(pack, proposal.fact, proposal.value)
        except (FactError, KeyError):
            return False
        return True

    return tuple(filter(reads, proposals))


# --- how facts are echoed -----------------------------------------------------------------------------------------


def echoed(pack: Pack, proposals: Iterable[Proposal], *, new: bool = True) -> tuple[Understood, ...]:
    """Facts in words, each so that it can be corrected alone."""
    return tuple(
        Understood(
            fact=proposal.fact,
            label=pack.vocabulary[proposal.fact].label,
            value=proposal.value,
            text=prose.fact_value(pack, proposal.fact, read_value(pack, proposal.fact, proposal.value)),
            words=proposal.words,
            new=new,
        )
        for proposal in proposals
    )


def everything(turn: Turn, fresh: Sequence[Proposal]) -> tuple[Understood, ...]:
    """Every fact of the case in words, those of this message marked as new."""
    words = {proposal.fact: proposal for proposal in fresh}
    kept = readable(turn.chosen, (Proposal(fact.fact, fact.value) for fact in turn.conversation.facts))
    return tuple(
        one
        for proposal in kept
        for one in echoed(turn.chosen, [words.get(proposal.fact, proposal)], new=proposal.fact in words)
    )


# --- the reply ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lead:
    """What comes before the case itself."""

    text: str = ""
    fresh: tuple[Proposal, ...] = ()
    """The facts of the message just read."""
    warnings: tuple[Notice, ...] = ()
    buttons: tuple[Button, ...] = ()
    sections: tuple[SectionHit, ...] = ()
    """Sections that bear on what was asked beside the case."""
    asks_now: bool = False
    """Whether it is asked if the case passes on now, not when it does."""
    asks_next: bool = False
    """Whether it is asked when the case passes on and to whom, so that "it stays" is half an answer."""


NO_LEAD = Lead()


def with_text(lead: Lead, said: str) -> Lead:
    """The lead with one more line."""
    return replace(lead, text="\n".join(filter(None, (lead.text, said))))


def reply(turn: Turn, lead: Lead = NO_LEAD) -> tuple[Conversation, Reply]:
    """Where the case stands: the answer, the next question, or that the policy is silent.

    Where it moves between two councils, what the other one's policy says stands beside it.
    """
    after, said = _own_side(turn, lead)
    return after, between_councils.beside(turn, said)


def _own_side(turn: Turn, lead: Lead) -> tuple[Conversation, Reply]:
    if not turn.conversation.facts and not turn.conversation.unknown:
        return _no_case(turn, lead)
    hinted = hint_that_matters(turn)
    if hinted is not None:
        return ask_for(turn, hinted, lead)
    doubt = turn.conversation.in_doubt
    if doubt is not None and turn.assessment.status in ("decided", "silent"):
        return ask_for(turn, doubt, lead, why=turn.say("case.check"))
    match turn.assessment.status:
        case "decided":
            return _answer(turn, lead)
        case "silent":
            return _not_covered(turn, lead)
        case "contradiction":
            return _contradiction(turn, lead)
        case _:
            return _open(turn, lead)


def hint_that_matters(turn: Turn) -> str | None:
    """The fact that was only half said, in this message or an earlier one, and would change the answer now reached.

    It also goes before "What is happening?", and before saying that nothing applies; before a silence that the policy
    is known to keep only where that silence rests on the opposite.

    After "might be autistic" no answer may stand on there being no disability.
    """
    found, hints = turn.assessment, turn.conversation.half_said
    if found.status == "silent" and found.holding:
        hints = tuple(one for one in hints if not _speaks_of(turn.chosen, one).isdisjoint(found.rests_on))
    if not hints or (found.status == "open" and not _asks_what_is_happening(turn)):
        return None
    return next((one.fact for one in hints if makes_a_difference(turn, one.fact, one.value)), None)


def _speaks_of(pack: Pack, hint: Stated) -> frozenset[str]:
    """The fact of a hint, and the facts that would follow from it."""
    follows = pack.vocabulary.consequences(hint.fact, read_value(pack, hint.fact, hint.value))
    return frozenset((hint.fact, *(name for name, _ in follows)))


def _asks_what_is_happening(turn: Turn) -> bool:
    """Whether nothing better is left to ask than what is happening; what was hinted at is then the better question."""
    return turn.question is not None and turn.question.fact == SITUATION


def makes_a_difference(turn: Turn, fact: str, value: Json) -> bool:
    """Whether a fact that nobody has stated would change what the case comes to, or what it may still come to."""
    found = turn.assessment
    known = found.known
    stated = known.stated.keys() - found.presumed.keys() | known.unknown | known.not_applicable
    if fact in stated or fact not in turn.chosen.vocabulary:
        return False
    if_so = turn.case.with_fact(fact, read_value(turn.chosen, fact, value))
    return _comes_to(assess(turn.chosen, if_so, today=turn.today)) != _comes_to(found)


def _comes_to(found: Assessment) -> object:
    rules = (*found.holding, *(found.open if found.status == "open" else ()))
    return found.status, {(decision(found, rule), rule.at) for rule in rules}


def ask_first(turn: Turn, lead: Lead = NO_LEAD) -> tuple[Conversation, Reply]:
    """The first question of an interview, for somebody who would rather be asked than tell."""
    return _open(turn, lead)


def _no_case(turn: Turn, lead: Lead) -> tuple[Conversation, Reply]:
    text = "\n".join(filter(None, (lead.text, turn.say("case.nothing_yet"))))
    return turn.conversation, Reply(
        kind="help",
        card="notice",
        text=text,
        lead=text,
        warnings=lead.warnings,
        buttons=(*lead.buttons, button(turn, "guide"), button(turn, "help")),
    )


def _answer(turn: Turn, lead: Lead) -> tuple[Conversation, Reply]:
    pack = turn.chosen
    found = answer(turn.assessment)
    if found is None:  # decided, so it cannot be
        return _open(turn, lead)
    found = _as_asked(turn, lead, found) or found
    facts = everything(turn, lead.fresh)
    words = turn.services.words
    start = missing_start(pack, found)
    named = [section for one in (found, *found.readings, *found.also) for section in one.sections]
    body = [
        *_opening(turn, lead),
        *prose.answer_text(words, pack, found),
        *([turn.say("answer.give_date", ask=pack.vocabulary[start].ask)] if start else []),
        *prose.warnings(words, policy_notices(turn, pack)),
    ]
    return _settled(turn), Reply(
        kind="answer",
        card="answer",
        text="\n".join(body),
        facts=_facts(turn),
        answer=found,
        sections=(*cited(pack, named), *(hit for hit in lead.sections if hit.id not in named)),
        warnings=(*lead.warnings, *policy_notices(turn, pack)),
        title=pack.identity.name,
        lead=lead.text,
        understood=facts,
        buttons=(
            *lead.buttons,
            *([Button(label=turn.say("buttons.give_date"), action="change", fact=start)] if start else []),
            *_flips(turn, found),
            *(button(turn, name) for name in ANSWER_BUTTONS),
        ),
    )


def _as_asked(turn: Turn, lead: Lead, found: Answer) -> Answer | None:
    """The answer to "does it go now?" and to "when does it go?", where the bare answer is to another question."""
    if lead.asks_now:
        return not_yet(turn.assessment, found)
    return next_transfer(turn.assessment, found) if lead.asks_next else None


def _open(turn: Turn, lead: Lead) -> tuple[Conversation, Reply]:
    asked = _question_to_ask(turn, lead)
    split = tuple(_split(turn))
    if asked is None or (split and all(asked.fact != fact.id for fact in candidates(turn.assessment))):
        return _turns_on(turn, lead, split)
    provisional = _provisional(turn.assessment)
    so_far = (
        [turn.say("case.provisional", answer=sentence(prose.in_brief(turn.services.words, provisional)))]
        if provisional
        else []
    )
    buttons = (*question_buttons(turn, asked), *lead.buttons)
    conversation, reply = put(turn, lead, asked, (*split, *so_far), buttons)
    return conversation, reply.model_copy(update={"answer": provisional, "sections": lead.sections, "lines": split})


def put(
    turn: Turn, lead: Lead, asked: Question, lines: tuple[str, ...], buttons: tuple[Button, ...]
) -> tuple[Conversation, Reply]:
    """A question as a reply, `lines` standing between what was understood and the question itself."""
    return _asking(turn, asked.fact), Reply(
        kind="question",
        card="question",
        title=turn.chosen.identity.name,
        text="\n".join([*_opening(turn, lead), *lines, asked.text]),
        facts=_facts(turn),
        question=asked,
        warnings=lead.warnings,
        lead=lead.text,
        lines=lines,
        understood=everything(turn, lead.fresh) if lead.fresh else (),
        buttons=buttons,
    )


def _turns_on(turn: Turn, lead: Lead, split: tuple[str, ...]) -> tuple[Conversation, Reply]:
    """Nothing left to ask: what the answer turns on, and who can tell."""
    pack = turn.chosen
    split_on = _split_fact(turn.assessment)
    left = [fact for fact in turn.conversation.unknown if fact in pack.vocabulary]
    asked = question(pack, pack.vocabulary[split_on or left[-1]], turn.assessment) if (split_on or left) else None
    lines = split or (
        turn.say("case.not_enough"),
        *(
            [turn.say("case.left_out", facts=listed([pack.vocabulary[fact].label.lower() for fact in left]))]
            if left
            else []
        ),
    )
    if not split and asked and asked.who_knows:
        lines = (*lines, turn.say("case.who_knows", who=asked.who_knows))
    closing = turn.say("case.dont_know_more")
    return turn.conversation.model_copy(update={"asking": None, "view": ""}), Reply(
        kind="question",
        card="question" if asked else "notice",
        text="\n".join([*_opening(turn, lead), *lines, closing]),
        facts=_facts(turn),
        question=asked,
        warnings=lead.warnings,
        lead=lead.text,
        lines=(*lines, closing),
        understood=everything(turn, lead.fresh) if lead.fresh else (),
        buttons=(
            *(_options(asked) if asked else ()),
            *(button(turn, name) for name in ("escalate", "change", "start_again")),
        ),
    )


def _contradiction(turn: Turn, lead: Lead) -> tuple[Conversation, Reply]:
    found = turn.assessment.contradictions[0]
    first = _as_said(turn, found.fact, found.stated)
    second = _as_said(turn, found.by, found.implied)
    said = turn.say("case.contradiction_pair", first=first, second=second)
    asked = Question(
        fact=found.fact,
        text=turn.say("case.contradiction_ask"),
        why=turn.say("case.contradiction"),
        options=(
            Choice(value=write_value(found.stated), label=sentence(first).rstrip(".")),
            Choice(value=write_value(found.implied), label=sentence(second).rstrip(".")),
        ),
    )
    lines = (turn.say("case.contradiction"), said)
    return put(turn, lead, asked, lines, (*_options(asked), button(turn, "back"), button(turn, "start_again")))


def said_first(assessment: Assessment, fact: str) -> str:
    """The fact that was said and from which this one follows; itself if it was said."""
    while fact not in assessment.case.stated and fact in assessment.implied:
        fact = assessment.implied[fact]
    return fact


def _as_said(turn: Turn, fact: str, value: Value) -> str:
    """A fact as the user gave it, or the one they gave from which it follows."""
    root = said_first(turn.assessment, fact)
    return prose.fact_clause(turn.chosen, root, turn.case.stated.get(root, value))


def _not_covered(turn: Turn, lead: Lead) -> tuple[Conversation, Reply]:
    """The policy's silence: said plainly, with the nearest sections and the way to escalate. Nothing is borrowed."""
    pack = turn.chosen
    silent = [rule for rule in turn.assessment.holding if rule.outcome == "silent"]
    named = tuple(dict.fromkeys(name for rule in silent for name in (rule.section, *rule.also_sections)))
    nearest = (*cited(pack, named), *(hit for hit in lead.sections if hit.id not in named))[:MOST_NEAREST]
    says = (
        turn.say("not_covered.says_because", council=pack.identity.name, because=sentence(silent[0].because))
        if silent
        else turn.say("not_covered.says", council=pack.identity.name)
    )
    presumed = [
        Presumed(fact=name, value=write_value(turn.assessment.presumed[name]), text=fact.unless_said.say)
        for name in turn.assessment.rests_on
        if (fact := pack.vocabulary[name]).unless_said
    ]
    ladder = pack.escalation(pack.identity.escalation)
    lines = (
        says,
        *prose.taking_it_that(turn.services.words, pack, presumed),
        turn.say("not_covered.ask_manager", how=sentence(ladder.summary)),
    )
    section_text = [line for hit in nearest for line in prose.section_lines(turn.services.words, hit)]
    return _settled(turn), Reply(
        kind="not_covered",
        card="not_covered",
        text="\n".join(
            [
                *_opening(turn, lead),
                *lines,
                *([turn.say("not_covered.nearest"), *section_text] if nearest else []),
                *prose.warnings(turn.services.words, policy_notices(turn, pack)),
            ]
        ),
        facts=_facts(turn),
        sections=nearest,
        warnings=(*lead.warnings, *policy_notices(turn, pack)),
        title=turn.say("not_covered.title"),
        lead=lead.text,
        lines=lines,
        understood=everything(turn, lead.fresh),
        buttons=(*lead.buttons, *(button(turn, name) for name in ("escalate", "change", "what_if", "start_again"))),
    )


def ask_for(
    turn: Turn, fact_id: str, lead: Lead = NO_LEAD, *, why: str | None = None
) -> tuple[Conversation, Reply]:
    """The question about one fact, whatever is known of it: for corrections.

    `why` stands before the question; what is known of the fact when left out.
    """
    pack = turn.chosen
    asked = question(pack, pack.vocabulary[fact_id], turn.assessment)
    label, value = pack.vocabulary[fact_id].label, turn.case.stated.get(fact_id)
    if why is None and value is not None:
        why = turn.say("change.which", label=label, value=prose.fact_value(pack, fact_id, value))
    text = "\n".join(filter(None, (lead.text, why)))
    way_out = "change" if turn.conversation.in_doubt == fact_id else "show"
    misses = (
        turn.conversation.asking.misses if turn.conversation.asking and turn.conversation.asking.fact == fact_id else 0
    )
    return turn.conversation.model_copy(update={"asking": Asking(fact=fact_id, misses=misses), "view": "ask"}), Reply(
        kind="question",
        card="question",
        text="\n".join([*_opening(turn, Lead(text, lead.fresh, lead.warnings)), asked.text]),
        facts=_facts(turn),
        question=asked,
        warnings=lead.warnings,
        lead=text,
        understood=everything(turn, lead.fresh) if lead.fresh else (),
        buttons=(
            *_options(asked),
            *(button(turn, name) for name in ("dont_know", "why_ask", way_out)),
            *lead.buttons,
        ),
    )


def missing_start(pack: Pack, found: Answer) -> str | None:
    """The date fact that an answer's clock starts on, if only that date is missing to name the day."""
    if found.deadline or found.timescale is None or found.timescale.amount is None:
        return None
    anchor = found.timescale.anchor
    return anchor if anchor in pack.vocabulary and pack.vocabulary[anchor].kind is FactKind.DATE else None


# --- parts ------------------------------------------------------------------------------------------------------------

ANSWER_BUTTONS = ("why", "what_if", "checklist", "summary", "change", "start_again")
QUESTION_BUTTONS = ("dont_know", "why_ask", "back")


def button(turn: Turn, action: str, *, says: str = "") -> Button:
    """A button of the standing set, by its action."""
    label = turn.say(f"buttons.{action}")
    return Button(label=label, action=action, says=says or label.strip("…").lower())


def question_buttons(turn: Turn, asked: Question) -> tuple[Button, ...]:
    """The answers first, then the ways round the question."""
    names = QUESTION_BUTTONS if turn.conversation.history else QUESTION_BUTTONS[:-1]
    return (*_options(asked), *(button(turn, name) for name in names))


def _options(asked: Question) -> Iterator[Button]:
    for choice in asked.options:
        yield Button(
            label=choice.label, action="answer", fact=asked.fact, value=choice.value, says=choice.label.lower()
        )


def as_said(turn: Turn, told: Iterable[Proposal]) -> tuple[Button, ...]:
    """A button for each fact that was only half said, to take it after all."""
    pack = turn.chosen
    return tuple(
        Button(label=label, action="flip", fact=one.fact, value=one.value, says=label.lower())
        for one in told
        for label in [clause(sentence(prose.fact_clause(pack, one.fact, read_value(pack, one.fact, one.value))))]
    )


def _flips(turn: Turn, found: Answer) -> Iterator[Button]:
    """A button for each thing the answer takes for granted, to turn it round."""
    pack = turn.chosen
    for presumed in [one for one in found.presumed if not one.quiet][:MOST_FLIPS]:
        fact = pack.vocabulary[presumed.fact]
        if fact.kind is FactKind.YES_NO:
            value = not presumed.value
            label = sentence(prose.fact_clause(pack, fact.id, value)).rstrip(".")
            yield Button(label=label, action="flip", fact=fact.id, value=value, says=label.lower())
        else:
            label = turn.say("buttons.not_that", label=fact.label)
            yield Button(label=label, action="flip", fact=fact.id, says=f"change {fact.label.lower()}")


def _opening(turn: Turn, lead: Lead) -> list[str]:
    facts = echoed(turn.chosen, lead.fresh)
    return [
        *prose.warnings(turn.services.words, lead.warnings),
        *([lead.text] if lead.text else []),
        *([turn.say("case.understood", facts=prose.facts_line(facts))] if facts else []),
    ]


def _facts(turn: Turn) -> dict[str, Json]:
    return {fact.fact: fact.value for fact in turn.conversation.facts}


def _settled(turn: Turn) -> Conversation:
    return turn.conversation.model_copy(update={"asking": None, "view": ""})


def _asking(turn: Turn, fact: str) -> Conversation:
    now = turn.conversation.asking
    asking = now if now and now.fact == fact else Asking(fact=fact)
    return turn.conversation.model_copy(update={"asking": asking, "view": ""})


def _question_to_ask(turn: Turn, lead: Lead) -> Question | None:
    """The next question; the one that is open already, if nothing new was said and it still matters."""
    last = turn.asked
    if last and not lead.fresh and last in candidates(turn.assessment):
        return question(turn.chosen, last, turn.assessment)
    return turn.question


def _provisional(assessment: Assessment) -> Answer | None:
    """What holds already while a question is open, if it is one decision only."""
    holding = [rule for rule in assessment.holding if rule.outcome != "silent"]
    if not says_what_it_is_about(assessment) or len({decision(assessment, rule) for rule in holding}) != 1:
        return None
    return answer_of(assessment, holding[0])


def _split(turn: Turn) -> Iterator[str]:
    """How the answer splits over what the user does not know, and who can tell."""
    pack, found = turn.chosen, _telling_branches(turn.assessment)
    if not found:
        return
    fact = pack.vocabulary[found[0].fact]
    yield turn.say("case.turns_on", label=fact.label[0].lower() + fact.label[1:])
    for branch in found:
        value = prose.fact_clause(pack, branch.fact, branch.value)
        yield turn.say("case.branch", value=value, answer=_branch_answer(turn, branch.assessment))
    if fact.who_knows:
        yield turn.say("case.who_knows", who=fact.who_knows)


def _branch_answer(turn: Turn, then: Assessment) -> str:
    if then.status == "silent":
        return turn.say("branch.silent")
    reached = answer(then)
    return prose.in_brief(turn.services.words, reached).rstrip(".") if reached else turn.say("branch.open")


def _telling_branches(assessment: Assessment) -> tuple[Branch, ...]:
    """The branches over what is not known, as long as one of them comes to something definite."""
    found = branches(assessment)
    return found if any(branch.assessment.status in ("decided", "silent") for branch in found) else ()


def _split_fact(assessment: Assessment) -> str | None:
    found = _telling_branches(assessment)
    return found[0].fact if found else None
