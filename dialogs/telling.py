"""What people tell of a case: the facts in a message, beside a question perhaps, and what is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dialogs import answering, case, children, policy, prose, second_look, talk
from dialogs.case import Lead, button, readable
from dialogs.services import Found, Proposal, Step, Told, Turn
from dialogs.turn import Button, Conversation, Stated
from dialogs.words import listed
from knowledge import answer, read_facts, read_value
from knowledge.facts import FactKind, Json, Span
from knowledge.packs import HOLDER
from knowledge.rules.engine import ASKED
from knowledge.rules.model import Notice, SectionHit

POINTS_IN_PASSING = 2
BARE = frozenset({"yes", "no", "y", "n", "yep", "nope", "yeah", "nah"})
BIRTHDAY = "eighteenth_birthday"
ABOUT_AGE = ("age", BIRTHDAY)
EIGHTEEN_YEARS = range(6573, 6577)
"""In days, with four or five leap days and a birthday on 29 February."""
CHANGES_OF_A_NEW_CASE = 2
"""A message that contradicts this many facts, without saying that it corrects, is about another child."""
FACTS_IN_PASSING = 2
"""A question about the policy mentions so many at most."""
FOUND_WELL, FOUND_FOR_CERTAIN = 0.9, 1.5
"""As strongly a section has to answer a message for it to be a question; and where it tells what a route turns on."""
STEERS = frozenset({"checklist", "escalate", "summary", "why", "later"})
"""What the answer to a case has of its own."""
FACTS_OF_A_NEW_CASE = 3
"""Once a case is settled, one contradiction in a message of this many facts is enough."""


def heard_of_the_case(now: Turn, text: str) -> Told:
    """What a message says: the answer to the open question, other facts, and those given as data, which win.

    Where the answer lacks only the date that its clock starts on, a date is taken as that.
    """
    pack = now.chosen
    asked = now.asked.id if now.asked else _clock_without_a_start(now)
    told = now.services.reader.read(text, pack, now.today, asked)
    read_facts(pack, now.message.facts)
    given = {name: Proposal(name, value) for name, value in now.message.facts.items()}
    facts = {one.fact: one for one in told.facts} | given
    facts = _not_of_birth(facts)
    return replace(told, facts=readable(pack, facts.values()), doubted=readable(pack, told.doubted))


def _not_of_birth(facts: Mapping[str, Proposal]) -> dict[str, Proposal]:
    """The facts without a date of birth that was read as the date of something else; its age is enough."""
    birthday = facts[BIRTHDAY].value if BIRTHDAY in facts else None
    return {name: one for name, one in facts.items() if not _is_birth(one.value, birthday)}


def _is_birth(value: Json, birthday: Json | None) -> bool:
    try:
        return (date.fromisoformat(str(birthday)) - date.fromisoformat(str(value))).days in EIGHTEEN_YEARS
    except ValueError:
        return False


def _clock_without_a_start(now: Turn) -> str | None:
    found = answer(now.assessment) if now.conversation.facts and now.conversation.asking is None else None
    return case.missing_start(now.chosen, found) if found else None


def take(now: Turn, text: str, *, correcting: bool = False, warnings: tuple[Notice, ...] = ()) -> Step | None:
    """Add what a message states to the case and say where it stands; None if it states nothing."""
    whole, kinds = heard_of_the_case(now, text), tuple(now.services.privacy(text))
    told = whole.facts
    if kinds and all(one.fact in ABOUT_AGE for one in told):
        return now.conversation, talk.private(now, kinds, *_offers(now, told))
    if kinds:
        whole = replace(whole, leftover="")
        told = tuple(Proposal(one.fact, one.value) for one in told)
    if not told:
        return _without_facts(now, whole) or _only_hinted(now, whole, text)
    if _is_no_choice(now, text):
        return answering.again(now, Lead(text=now.say("case.pick_one")))
    only_a_question = _only_a_question(now, text, told)
    taken = _taken(now, text, replace(whole, facts=told), correcting=correcting)
    then = now.becoming(taken.conversation, view="")
    whole = replace(whole, doubted=_hints_that_matter(then, whole, taken.told))
    notices = (*warnings, *((talk.private_notice(now, kinds),) if kinds else ()))
    lead = _lead(now, then, text, whole, taken, notices)
    unsettled = _unsettled(then, whole, taken.told)
    of_each = children.answered(then, whole.ages, lead) if whole.ages and not unsettled else None
    if whole.several_children:
        lead = case.with_text(lead, now.say("case.several_children"))
    step = of_each or (case.ask_for(then, unsettled, lead) if unsettled else case.reply(then, lead))
    begins = (taken.another or not now.conversation.facts) and not now.message.facts
    doubt = second_look.fact_in_doubt(then, text, step[1]) if begins and not of_each else None
    if doubt is not None:
        step = second_look.ask(then, doubt, lead, next((one.words for one in told if one.fact == doubt), ""))
    return None if only_a_question and step[1].kind in ("question", "not_covered") else step


@dataclass(frozen=True)
class _Taken:
    """What a message has added to the case."""

    conversation: Conversation
    told: tuple[Proposal, ...]
    heard: case.Compared
    another: bool
    """Whether it began another child's case."""
    named: str | None
    """Another council with a policy here that it names."""


def _taken(now: Turn, text: str, whole: Told, *, correcting: bool) -> _Taken:
    pack, conversation, told = now.chosen, now.conversation, whole.facts
    heard = case.compared(pack, conversation, told)
    another = bool(conversation.facts) and not correcting and _is_another_child(now, heard)
    base = case.cleared(conversation) if another else case.remembered(conversation)
    if not base.facts:
        heard = case.compared(pack, base, told := (*told, *_own_team(now, told)))
    after = case.stated(base, {one.fact: one.value for one in told})
    for one in told:
        after = after if another else answering.settle(now, after, one.fact, one.value)
    if whole.dont_know and now.asked and not another:
        after = case.not_known(after, now.asked.id)
    after = case.half_said(after, whole.doubted)
    elsewhere = whole.journey.other_than(pack.slug)
    if elsewhere is not None:
        after = after.model_copy(update={"other_council": elsewhere.slug or elsewhere.name})
    named = _another_council(now, whole, told)
    if named is not None:
        theirs = heard_of_the_case(now.with_(council=named), text).facts
        kept = tuple(Stated(fact=one.fact, value=one.value) for one in theirs)
        after = after.model_copy(update={"pending": {named: kept}})
    return _Taken(after, told, heard, another, named)


def _hints_that_matter(then: Turn, whole: Told, told: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """What was only half said and would change what the case comes to, each fact once."""
    hinted = [one for one in _doubted(whole, told) if case.makes_a_difference(then, one.fact, one.value)]
    return tuple({one.fact: one for one in reversed(hinted)}.values())


def _lead(now: Turn, then: Turn, text: str, whole: Told, taken: _Taken, notices: tuple[Notice, ...]) -> Lead:
    """What comes before the case: what was changed, asked along with it, left out."""
    said = now.say("case.new") if taken.another else answering.said_of_changes(now, taken.heard)
    also = _beside(then, _also_asked(now, text))
    lines = (
        said,
        *_answer_to(now, also),
        *_left_out(now, whole, taken.heard),
        *_named_elsewhere(now, taken.named),
    )
    return Lead(
        text="\n".join(filter(None, lines)),
        fresh=taken.heard.new,
        warnings=notices,
        buttons=(
            *_switch(now, taken.named),
            *case.as_said(now, whole.doubted),
            *((button(now, "same_child"),) if taken.another else ()),
        ),
        sections=also,
        asks_now=now.services.phrases.asks_now(text),
        asks_next=now.services.phrases.asks_next(text),
    )


def _another_council(now: Turn, whole: Told, told: Sequence[Proposal]) -> str | None:
    """The other council with a policy here that a message names without telling of a move to or from it."""
    moves = any(one.fact in ("move", "moving") for one in told) or now.conversation.other_council is not None
    return whole.council if whole.council not in (None, now.chosen.slug) and not moves else None


def _named_elsewhere(now: Turn, named: str | None) -> Iterator[str]:
    if named is not None:
        other = now.services.knowledge.packs[named].identity.name
        yield now.say("case.another_council", other=other, council=now.chosen.identity.name)


def _switch(now: Turn, named: str | None) -> Iterator[Button]:
    """A button to have the other council's policy answer instead."""
    if named is not None:
        other = now.services.knowledge.packs[named].identity.name
        yield Button(label=now.say("buttons.switch", council=other), action="council", value=named, says=other.lower())


def _unsettled(then: Turn, whole: Told, told: Sequence[Proposal]) -> str | None:
    """The fact to ask for before any answer: one said two ways."""
    found = then.assessment
    stated = {one.fact for one in told}
    for fact in whole.clashing:
        if fact not in stated and (found.status == "open" or fact in found.rests_on):
            return fact
    return None


def _is_no_choice(now: Turn, text: str) -> bool:
    """A bare yes or no to "which of these two is right?"."""
    asking = now.conversation.asking
    in_doubt = asking is not None and any(one.fact == asking.fact for one in now.assessment.contradictions)
    return in_doubt and text.strip(" .!").casefold() in BARE


def _doubted(whole: Told, told: Iterable[Proposal]) -> list[Proposal]:
    taken = {one.fact for one in told}
    return [one for one in whole.doubted if one.fact not in taken]


def _without_facts(now: Turn, told: Told) -> Step | None:
    """A message that states nothing: "I don't know", or an answer that is only half given."""
    if told.dont_know:
        return answering.dont_know(now)
    doubted = [one for one in told.doubted if now.asked and one.fact == now.asked.id]
    if not doubted:
        return None
    said = now.say("case.doubted_answer", fact=prose.facts_line(case.echoed(now.chosen, doubted)))
    return answering.again(now, Lead(text=said))


def _only_hinted(now: Turn, told: Told, text: str) -> Step | None:
    """A remark that says nothing plainly but touches on what would change the answer: that is asked."""
    if not now.conversation.facts or now.services.phrases.is_asking(text):
        return None
    then = now.becoming(case.half_said(case.remembered(now.conversation), told.doubted), view="")
    hinted = case.hint_that_matters(then)
    return None if hinted is None else case.ask_for(then, hinted)


def _only_a_question(now: Turn, text: str, told: Sequence[Proposal]) -> bool:
    """Whether a message that mentions some fact in passing asks about the policy all the same.

    A case is told in several facts, by who has it, with a date; a question about the policy in one or two, and what it
    asks is found. The strengths were measured on 500 messages about cases and 240 questions.
    """
    phrases, known = now.services.phrases, now.chosen.vocabulary
    if now.message.facts or now.conversation.facts or now.conversation.asking:
        return False
    facts = [known[one.fact] for one in told if one.fact not in (HOLDER, ASKED)]
    if len(facts) > FACTS_IN_PASSING or any(one.fact == HOLDER for one in told):
        return False
    if any(fact.kind is FactKind.DATE for fact in facts):
        return False
    if phrases.is_about_a_case(text):
        return False
    if phrases.opens_as_question(text):
        return True
    found, asking = policy.search(now, text), phrases.is_asking(text)
    if found.outside and asking:
        return True
    well = FOUND_WELL if asking and not any(fact.route for fact in facts) else FOUND_FOR_CERTAIN
    return found.covered and found.strength >= well and (asking or len(facts) <= 1)


def asks_of_a_case_not_told(now: Turn, text: str, found: Found) -> bool:
    """Whether a message asks where a case goes and tells nothing of it: "assessment done, where does it go"."""
    return now.services.phrases.is_about_a_case(text) and found.strength < FOUND_FOR_CERTAIN and not found.outside


def _also_asked(now: Turn, text: str) -> tuple[SectionHit, ...]:
    """The section that answers a question about the policy which is asked along with the case."""
    phrases = now.services.phrases
    for part in phrases.questions_in(text):
        of_the_case = phrases.is_about_a_case(part) or phrases.asks_now(part) or phrases.asks_next(part)
        if of_the_case or any(heard.action in STEERS for heard in phrases.all_heard(part)):
            continue
        found = policy.search(now, part)
        if found.covered and found.strength >= FOUND_WELL:
            return found.hits[:1]
    return ()


def _beside(then: Turn, also: tuple[SectionHit, ...]) -> tuple[SectionHit, ...]:
    """Without the sections that the answer to the case rests on itself."""
    found = answer(then.assessment) if also and then.assessment.status == "decided" else None
    named = {section for one in (found, *found.readings, *found.also) for section in one.sections} if found else set()
    return tuple(hit for hit in also if hit.id not in named)


def _is_another_child(now: Turn, heard: case.Compared) -> bool:
    """A message that contradicts several facts, or a settled case's age or team beside much that is new."""
    if len(heard.changed) >= CHANGES_OF_A_NEW_CASE:
        return True
    settled = now.conversation.asking is None
    return settled and bool(heard.changed) and len(heard.new) + len(heard.changed) >= FACTS_OF_A_NEW_CASE


def _own_team(now: Turn, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The team the user said they are in, as the holder of a case they begin to tell of."""
    mine = now.conversation.my_team
    if mine is None or any(one.fact == HOLDER for one in proposals):
        return ()
    return readable(now.chosen, [Proposal(HOLDER, mine)])


def _answer_to(now: Turn, also: Sequence[SectionHit]) -> Iterator[str]:
    """What the policy says on what was asked along with the case."""
    for hit in also:
        yield now.say("case.also_asked")
        yield from prose.section_lines(now.services.words, hit, POINTS_IN_PASSING)


def _left_out(now: Turn, told: Told, heard: case.Compared) -> Iterator[str]:
    """What the message only half says."""
    taken = {one.fact for one in (*heard.new, *heard.changed, *heard.same)}
    unplaced = [word for word in told.leftover.split() if _matters(now, word)]
    if unplaced:
        yield now.say("case.unplaced", words=listed([f'"{word}"' for word in unplaced]))
    doubted = _doubted(told, (*heard.new, *heard.changed, *heard.same))
    if doubted:
        yield now.say("case.doubted", facts=prose.facts_line(case.echoed(now.chosen, doubted)))
    clashing = [now.chosen.vocabulary[fact].label.lower() for fact in told.clashing if fact not in taken]
    if clashing:
        yield now.say("case.clashing", facts=listed(clashing))


def _matters(now: Turn, word: str) -> bool:
    """Whether a word that nothing explained may well change the answer: a number, or the name of a team."""
    return word.isdecimal() or now.chosen.find_team(word) is not None


def _offers(now: Turn, told: Iterable[Proposal]) -> Iterable[Button]:
    """A button to go on with what a refused message said of the age."""
    pack = now.chosen
    for one in told:
        age = read_value(pack, one.fact, one.value)
        if isinstance(age, Span):
            years = int(age.low)
            clause = prose.fact_clause(pack, one.fact, Span.of(years))
            label = now.say("private.go_on", fact=clause[0].upper() + clause[1:])
            yield Button(label=label, action="answer", fact=one.fact, value=years, says=label.lower())


def my_team(now: Turn, parts: Mapping[str, str]) -> Step | None:
    """The user's own team: remembered, and the holder of the case at hand if nobody said."""
    team = now.pack.find_team(parts["team"]) if now.pack else None
    if team is None:
        return None
    asked = now.conversation.asking
    mine = now.with_(my_team=team.id)
    noted = now.say("team.noted", team=team.abbreviation or team.name)
    if (asked and asked.fact == HOLDER) or (now.conversation.facts and HOLDER not in now.case.stated):
        return answering.state(mine, HOLDER, team.id)
    if now.conversation.facts:
        return case.reply(mine, Lead(text=noted))
    return mine.conversation, talk.line(mine, noted)
