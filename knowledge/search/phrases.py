"""The phrases of `vocabulary/phrases.yaml` and of each pack: which words mean which fact.

The notation is explained at the top of that file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from knowledge import yaml_file
from knowledge.facts import Fact, FactKind, Vocabulary
from knowledge.record import Record
from knowledge.search.patterns import parse

SLOTS = frozenset({"team", "date", "past", "future", "day", "duration", "short", "long", "age", "own", "other"})
"""What is read before the phrases, and may stand in them as `<name>`."""
SHARED = Path(__file__).parent.parent / "vocabulary" / "phrases.yaml"
_GIVEN_AS = {FactKind.DATE: ("date", "day", "past", "future"), FactKind.NUMBER: ("duration", "short", "long")}
"""What a phrase has to have in it to give a date or a number; the first is the usual one."""
_NAMED = re.compile(r"<(\w+)>")


def _plain_word(raw: object) -> object:
    """YAML reads the bare words yes and no as true and false; here they are words."""
    return {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else raw


PlainWord: TypeAlias = Annotated[str, BeforeValidator(_plain_word)]
Patterns: TypeAlias = tuple[Annotated[PlainWord, Field(min_length=1)], ...]


class PhrasesError(ValueError):
    """A phrase file that cannot be used: which file, which field, what is wrong and the mend."""


class Cues(Record):
    """What turns a phrase round or weakens it."""

    denies: Patterns
    not_a_denial: Patterns
    ends_denial: Patterns
    denied: Patterns
    doubts: Patterns
    doubted: Patterns
    ahead: Patterns
    not_yet: Patterns
    confirmed: Patterns
    past: Patterns


class TeamCues(Record):
    """What a team is to the case: holds it, is asked about, closed it, or is the user's own."""

    called: Patterns
    """Where a word that names a team and other things too, the `<name>`, does name the team."""
    holds: Patterns
    perhaps_holds: Patterns
    mine: Patterns
    opens: Patterns
    asked_about: Patterns
    closed: Patterns
    with_us: Patterns
    coming_to_us: Patterns


class AnotherChild(Record):
    """Phrases about a brother or sister: they hide the facts inside them but for the `shared` ones."""

    phrases: Patterns
    shared: tuple[str, ...] = ()


class FactPhrases(Record):
    """The phrases of one fact."""

    about: Literal["event", "state", "topic"] = "event"
    """What weakens it: an event, a "might" and a "going for"; a state, only a "might"; a topic, neither."""
    says: Mapping[str, Patterns] = Field(default_factory=dict)
    """By value: an option, or `yes` and `no`."""
    given: Patterns = ()
    """For dates and numbers: phrases with one `<date>` or `<duration>` in them."""
    measure: Literal["", "weeks", "months"] = ""
    """The unit a `<duration>` is turned into."""
    hides: bool = True
    """Whether the facts that other phrases read inside these phrases are left out: not where a move to foster carers
    says both where the child went and with whom it is."""
    not_within: tuple[str, ...] = ()
    """Facts whose phrases take these words for themselves: in "C&F closed off 16 Nov" no case is closed."""
    asked: Mapping[str, Patterns] = Field(default_factory=dict)
    """Phrases that mean a value only in answer to this very question."""
    outranks: Mapping[PlainWord, tuple[PlainWord, ...]] = Field(default_factory=dict)
    """Values that stand when said together with others: `placement_order: [care_order]`, `no: [yes]`."""


class ShortAnswers(Record):
    """Answers that need no question to be understood."""

    yes: Patterns
    no: Patterns
    dont_know: Patterns
    not_applicable: Patterns


class Phrases(Record):
    """The whole file."""

    lists: Mapping[str, Patterns]
    cues: Cues
    teams: TeamCues
    nothing: Patterns
    several_children: Patterns
    one_child: Patterns
    another_child: AnotherChild
    facts: Mapping[str, FactPhrases]
    answers: ShortAnswers


class OwnPhrases(Record):
    """`phrases.yaml` of a pack: what only this council's people type, added to the shared phrases."""

    facts: Mapping[str, FactPhrases] = Field(default_factory=dict)
    """For a fact of the council's own, all its phrases; for a shared fact, more of them."""
    nothing: Patterns = ()
    """Phrases that look like facts and state none."""


def together(shared: Mapping[str, FactPhrases], own: Mapping[str, FactPhrases]) -> Mapping[str, FactPhrases]:
    """How each fact's phrases are to be read: as the shared entry says, unless the council says otherwise."""
    return {
        **shared,
        **{
            fact_id: entry
            if fact_id not in shared
            else shared[fact_id].model_copy(
                update={
                    "about": entry.about if "about" in entry.model_fields_set else shared[fact_id].about,
                    "not_within": (*shared[fact_id].not_within, *entry.not_within),
                    "outranks": {**shared[fact_id].outranks, **entry.outranks},
                }
            )
            for fact_id, entry in own.items()
        },
    }


def load_phrases(path: Path, vocabulary: Vocabulary) -> Phrases:
    """Read and check the phrase file. Raises PhrasesError naming the field, what is wrong and the mend."""
    try:
        phrases = TypeAdapter(Phrases).validate_python(yaml_file.read(path))
    except yaml_file.UnreadableYamlError as fault:
        raise PhrasesError(f"{path.name}, line {fault.line}: {fault}") from fault
    except ValidationError as error:
        first: Any = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        line = yaml_file.line_of(path, first["loc"])
        raise PhrasesError(f"{path.name}, line {line}, {field}: {first['msg']}") from error
    for fact_id, entry in phrases.facts.items():
        if fact_id not in vocabulary:
            raise PhrasesError(f"{path.name}, facts.{fact_id}: there is no such fact in facts.yaml; mend the name")
        _check_values(path, vocabulary[fact_id], entry)
    return phrases


Place: TypeAlias = tuple[str | int, ...]
"""Where something stands in a phrase file: the keys and positions that lead there."""


def pattern_problems(phrases: OwnPhrases, vocabulary: Vocabulary) -> Iterator[tuple[Place, str]]:
    """The phrases of a council that cannot be read, or that can never say anything; each with its place."""
    names = SLOTS | frozenset(_shared()["lists"])
    for where, pattern in _patterns(phrases):
        try:
            parse(pattern.removeprefix("~").strip(), {}, names)
        except ValueError as error:
            yield where, str(error)
    for fact_id, entry in phrases.facts.items():
        if entry.given and fact_id in vocabulary:
            yield from _given_problems(vocabulary[fact_id], entry)


def _given_problems(fact: Fact, entry: FactPhrases) -> Iterator[tuple[Place, str]]:
    where = ("facts", fact.id, "given")
    if fact.kind not in _GIVEN_AS:
        yield where, f"'{fact.id}' is no date or number, so nothing is 'given' for it"
        return
    named, *others = _GIVEN_AS[fact.kind]
    for number, pattern in enumerate(entry.given):
        if not {named, *others} & set(_NAMED.findall(pattern)):
            yield (*where, number), f"the phrase '{pattern}' has no <{named}> in it"
    if fact.kind is FactKind.NUMBER and not entry.measure and fact.id not in _shared()["facts"]:
        yield where[:2], f"it does not say whether '{fact.id}' is counted in weeks or months ('measure')"


@cache
def _shared() -> Any:
    return yaml_file.read(SHARED)


def _patterns(phrases: OwnPhrases) -> Iterator[tuple[Place, str]]:
    def numbered(patterns: Iterable[str], *where: str) -> Iterator[tuple[Place, str]]:
        return (((*where, number), pattern) for number, pattern in enumerate(patterns))

    for fact_id, entry in phrases.facts.items():
        for field, by_value in (("says", entry.says), ("asked", entry.asked)):
            for value, patterns in by_value.items():
                yield from numbered(patterns, "facts", fact_id, field, value)
        yield from numbered(entry.given, "facts", fact_id, "given")
    yield from numbered(phrases.nothing, "nothing")


def phrase_problems(phrases: OwnPhrases, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What is wrong with a council's phrases, each with the fact it is about: facts and values that do not exist."""
    for fact_id, entry in phrases.facts.items():
        if fact_id not in vocabulary:
            yield fact_id, f"there is no fact called '{fact_id}'"
        else:
            for value, known in _unknown_values(vocabulary[fact_id], entry):
                wanted = f"whose values are {', '.join(known)}" if known else "whose phrases stand under 'given'"
                yield fact_id, f"'{value}' is no value of '{fact_id}', {wanted}"


def _check_values(path: Path, fact: Fact, entry: FactPhrases) -> None:
    for value, known in _unknown_values(fact, entry):
        raise PhrasesError(
            f"{path.name}, facts.{fact.id}: '{value}' is no value of this fact; use one of {', '.join(known)}"
        )


def _unknown_values(fact: Fact, entry: FactPhrases) -> Iterator[tuple[str, list[str]]]:
    known = {"yes", "no"} if fact.kind is FactKind.YES_NO else {option.value for option in fact.options}
    named = {*entry.says, *entry.asked, *entry.outranks, *(each for lower in entry.outranks.values() for each in lower)}
    for value in sorted(named - known):
        yield value, sorted(known)
