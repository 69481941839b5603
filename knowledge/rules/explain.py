"""From the trace to what people read: the answer, why, why not, what is still needed, what if, and what changes when.

Everything here is read off one `Assessment`; nothing decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from knowledge.facts import Fact, FactKind, Grows, Span, Value
from knowledge.packs import HOLDER, Pack
from knowledge.reading import fact_in_words, value_in_words, write_value
from knowledge.rules.engine import Assessment, assess, deciding_day, decision, says_otherwise, target
from knowledge.rules.logic import Test
from knowledge.rules.model import (
    Answer,
    Clash,
    Milestone,
    PointRef,
    Presumed,
    Rule,
    TeamRef,
)
from knowledge.rules.timeline import (
    BeyondHorizon,
    Deadline,
    WorkingDays,
    deadline,
    in_words,
    timescale,
    timing_in_words,
    turns,
)

ADULTHOOD = "approaching_adulthood"
LOOK_AHEAD_YEARS = 3
"""How far ahead changes are worth telling: a three-month-old's seventeenth birthday is noise."""

Mark: TypeAlias = Literal["yes", "no", "open", "presumed"]


def answer(assessment: Assessment) -> Answer | None:
    """The answer that the assessment has reached, with everything beside it; None while it is open or silent.

    Where rules in a declared tension hold together, the safer reading comes first and `readings` holds every one.
    """
    if assessment.status != "decided":
        return None
    chosen = speaking_rule(assessment)
    result = answer_of(assessment, chosen)
    readings = tuple(answer_of(assessment, rule) for rule in _other_readings(assessment, chosen))
    supporting = [rule for rule in assessment.holding if rule.id != chosen.id]
    return result.model_copy(
        update={
            "presumed": tuple(presumed(assessment)),
            "milestones": tuple(milestones(assessment)),
            "also": tuple(answer_of(assessment, rule) for rule in assessment.beside),
            "readings": (result, *readings) if readings else (),
            "clash": _clash(assessment) if readings else None,
            "sections": tuple(dict.fromkeys([*result.sections, *(rule.section for rule in supporting)])),
        }
    )


def speaking_rule(assessment: Assessment) -> Rule:
    """The rule that speaks for the answer: the safer one of a tension, else an exception, else the most specific."""
    tension = assessment.tension
    if tension is not None:
        wanted = assessment.pack.named(tension.safer)
        safer = next((rule for rule in assessment.holding if rule.id in wanted), None)
        if safer is not None:
            return safer
    readings = assessment.pack.readings
    return max(
        assessment.holding, key=lambda rule: (bool(rule.exception_to), len(tuple(readings[rule.id].condition.tests())))
    )


def not_yet(assessment: Assessment, found: Answer) -> Answer | None:
    """The answer to "does it go now?" where a case passes on at a day that is still to come: that it stays till then.

    `found` is the answer to when it does. None where it does not pass on, where the clauses differ, or where the day is
    not known.
    """
    if found.outcome != "transfers" or found.readings or found.from_team is None or found.to is None:
        return None
    timing = speaking_rule(assessment).timing
    starts = assessment.known.stated.get(timing.anchor) if timing and timing.relation in ("at", "after") else None
    if not isinstance(starts, date) or starts <= assessment.today:
        return None
    then = ", ".join(filter(None, (f"It then passes to {_in_full(found.to)}", found.when)))
    return found.model_copy(
        update={
            "outcome": "stays",
            "to": found.from_team,
            "when": f"until {in_words(starts)}",
            "counted": "",
            "afterwards": " ".join(filter(None, (f"{then}.", found.afterwards))),
        }
    )


def _other_readings(assessment: Assessment, chosen: Rule) -> Iterator[Rule]:
    """One rule for everything else that is said: another decision or, in a declared tension, another time."""
    told = [chosen]
    for rule in assessment.holding:
        if assessment.tension is None:
            new = all(decision(assessment, rule) != decision(assessment, one) for one in told)
        else:
            new = all(says_otherwise(assessment, rule, one) for one in told)
        if new:
            told.append(rule)
            yield rule


def _clash(assessment: Assessment) -> Clash | None:
    tension = assessment.tension
    if tension is None:
        return None
    return Clash(say=tension.say, safer_because=tension.because, raise_with=tension.raise_with)


def answer_of(assessment: Assessment, rule: Rule) -> Answer:
    """One rule that holds, as an answer of its own (without what stands beside it)."""
    pack = assessment.pack
    point = pack.points[rule.at] if rule.at else None
    due = rule_deadline(assessment, rule)
    ladder = pack.escalation(rule.escalation or pack.identity.escalation)
    return Answer.model_validate(
        {
            "outcome": rule.outcome,
            "from": holder_ref(assessment, rule),
            "to": team_ref(pack, target(assessment, rule.to), rule.to) if rule.to else None,
            "point": PointRef(id=point.id, name=point.name) if point else None,
            "timescale": timescale(rule.timing) if rule.timing and rule.timing.amount is not None else None,
            "deadline": due.date if due else None,
            "deadline_readings": due.readings if due else (),
            "counted": due.counted if due else "",
            "when": when_in_words(assessment, rule, due),
            "because": rule.because,
            "tasks": tuple(tasks(assessment, rule)),
            "escalation": ladder.summary,
            "consent": rule.consent,
            "responsible": rule.responsible,
            "force": rule.force,
            "departure": f"{rule.may_depart.who}: {rule.may_depart.ground}" if rule.may_depart else "",
            "afterwards": rule.afterwards,
            "meanwhile": rule.meanwhile,
            "version": _version(assessment, rule),
            "cautions": tuple(pack.caution(caution).say for caution in rule.cautions),
            "sections": (rule.section, *rule.also_sections),
            "rule": f"{pack.slug}.{rule.id}",
        }
    )


def _version(assessment: Assessment, rule: Rule) -> str:
    """Which version of a rule speaks, for one that has dates; empty for one that has none."""
    if rule.valid_from is None and rule.valid_to is None:
        return ""
    day = deciding_day(rule, assessment.known)
    since = f"since {in_words(rule.valid_from)}" if rule.valid_from else ""
    until = f"until {in_words(rule.valid_to)}" if rule.valid_to else ""
    on = f"in force on {in_words(day)}, the day that counts" if day else f"in force today, {in_words(assessment.today)}"
    return f"{on} ({' '.join(filter(None, (since, until)))})"


def team_ref(pack: Pack, team_id: str, named: str = "") -> TeamRef:
    """A team as answers name it; a team fact that nobody answered stands as its own label."""
    try:
        team = pack.team(team_id)
    except KeyError:
        return TeamRef(id=team_id, name=pack.vocabulary[named or team_id].label)
    return TeamRef(id=team.id, name=team.name, abbreviation=team.abbreviation)


def holder_ref(assessment: Assessment, rule: Rule) -> TeamRef | None:
    """The team the case is with: as stated, or the only one the rule is about."""
    value = assessment.known.stated.get(HOLDER)
    if isinstance(value, str):
        return team_ref(assessment.pack, value)
    return team_ref(assessment.pack, rule.from_team) if isinstance(rule.from_team, str) else None


def rule_deadline(assessment: Assessment, rule: Rule) -> Deadline | None:
    """The date a rule's timing comes to, if its anchor's date is known and within the known bank holidays."""
    if rule.timing is None:
        return None
    anchor = assessment.known.stated.get(rule.timing.anchor)
    if not isinstance(anchor, date):
        return None
    try:
        return deadline(rule.timing, anchor, WorkingDays(frozenset(assessment.pack.identity.extra_closures)))
    except BeyondHorizon:
        return None


def when_in_words(assessment: Assessment, rule: Rule, due: Deadline | None) -> str:
    """When, as one phrase: "at an initial Child in Need meeting, by Tuesday 15 December 2026"."""
    pack, parts = assessment.pack, []
    if rule.at:
        parts.append(" or ".join(pack.points[point].at for point in (rule.at, *rule.or_at)))
    if rule.timing:
        relation = rule.timing.relation
        if due:
            lead = {"within": "by", "before": "by", "at_least_before": "by", "after": "from", "at": "on"}[relation]
            if rule.outcome == "stays" and relation == "at":
                lead = "until"
            parts.append(f"{lead} {in_words(due.date)}")
        else:
            anchor = pack.vocabulary[rule.timing.anchor].clock if rule.timing.anchor in pack.vocabulary else ""
            words = timing_in_words(rule.timing, anchor)
            if words:
                parts.append(words)
    return ", ".join(parts)


def tasks(assessment: Assessment, rule: Rule) -> Iterator[str]:
    """What has to be done under a rule: its own tasks, then those of the checklists it names that apply."""
    seen: set[str] = set()
    for text in (*rule.tasks, *_listed(assessment, rule)):
        if text not in seen:
            seen.add(text)
            yield text


def _listed(assessment: Assessment, rule: Rule) -> Iterator[str]:
    for name in rule.checklists:
        checklist = assessment.pack.checklist(name)
        if assessment.pack.applies(checklist, assessment.known) is not False:
            yield from (item.text for item in assessment.pack.items(checklist, assessment.known))


def presumed(assessment: Assessment) -> Iterator[Presumed]:
    """What the answer takes for granted, each with the words that say so.

    What bears on the deciding clauses comes first; what is about another matter is marked quiet: a route fact that the
    clauses themselves do not name, and whatever neither they nor their exceptions read.
    """
    found = []
    pack = assessment.pack
    named = frozenset().union(*(pack.readings[rule.id].condition.facts() for rule in assessment.holding))
    near = frozenset().union(*(pack.reads(rule.id) for rule in assessment.holding))
    near = frozenset(name for name in near if not pack.vocabulary[name].route)
    for name in assessment.rests_on:
        value = assessment.presumed[name]
        usual = assessment.pack.vocabulary[name].unless_said
        said = usual is not None and usual.value == value
        text = usual.say if usual and said else fact_in_words(assessment.pack, name, value)
        quiet = name not in named | near and name != HOLDER and not (usual and usual.aloud)
        found.append(Presumed(fact=name, value=write_value(value), text=f"taking it that {text}", quiet=quiet))
    yield from sorted(found, key=lambda one: one.quiet)


# --- why, why not, what is still needed -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One condition of a rule with how it came out."""

    text: str
    mark: Mark
    fact: str


@dataclass(frozen=True)
class Explained:
    """A rule with every condition it has, for "why" and "why not"."""

    rule: Rule
    lines: tuple[Line, ...]


def why(assessment: Assessment) -> tuple[Explained, ...]:
    """The rules that hold, each with the conditions that are met."""
    rules = assessment.holding
    if assessment.status == "decided":
        chosen = speaking_rule(assessment)
        rules = (chosen, *(rule for rule in rules if rule.id != chosen.id))
    return tuple(explained(assessment, rule) for rule in rules)


def why_not(assessment: Assessment, team_id: str) -> tuple[Explained, ...]:
    """The rules that would send the case to a team, with what stands in their way; nearest first."""
    found = [
        explained(assessment, state.rule)
        for state in assessment.states.values()
        if state.rule.to
        and state.holds is not True
        and assessment.pack.part_of(target(assessment, state.rule.to), team_id)
    ]
    return tuple(sorted(found, key=lambda one: sum(line.mark == "no" for line in one.lines)))


def still_needed(assessment: Assessment) -> tuple[Explained, ...]:
    """The rules that may yet hold, with what is not known."""
    return tuple(explained(assessment, rule) for rule in assessment.open)


def explained(assessment: Assessment, rule: Rule) -> Explained:
    """A rule's conditions, and any exception that displaces it, as lines."""
    pack = assessment.pack
    lines: list[Line] = []
    reading = pack.readings[rule.id]
    lines.extend(_line(assessment, test) for test in reading.condition.tests())
    for other in reading.exceptions:
        holds = assessment.states[other].holds if other in assessment.states else False
        if holds is not False:
            lines.append(Line(f"unless: {pack.rule(other).because}", "no" if holds else "open", ""))
    return Explained(rule, tuple(lines))


def _line(assessment: Assessment, test: Test) -> Line:
    pack = assessment.pack
    fact = pack.vocabulary[test.fact]
    truth = test.truth(assessment.known, pack)
    mark: Mark = "open" if truth is None else "yes" if truth else "no"
    if truth and test.fact in assessment.presumed:
        mark = "presumed"
    value = assessment.known.stated.get(test.fact)
    text = wanted_in_words(pack, fact, test)
    if mark == "no" and value is not None:
        text = f"{text} (but {fact_in_words(pack, fact.id, value)})"
    elif mark == "yes" and value is not None and fact.kind in (FactKind.NUMBER, FactKind.DATE):
        text = f"{text} ({value_in_words(pack, fact.id, value)})"
    elif mark == "yes" and test.fact in assessment.implied:
        by = assessment.implied[test.fact]
        text = f"{text} (follows from: {pack.vocabulary[by].label.lower()})"
    return Line(text, mark, fact.id)


def wanted_in_words(pack: Pack, fact: Fact, test: Test) -> str:
    """What a test asks for, as a clause: "age at least 13", "exploitation is the main worry"."""
    if test.wanted == "given":
        return f"{fact.label.lower()} is known"
    if fact.kind is FactKind.NUMBER:
        return f"{fact.label.lower()} {test.wanted.replace('.5', '½')}{'' if fact.unit == 'years' else ' ' + fact.unit}"
    clauses = [fact_in_words(pack, fact.id, value) for value in test.values]
    return " or ".join(clauses)


# --- what if --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """What changing facts does to the answer."""

    before: Assessment
    after: Assessment

    @property
    def same(self) -> bool:
        """Whether outcome, team, point and obligations stay as they are."""
        return _signature(self.before) == _signature(self.after)


def what_if(assessment: Assessment, changes: Mapping[str, Value]) -> Difference:
    """The same case with some facts changed. The case itself is not touched."""
    case = assessment.case
    for name, value in changes.items():
        case = case.with_fact(name, value)
        for derived in assessment.pack.vocabulary:
            if derived.grows and derived.id == name:  # a changed age overrules the birthday it was worked out from
                case = case.without(derived.grows.since)
    return Difference(assessment, assess(assessment.pack, case, today=assessment.today))


def _signature(assessment: Assessment) -> object:
    return (
        assessment.status,
        frozenset((*decision(assessment, rule), rule.at or "") for rule in assessment.holding),
        frozenset(rule.id for rule in assessment.beside),
    )


# --- what changes later ---------------------------------------------------------------------------------------------


def milestones(assessment: Assessment) -> Iterator[Milestone]:
    """When the answer next changes because the child grows older or weeks pass, soonest first.

    At every age or week that any rule names, the case is looked at again; where something begins or the answer
    changes, a milestone says so, with the date if the birthday (or start) is known.
    """
    for fact in assessment.pack.vocabulary:
        if fact.grows is not None:
            yield from _milestones_of(assessment, fact, fact.grows)


def _milestones_of(assessment: Assessment, fact: Fact, grows: Grows) -> Iterator[Milestone]:
    now = assessment.known.stated.get(fact.id)
    if not isinstance(now, Span) or grows.until in assessment.case.stated:
        return  # a time that has ended grows no more
    reach = LOOK_AHEAD_YEARS if grows.unit == "years" else LOOK_AHEAD_YEARS * 52
    since = assessment.case.stated.get(grows.since)
    last = assessment
    for bound in boundaries(assessment.pack, fact.id, assessment.about_the_holder):
        if not now.low < bound <= now.low + reach:
            continue
        then = _later(assessment, fact, grows, bound)
        if _signature(then) != _signature(last):
            day = turns(since, bound) if isinstance(since, date) and grows.unit == "years" else None
            if day is None or day > assessment.today:
                for text in _news(last, then):
                    lead = "" if text.startswith("At ") else f"{_at(fact, bound)}: "
                    yield Milestone(date=day, text=lead + text)
        last = then


def next_transfer(assessment: Assessment, found: Answer) -> Answer | None:
    """The answer to "who has it next, and when?" where a case stays until an age is reached in the year to come.

    `found` is the answer to who has it now. The birthday has to be known. None where the case does not stay, or nothing
    passes it on at such an age.
    """
    if found.outcome != "stays" or found.readings:
        return None
    grown_up = _transfers(_at_eighteen(assessment))
    if grown_up is not None:
        return grown_up
    for fact in assessment.pack.vocabulary:
        since = assessment.case.stated.get(fact.grows.since) if fact.grows and fact.grows.unit == "years" else None
        now = assessment.known.stated.get(fact.id)
        if fact.grows is None or not isinstance(since, date) or not isinstance(now, Span):
            continue
        for bound in boundaries(assessment.pack, fact.id, assessment.about_the_holder):
            day = turns(since, bound)
            if now.low < bound <= now.low + 1 and assessment.today < day:
                passed = _transfers(_later(assessment, fact, fact.grows, bound))
                if passed is not None:
                    when = ", ".join(filter(None, (passed.when, f"on {in_words(day)}")))
                    return passed.model_copy(update={"deadline": day, "when": when, "counted": ""})
    return None


def _transfers(then: Assessment | None) -> Answer | None:
    found = answer(then) if then is not None and then.status == "decided" else None
    return found if found is not None and found.outcome == "transfers" and not found.readings else None


def _at_eighteen(assessment: Assessment) -> Assessment | None:
    """The case with turning 18 as what is asked about, in the year before."""
    age = assessment.known.stated.get("age")
    if not isinstance(age, Span) or not 17 <= age.low < 18 or ADULTHOOD not in assessment.pack.vocabulary:
        return None
    case = assessment.case.with_fact(ADULTHOOD, True)
    return assess(assessment.pack, case, today=assessment.today)


def _later(assessment: Assessment, fact: Fact, grows: Grows, bound: float) -> Assessment:
    case = assessment.case.without(grows.since).with_fact(fact.id, Span(bound, bound))
    if HOLDER in assessment.known.stated:
        case = case.with_fact(HOLDER, assessment.known.stated[HOLDER])
    return assess(assessment.pack, case, today=assessment.today)


def _news(before: Assessment, after: Assessment) -> Iterator[str]:
    known = {rule.id for rule in (*before.holding, *before.beside)}
    for rule in (*after.holding, *after.beside):
        if rule.id not in known:
            yield _brief(after, rule)
    if before.status == "decided" and after.status != "decided":
        yield "this answer no longer holds; look again then."


def _brief(assessment: Assessment, rule: Rule) -> str:
    """What a rule brings, in one sentence: where the case then goes, or what then has to be done."""
    if rule.outcome != "transfers" or not rule.to:
        return rule.because
    return f"it transfers to {_in_full(team_ref(assessment.pack, target(assessment, rule.to), rule.to))}"


def _in_full(team: TeamRef) -> str:
    return f"{team.name} ({team.abbreviation})" if team.abbreviation else team.name


def _at(fact: Fact, bound: float) -> str:
    number = f"{int(bound)}½" if bound % 1 == 0.5 else f"{bound:g}"
    return f"At {number}" if fact.unit == "years" else f"At {number} {fact.unit}"


def boundaries(pack: Pack, fact_id: str, rule_ids: Iterable[str] | None = None) -> tuple[float, ...]:
    """Every number at which a test of a fact changes in these rules (all of them when left out), in order."""
    rules = pack.readings if rule_ids is None else rule_ids
    found = {bound for rule_id in rules for test in pack.tests(rule_id, fact_id) for bound in test.boundaries}
    return tuple(sorted(found))
