"""What can be found wrong with a pack by looking at it whole: the work behind `transfer-bot pack check`.

Schema and references are checked when a pack loads (`knowledge.packs`). This adds what only the whole shows: the
clause ledger against the pack, rules that no statement stands behind or no example exercises, examples that come out
otherwise than they say, clocks whose doubtful wording nobody is told of; and, over the pack's whole domain
(`knowledge.rules.consistency`), rules that clash, rules that are dead, questions that are idle and gaps.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.pack_faults import Fault, PackError, pattern_faults
from knowledge.pack_files import Example, KnownMessage, Statement
from knowledge.packs import Pack
from knowledge.reading import FactError, fact_in_words, read_facts
from knowledge.rules.consistency import Gap, cells, clashes, dead_rules, gaps, idle_facts, unread
from knowledge.rules.domain import Domain
from knowledge.rules.engine import Assessment, assess, decision
from knowledge.rules.explain import answer_of, speaking_rule
from knowledge.rules.interview import next_question
from knowledge.rules.model import Rule
from knowledge.rules.timeline import UNSTATED, timing_in_words
from knowledge.yaml_file import line_of

DECIDES = frozenset({"rule", "exception", "task", "escalation", "milestone", "meeting", "discretion"})
"""Kinds of statement that decide a holder, a point, a time or a duty, and so must stand for something in the pack."""


@dataclass(frozen=True)
class Report:
    """The state of one pack."""

    council: str
    statements: int
    accounted: int
    """Statements that something in the pack stands for, or that say why nothing needs to."""
    rules: int
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    """Worth knowing, not wrong: a policy without a date, a review that is overdue, a clock to be read two ways."""
    silences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each team, what a case with it may be about and no rule speaks of: there the bot says that the policy is
    silent."""


def check(pack: Pack, today: date) -> Report:
    """Look at a loaded pack whole. `today` decides whether its review date has passed."""
    try:
        statements, examples, messages = _read_all(pack)
    except PackError as error:
        return Report(pack.slug, 0, 0, len(pack.rules), error.faults, ())
    ledger = tuple(_ledger_faults(pack, statements))
    domain = Domain(pack)
    found_gaps = tuple(gaps(domain))
    faults = (
        *ledger,
        *_unbacked_rules(pack, statements),
        *_example_faults(pack, examples),
        *_message_faults(pack, messages),
        *_clock_faults(pack),
        *pattern_faults(pack),
        *_clash_faults(domain),
        *_dead_and_idle(domain),
        *_undeclared_silences(domain, found_gaps),
    )
    wrong = {fault.line for fault in ledger}
    path = pack.folder / "statements.yaml"
    accounted = len(statements)
    if wrong:
        accounted = sum(line_of(path, ("statements", number)) not in wrong for number in range(len(statements)))
    return Report(
        pack.slug,
        len(statements),
        accounted,
        len(pack.rules),
        tuple(sorted(faults)),
        tuple(_notes(pack, today)),
        _silences(pack, found_gaps),
    )


def _read_all(pack: Pack) -> tuple[tuple[Statement, ...], tuple[Example, ...], tuple[KnownMessage, ...]]:
    """The statements, the examples and the known messages. Raises PackError with the faults of all the files."""
    faults: list[Fault] = []
    for read in (pack.statements, pack.examples, pack.messages):
        try:
            read()
        except PackError as error:
            faults.extend(error.faults)
    if faults:
        raise PackError(faults)
    return pack.statements(), pack.examples(), pack.messages()


def _fault(pack: Pack, file: str, where: tuple[str | int, ...], problem: str, mend: str) -> Fault:
    path = pack.folder / file
    return Fault(path, line_of(path, where), "", problem, mend)


def _known(pack: Pack) -> Mapping[str, frozenset[str]]:
    """What a statement may stand for, by the word before the colon."""
    return {
        "rule": frozenset(pack.readings),
        "section": frozenset(section.id for section in pack.sections),
        "checklist": frozenset(checklist.id for checklist in pack.checklists),
        "escalation": frozenset(ladder.id for ladder in pack.escalations),
        "meeting": frozenset(meeting.id for meeting in pack.meetings),
        "team": frozenset(team.id for team in pack.teams),
        "caution": frozenset(caution.id for caution in pack.cautions),
        "tension": frozenset(tension.id for tension in pack.tensions),
    }


def _twice(
    pack: Pack, entries: str, one: str, found: Sequence[Statement | Example | KnownMessage]
) -> Iterator[Fault]:
    """The entries of the file `<entries>.yaml` whose id another one has; `one` is what one of them is called."""
    seen: set[str] = set()
    for number, entry in enumerate(found):
        if entry.id in seen:
            problem = f"{one} '{entry.id}' is there twice"
            yield _fault(pack, f"{entries}.yaml", (entries, number), problem, "Rename or delete one")
        seen.add(entry.id)


def _ledger_faults(pack: Pack, statements: tuple[Statement, ...]) -> Iterator[Fault]:
    known = _known(pack)
    yield from _twice(pack, "statements", "statement", statements)
    for number, statement in enumerate(statements):
        where = ("statements", number)

        def fault(problem: str, mend: str, where: tuple[str | int, ...] = where) -> Fault:
            return _fault(pack, "statements.yaml", where, problem, mend)

        if statement.section not in known["section"]:
            yield fault(f"'{statement.id}' cites section '{statement.section}', which does not exist", "Correct it")
        for link in statement.stands_for:
            kind, _, name = link.partition(":")
            if name not in known.get(kind, frozenset()):
                yield fault(f"'{statement.id}' stands for '{link}', which does not exist", "Correct the link or add it")
        if not statement.stands_for and statement.kind in DECIDES:
            yield fault(
                f"nothing in the pack stands for '{statement.id}'",
                "Name under 'stands_for' the rule, checklist, meeting or ladder that does",
            )
        elif not statement.stands_for and not statement.because:
            yield fault(f"'{statement.id}' stands for nothing and does not say why", "Add a link, or 'because'")


def _unbacked_rules(pack: Pack, statements: tuple[Statement, ...]) -> Iterator[Fault]:
    """Rules that nothing in the policy stands behind. Silences are exempt: they say what is not there."""
    backed = {link.partition(":")[2] for one in statements for link in one.stands_for if link.startswith("rule:")}
    for number, rule in enumerate(pack.rules):
        if rule.outcome != "silent" and rule.id not in backed:
            mend = "Link the statement it comes from, or delete the rule"
            yield _fault(pack, "rules.yaml", ("rules", number), f"no statement stands behind rule '{rule.id}'", mend)


def _example_faults(pack: Pack, examples: tuple[Example, ...]) -> Iterator[Fault]:
    yield from _twice(pack, "examples", "example", examples)
    for number, example in enumerate(examples):
        for problem in example_problems(pack, example):
            said = f"example '{example.id}': {problem}"
            yield _fault(pack, "examples.yaml", ("examples", number), said, "Mend the rule or the example")
    for kind, what in (("fires", "shows it holding"), ("near_miss", "misses it narrowly")):
        shown = {example.rule for example in examples if example.kind == kind}
        for number, rule in enumerate(pack.rules):
            if rule.id not in shown:
                mend = f"Add one of kind '{kind}' to examples.yaml"
                yield _fault(pack, "rules.yaml", ("rules", number), f"no example of rule '{rule.id}' {what}", mend)


def _message_faults(pack: Pack, messages: tuple[KnownMessage, ...]) -> Iterator[Fault]:
    known = {*(team.id for team in pack.teams), *(rule.to for rule in pack.rules)}
    yield from _twice(pack, "messages", "message", messages)
    for number, message in enumerate(messages):
        for team in message.to:
            if team not in known:
                problem = f"message '{message.id}' goes to '{team}', which is no team here"
                yield _fault(pack, "messages.yaml", ("messages", number, "to"), problem, "Use an id of teams.yaml")


def example_problems(pack: Pack, example: Example) -> Iterator[str]:
    """How an example's outcome differs from what it expects; nothing if it comes out right."""
    named = (example.rule, example.expect.rule, *example.expect.also)
    unknown = [rule for rule in named if rule is not None and rule not in pack.readings]
    if unknown:
        yield f"there is no rule '{unknown[0]}'"
        return
    if example.kind != "case" and example.rule is None:
        yield f"it is of kind '{example.kind}' and names no 'rule'"
        return
    if not example.facts:
        return  # told in words only: read by the conversation's tests
    try:
        case = read_facts(pack, {**example.facts, **dict.fromkeys(example.unknown, "unknown")})
    except FactError as error:
        yield str(error)
        return
    found = assess(pack, case, today=example.today)
    yield from _kind_problems(found, example)
    expected = example.expect
    if expected.kind == "answer" and found.status == "decided":
        outcome = answer_of(found, speaking_rule(found))
        got = {
            "outcome": outcome.outcome,
            "to": outcome.to.id if outcome.to else None,
            "at": outcome.point.id if outcome.point else None,
            "deadline": outcome.deadline,
            "rule": outcome.rule.partition(".")[2],
        }
        if expected.rule not in (None, got["rule"]):  # whatever else differs comes of that
            got = {"rule": got["rule"]}
        for name, value in got.items():
            wanted = getattr(expected, name)
            if wanted is not None and wanted != value:
                yield f"{name} should be {wanted}, is {value or 'none'}"
        beside = {rule.id for rule in found.beside}
        yield from (f"'{rule}' should hold beside it" for rule in expected.also if rule not in beside)
        if len({decision(found, rule) for rule in found.holding}) > 1 and found.tension is None:
            rules = ", ".join(rule.id for rule in found.holding)
            yield f"these rules disagree and no exception or tension says so: {rules}"


ENDS = {"answer": "an answer", "question": "a question", "not_covered": "the policy being silent"}


def _kind_problems(found: Assessment, example: Example) -> Iterator[str]:
    kinds = {"decided": "answer", "silent": "not_covered", "open": "question", "contradiction": "question"}
    kind, expected = kinds[found.status], example.expect
    if kind != expected.kind:
        asked = next_question(found)
        yield f"should end in {ENDS[expected.kind]}, ends in {ENDS[kind]}" + (f" ({asked.fact})" if asked else "")
    elif kind == "question" and expected.asks:
        asked = next_question(found)
        if asked is None or asked.fact not in expected.asks:
            yield f"should ask {' or '.join(expected.asks)}, asks {asked.fact if asked else 'nothing'}"
    state = found.states.get(example.rule or "")
    holds = state is not None and state.holds is True
    if example.kind == "fires" and not holds:
        yield f"rule '{example.rule}' should hold and does not"
    if example.kind == "near_miss" and holds:
        yield f"rule '{example.rule}' should not hold and does"


def _clock_faults(pack: Pack) -> Iterator[Fault]:
    for number, rule in enumerate(pack.rules):
        timing = rule.timing
        doubtful = timing is not None and (timing.other_units or (timing.amount and timing.anchor == UNSTATED))
        if doubtful and not rule.cautions:
            mend = "Add a caution that gives every reading, and name it in 'cautions'"
            yield _fault(
                pack, "rules.yaml", ("rules", number), f"the clock of '{rule.id}' is doubtful without a caution", mend
            )


def _clash_faults(domain: Domain) -> Iterator[Fault]:
    pack = domain.pack
    place = {rule.id: number for number, rule in enumerate(pack.rules)}
    for clash in clashes(domain):
        one, other = clash.one, clash.other
        told = "; ".join(fact_in_words(pack, name, value) for name, value in clash.case.items())
        first, second = _gist(pack, one), _gist(pack, other)
        if first == second:  # they differ in the clock alone
            first, second = f"{first}, {_clock(pack, one)}", f"{second}, {_clock(pack, other)}"
        problem = (
            f"rules '{one.id}' and '{other.id}' can both hold, the first saying that {first}, the second "
            f"that {second}, and nothing says which comes first. For instance: {told}"
        )
        mend = "Make one an 'exception_to' the other, give them different matters, or declare a tension that shows both"
        if one in pack.dated and other in pack.dated:
            mend = "Let both versions go by the same event ('triggered_by', or the anchor of the clock)"
        yield _fault(pack, "rules.yaml", ("rules", place[one.id]), problem, mend)


def _clock(pack: Pack, rule: Rule) -> str:
    """A rule's clock in words."""
    if rule.timing is None:
        return "without a clock"
    anchor = rule.timing.anchor
    return timing_in_words(rule.timing, pack.vocabulary[anchor].clock if anchor in pack.vocabulary else "")


def _gist(pack: Pack, rule: Rule) -> str:
    """What a rule comes to, in a few words."""
    names = {team.id: team.abbreviation or team.name for team in pack.teams}
    to = names.get(rule.to or "", "that team")
    what = {
        "transfers": f"the case transfers to {to}",
        "stays": "it stays",
        "closes": "it closes",
        "joint_working": f"the teams work jointly with {to}",
        "panel": f"it goes to {to}",
        "notify": f"{to} is told",
    }[rule.outcome]
    return f"{what} {pack.points[rule.at].at}" if rule.at else what


def _dead_and_idle(domain: Domain) -> Iterator[Fault]:
    pack = domain.pack
    place = {rule.id: number for number, rule in enumerate(pack.rules)}
    for dead in dead_rules(domain):
        problem = (
            f"rule '{dead.rule.id}' can never hold: no possible case meets its condition"
            if dead.by_itself
            else f"rule '{dead.rule.id}' can never hold: whenever its condition is met, an exception takes its place"
        )
        mend = "Mend its condition or its exceptions, or delete it"
        yield _fault(pack, "rules.yaml", ("rules", place[dead.rule.id]), problem, mend)
    own = {name: number for number, name in enumerate(pack.own_facts)}
    for name in unread(pack):
        problem = f"nothing reads the fact '{name}', so nobody can ever be asked for it"
        yield _fault(pack, "rules.yaml", ("facts", own[name]), problem, "Use it in a condition, or delete it")
    for name in idle_facts(domain):
        reader = next(number for number, rule in enumerate(pack.rules) if name in pack.readings[rule.id].rest.facts())
        problem = f"the question about '{name}' can never be asked: no rule that can hold ever turns on it"
        yield _fault(
            pack, "rules.yaml", ("rules", reader, "when"), problem, "Take it out of the conditions, or mend them"
        )


def _undeclared_silences(domain: Domain, found: Sequence[Gap]) -> Iterator[Fault]:
    """What no rule speaks of whichever team holds the case, against what the pack declares itself silent on."""
    pack = domain.pack
    teams = Counter((gap.fact, gap.value) for gap in found)
    possible = Counter((fact, value) for fact, value, _ in cells(domain))
    silent = {cell for cell, count in teams.items() if count == possible[cell]}
    declared = {
        (name, pack.vocabulary.value(name, value))
        for name, values in pack.identity.silent_on.items()
        for value in values
    }
    for name, value in sorted(silent - declared, key=str):
        said = fact_in_words(pack, name, value)
        problem = f"no rule speaks of a case in which {said}, and the pack does not say that its policy is silent"
        written = "yes" if value is True else value
        mend = f"Write the rule, or put this under 'silent_on': {name}: [{written}]"
        yield _fault(pack, "pack.yaml", ("silent_on",), problem, mend)
    for name, value in sorted(declared - silent, key=str):
        said = fact_in_words(pack, name, value)
        problem = f"the pack says that its policy is silent where {said} ('{name}'), but a rule speaks of it"
        yield _fault(pack, "pack.yaml", ("silent_on", name), problem, "Take it out of 'silent_on'")


def _silences(pack: Pack, found: Sequence[Gap]) -> Mapping[str, tuple[str, ...]]:
    told: dict[str, list[str]] = defaultdict(list)
    for gap in found:
        told[gap.team].append(fact_in_words(pack, gap.fact, gap.value))
    return {team: tuple(matters) for team, matters in told.items()}


def _notes(pack: Pack, today: date) -> Iterator[str]:
    policy = pack.identity.policy
    if policy.review_due is not None and policy.review_due < today:
        yield f"the policy's review was due on {policy.review_due.isoformat()}"
    if policy.valid_from is None:
        yield f"the policy gives no date from which it applies ({policy.dated})"
    for rule in pack.rules:
        if rule.timing is not None and rule.timing.other_units:
            yield f"the clock of '{rule.id}' can be read two ways; the answer shows both dates"
        elif rule.timing is not None and rule.timing.amount and rule.timing.anchor == UNSTATED:
            yield f"the clock of '{rule.id}' has no start in the text; the answer gives no date"
        if rule.valid_to is not None and rule.valid_to < today:
            yield f"rule '{rule.id}' was in force until {rule.valid_to.isoformat()}"
