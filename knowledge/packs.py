"""Packs: one council's policy as data, loaded whole and checked whole.

`load_pack` reads a pack's folder, checks every file against its closed schema and every reference against the rest of
the pack, and reports all faults at once, each with file, line, field, what is wrong and the mend. A pack with faults
is never half-used.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from knowledge.facts import Case, Vocabulary
from knowledge.glossary import Glossary
from knowledge.lexicon import Lexicon
from knowledge.pack_faults import (
    Fault,
    PackError,
    displacers,
    holders,
    reference_faults,
    schema_faults,
    vocabulary_faults,
)
from knowledge.pack_files import (
    Checklist,
    ChecklistItem,
    ChecklistsFile,
    Escalation,
    Example,
    ExamplesFile,
    Identity,
    KnownMessage,
    Meeting,
    MeetingsFile,
    MessagesFile,
    Point,
    PointsFile,
    RulesFile,
    Section,
    SectionsFile,
    Statement,
    StatementsFile,
    Team,
    TeamsFile,
)
from knowledge.record import Record
from knowledge.rules.logic import All, ConditionError, Teams, Test, Truth, parse
from knowledge.rules.model import Caution, Matters, Rule, Tension
from knowledge.search.phrases import OwnPhrases
from knowledge.yaml_file import UnreadableYamlError, read

HERE = Path(__file__).parent
SHIPPED_PACKS = HERE / "packs"

HOLDER = "holding_team"

FileT = TypeVar("FileT", bound=Record)


@dataclass(frozen=True)
class RuleReading:
    """A rule with its condition parsed: the holder's part and the rest kept apart."""

    rule: Rule
    holder: Test | None
    rest: All
    exceptions: tuple[str, ...]
    """Ids of the rules that displace this one when they hold."""

    def about(self, case: Case, teams: Teams) -> Truth:
        """Whether the rule is about a case of this holder at all."""
        return True if self.holder is None else self.holder.truth(case, teams)

    @cached_property
    def condition(self) -> All:
        """Holder and rest together."""
        return self.rest if self.holder is None else All((self.holder, *self.rest.parts))


@dataclass(frozen=True)
class Pack:
    """One council's policy, checked."""

    folder: Path
    identity: Identity
    teams: tuple[Team, ...]
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    matters: Matters | None
    tensions: tuple[Tension, ...]
    cautions: tuple[Caution, ...]
    checklists: tuple[Checklist, ...]
    escalations: tuple[Escalation, ...]
    meetings: tuple[Meeting, ...]
    vocabulary: Vocabulary
    points: Mapping[str, Point]
    phrases: OwnPhrases
    own_points: tuple[Point, ...]
    """The transfer points that the council adds to the shared ones, or words for itself."""
    own_facts: tuple[str, ...]
    """The facts that the council adds to the shared vocabulary, or words for itself."""
    readings: Mapping[str, RuleReading] = field(repr=False)
    _parts: dict[tuple[str, str], Truth] = field(default_factory=dict, repr=False, compare=False)
    """Which team is part of which, as far as it has been asked."""

    @property
    def slug(self) -> str:
        """The council's id in commands, JSON and addresses."""
        return self.identity.slug

    def team(self, team_id: str) -> Team:
        """The team with this id. Raises KeyError."""
        return self._teams[team_id]

    def section(self, section_id: str) -> Section:
        """The section with this id. Raises KeyError."""
        return self._sections[section_id]

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id. Raises KeyError."""
        return self.readings[rule_id].rule

    def caution(self, caution_id: str) -> Caution:
        """The caution with this id. Raises KeyError."""
        return self._cautions[caution_id]

    def checklist(self, checklist_id: str) -> Checklist:
        """The checklist with this id. Raises KeyError."""
        return self._checklists[checklist_id]

    def escalation(self, escalation_id: str) -> Escalation:
        """The ladder with this id. Raises KeyError."""
        return self._escalations[escalation_id]

    def find_team(self, name: str) -> Team | None:
        """The team that this id, name, abbreviation or alias means, whatever the case; None if there is none."""
        return self._team_names.get(" ".join(name.lower().split()))

    def part_of(self, team_id: str, whole_id: str) -> Truth:
        """Whether a team is another, or part of it. Open when the whole is named and a part is meant."""
        key = (team_id, whole_id)
        if key not in self._parts:
            within = whole_id in self.lineage(team_id)
            self._parts[key] = True if within else None if team_id in self.lineage(whole_id) else False
        return self._parts[key]

    def applies(self, checklist: Checklist, case: Case) -> Truth:
        """Whether a checklist goes with a case."""
        return self._checklist_conditions[checklist.id].truth(case, self)

    def items(self, checklist: Checklist, case: Case) -> tuple[ChecklistItem, ...]:
        """The items of a checklist that go with a case, or may."""
        conditions = self._item_conditions[checklist.id]
        return tuple(
            item
            for item, condition in zip(checklist.items, conditions, strict=True)
            if condition.truth(case, self) is not False
        )

    def reads(self, rule_id: str) -> frozenset[str]:
        """Every fact that can bear on a rule: those of its condition and of the exceptions to it."""
        return self._reads[rule_id]

    def tests(self, rule_id: str, fact_id: str) -> tuple[Test, ...]:
        """The tests of one fact that bear on a rule: its own and those of the exceptions to it."""
        return self._tests.get((rule_id, fact_id), ())

    def examples(self) -> tuple[Example, ...]:
        """The example cases; read on demand, since only checks and practice need them."""
        return read_file(self.folder / "examples.yaml", ExamplesFile).examples

    def statements(self) -> tuple[Statement, ...]:
        """The clause ledger; read on demand, since only checks need it."""
        return read_file(self.folder / "statements.yaml", StatementsFile).statements

    def messages(self) -> tuple[KnownMessage, ...]:
        """The known messages, none where the pack has no file of them; read on demand, since a check or the first
        answer needs them."""
        path = self.folder / "messages.yaml"
        return read_file(path, MessagesFile).messages if path.is_file() else ()

    def lineage(self, team_id: str) -> tuple[str, ...]:
        """A team with every team it is part of, itself first."""
        return self._lineages.get(team_id, (team_id,))

    @cached_property
    def _lineages(self) -> Mapping[str, tuple[str, ...]]:
        lineages: dict[str, tuple[str, ...]] = {}
        for team in self.teams:
            line, above = [team.id], team.part_of
            while above and above not in line:
                line.append(above)
                above = self._teams[above].part_of
            lineages[team.id] = tuple(line)
        return lineages

    @cached_property
    def _teams(self) -> Mapping[str, Team]:
        return {team.id: team for team in self.teams}

    @cached_property
    def _team_names(self) -> Mapping[str, Team]:
        names: dict[str, Team] = {}
        for team in self.teams:
            for name in (team.id, team.name, team.abbreviation, *team.aliases):
                if name:
                    names.setdefault(" ".join(name.lower().split()), team)
        return names

    @cached_property
    def _sections(self) -> Mapping[str, Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def _cautions(self) -> Mapping[str, Caution]:
        return {caution.id: caution for caution in self.cautions}

    @cached_property
    def _checklists(self) -> Mapping[str, Checklist]:
        return {checklist.id: checklist for checklist in self.checklists}

    @cached_property
    def _reads(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {rule_id: set() for rule_id in self.readings}
        for rule_id, fact_id in self._tests:
            found[rule_id].add(fact_id)
        return {rule_id: frozenset(facts) for rule_id, facts in found.items()}

    @cached_property
    def _tests(self) -> Mapping[tuple[str, str], tuple[Test, ...]]:
        found: dict[tuple[str, str], dict[Test, None]] = {}
        for rule_id, reading in self.readings.items():
            edge, seen = [reading], {rule_id}
            while edge:
                current = edge.pop()
                for test in current.condition.tests():
                    found.setdefault((rule_id, test.fact), {})[test] = None
                edge.extend(self.readings[other] for other in current.exceptions if other not in seen)
                seen.update(current.exceptions)
        return {key: tuple(tests) for key, tests in found.items()}

    def named(self, name: str) -> frozenset[str]:
        """The ids of the rules that a name means: a rule's own id, or `group:name` for all rules of a group."""
        return self._named[name]

    @cached_property
    def _named(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for rule in self.rules:
            for name in (rule.id, *(f"group:{group}" for group in rule.groups)):
                found.setdefault(name, set()).add(rule.id)
        return {name: frozenset(rules) for name, rules in found.items()}

    def tension_between(self, holding: Iterable[Rule]) -> Tension | None:
        """The declared tension between rules that hold together: one of the pack's tensions, or its several matters.

        A tension is met where rules of two of its entries hold. Where rules of different matters do, they are in
        tension as `matters` says.
        """
        rules = tuple(holding)
        ids = frozenset(rule.id for rule in rules)
        for tension in self.tensions:
            if sum(bool(self.named(name) & ids) for name in tension.rules) > 1:
                return tension
        about = sorted({rule.matter for rule in rules if rule.matter}, key=self._rank)
        if self.matters is None or len(about) < 2:
            return None
        return Tension(
            id="several-matters",
            rules=tuple(rule.id for rule in rules if rule.matter),
            say=self.matters.say,
            safer=next(rule.id for rule in rules if rule.matter == about[0]),
            because=self.matters.because,
            raise_with=self.matters.raise_with,
        )

    def _rank(self, matter: str) -> int:
        return self.matters.order.index(matter) if self.matters is not None else 0

    @cached_property
    def dated(self) -> tuple[Rule, ...]:
        """The rules that are in force only for a time."""
        return tuple(rule for rule in self.rules if rule.valid_from or rule.valid_to)

    @cached_property
    def readers(self) -> Mapping[str, frozenset[str]]:
        """For each fact, the rules on which it can bear."""
        found: dict[str, set[str]] = {}
        for rule_id in self.readings:
            for fact in self.reads(rule_id):
                found.setdefault(fact, set()).add(rule_id)
        return {fact: frozenset(rules) for fact, rules in found.items()}

    @cached_property
    def remits(self) -> Mapping[str, All]:
        """Per team that may hold cases, what has to be true of any case it holds; a part has its whole's remit too."""
        own = {team.id: parse(team.remit, self.vocabulary) for team in self.teams}
        return {
            team.id: All(tuple(own[above] for above in self.lineage(team.id)))
            for team in self.teams
            if team.holds_cases
        }

    @cached_property
    def withheld(self) -> Mapping[str, All]:
        """Per fact that may be presumed, when it is not."""
        return {
            fact.id: parse(fact.unless_said.withheld, self.vocabulary)
            for fact in self.vocabulary
            if fact.unless_said is not None and fact.unless_said.withheld
        }

    @cached_property
    def conditions_elsewhere(self) -> tuple[All, ...]:
        """The conditions that are not a rule's: those of remits, checklists and presumptions."""
        return (
            *self.remits.values(),
            *self.withheld.values(),
            *self._checklist_conditions.values(),
            *(condition for items in self._item_conditions.values() for condition in items),
        )

    @cached_property
    def _item_conditions(self) -> Mapping[str, tuple[All, ...]]:
        return {
            checklist.id: tuple(parse(item.applies, self.vocabulary) for item in checklist.items)
            for checklist in self.checklists
        }

    @cached_property
    def _checklist_conditions(self) -> Mapping[str, All]:
        return {checklist.id: parse(checklist.applies, self.vocabulary) for checklist in self.checklists}

    @cached_property
    def _escalations(self) -> Mapping[str, Escalation]:
        return {ladder.id: ladder for ladder in self.escalations}


@dataclass(frozen=True)
class Knowledge:
    """Everything the bot knows: the shared words and every council's pack."""

    vocabulary: Vocabulary
    points: Mapping[str, Point]
    glossary: Glossary
    packs: Mapping[str, Pack]

    @cached_property
    def lexicon(self) -> Lexicon:
        """What words mean: the glossary's terms and the packs' teams together."""
        return Lexicon(self.glossary, self.packs)


def load_knowledge(packs_dir: Path | None = None) -> Knowledge:
    """Load the shared vocabulary and every pack.

    `packs_dir` adds packs, and replaces shipped packs of the same folder name. Raises PackError with all faults of all
    packs together.
    """
    folders = {folder.name: folder for folder in _pack_folders(SHIPPED_PACKS)}
    if packs_dir is not None:
        if not packs_dir.is_dir():
            raise PackError([Fault(packs_dir, 1, "", "there is no such folder", "Set PACKS_DIR to a folder of packs")])
        folders |= {folder.name: folder for folder in _pack_folders(packs_dir)}
    with collector_paused():
        return _load_all(folders.values())


def _load_all(folders: Iterable[Path]) -> Knowledge:
    vocabulary, points, glossary = load_vocabulary()
    packs: dict[str, Pack] = {}
    faults: list[Fault] = []
    for folder in folders:
        try:
            pack = load_pack(folder, vocabulary, points)
            packs[pack.slug] = pack
        except PackError as error:
            faults.extend(error.faults)
    if faults:
        raise PackError(faults)
    return Knowledge(vocabulary, points, glossary, packs)


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection meanwhile: of the many objects that loading makes, nearly all stay, and looking for the
    others took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load_vocabulary(folder: Path = HERE / "vocabulary") -> tuple[Vocabulary, Mapping[str, Point], Glossary]:
    """The shared facts, transfer points and glossary. Raises PackError."""
    vocabulary = read_file(folder / "facts.yaml", Vocabulary)
    faults = list(vocabulary_faults(folder / "facts.yaml", vocabulary, vocabulary))
    points = {point.id: point for point in read_file(folder / "points.yaml", PointsFile).points}
    if faults:
        raise PackError(faults)
    return vocabulary, points, read_file(folder / "glossary.yaml", Glossary)


def read_file(path: Path, schema: type[FileT]) -> FileT:
    """One YAML file as its schema. Raises PackError with every fault of the file."""
    try:
        data = read(path)
    except FileNotFoundError:
        raise PackError([Fault(path, 1, "", "the file is missing", f"Add {path.name} to the folder")]) from None
    except UnreadableYamlError as fault:
        raise PackError([Fault(path, fault.line, "", str(fault), fault.mend)]) from fault
    try:
        return schema.model_validate(data if data is not None else {})
    except ValidationError as error:
        raise PackError(schema_faults(path, error)) from error


def load_pack(folder: Path, vocabulary: Vocabulary, points: Mapping[str, Point]) -> Pack:
    """Load and check one pack. Raises PackError with every fault that can be found."""
    faults: list[Fault] = []
    files: dict[type[Record], Any] = {}
    for name, schema in PACK_FILES.items():
        try:
            files[schema] = read_file(folder / name, schema)
        except PackError as error:
            faults.extend(error.faults)
    phrases = OwnPhrases()
    if (folder / "phrases.yaml").is_file():
        try:
            phrases = read_file(folder / "phrases.yaml", OwnPhrases)
        except PackError as error:
            faults.extend(error.faults)
    if faults:
        raise PackError(faults)
    rules_file: RulesFile = files[RulesFile]
    local = tuple(fact for fact in rules_file.facts)
    own_vocabulary = Vocabulary(facts=(*(fact for fact in vocabulary if fact.id not in {f.id for f in local}), *local))
    lists: ChecklistsFile = files[ChecklistsFile]
    pack = Pack(
        folder=folder,
        identity=files[Identity],
        teams=files[TeamsFile].teams,
        sections=files[SectionsFile].sections,
        rules=rules_file.rules,
        matters=rules_file.matters,
        tensions=rules_file.tensions,
        cautions=rules_file.cautions,
        checklists=lists.checklists,
        escalations=lists.escalations,
        meetings=files[MeetingsFile].meetings,
        vocabulary=own_vocabulary,
        points={**points, **{point.id: point for point in files[MeetingsFile].points}},
        phrases=phrases,
        own_points=files[MeetingsFile].points,
        own_facts=tuple(fact.id for fact in local),
        readings={},
    )
    faults.extend(reference_faults(pack, local))
    readings: dict[str, RuleReading] = {}
    exceptions = displacers(pack.rules)
    for rule in pack.rules:
        try:
            holder = parse({HOLDER: holders(rule)}, own_vocabulary).parts[0] if rule.from_team else None
            rest = parse(rule.when, own_vocabulary)
        except ConditionError:
            continue  # told by `reference_faults`
        readings[rule.id] = RuleReading(rule, holder, rest, exceptions[rule.id])  # type: ignore[arg-type]
    if faults:
        raise PackError(faults)
    object.__setattr__(pack, "readings", readings)
    return pack


PACK_FILES: Mapping[str, type[Record]] = {
    "pack.yaml": Identity,
    "teams.yaml": TeamsFile,
    "sections.yaml": SectionsFile,
    "rules.yaml": RulesFile,
    "checklists.yaml": ChecklistsFile,
    "meetings.yaml": MeetingsFile,
}


def _pack_folders(parent: Path) -> Iterator[Path]:
    """The folders with at least one file of a pack: if others are missing, that is a fault, not silence."""
    return (folder for folder in sorted(parent.iterdir()) if any((folder / name).is_file() for name in PACK_FILES))
