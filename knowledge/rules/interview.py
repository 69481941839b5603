"""The next question: the one fact that can still change the answer and best tells the open answers apart.

For every fact that the open rules read, each answer it could get is tried, and the decisions left are counted. The
fact that leaves fewest, weighed by how hard it is to answer, is asked; facts of the theme just asked come first when
close. Everything is recomputed from scratch each time, so no follow-up question outlives a changed answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from knowledge.facts import Case, Fact, FactKind, Span, Value
from knowledge.packs import HOLDER, Pack
from knowledge.rules.engine import (
    ASKED,
    SITUATION,
    Assessment,
    agree,
    assess,
    decision,
    fits,
    narrow,
    says_what_it_is_about,
    state,
)
from knowledge.rules.model import Choice, Question, Rule

SAME_THEME = 1.25
"""How much better a question of the running theme counts: people lose the thread when themes alternate."""


@dataclass(frozen=True)
class Branch:
    """What follows if an unknown fact has one of its values."""

    fact: str
    value: Value
    assessment: Assessment


def next_question(assessment: Assessment, theme: str | None = None) -> Question | None:
    """What to ask next, or None when no question can change anything.

    `theme` is that of the question asked before.
    """
    fact = next_fact(assessment, theme)
    return question(assessment.pack, fact, assessment) if fact else None


def next_fact(assessment: Assessment, theme: str | None = None) -> Fact | None:
    """The fact to ask for next, or None."""
    vocabulary = assessment.pack.vocabulary
    if assessment.contradictions:
        first = assessment.contradictions[0]
        return vocabulary[first.fact if first.fact in assessment.case.stated else first.by]
    if assessment.status != "open":
        return None
    if not says_what_it_is_about(assessment):
        way_in = _way_in(assessment)
        if way_in is not None:
            return way_in
    ranked = [(worth(assessment, fact, theme), fact) for fact in candidates(assessment)]
    useful = [(score, fact) for score, fact in ranked if score > 0]
    if useful:
        return max(useful, key=lambda pair: pair[0])[1]
    return _way_in(assessment)


def fact_to_check(assessment: Assessment) -> Fact | None:
    """The fact to ask for where it is doubtful that what was stated was read right; None if there is none.

    Of what the answer hangs on: the team that was only taken to hold the case; then, of the stated facts without which
    it would be another answer, one that says what happens before one that says what is so, and the team last. Where it
    hangs on no single fact, what is happening.
    """
    pack, vocabulary = assessment.pack, assessment.pack.vocabulary
    if HOLDER in assessment.presumed:
        return vocabulary[HOLDER]
    holding = {rule.id for rule in assessment.holding}
    hangs_on: list[Fact] = []
    for name in assessment.case.stated:
        if name == ASKED or name not in vocabulary:
            continue
        stated = {other: value for other, value in assessment.case.stated.items() if other != name}
        without = assess(pack, replace(assessment.case, stated=stated), today=assessment.today)
        if without.status != assessment.status or {rule.id for rule in without.holding} != holding:
            hangs_on.append(vocabulary[name])
    if not hangs_on:
        return _way_in(assessment)
    return min(hangs_on, key=lambda fact: (fact.id == HOLDER, not fact.route, fact.of_the_child, fact.cost))


def _way_in(assessment: Assessment) -> Fact | None:
    """What to ask while nothing says what the question is about: the team first, then what is happening."""
    known, vocabulary = assessment.known, assessment.pack.vocabulary
    for fact_id in (HOLDER, SITUATION):
        if fact_id in vocabulary and fact_id not in known.stated and fact_id not in known.unknown:
            return vocabulary[fact_id]
    return None


def candidates(assessment: Assessment) -> Iterator[Fact]:
    """The facts that bear on an open rule and that nobody has been asked or told about.

    A date or number that would itself say something known to be otherwise (the weeks since a closure, where nothing was
    closed) is left out.
    """
    pack, known = assessment.pack, assessment.known
    contested = {fact for rule in (*assessment.open, *assessment.holding) for fact in pack.reads(rule.id)}
    settled = known.stated.keys() | known.unknown | known.not_applicable
    settled |= {name for name, left in known.possible.items() if len(left) < 2}
    for fact in pack.vocabulary:
        open_ = fact.id in contested and (fact.id not in settled or ranges(assessment, fact))
        if open_ and (fact.values or agree(pack.vocabulary.follows[fact.id, None], known.stated)):
            yield fact


def ranges(assessment: Assessment, fact: Fact) -> tuple[Span, ...]:
    """The parts of a number's known range that the contested rules tell apart: under 15½, 15½ or over.

    Empty unless the number was given less exactly than they need ("a teenager", "15" at a boundary of 15½).
    """
    span = assessment.case.stated.get(fact.id)
    if not isinstance(span, Span):
        return ()
    rules = (*assessment.open, *assessment.holding)
    tests = [test for rule in rules for test in assessment.pack.tests(rule.id, fact.id)]
    inside = {bound for test in tests for bound in test.boundaries if span.low < bound < span.high}
    cuts = [span.low, *sorted(inside), span.high]
    return tuple(Span(low, high) for low, high in pairwise(cuts)) if inside else ()


def worth(assessment: Assessment, fact: Fact, theme: str | None = None) -> float:
    """How many open decisions an answer settles on average, per unit of effort to answer it."""
    values = tuple(possible_values(assessment.pack, fact, assessment))
    if not values:
        return 0.0
    contested = (*assessment.open, *assessment.holding)
    left = sum(openness(_left(assessment, contested, fact.id, value)) for value in values) / len(values)
    return (openness(contested) - left) / fact.cost * (SAME_THEME if fact.theme == theme else 1.0)


def openness(rules: Collection[Rule]) -> float:
    """How far a case is from an answer while these rules may hold: their decisions, and a little for every rule."""
    decisions = {(r.outcome, r.to or ("" if r.outcome == "silent" else str(r.from_team))) for r in rules}
    return len(decisions) + 0.2 * len(rules)


def _left(assessment: Assessment, contested: Iterable[Rule], fact_id: str, value: Value) -> list[Rule]:
    """The contested rules that may still hold if a fact has this value; those that do not read of it may."""
    pack = assessment.pack
    case, changed = _with(assessment, fact_id, value)
    narrowed = {name for one in changed for name in pack.vocabulary.constrained_by.get(one, ())}
    touched = frozenset().union(*(pack.readers.get(name, ()) for name in changed | narrowed))
    states = {rule_id: standing for rule_id, standing in assessment.states.items() if rule_id not in touched}
    return [
        rule
        for rule in contested
        if rule.id not in touched
        or state(pack, pack.readings[rule.id], case, states, assessment.in_force).holds is not False
    ]


def possible_values(pack: Pack, fact: Fact, assessment: Assessment) -> Iterator[Value]:
    """One value for each way in which the open rules can tell this fact's answers apart."""
    tests = [test for rule in (*assessment.open, *assessment.holding) for test in pack.tests(rule.id, fact.id)]
    match fact.kind:
        case FactKind.YES_NO | FactKind.CHOICE:
            stated = {name: v for name, v in assessment.known.stated.items() if name not in assessment.presumed}
            yield from (value for value in fact.values if fits(pack.vocabulary, fact.id, value, stated))
        case FactKind.TEAM:
            named = [team for test in tests for team in test.values]
            yield from dict.fromkeys(str(team) for team in named)
            yield "another team"
        case FactKind.NUMBER if parts := ranges(assessment, fact):
            yield from parts
        case FactKind.NUMBER:
            bounds = sorted({fact.lowest, *(bound for test in tests for bound in test.boundaries)})
            for low, high in zip(bounds, [*bounds[1:], bounds[-1] + 1], strict=True):
                middle = (low + high) / 2
                yield Span(middle, middle)
        case FactKind.DATE:
            return


def _with(assessment: Assessment, fact_id: str, value: Value) -> tuple[Case, set[str]]:
    """The known case with one more fact, and the facts that it changes; what it implies outweighs presumptions."""
    known, vocabulary = assessment.known, assessment.pack.vocabulary
    implied = {
        name: follows
        for name, follows in vocabulary.consequences(fact_id, value)
        if name not in known.stated or name in assessment.presumed
    }
    case = replace(known, stated={**known.stated, **implied, fact_id: value}, unknown=known.unknown - {fact_id})
    return narrow(vocabulary, case, [fact_id, *implied]), {fact_id, *implied}


def question(pack: Pack, fact: Fact, assessment: Assessment | None = None) -> Question:
    """A fact as a question with its options; a team question offers the teams that can still matter first."""
    return Question(
        fact=fact.id,
        kind=fact.kind,
        text=fact.ask_closer if assessment and ranges(assessment, fact) else fact.ask,
        why=fact.why,
        options=tuple(_choices(pack, fact, assessment)),
        who_knows=fact.who_knows,
    )


def _choices(pack: Pack, fact: Fact, assessment: Assessment | None) -> Iterator[Choice]:
    match fact.kind:
        case FactKind.YES_NO:
            yield Choice(value=True, label="Yes")
            yield Choice(value=False, label="No")
        case FactKind.CHOICE:
            for option in fact.options:
                yield Choice(value=option.value, label=option.label)
        case FactKind.TEAM:
            matter: list[str] = []
            if assessment is not None and fact.id == HOLDER:
                for rule in (*assessment.holding, *assessment.open):
                    matter.extend([rule.from_team] if isinstance(rule.from_team, str) else rule.from_team or ())
            holders = [team.id for team in pack.teams if team.holds_cases and team.kind in ("team", "service")]
            able = assessment.known.possible.get(fact.id) if assessment is not None else None
            for team_id in dict.fromkeys([*matter, *holders]):
                if able is not None and team_id not in able:
                    continue
                team = pack.team(team_id)
                label = f"{team.name} ({team.abbreviation})" if team.abbreviation else team.name
                yield Choice(value=team_id, label=label)
        case FactKind.NUMBER if assessment is not None:
            for span in ranges(assessment, fact):
                yield Choice(value=f"{span.low:g}-{span.high:g}", label=_range_in_words(fact, span, assessment))
        case _:
            return


def _range_in_words(fact: Fact, span: Span, assessment: Assessment) -> str:
    low, high = (f"{bound:g}".replace(".5", "½") for bound in (span.low, span.high))
    given = assessment.case.stated[fact.id]
    if isinstance(given, Span) and span.low == given.low:
        return f"Under {high}"
    return f"{low} or over" if isinstance(given, Span) and span.high == given.high else f"{low} up to {high}"


def branches(assessment: Assessment) -> tuple[Branch, ...]:
    """How the answer splits over the fact the user does not know: one branch per value that leads somewhere.

    Only the unknown fact that bears most on the open rules is split; empty if there is none.
    """
    pack = assessment.pack
    contested = {fact for rule in (*assessment.open, *assessment.holding) for fact in pack.reads(rule.id)}
    unknown = [fact for fact in pack.vocabulary if fact.id in assessment.case.unknown & contested]
    if not unknown or assessment.status != "open":
        return ()
    fact = max(unknown, key=lambda f: worth(assessment, f) * f.cost)
    found: list[Branch] = []
    for value in possible_values(pack, fact, assessment):
        if value == "another team":
            continue
        then = assess(pack, assessment.case.with_fact(fact.id, value), today=assessment.today)
        found.append(Branch(fact.id, value, then))
    return tuple(_merged(found))


def _merged(found: list[Branch]) -> Iterator[Branch]:
    """Branches that tell something: those with a definite outcome, one for each outcome."""
    seen: set[object] = set()
    for branch in found:
        if branch.assessment.status == "contradiction":
            continue
        outcome: object = branch.assessment.status
        if branch.assessment.status == "decided":
            outcome = frozenset(decision(branch.assessment, rule) for rule in branch.assessment.holding)
        if outcome not in seen or branch.assessment.status == "decided":
            seen.add(outcome)
            yield branch
