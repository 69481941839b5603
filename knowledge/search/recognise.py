"""Facts from free text. What is read is only proposed: the user sees it before a rule rests on it.

Nothing is guessed from silence; what is doubted or planned is kept apart from what is said; where the words
contradict each other, neither reading is taken.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

from knowledge.facts import FactKind, Span, Value, Vocabulary
from knowledge.pack_faults import PackError, pattern_faults
from knowledge.packs import Pack
from knowledge.rules.timeline import months_after
from knowledge.search import numbers
from knowledge.search.claims import Claim, narrowest
from knowledge.search.dates import FoundDate, find_dates
from knowledge.search.journey import Journey, journey
from knowledge.search.patterns import GAP, Found, Line, Match, PhraseBook, PhraseLists, Row, group_slots, parse
from knowledge.search.phrases import SLOTS, FactPhrases, Phrases, PhrasesError, together
from knowledge.search.places import KNOWN_WORDS, OwnPlaces, Places
from knowledge.search.roles import Casting, Role, cast_teams
from knowledge.search.scope import Cue, CueSpan, Scopes
from knowledge.search.spans import Cover
from knowledge.search.spelling import Spelling
from knowledge.search.team_names import NAME, TeamNames, name_row
from knowledge.search.tokens import Word, words_of
from knowledge.search.whose_age import Ages
from knowledge.search.word_lists import word_set

_SHORT_WEEKS = 4
_MOST_WORDS = 700


@dataclass(frozen=True)
class Proposed:
    """One fact that the words state. `text[start:end] == words`."""

    fact_id: str
    value: Value
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class Unsure:
    """One fact that the words touch on without stating it: a "probably", a plan, or two readings that clash."""

    fact_id: str
    values: tuple[Value, ...]
    words: str
    start: int
    end: int
    why: Literal["hedged", "contradictory"]


@dataclass(frozen=True)
class Recognised:
    """What a message was understood to say."""

    facts: tuple[Proposed, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    council: str | None = None
    my_team: str | None = None
    with_us: bool = False
    """The user's own team holds the case ("still with us"), whichever team that is."""
    asked_about: tuple[str, ...] = ()
    """Teams the user asks about ("do CIC take it"), never evidence of who holds the case."""
    journey: Journey = field(default_factory=Journey)
    """The councils between which the family moves."""
    dont_know: bool = False
    not_applicable: bool = False
    several_children: bool = False
    ages: tuple[Span, ...] = ()
    """The children's ages, where there are several and none is the one child's."""
    leftover: str = ""
    """The words that nothing explained."""

    def __getitem__(self, fact_id: str) -> Value:
        """The value proposed for a fact. Raises KeyError."""
        return {fact.fact_id: fact.value for fact in self.facts}[fact_id]


@dataclass(frozen=True)
class Meaning:
    """What a phrase stands for: a value of a fact, or (without value) a date or number that stands in it."""

    fact_id: str
    value: str = ""
    suggests: bool = False
    """Only suggests the fact; never taken as said."""


Mark: TypeAlias = Literal["nothing", "several", "one", "another", "with_us", "coming_to_us"]
Payload: TypeAlias = "Meaning | Cue | Role | Mark"


@dataclass(frozen=True)
class _Council:
    """What one pack adds: its teams' names and places."""

    teams: TeamNames
    own: OwnPlaces
    holders: frozenset[str]
    """The teams that hold cases; a panel never does."""
    part_of: Mapping[object, object]
    """The service that a team belongs to."""
    for_disability: frozenset[str]
    """The teams all of whose children are disabled."""
    vocabulary: Vocabulary
    """The facts of all councils and its own."""
    phrases: Mapping[str, FactPhrases]
    """How the phrases of each fact are to be read, the council's own among them."""
    own_book: PhraseBook[Payload]


class Recogniser:
    """Reads messages. Compiles everything once; safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary, phrases: Phrases, packs: Iterable[Pack] = ()) -> None:
        """Raises PhrasesError for a shared phrase that cannot be read, PackError for a council's."""
        self._vocabulary = vocabulary
        self._phrases = phrases
        try:
            self._lists = PhraseLists(phrases.lists, SLOTS, KNOWN_WORDS)
        except ValueError as error:
            raise PhrasesError(f"phrases.yaml, lists: {error}") from error
        self._book: PhraseBook[Payload] = PhraseBook(KNOWN_WORDS)
        self._asked: PhraseBook[Meaning] = PhraseBook(KNOWN_WORDS)
        self._fill_books()
        self._names: PhraseBook[str] = PhraseBook(KNOWN_WORDS)
        self._councils: dict[str, _Council] = {}
        words = {
            word
            for word in (*self._book.vocabulary, *self._asked.vocabulary, *self._lists.vocabulary)
            if word.isalpha()
        }
        called = [self._row("teams.called", pattern, {NAME}) for pattern in phrases.teams.called]
        for pack in packs:
            council = _Council(
                TeamNames(pack.teams, called),
                OwnPlaces((pack.identity.name, *pack.identity.also_called)),
                frozenset(team.id for team in pack.teams if team.holds_cases),
                {team.id: team.part_of for team in pack.teams if team.part_of},
                frozenset(team.id for team in pack.teams if _is_for_disability(pack, team.id)),
                pack.vocabulary,
                together(phrases.facts, pack.phrases.facts),
                PhraseBook(KNOWN_WORDS),
            )
            self._add_own(pack, council.own_book)
            for name in (pack.identity.name, *pack.identity.also_called):
                self._names.add(name_row(name), pack.slug)
            words |= {word for word in council.teams.vocabulary if word.isalpha()}
            self._councils[pack.slug] = council
        self.words = frozenset(words)
        self._spelling = Spelling(self.words)
        self._places = Places()
        self._barriers = frozenset(cue for cue in phrases.cues.denies if " " not in cue)

    def recognise(self, text: str, *, pack: Pack | None, today: dt.date) -> Recognised:
        """What a message says. Never raises; only the first 700 words are read.

        `pack` gives the teams and places meant; without it no team is read.
        """
        return self.read(text, pack=pack, today=today).recognised()

    def read(self, text: str, *, pack: Pack | None, today: dt.date) -> Reading:
        """The message half-read, for `answers`, which reads it as an answer to a question."""
        words = tuple(self._mend(word) for word in words_of(text, _MOST_WORDS))
        council = self._councils.get(pack.slug) if pack else None
        dates = find_dates(text, today)
        slots = list(_date_slots(words, dates, today))
        dated = {at for found in slots for at in range(found.start, found.end)}
        plain = Line(words, {}, text)
        teams = council.teams.find(plain) if council else []
        named = {at for found in teams for at in range(found.start, found.end)}
        ages = tuple(numbers.ages(words, dated | named))
        slots += teams
        slots += [Found("age", age.start, age.end, age) for age in ages]
        slots += _duration_slots(words)
        slots += self._places.find(plain, council.own if council else None, named | dated)
        line = self._lists.found_in(Line(words, group_slots(slots), text, self._barriers, plain.known))
        names = [Found("council", *span) for span in _spans(self._names, plain)]
        return Reading(self, line, tuple(teams), ages, tuple(slots), tuple(names), council, dates, today)

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts that can be read."""
        return self._vocabulary

    @property
    def phrases(self) -> Phrases:
        """The phrases it reads by."""
        return self._phrases

    @property
    def book(self) -> PhraseBook[Payload]:
        """The phrases of every message."""
        return self._book

    @property
    def asked_book(self) -> PhraseBook[Meaning]:
        """The phrases that count only in answer to a question."""
        return self._asked

    def _mend(self, word: Word) -> Word:
        known = self._spelling.mended(word.text)
        return word.mended(known) if known else word

    def _fill_books(self) -> None:
        for cue in Cue:
            self._add(f"cues.{cue}", getattr(self._phrases.cues, cue), cue, self._book)
        for role in Role:
            self._add(f"teams.{role}", getattr(self._phrases.teams, role), role, self._book)
        marks: Mapping[Mark, Sequence[str]] = {
            "nothing": self._phrases.nothing,
            "several": self._phrases.several_children,
            "one": self._phrases.one_child,
            "another": self._phrases.another_child.phrases,
            "with_us": self._phrases.teams.with_us,
            "coming_to_us": self._phrases.teams.coming_to_us,
        }
        for mark, patterns in marks.items():
            self._add(mark, patterns, mark, self._book)
        for fact_id, entry in self._phrases.facts.items():
            self._add_entry(fact_id, entry, self._book)

    def _add_entry(self, fact_id: str, entry: FactPhrases, book: PhraseBook[Payload]) -> None:
        for value, patterns in entry.says.items():
            self._add_meanings(fact_id, value, patterns, book)
        self._add_meanings(fact_id, "", entry.given, book)
        for value, patterns in entry.asked.items():
            self._add_meanings(fact_id, value, patterns, self._asked)

    def _add_own(self, pack: Pack, book: PhraseBook[Payload]) -> None:
        try:
            for fact_id, entry in pack.phrases.facts.items():
                self._add_entry(fact_id, entry, book)
            self._add("nothing", pack.phrases.nothing, "nothing", book)
        except PhrasesError as error:
            raise PackError(pattern_faults(pack)) from error

    def _add(self, where: str, patterns: Sequence[str], payload: Payload, book: PhraseBook[Payload]) -> None:
        for pattern in patterns:
            book.add(self._row(where, pattern), payload)

    def _add_meanings(
        self, fact_id: str, value: str, patterns: Sequence[str], book: PhraseBook[Payload] | PhraseBook[Meaning]
    ) -> None:
        said, suggested = Meaning(fact_id, value), Meaning(fact_id, value, suggests=True)
        for pattern in patterns:
            row = self._row(f"facts.{fact_id}", pattern.removeprefix("~").strip())
            book.add(row, suggested if pattern.startswith("~") else said)

    def _row(self, where: str, pattern: str, also: Collection[str] = ()) -> Row:
        try:
            return parse(pattern, {}, SLOTS | self._lists.names | {*also})
        except ValueError as error:
            raise PhrasesError(f"phrases.yaml, {where}: {error}") from error


@dataclass(frozen=True)
class Reading:
    """A message with everything found in it, before it is decided what it says."""

    by: Recogniser
    line: Line
    teams: tuple[Found, ...]
    ages: tuple[numbers.Age, ...]
    slots: tuple[Found, ...]
    names: tuple[Found, ...]
    council: _Council | None
    dates: tuple[FoundDate, ...]
    today: dt.date

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The facts that can be said: those of all councils and those of this one."""
        return self.council.vocabulary if self.council else self.by.vocabulary

    @cached_property
    def phrases(self) -> Mapping[str, FactPhrases]:
        """The phrases of those facts."""
        return self.council.phrases if self.council else self.by.phrases.facts

    def recognised(self) -> Recognised:
        """What the message says on its own, not as an answer."""
        matches = list(self.by.book.find(self.line))
        if self.council:
            matches += self.council.own_book.find(self.line)
        meanings = _Sorted(list(self._but_days(matches)), self.phrases, self.by.phrases.another_child.shared)
        scopes = Scopes(self.line, self._cues(meanings))
        part_of = self.council.part_of if self.council else {}
        casting = cast_teams(self.line, self.teams, meanings.roles, self._asides(), scopes, part_of)
        ages = Ages(self.line.words, self.ages, [slot for slot in self.slots if slot.kind == "date"], self.today)
        claims = [*self._meant(meanings.said, scopes), *ages.birthdays()]
        aged = ages.of_the_child(claims)
        claims += aged.claims
        claims += ages.in_care_since(claims)
        told = len({claim.fact_id for claim in claims if not claim.hedged}) > 1
        of_a_child = bool(aged.children) or told or any(map(self._describes_a_child, claims))
        claims += self._held(casting, meanings, of_a_child=of_a_child)
        facts, unsure = self._settled(self._by_whose_threshold(claims, casting))
        return Recognised(
            facts=facts,
            unsure=unsure,
            council=self._council(),
            journey=journey(self.line, self.names, [slot for slot in self.slots if slot.kind == "other"]),
            my_team=str(casting.mine.value) if casting.mine else None,
            with_us=bool(meanings.with_us),
            asked_about=tuple(dict.fromkeys(str(team.value) for team in casting.asked_about)),
            several_children=bool(aged.children) or aged.others or bool(meanings.several),
            ages=aged.children,
            leftover=self._leftover(meanings, claims),
        )

    def _but_days(self, matches: Iterable[Match[Payload]]) -> Iterator[Match[Payload]]:
        """Without what is read in the number of a day: on "weds 18th" nobody turns eighteen."""
        dates = Cover(slot for slot in self.slots if slot.kind == "date")
        for match in matches:
            numbered = any(word.text.isdecimal() for word in self.line.words[match.start : match.end])
            given = any(isinstance(found.value, FoundDate) for found in match.filled)
            if given or not numbered or not isinstance(match.payload, Meaning) or not dates.holds(match):
                yield match

    # --- phrases ----------------------------------------------------------------------------------------------------

    def _meant(self, said: Sequence[Match[Meaning]], scopes: Scopes) -> Iterator[Claim]:
        named = Cover(self.teams)
        said = _dates_where_they_belong(said, self.phrases)
        for match in said:
            meaning = match.payload
            entry = self.phrases[meaning.fact_id]
            if not meaning.value:
                yield from self._given(match, entry, scopes)
                continue
            if named.holds(match):
                continue
            standing = scopes.of(match.start, match.end)
            value = self._value(meaning)
            if standing.denied or standing.past:
                if isinstance(value, bool) and not meaning.suggests and standing.denied:
                    value = not value
                elif not meaning.suggests or (standing.denied and value is not False):
                    continue  # a "was" takes nothing from a suggestion, nor a "not" from the suggestion of a "no"
            hedged = (
                meaning.suggests
                or (entry.about != "topic" and standing.doubted)
                or (entry.about == "event" and standing.ahead)
            )
            yield Claim(meaning.fact_id, value, match.start, match.end, hedged)

    def _cues(self, meanings: _Sorted) -> Iterator[CueSpan]:
        """The cues that weaken or turn what is beside them: not the "need" of "child in need", nor "we're" as past."""
        phrases = Cover(match for match in meanings.said if match.payload.value and not any(match.pieces()))
        for cue in self._outside_dates(meanings.cues):
            within = cue.cue in (Cue.DOUBTS, Cue.AHEAD) and phrases.holds_strictly(cue)
            first = self.line.words[cue.start]
            shortened = cue.cue is Cue.PAST and first.end - first.start > len(first.text)
            if not within and not shortened:
                yield cue

    def _outside_dates(self, cues: Iterable[CueSpan]) -> Iterator[CueSpan]:
        """The cues that are not part of a date: May is no "may"."""
        dates = Cover(slot for slot in self.slots if slot.kind == "date")
        return (cue for cue in cues if cue.cue is Cue.NOT_YET or not dates.holds(cue))

    def hedged(self) -> bool:
        """Whether there is a doubt anywhere in it."""
        found = [match for match in self.by.book.find(self.line) if isinstance(match.payload, Cue)]
        cues = [CueSpan(match.payload, match.start, match.end) for match in found if isinstance(match.payload, Cue)]
        return any(cue.cue in (Cue.DOUBTS, Cue.DOUBTED) for cue in self._outside_dates(cues))

    def _value(self, meaning: Meaning) -> Value:
        if self.vocabulary[meaning.fact_id].kind is FactKind.YES_NO:
            return meaning.value == "yes"
        return meaning.value

    def _given(self, match: Match[Meaning], entry: FactPhrases, scopes: Scopes) -> Iterator[Claim]:
        standing = scopes.of(match.start, match.end)
        if standing.denied:
            return
        for found in match.filled:
            value = found.value
            hedged = match.payload.suggests or standing.doubted or (entry.about == "event" and standing.ahead)
            if isinstance(value, FoundDate):
                if value.precision in ("day", "week"):
                    unclear = value.precision == "week" or value.assumed == "weekday"
                    yield Claim(match.payload.fact_id, value.date, match.start, match.end, hedged or unclear)
                elif value.precision == "month":
                    yield from self._weeks_since(match, value.date, hedged)
            elif isinstance(value, numbers.Duration) and entry.measure:
                unit = "week" if entry.measure == "weeks" else "month"
                yield Claim(match.payload.fact_id, value.in_unit(unit), match.start, match.end, hedged)

    def _weeks_since(self, match: Match[Meaning], first: dt.date, hedged: bool) -> Iterator[Claim]:
        """ "Closed in June": no day, but how many weeks have passed since then."""
        last = min(months_after(first, 1) - dt.timedelta(days=1), self.today)
        for fact in self.vocabulary:
            counts = fact.grows is not None and fact.grows.unit == "weeks" and fact.grows.since == match.payload.fact_id
            if counts and first <= last:
                weeks = Span((self.today - last).days // 7, (self.today - first).days // 7 + 1)
                yield Claim(fact.id, weeks, match.start, match.end, hedged)

    # --- teams, council ---------------------------------------------------------------------------------------------

    def _describes_a_child(self, claim: Claim) -> bool:
        """Whether a claim tells of one child: the age, the plan, or what says what the case is about."""
        if claim.hedged:
            return False
        return claim.fact_id in _OF_A_CHILD or (self.vocabulary[claim.fact_id].route and claim.value is not False)

    def _held(self, casting: Casting, meanings: _Sorted, *, of_a_child: bool) -> Iterator[Claim]:
        """Who holds it: the team that is said to, else the user's own, where a child is described and not on its way.

        `of_a_child`: the message is about a child and no general question.
        """
        own = None if meanings.coming_to_us else casting.mine
        holder = (
            casting.holder or (own if meanings.with_us else None) or casting.perhaps or (own if of_a_child else None)
        )
        if holder and self.council and holder.value in self.council.holders:
            yield Claim("holding_team", str(holder.value), holder.start, holder.end)
            if casting.rival and own and of_a_child and not meanings.with_us:
                yield Claim("holding_team", str(own.value), own.start, own.end)
        if casting.closed:
            yield Claim("closing_team", str(casting.closed.value), casting.closed.start, casting.closed.end)

    def _by_whose_threshold(self, claims: Sequence[Claim], casting: Casting) -> list[Claim]:
        """ "Doesn't hit our threshold": where "we" are a disability team, its threshold and not that of social work."""
        ours = casting.mine or casting.holder
        if ours is None or self.council is None or ours.value not in self.council.for_disability:
            return list(claims)
        result = []
        for claim in claims:
            said = [word.text for word in self.line.words[claim.start : claim.end]]
            its_own = claim.fact_id == "threshold_met" and "our" in said
            result.append(replace(claim, fact_id="disability_team_threshold_met") if its_own else claim)
        return result

    def _asides(self) -> set[int]:
        return {at for name in self.names for at in range(name.start, name.end)}

    def _council(self) -> str | None:
        elsewhere = Cover(slot for slot in self.slots if slot.kind == "other")
        slugs = {str(name.value) for name in self.names if not elsewhere.holds_strictly(name)}
        return slugs.pop() if len(slugs) == 1 else None

    # --- settling ---------------------------------------------------------------------------------------------------

    def _settled(self, claims: Iterable[Claim]) -> tuple[tuple[Proposed, ...], tuple[Unsure, ...]]:
        """One value for each fact, or none: what is said beats what is hedged; two sayings that clash leave none."""
        facts: list[Proposed] = []
        unsure: list[Unsure] = []
        by_fact: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            by_fact[claim.fact_id].append(claim)
        measured = [c for group in by_fact.values() for c in group if isinstance(c.value, Span) and not c.hedged]
        for fact_id, all_claims in by_fact.items():
            said = [claim for claim in all_claims if not claim.hedged]
            values = self._standing_values(fact_id, [claim.value for claim in said])
            chosen = next((claim for claim in said if claim.value in values), said[0] if said else None)
            if len(values) == 1 and chosen:
                start, end = self.line.extent(chosen.start, chosen.end)
                facts.append(Proposed(fact_id, values[0], self.line.text[start:end], start, end))
            elif said:
                unsure.append(self._unsure(fact_id, said, "contradictory"))
            hedged = [
                claim
                for claim in all_claims
                if claim.hedged
                and claim.value not in values
                and not (isinstance(claim.value, dt.date) and any(_overlap(claim, other) for other in measured))
            ]
            if hedged and len(values) <= 1 and not (values and fact_id == "age"):
                unsure.append(self._unsure(fact_id, hedged, "hedged"))
        facts.sort(key=lambda fact: fact.start)
        settled = {name for fact in facts for name, _ in self.vocabulary.consequences(fact.fact_id, fact.value)}
        return tuple(facts), tuple(each for each in unsure if each.why != "hedged" or each.fact_id not in settled)

    def _unsure(self, fact_id: str, claims: Sequence[Claim], why: Literal["hedged", "contradictory"]) -> Unsure:
        start, end = self.line.extent(claims[0].start, claims[0].end)
        values = tuple(dict.fromkeys(claim.value for claim in claims))
        return Unsure(fact_id, values, self.line.text[start:end], start, end, why)

    def _standing_values(self, fact_id: str, values: Sequence[Value]) -> list[Value]:
        distinct = list(dict.fromkeys(values))
        spans = [value for value in distinct if isinstance(value, Span)]
        if spans:
            left = narrowest(spans)
            # Two lengths of time that overlap are both true of one; two ages are two children's.
            both = Span(max(span.low for span in left), min(span.high for span in left)) if fact_id != "age" else None
            return [both] if both and both.low < both.high else list(left)
        outranks = self.phrases[fact_id].outranks if fact_id in self.phrases else {}
        beaten = {lower for value in distinct for lower in outranks.get(_plain(value), ())}
        return [value for value in distinct if _plain(value) not in beaten]

    def _leftover(self, meanings: _Sorted, claims: Sequence[Claim]) -> str:
        explained = {at for claim in claims for at in range(claim.start, claim.end)}
        explained |= {at for found in self.slots for at in range(found.start, found.end)} | self._asides()
        explained |= {at for match in meanings.explaining for at in range(match.start, match.end)}
        return " ".join(
            self.line.text[word.start : word.end]
            for at, word in enumerate(self.line.words)
            if at not in explained and word.text not in _FILLERS and not self._counts(at)
        )

    def _counts(self, at: int) -> bool:
        """Whether a number counts something or names a section of the law: "4 kids", "s17"."""
        words = self.line.words
        before, after = (words[n].text if 0 <= n < len(words) else "" for n in (at - 1, at + 1))
        return words[at].text.isdecimal() and (before in _NOT_AN_AGE or after in _COUNTED)


class _Sorted:
    """The phrases of a line by kind, the ones inside longer ones left out."""

    def __init__(
        self, matches: Sequence[Match[Payload]], phrases: Mapping[str, FactPhrases], shared: Collection[str]
    ) -> None:
        by_kind: dict[object, list[Match[Any]]] = defaultdict(list)
        for match in matches:
            kind = type(match.payload)
            by_kind[match.payload if kind is str else kind].append(match)
        self.cues = [CueSpan(match.payload, match.start, match.end) for match in by_kind[Cue]]
        self.roles: list[Match[Role]] = by_kind[Role]
        self.with_us = by_kind["with_us"]
        self.coming_to_us = by_kind["coming_to_us"]
        only_child, nothing, another = (Cover(by_kind[kind]) for kind in ("one", "nothing", "another"))
        self.several = [match for match in by_kind["several"] if not only_child.holds(match)]
        # A date or a length of time stands beside what the other words say; any other phrase hides those inside the
        # words it names, though not those its gaps pass over.
        meant: list[Match[Meaning]] = by_kind[Meaning]
        hiding = [
            match
            for match in meant
            if match.payload.value and not match.payload.suggests and phrases[match.payload.fact_id].hides
        ]
        whole = Cover(match for match in hiding if not any(match.pieces()))
        pieces = Cover(piece for match in hiding for piece in match.pieces())
        self.said = [
            match
            for match in meant
            if not nothing.holds(match) and not whole.holds_strictly(match) and not pieces.holds(match)
            if match.payload.fact_id in shared or not another.holds(match)
        ]
        self.explaining: list[Match[Any]] = [
            *self.said,
            *self.roles,
            *self.several,
            *self.with_us,
            *self.coming_to_us,
            *by_kind["nothing"],
            *by_kind["one"],
        ]


def _is_for_disability(pack: Pack, team: str) -> bool:
    presumed = (pack.team(one).presumes.get("disability") for one in pack.lineage(team))
    return any(value is True or value == "yes" for value in presumed)


def _spans(book: PhraseBook[str], line: Line) -> list[tuple[int, int, str]]:
    return [(match.start, match.end, match.payload) for match in book.find(line)]


def _dates_where_they_belong(
    said: Sequence[Match[Meaning]], phrases: Mapping[str, FactPhrases]
) -> list[Match[Meaning]]:
    """Without the phrases that took a date from the words it belongs to.

    In "C&F closed off 16 Nov" the closing is the assessment's and not the case's; in "C&F done, then moved on 3 Nov"
    the date is the move's.
    """
    spoken_of: dict[str, set[int]] = defaultdict(set)
    for match in said:
        spoken_of[match.payload.fact_id].update(range(match.start, match.end))
    kept = [
        match
        for match in said
        if not any(match.start in spoken_of.get(fact, ()) for fact in phrases[match.payload.fact_id].not_within)
    ]
    anchors = [(match, anchor) for match in kept if (anchor := _anchor(match))]
    return [
        match
        for match in kept
        if not any(
            gap.kind == GAP and gap.start <= nearer.start and nearer.end <= gap.end
            for gap in (match.filled if not match.payload.value else ())
            for other, nearer in anchors
            if other.payload.fact_id != match.payload.fact_id and other.end == match.end
        )
    ]


def _anchor(match: Match[Meaning]) -> Found | None:
    """The words of a phrase before its first gap or date, if it is one that gives a date."""
    dates = [found for found in match.filled if isinstance(found.value, FoundDate)]
    if match.payload.value or not dates:
        return None
    end = min(found.start for found in match.filled if found.kind == GAP or isinstance(found.value, FoundDate))
    return Found("anchor", match.start, end, None) if end > match.start else None


def _plain(value: Value) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _overlap(claim: Claim, other: Claim) -> bool:
    return claim.start < other.end and other.start < claim.end


def _date_slots(words: Sequence[Word], dates: Sequence[FoundDate], today: dt.date) -> Iterator[Found]:
    for date in dates:
        inside = [at for at, word in enumerate(words) if word.start < date.end and word.end > date.start]
        if inside:
            start, end = inside[0], inside[-1] + 1
            yield Found("date", start, end, date)
            yield Found("past" if date.date <= today else "future", start, end, date)
            if date.precision in ("day", "week"):
                yield Found("day", start, end, date)


def _duration_slots(words: Sequence[Word]) -> Iterator[Found]:
    for duration in numbers.durations(words):
        yield Found("duration", duration.start, duration.end, duration)
        weeks = duration.in_unit("week")
        if weeks.high <= _SHORT_WEEKS:
            yield Found("short", duration.start, duration.end, duration)
        elif weeks.low > _SHORT_WEEKS:
            yield Found("long", duration.start, duration.end, duration)


_OF_A_CHILD = frozenset({"age", "plan", "placement", "assessment_status", "assessment_completed"})
_FILLERS = word_set("fillers")
_NOT_AN_AGE = word_set("not_an_age")
_COUNTED = word_set("counted")
