"""Other looks at the same case: why, why not, what if, the checklist, the summary, the facts to correct.

None of them changes the case, and each can be shown again from what is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from dialogs import prose, talk
from dialogs.case import button, readable
from dialogs.services import Proposal, Step, Turn
from dialogs.turn import Button, Reply
from dialogs.words import clause, listed, sentence
from knowledge import Assessment, Pack, answer, next_question, read_value, what_if, why, why_not
from knowledge.facts import FactKind, Json, Span, Value
from knowledge.reading import write_value
from knowledge.rules.explain import Explained, Line, boundaries, still_needed
from knowledge.rules.model import Answer
from knowledge.rules.timeline import in_words

MOST_TRIED = 5
MOST_RULES = 2
MARKS = {"yes": "✓", "presumed": "✓", "no": "✗", "open": "?"}


def reasons(turn: Turn) -> Reply:
    """Why this answer: the clause that holds and each of its conditions; while it is open, what is still needed."""
    pack = turn.chosen
    found = why(turn.assessment) or still_needed(turn.assessment)
    lines: list[str] = []
    for explained in found[:MOST_RULES]:
        lines.append(f"{clause(sentence(explained.rule.because))}:")
        lines += [_condition(turn, line) for line in explained.lines]
        lines.append(prose.source(turn.services.words, pack, [explained.rule.section]))
    return _page(turn, "why", turn.say("why.title"), lines or [turn.say("why.nothing")])


def reasons_against(turn: Turn, name: str) -> Reply:
    """Why the case does not go to a team: what stands in the way of the nearest clauses that send it there."""
    pack = turn.chosen
    team = pack.find_team(name) or pack.find_team(name.removeprefix("the "))
    if team is None:
        unknown = turn.say("why.no_team", name=name, council=pack.identity.name)
        return _page(turn, "why", turn.say("why.title"), [unknown])
    title = turn.say("why.not_title", team=team.abbreviation or team.name)
    reached = answer(turn.assessment)
    if reached and reached.to and pack.part_of(reached.to.id, team.id):
        return _page(turn, "why", title, [turn.say("why.not_that", team=team.name), *reasons(turn).lines])
    lines: list[str] = []
    for explained in why_not(turn.assessment, team.id)[:MOST_RULES]:
        lines.append(f"{clause(sentence(explained.rule.because))}:")
        lines += _stand_in_the_way(turn, explained)
        lines.append(prose.source(turn.services.words, pack, [explained.rule.section]))
    return _page(turn, "why", title, lines or [turn.say("why.not_none", team=team.name)])


def _stand_in_the_way(turn: Turn, explained: Explained) -> Iterator[str]:
    against = [line for line in explained.lines if line.mark in ("no", "open")]
    yield from (_condition(turn, line) for line in against or explained.lines)


def _condition(turn: Turn, line: Line) -> str:
    note = f" ({turn.say(f'why.{line.mark}')})" if line.mark in ("presumed", "open") else ""
    return f"{MARKS[line.mark]} {line.text}{note}"


def what_if_menu(turn: Turn) -> Reply:
    """Facts that could be otherwise, to try out on the case."""
    tried = tuple(_worth_trying(turn))
    lines = [turn.say("what_if.ask"), turn.say("what_if.example")] if tried else [turn.say("what_if.example")]
    return _page(turn, "what_if", turn.say("what_if.title"), lines, tried)


def _worth_trying(turn: Turn) -> Iterator[Button]:
    """The facts whose other value would change the answer, likeliest first."""
    pack, assessment = turn.chosen, turn.assessment
    reads = [fact for explained in why(assessment) for line in explained.lines for fact in [line.fact] if fact]
    found = 0
    for name in dict.fromkeys([*assessment.rests_on, *reads]):
        for value in _other_values(assessment, name):
            if found < MOST_TRIED and not what_if(assessment, {name: value}).same:
                found += 1
                label = clause(sentence(prose.fact_clause(pack, name, value)))
                says = f"what if {label.lower()}"
                yield Button(label=label, action="what_if", fact=name, value=write_value(value), says=says)
                break


def _other_values(assessment: Assessment, name: str) -> Iterator[Value]:
    fact, now = assessment.pack.vocabulary[name], assessment.known.stated.get(name)
    match fact.kind:
        case FactKind.YES_NO:
            yield now is not True
        case FactKind.CHOICE:
            yield from (option.value for option in fact.options if option.value != now)
        case FactKind.NUMBER if isinstance(now, Span):
            bounds = boundaries(assessment.pack, name)
            yield from (Span(bound, bound) for bound in bounds if bound > now.low)
            yield from (Span(bound - 1, bound) for bound in reversed(bounds) if 1 <= bound <= now.low)
        case _:
            return


def supposed(turn: Turn, changes: Sequence[Proposal]) -> Reply:
    """The same case with facts changed, beside the case as it is."""
    pack = turn.chosen
    values = {change.fact: read_value(pack, change.fact, change.value) for change in changes}
    difference = what_if(turn.assessment, values)
    clauses = listed([prose.fact_clause(pack, name, value) for name, value in values.items()])
    then = _comes_to(turn, difference.after)
    lines = [then]
    if difference.same and difference.after.status in ("decided", "silent"):
        lines.append(turn.say("what_if.same"))
    else:
        lines.append(turn.say("what_if.now", answer=_short(turn, difference.before)))
    reached = answer(difference.after)
    if reached and reached.because:
        lines.insert(1, turn.say("answer.why", because=sentence(reached.because)))
    take = Button(
        label=turn.say("buttons.take"),
        action="answer",
        fact=changes[0].fact,
        value=changes[0].value,
        says=f"change {pack.vocabulary[changes[0].fact].label.lower()} to {changes[0].value}",
    )
    buttons = (*((take,) if len(changes) == 1 else ()), button(turn, "what_if"))
    return _page(turn, "what_if", turn.say("what_if.supposing", facts=clauses), lines, buttons)


def _comes_to(turn: Turn, assessment: Assessment) -> str:
    match assessment.status:
        case "decided":
            return turn.say("what_if.then", answer=_short(turn, assessment))
        case "silent":
            return turn.say("what_if.would_not_say")
        case "contradiction":
            return turn.say("what_if.clash")
        case _:
            asked = next_question(assessment)
            return turn.say("what_if.would_ask", question=asked.text) if asked else turn.say("case.not_enough")


def _short(turn: Turn, assessment: Assessment) -> str:
    reached = answer(assessment)
    if reached:
        return prose.in_brief(turn.services.words, reached).rstrip(".")
    return turn.say("branch.silent") if assessment.status == "silent" else turn.say("branch.open")


def checklist(turn: Turn) -> Reply:
    """What has to be done for this outcome, list by list; without an answer, the lists there are."""
    pack, reached = turn.chosen, answer(turn.assessment) if turn.conversation.facts else None
    if reached is None:
        lines = [turn.say("checklist.no_case"), *(f"- {one.title}" for one in pack.checklists)]
        return _page(turn, "checklist", turn.say("checklist.title"), lines)
    rule = next(rule for rule in turn.assessment.holding if reached.rule.endswith(f".{rule.id}"))
    lists = [pack.checklist(name) for name in rule.checklists]
    lists += [one for one in pack.checklists if one.always and rule.outcome in one.outcomes and one not in lists]
    lines = [f"{turn.say('answer.first')}", *rule.tasks] if rule.tasks else []
    for one in lists:
        if pack.applies(one, turn.assessment.known) is False:
            continue
        lines.append(f"{one.title} ({pack.section(one.section).reference}):")
        lines += [_item(turn, item.text, item.who, item.when) for item in pack.items(one, turn.assessment.known)]
    return _page(turn, "checklist", turn.say("checklist.title"), lines or [turn.say("checklist.none")], numbered=True)


def _item(turn: Turn, text: str, who: str, when: str) -> str:
    details = "; ".join(filter(None, (who, when)))
    return turn.say("checklist.by", text=text, details=details) if details else text


def summary(turn: Turn) -> Reply:
    """The answer as plain text to paste into the case record."""
    pack, reached = turn.chosen, answer(turn.assessment) if turn.conversation.facts else None
    if reached is None:
        return _page(turn, "summary", turn.say("summary.title"), [turn.say("case.no_answer_yet")])
    facts = listed([prose.fact_clause(pack, name, value) for name, value in turn.case.stated.items()])
    text = "\n".join(
        [
            turn.say("summary.heading", headline=prose.headline(turn.services.words, reached)),
            turn.say("summary.facts", facts=facts),
            *prose.answer_text(turn.services.words, pack, reached),
            turn.say("summary.made", today=in_words(turn.today), policy=pack.identity.policy.title),
        ]
    )
    page = _page(turn, "summary", turn.say("summary.title"), [text])
    return page.model_copy(update={"text": text, "lines": (), "lead": turn.say("summary.note")})


def facts_to_change(turn: Turn, lead: str = "") -> Reply:
    """Every fact of the case, each with a button to correct it."""
    pack = turn.chosen
    kept = readable(pack, (Proposal(fact.fact, fact.value) for fact in turn.conversation.facts))
    if not kept:
        return _page(turn, "change", turn.say("change.title"), [turn.say("change.nothing")])
    buttons = [_change_button(pack, one.fact, one.value) for one in kept]
    text = [*([lead] if lead else []), turn.say("change.ask")]
    return _page(turn, "change", turn.say("change.title"), text, buttons)


def _change_button(pack: Pack, fact: str, value: Json) -> Button:
    label = pack.vocabulary[fact].label
    words = prose.fact_value(pack, fact, read_value(pack, fact, value))
    return Button(label=f"{label}: {words}", action="change", fact=fact, says=f"change {label.lower()}")


def _page(
    turn: Turn, view: str, title: str, lines: Iterable[str], buttons: Iterable[Button] = (), *, numbered: bool = False
) -> Reply:
    """A page beside the case, with the way back to it."""
    body = list(lines)
    has_case = bool(turn.conversation.facts or turn.conversation.unknown)
    back = (button(turn, "show"),) if has_case else ()
    card = {"why": "why", "what_if": "what_if", "checklist": "checklist", "summary": "summary"}.get(view, "notice")
    return Reply.model_validate(
        {
            "kind": "answer" if has_case and turn.assessment.status == "decided" else "help",
            "card": card,
            "title": title,
            "text": "\n".join([title, *(_numbered(body) if numbered else body)]),
            "lines": tuple(body),
            "facts": {fact.fact: fact.value for fact in turn.conversation.facts},
            "answer": _answer(turn) if has_case else None,
            "buttons": (*buttons, *back),
        }
    )


def _answer(turn: Turn) -> Answer | None:
    return answer(turn.assessment)


def _numbered(lines: Sequence[str]) -> Iterator[str]:
    number = 0
    for line in lines:
        number = 0 if line.endswith(":") else number + 1
        yield line if number == 0 else f"  {number}. {line}"


def later(turn: Turn) -> Reply:
    """When the answer next changes by itself, because the child grows older or weeks pass."""
    reached = answer(turn.assessment)
    changes = [prose.milestone(one) for one in reached.milestones] if reached else []
    none = turn.say("later.nothing" if reached else "later.no_answer")
    if "age" not in turn.assessment.known.stated:
        none = turn.say("later.age")
    return _page(turn, "later", turn.say("later.title"), changes or [none])


VIEWS: Mapping[str, Callable[[Turn], Reply]] = {
    "why": reasons,
    "what_if": what_if_menu,
    "checklist": checklist,
    "summary": summary,
    "later": later,
    "change": facts_to_change,
}
"""The pages that can be shown again from what is remembered, by the name that the conversation keeps."""


def shown(turn: Turn, view: str) -> Step | None:
    """A page beside the case, which stays as it is; None while no council is known."""
    if turn.pack is None:
        return None
    if not turn.conversation.facts and view != "checklist":
        return turn.conversation, talk.line(turn, turn.say("case.nothing_yet"))
    return turn.conversation.model_copy(update={"view": view}), VIEWS[view](turn)
