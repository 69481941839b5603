"""What can be wrong with a pack, said so that its author can mend it: file, line, field, problem, mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import ValidationError
from rapidfuzz import process

from knowledge.facts import Fact, FactKind, Json, Vocabulary
from knowledge.rules.logic import ConditionError, parse
from knowledge.rules.model import Rule
from knowledge.rules.timeline import UNSTATED, uncountable
from knowledge.search.phrases import pattern_problems, phrase_problems
from knowledge.yaml_file import line_of, steps_of

if TYPE_CHECKING:
    from knowledge.packs import Pack


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with a pack."""

    file: Path
    line: int
    field: str
    problem: str
    mend: str

    def __str__(self) -> str:
        last = self.field.rpartition(".")[2]
        where = f", {last}" if last and not last.isdigit() else ""
        stop = "" if self.problem.endswith("?") else "."
        return f"{self.file.parent.name}/{self.file.name}, line {self.line}{where}: {self.problem}{stop} {self.mend}"


class PackError(ValueError):
    """A pack cannot be used as written. `faults` lists everything wrong with it, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def fault_at(path: Path, where: Sequence[str | int], problem: str, mend: str) -> Fault:
    """A fault at a place in a file: the keys and positions that lead there."""
    return Fault(path, line_of(path, where), ".".join(str(step) for step in where), problem, mend)


SCHEMA_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("this field is missing", "Add it"),
    "extra_forbidden": ("there is no such field here", "Check its spelling, or delete it"),
    "literal_error": ("this value is not one of those allowed", "Use one of: {expected}"),
    "enum": ("this value is not one of those allowed", "Use one of: {expected}"),
    "string_type": ("this has to be text", "Put it in quotes if it looks like a number, a date or yes/no"),
    "string_too_short": ("this is empty", "Write something, or delete it"),
    "too_short": ("this needs at least one entry", "Add one, or delete the field"),
    "greater_than": ("this number is too small", "Use one above {gt}"),
}
KINDS: Mapping[str, tuple[str, str]] = {
    "string": ("text", "Put it in quotes"),
    "bool": ("yes or no", "Write yes or no, without quotes"),
    "int": ("a number", "Write it in figures, such as 10"),
    "float": ("a number", "Write it in figures, such as 10 or 17.5"),
    "date": ("a date", "Write it as 2026-11-23"),
    "tuple": ("a list", "Put it in square brackets: [one, two]"),
    "mapping": ("fields with values", "Write each as 'field: value'"),
    "dict": ("fields with values", "Write each as 'field: value'"),
    "model": ("fields with values", "Write each as 'field: value'"),
}
"""What a value has to be and how it is written, by the beginning of what the schema says."""


NAME_SIGNS = {"0-9": "digits", ".": "'.'", "_]": "'_'", "-]": "'-'"}
"""What a name may have in it beside small letters, by its part of the pattern."""


def schema_faults(path: Path, error: ValidationError) -> Iterator[Fault]:
    """What a file has that its schema does not allow, in words an author can act on; one fault for each place."""
    found: dict[tuple[str | int, ...], list[Any]] = {}
    for detail in error.errors(include_url=False):
        where = tuple(step for step in detail["loc"] if isinstance(step, str | int))
        # A value that may be of several kinds is complained of once for each, the kind's name being part of the place.
        place = where if detail["type"] == "missing" else steps_of(path, where)
        found.setdefault(place, []).append(detail)
    for where, details in found.items():
        yield fault_at(path, where, *(_schema_words(details[0]) if len(details) == 1 else _of_several_kinds(details)))


def _schema_words(detail: Any) -> tuple[str, str]:
    """What is wrong and the mend, for one thing that the schema does not allow."""
    if detail["type"] == "string_pattern_mismatch":
        allowed = detail["ctx"]["pattern"].rpartition("[")[2]
        signs = ["small letters", *(sign for part, sign in NAME_SIGNS.items() if part in allowed)]
        return "this name has a sign in it that it cannot have", f"Use only {', '.join(signs)}"
    if detail["type"] in SCHEMA_MESSAGES:
        problem, mend = SCHEMA_MESSAGES[detail["type"]]
        return problem, mend.format(**{"expected": "", **detail.get("ctx", {})})
    kind, how = KINDS.get(detail["type"].partition("_")[0], ("", ""))
    return (f"this has to be {kind}", how) if kind else (detail["msg"].lower(), "Mend the value")


def _of_several_kinds(details: Sequence[Any]) -> tuple[str, str]:
    """The same for a value that may be of several kinds and is of none."""
    kinds = dict.fromkeys(KINDS.get(detail["type"].partition("_")[0], ("something else", ""))[0] for detail in details)
    return "this value is not of a kind that fits here", f"Use {' or '.join(kinds)}"


def vocabulary_faults(path: Path, facts: Iterable[Fact], vocabulary: Vocabulary) -> Iterator[Fault]:
    """What is wrong with the facts of one file, seen together with all facts."""
    seen: set[str] = set()
    for number, fact in enumerate(facts):
        where = ("facts", number)
        if fact.id in seen:
            yield fault_at(path, (*where, "id"), f"there are two facts called '{fact.id}'", "Rename or delete one")
        seen.add(fact.id)
        if (fact.kind is FactKind.CHOICE) != bool(fact.options):
            yield fault_at(path, where, "a choice needs options, and only a choice has them", "Add or remove options")
        if (fact.kind is FactKind.DATE) != bool(fact.clock):
            yield fault_at(path, where, "a date needs 'clock', its name as the start of a clock", "Add 'clock'")
        if (fact.kind is FactKind.NUMBER) != bool(fact.ask_closer):
            yield fault_at(path, where, "a number needs 'ask_closer', and only a number has it", "Add or delete it")
        if fact.kind is FactKind.YES_NO and not (fact.yes and fact.no):
            yield fault_at(path, where, "a yes/no fact needs the clauses 'yes' and 'no'", "Add both clauses")
        implied = [
            fact.implies_yes,
            fact.implies_no,
            fact.implies_given,
            *(o.implies for o in fact.options),
            *(o.presumes for o in fact.options),
        ]
        for name in {name for block in implied for name in block} - {known.id for known in vocabulary}:
            yield fault_at(path, where, f"it implies a fact called '{name}', which does not exist", "Correct the name")
        given = [(name, value) for block in implied for name, value in block.items()]
        if fact.unless_said is not None:
            given.append((fact.id, fact.unless_said.value))
        for name, value in given:
            problem = value_problem(vocabulary, name, value)
            if problem:
                yield fault_at(path, where, problem, "Correct it")
        yield from _measure_faults(path, where, fact, vocabulary)


def _measure_faults(path: Path, where: tuple[str | int, ...], fact: Fact, vocabulary: Vocabulary) -> Iterator[Fault]:
    for name in fact.counted_from:
        if name not in vocabulary:
            yield fault_at(path, where, f"it counts from '{name}', and there is no such fact", "Correct the name")
    for one in fact.measured.values if fact.measured else ():
        problem = value_problem(vocabulary, fact.id, one.value)
        if problem:
            yield fault_at(path, (*where, "measured"), problem, "Correct it")


def reference_faults(pack: Pack, local_facts: Sequence[Fact]) -> Iterator[Fault]:
    """Every name in a pack that leads nowhere, stands twice, or contradicts its own rule."""
    yield from vocabulary_faults(pack.folder / "rules.yaml", local_facts, pack.vocabulary)
    yield from _twice(pack)
    yield from _name_faults(pack)
    for number, rule in enumerate(pack.rules):
        yield from _rule_faults(pack, number, rule)
    yield from _circular_exceptions(pack)
    yield from _tension_faults(pack)
    for fact_id, problem in phrase_problems(pack.phrases, pack.vocabulary):
        yield fault_at(pack.folder / "phrases.yaml", ("facts", fact_id), problem, "Correct the name")
    yield from _condition_faults(pack)
    yield from _value_faults(pack)


def _name_faults(pack: Pack) -> Iterator[Fault]:
    if pack.folder.name != pack.slug:
        problem = f"the council is called '{pack.slug}' here and its folder '{pack.folder.name}'"
        yield fault_at(pack.folder / "pack.yaml", ("slug",), problem, "Give both the same name")
    known = _names(pack)
    for file, where, what, names in _references(pack):
        for name in names:
            if name not in known[what]:
                mend = _mend_name(name, what, known[what])
                yield fault_at(pack.folder / file, where, f"there is no {what} '{name}'", mend)


def _condition_faults(pack: Pack) -> Iterator[Fault]:
    teams = frozenset(team.id for team in pack.teams)
    for file, where, condition in _conditions(pack):
        try:
            tests = tuple(parse(condition, pack.vocabulary).tests())
        except ConditionError as error:
            yield fault_at(pack.folder / file, where, str(error), "Mend the condition")
            continue
        named = {team for test in tests if pack.vocabulary[test.fact].kind is FactKind.TEAM for team in test.values}
        for team in named - teams:
            yield fault_at(pack.folder / file, where, f"there is no team '{team}'", _mend_name(team, "team", teams))
    for fact in pack.vocabulary:  # a council's own wording of a shared fact can leave another shared one in the lurch
        if fact.unless_said is not None and fact.id not in pack.own_facts:
            try:
                parse(fact.unless_said.withheld, pack.vocabulary)
            except ConditionError as error:
                problem = f"the shared fact '{fact.id}' no longer fits: {error}"
                yield fault_at(pack.folder / "rules.yaml", ("facts",), problem, "Keep what it needs")


def _mend_name(name: str, what: str, known: Iterable[str]) -> str:
    near = process.extractOne(name, sorted(known), score_cutoff=75)
    return (f"Did you mean '{near[0]}'? " if near else "") + f"Correct it, or add the {what}"


def value_problem(vocabulary: Vocabulary, name: str, value: Json) -> str | None:
    """Why a fact cannot have a value that a pack gives it; None if it can, or if there is no such fact."""
    if name not in vocabulary or vocabulary[name].kind not in (FactKind.YES_NO, FactKind.CHOICE):
        return None
    try:
        parse({name: value}, vocabulary)
    except ConditionError as error:
        return str(error)
    return None


def _value_faults(pack: Pack) -> Iterator[Fault]:
    for file, where, name, value in _values(pack):
        problem = value_problem(pack.vocabulary, name, value)
        if problem:
            yield fault_at(pack.folder / file, where, problem, "Correct it")


def _values(pack: Pack) -> Iterator[tuple[str, tuple[str | int, ...], str, Json]]:
    """The values that a pack gives to facts outside its conditions."""
    for name, values in pack.identity.silent_on.items():
        for value in values:
            yield "pack.yaml", ("silent_on", name), name, value
    for number, team in enumerate(pack.teams):
        for name, value in team.presumes.items():
            yield "teams.yaml", ("teams", number, "presumes", name), name, value


def pattern_faults(pack: Pack) -> Iterator[Fault]:
    """A council's phrases that cannot be read or say nothing. Loading leaves them aside: it takes a while to read
    phrases, and the recogniser does so anyway."""
    for where, problem in pattern_problems(pack.phrases, pack.vocabulary):
        mend = "The head of vocabulary/phrases.yaml says how phrases are written"
        yield fault_at(pack.folder / "phrases.yaml", where, problem, mend)


def _tension_faults(pack: Pack) -> Iterator[Fault]:
    members: dict[str, set[str]] = {}
    for rule in pack.rules:
        for name in (rule.id, *(f"group:{group}" for group in rule.groups)):
            members.setdefault(name, set()).add(rule.id)
    for number, tension in enumerate(pack.tensions):
        inside = set().union(*(members.get(name, set()) for name in tension.rules))
        if tension.safer in members and not members[tension.safer] & inside:
            problem = f"the safer reading '{tension.safer}' is none of this tension's rules"
            yield fault_at(pack.folder / "rules.yaml", ("tensions", number, "safer"), problem, "Name one of them")


def _conditions(pack: Pack) -> Iterator[tuple[str, tuple[str | int, ...], Mapping[str, Any]]]:
    """Every condition of a pack, with its place."""
    for number, rule in enumerate(pack.rules):
        yield "rules.yaml", ("rules", number, "when"), rule.when
    for number, checklist in enumerate(pack.checklists):
        yield "checklists.yaml", ("checklists", number, "applies"), checklist.applies
        for place, item in enumerate(checklist.items):
            yield "checklists.yaml", ("checklists", number, "items", place, "applies"), item.applies
    for number, team in enumerate(pack.teams):
        yield "teams.yaml", ("teams", number, "remit"), team.remit
    for number, name in enumerate(pack.own_facts):
        usual = pack.vocabulary[name].unless_said
        if usual is not None:
            yield "rules.yaml", ("facts", number, "unless_said", "withheld"), usual.withheld


def _names(pack: Pack) -> Mapping[str, frozenset[str]]:
    """What exists, by what it is called in a fault."""
    team_facts = {fact.id for fact in pack.vocabulary if fact.kind is FactKind.TEAM}
    return {
        "fact": frozenset(fact.id for fact in pack.vocabulary),
        "date fact": frozenset(f.id for f in pack.vocabulary if f.kind is FactKind.DATE) | {UNSTATED},
        "team": frozenset(team.id for team in pack.teams),
        "receiving team": frozenset(team.id for team in pack.teams) | team_facts,
        "section": frozenset(section.id for section in pack.sections),
        "transfer point": frozenset(pack.points),
        "checklist": frozenset(checklist.id for checklist in pack.checklists),
        "escalation": frozenset(ladder.id for ladder in pack.escalations),
        "caution": frozenset(caution.id for caution in pack.cautions),
        "rule": frozenset(rule.id for rule in pack.rules),
        "rule or group": frozenset(rule.id for rule in pack.rules)
        | {f"group:{group}" for rule in pack.rules for group in rule.groups},
        "matter": frozenset(pack.matters.order) if pack.matters else frozenset(),
    }


Reference: TypeAlias = tuple[str, tuple[str | int, ...], str, Iterable[str]]
"""A file, the place in it, what is named there, and the names."""


def _references(pack: Pack) -> Iterator[Reference]:
    """Every place in a pack that names something else."""
    yield "pack.yaml", ("escalation",), "escalation", [pack.identity.escalation]
    yield "pack.yaml", ("silent_on",), "fact", pack.identity.silent_on
    for number, team in enumerate(pack.teams):
        yield "teams.yaml", ("teams", number, "part_of"), "team", _given(team.part_of)
        yield "teams.yaml", ("teams", number, "section"), "section", [team.section]
        yield "teams.yaml", ("teams", number, "presumes"), "fact", team.presumes
    for number, section in enumerate(pack.sections):
        yield "sections.yaml", ("sections", number, "see_also"), "section", section.see_also
    for number, rule in enumerate(pack.rules):
        yield from _rule_references(number, rule)
    for number, tension in enumerate(pack.tensions):
        yield "rules.yaml", ("tensions", number, "rules"), "rule or group", tension.rules
        yield "rules.yaml", ("tensions", number, "safer"), "rule or group", [tension.safer]
    for number, caution in enumerate(pack.cautions):
        yield "rules.yaml", ("cautions", number, "sections"), "section", caution.sections
    for number, checklist in enumerate(pack.checklists):
        yield "checklists.yaml", ("checklists", number, "section"), "section", [checklist.section]
        for place, item in enumerate(checklist.items):
            yield "checklists.yaml", ("checklists", number, "items", place), "section", _given(item.section)
    for number, ladder in enumerate(pack.escalations):
        for place, step in enumerate(ladder.steps):
            yield "checklists.yaml", ("escalations", number, "steps", place), "section", [step.section]
    for number, meeting in enumerate(pack.meetings):
        yield "meetings.yaml", ("meetings", number), "section", [meeting.section]
        for place, ahead in enumerate(meeting.look_ahead):
            yield "meetings.yaml", ("meetings", number, "look_ahead", place), "section", [ahead.section]


def _rule_references(number: int, rule: Rule) -> Iterator[Reference]:
    named: Mapping[str, tuple[str, Iterable[str]]] = {
        "from": ("team", holders(rule)),
        "to": ("receiving team", _given(rule.to)),
        "matter": ("matter", _given(rule.matter)),
        "at": ("transfer point", _given(rule.at)),
        "or_at": ("transfer point", rule.or_at),
        "section": ("section", [rule.section]),
        "also_sections": ("section", rule.also_sections),
        "checklists": ("checklist", rule.checklists),
        "escalation": ("escalation", _given(rule.escalation)),
        "cautions": ("caution", rule.cautions),
        "exception_to": ("rule or group", rule.exception_to),
        "triggered_by": ("date fact", _given(rule.triggered_by)),
        "timing": ("date fact", [rule.timing.anchor] if rule.timing else []),
    }
    for field, (what, names) in named.items():
        yield "rules.yaml", ("rules", number, field), what, names


def _given(name: str | None) -> list[str]:
    return [name] if name else []


def holders(rule: Rule) -> list[str]:
    """The teams whose cases a rule is about; empty for a rule about any case."""
    return [rule.from_team] if isinstance(rule.from_team, str) else list(rule.from_team or ())


def _rule_faults(pack: Pack, number: int, rule: Rule) -> Iterator[Fault]:
    """What is wrong with a rule in itself."""
    path, where = pack.folder / "rules.yaml", ("rules", number)
    if rule.timing and (rule.timing.amount is None) != (rule.timing.unit is None):
        yield fault_at(path, (*where, "timing"), "an amount needs a unit and a unit an amount", "Add the other")
    if rule.outcome == "transfers" and not rule.to:
        yield fault_at(path, where, "a rule that transfers has to say where to", "Add 'to'")
    if rule.outcome in ("stays", "closes", "silent") and rule.to:
        yield fault_at(path, (*where, "to"), f"with the outcome '{rule.outcome}' it goes to nobody", "Delete 'to'")
    problem = uncountable(rule.timing) if rule.timing else None
    if problem:
        yield fault_at(path, (*where, "timing"), problem, "Correct the amount or the unit")
    if rule.valid_from and rule.valid_to and rule.valid_from > rule.valid_to:
        yield fault_at(path, (*where, "valid_to"), "the rule ends before it begins", "Correct one of the two dates")


def _twice(pack: Pack) -> Iterator[Fault]:
    lists: Mapping[str, tuple[str, Sequence[Any]]] = {
        "teams": ("teams.yaml", pack.teams),
        "sections": ("sections.yaml", pack.sections),
        "rules": ("rules.yaml", pack.rules),
        "tensions": ("rules.yaml", pack.tensions),
        "cautions": ("rules.yaml", pack.cautions),
        "checklists": ("checklists.yaml", pack.checklists),
        "escalations": ("checklists.yaml", pack.escalations),
        "meetings": ("meetings.yaml", pack.meetings),
        "points": ("meetings.yaml", pack.own_points),
    }
    for name, (file, entries) in lists.items():
        seen: set[str] = set()
        for number, entry in enumerate(entries):
            if entry.id in seen:
                yield fault_at(
                    pack.folder / file, (name, number, "id"), f"'{entry.id}' is there twice", "Rename or delete one"
                )
            seen.add(entry.id)


def displacers(rules: Sequence[Rule]) -> Mapping[str, tuple[str, ...]]:
    """For each rule, the rules that displace it when they hold: those that name it, or a group of it, as exception."""
    members: dict[str, list[str]] = {}
    for rule in rules:
        for name in (rule.id, *(f"group:{group}" for group in rule.groups)):
            members.setdefault(name, []).append(rule.id)
    found: dict[str, dict[str, None]] = {rule.id: {} for rule in rules}
    for rule in rules:
        for name in rule.exception_to:
            for displaced in members.get(name, ()):
                if displaced != rule.id:
                    found[displaced][rule.id] = None
    return {rule_id: tuple(others) for rule_id, others in found.items()}


def _circular_exceptions(pack: Pack) -> Iterator[Fault]:
    """A circle of exceptions, in which each rule would wait for the next to decide whether it holds."""
    try:
        TopologicalSorter(displacers(pack.rules)).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        place = next(number for number, rule in enumerate(pack.rules) if rule.id == circle[0])
        problem = f"these exceptions go round in a circle: {' → '.join(circle)}"
        mend = "Take one of them out of another's 'exception_to'"
        yield fault_at(pack.folder / "rules.yaml", ("rules", place, "exception_to"), problem, mend)
