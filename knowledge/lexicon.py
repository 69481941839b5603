"""What a word means where it is asked: in one council's policy, to everybody, and in the other councils' policies.

The words are the glossary's terms and the packs' teams. A council's own meaning comes first; another council's is kept
apart, so that it can be told as that council's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from knowledge.glossary import Glossary, Term, written
from knowledge.pack_files import Section, Team

if TYPE_CHECKING:
    from knowledge.packs import Pack

ACRONYM = re.compile(r"(?=[^ ]*[A-Z][^ ]*[A-Z])[A-Za-z&]{2,6}|[A-Z]\d+|\d+(\+|-\d+)")
"""Letters that stand for words: ICPC, C&F, CiC, S47, 18+, 0-25."""
SHORTEST_REPAIRED = 5
"""A word of fewer letters is never taken for another that is spelt nearly like it."""
NEARLY_ALIKE = 88
MOST_NEAR = 2
KIND_OF_TEAM = frozenset({"the", "team", "teams", "service", "services"})


@dataclass(frozen=True)
class Sense:
    """One thing that a word means."""

    id: str
    """What it is, whoever asks: a glossary id, or "kent cswt" for a team."""
    name: str
    means: str
    council: str | None = None
    """The slug of the council whose own word it is; None for a word that all share."""
    letters: str = ""
    """Its acronym, where the name does not hold it."""
    nickname: bool = False
    """People there call a team so; its own name is `name`."""
    note: str = ""
    """What the council in which it is asked adds to a meaning that all share."""
    section: str = ""
    """The section of the council's policy that is about it, where that is known."""


@dataclass(frozen=True)
class Word:
    """A word as it is spelt, with what it means in the council at hand (`here`) and in others."""

    text: str
    """As the glossary or a pack spells it; what is known nowhere, as it was asked about."""
    here: tuple[Sense, ...] = ()
    elsewhere: tuple[Sense, ...] = ()

    @property
    def senses(self) -> tuple[Sense, ...]:
        """What it means here; if nothing, what it means elsewhere."""
        return self.here or self.elsewhere


class Lexicon:
    """Every word of the glossary and every team of the packs."""

    def __init__(self, glossary: Glossary, packs: Mapping[str, Pack]) -> None:
        self.glossary = glossary
        self.packs = packs
        self._teams = {slug: _Teams(pack) for slug, pack in packs.items()}

    def word(self, text: str, council: str | None = None) -> Word:
        """What `text`, taken whole, means in a council (by slug), or with None in all of them."""
        forms = _forms(text)
        others = [slug for slug in self.packs if slug != council]
        here: tuple[Sense, ...] = ()
        elsewhere: list[Sense] = []
        for form in forms:
            here = here or tuple(self._here(form, council))
            elsewhere = elsewhere or [sense for slug in others for sense in self._own(form, slug)]
            if here:
                break
        elsewhere = [sense for sense in elsewhere if not self._is_one_of(sense, here)]
        if not here and not elsewhere:
            elsewhere = [sense for slug in others for sense in self._nicknamed(text, slug, letters=True)]
        return Word(self._spelt(forms), here, tuple(elsewhere))

    def nearest(self, text: str, council: str | None = None) -> tuple[str, ...]:
        """The words of the council, and those all share, that are spelt nearly like `text`; never acronyms."""
        wanted = written(text)
        if len(wanted) < SHORTEST_REPAIRED or ACRONYM.fullmatch(text.strip()):
            return ()
        spellings = (one for one in self._spellings(council) if not ACRONYM.fullmatch(one))
        known = {written(spelling): spelling for spelling in spellings}
        near = process.extract(wanted, known.keys(), scorer=fuzz.ratio, score_cutoff=NEARLY_ALIKE, limit=MOST_NEAR)
        alike = (found for found, *_ in near if _digits_and_length(found) == _digits_and_length(wanted))
        return tuple(known[found] for found in alike)

    def letters(self, council: str, most: int) -> tuple[tuple[str, str], ...]:
        """The acronyms a council's policy lives by, each with what it stands for: its teams, then the most used."""
        pack = self.packs[council]
        teams = [(team.abbreviation, team.name) for team in pack.teams if team.abbreviation and _is_short(team)]
        teams = teams[:most]
        taken = {written(short) for short, _ in teams}
        used: dict[str, tuple[str, str]] = {}
        for token, _ in _acronyms_of(pack).most_common():
            term = self.glossary.look_up(token, only=council) or self.glossary.look_up(token)
            short = acronym(term) if term is not None else ""
            if term is not None and short and short not in term.term and written(token) not in taken:
                used.setdefault(term.id, (short, term.term))
        return (*teams, *sorted(list(used.values())[: most - len(teams)], key=lambda one: one[0].casefold()))

    def is_of_the_policy(self, text: str, council: str | None = None) -> bool:
        """Whether a single word stands in the sections of the council's policy, or with None of any."""
        slugs = [council] if council else list(self.packs)
        return any(text.casefold() in self._words[slug] for slug in slugs)

    @cached_property
    def _words(self) -> Mapping[str, frozenset[str]]:
        return {
            slug: frozenset(word.casefold() for section in pack.sections for word in _words_of(section, *section.asks))
            for slug, pack in self.packs.items()
        }

    def _here(self, text: str, council: str | None) -> Iterator[Sense]:
        own = list(self._own(text, council)) if council else []
        yield from own
        shared = self.glossary.spelt(text)
        if shared is not None:
            yield self._shared(shared, text, council, told=bool(own))
        if council and not own and not (shared is not None and council in shared.councils):
            yield from self._nicknamed(text, council)

    def _own(self, text: str, council: str) -> Iterator[Sense]:
        """The team that goes by this name in a council's policy, and the term that it alone uses so."""
        team = self._teams[council].named(text)
        if team is not None:
            yield _of_team(team, council)
        term = self.glossary.spelt(text, only=council)
        if term is not None:
            id_ = f"{council} {term.same_as}" if term.same_as else term.id
            yield Sense(id_, term.term, term.means, council, letters=acronym(term, text))

    def _nicknamed(self, text: str, council: str, *, letters: bool = False) -> Iterator[Sense]:
        """The team that people in a council call so; with `letters` only if what they call it is an acronym."""
        team = self._teams[council].nicknamed(text, letters=letters)
        if team is not None:
            yield _of_team(team, council, nickname=True)

    def _shared(self, term: Term, text: str, council: str | None, *, told: bool) -> Sense:
        """A term that all share, with the council's note, or its name for it where no team of its own says that."""
        note = term.councils.get(council, "") if council else ""
        if council and not note and not told and not any(map(self._teams[council].called, term.spellings)):
            note = self.packs[council].identity.words.get(term.id, "")
        return Sense(term.id, term.term, term.means, letters=acronym(term, text), note=note)

    def _is_one_of(self, sense: Sense, here: tuple[Sense, ...]) -> bool:
        """Whether another council's own word is only its name for what the word means here as well."""
        if sense.council is None:
            return False
        teams = self._teams[sense.council]
        for one in here:
            team = None if ACRONYM.fullmatch(one.name) else teams.called(one.name)
            if one.council is None and team is not None and sense.id == f"{sense.council} {team.id}":
                return True
            if one.council is not None and _gist(one.name) == _gist(sense.name):
                return True
        return False

    def _spelt(self, forms: tuple[str, ...]) -> str:
        return next((self._by_written[written(form)] for form in forms if written(form) in self._by_written), forms[0])

    @cached_property
    def _by_written(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for term in self.glossary.terms:
            for spelling in term.spellings:
                found.setdefault(written(spelling), spelling)
        for pack in self.packs.values():
            for team in pack.teams:
                for name in filter(None, (team.abbreviation, team.name, *team.aliases)):
                    found.setdefault(written(name), name)
        return found

    def _spellings(self, council: str | None) -> Iterator[str]:
        for term in self.glossary.terms:
            if term.only in (None, council):
                yield from term.spellings
        for team in self.packs[council].teams if council else ():
            yield from (team.name, *team.aliases)


class _Teams:
    """The teams of one pack by the ways to write them."""

    def __init__(self, pack: Pack) -> None:
        self._names: dict[str, Team] = {}
        self._nicknames: dict[str, Team] = {}
        self._letters: dict[str, Team] = {}
        for team in pack.teams:
            for name in filter(None, (team.name, team.abbreviation)):
                self._names.setdefault(_plain(name), team)
            for name in team.aliases:
                self._nicknames.setdefault(_plain(name), team)
                if ACRONYM.fullmatch(name):
                    self._letters.setdefault(_plain(name), team)

    def named(self, text: str) -> Team | None:
        """The team whose own name or abbreviation this is."""
        return self._names.get(_plain(text))

    def nicknamed(self, text: str, *, letters: bool = False) -> Team | None:
        """The team that people call so; with `letters` only by an acronym."""
        return (self._letters if letters else self._nicknames).get(_plain(text))

    def called(self, text: str) -> Team | None:
        """The team that goes by this, in whatever way."""
        return self.named(text) or self.nicknamed(text)


def _forms(text: str) -> tuple[str, ...]:
    """A word as it stands and without a plural "s"; the singular first where only the "s" is small ("PAs", not PAS)."""
    text = text.strip()
    if not text.casefold().endswith("s"):
        return (text,)
    return (text[:-1], text) if re.fullmatch(r"[A-Z&\d+-]+s", text) else (text, text[:-1])


def acronym(term: Term, asked: str = "") -> str:
    """A term's letters, those that were asked about before its others; none if they are the term itself."""
    if ACRONYM.fullmatch(term.term):
        return ""
    letters = [one for one in term.also if ACRONYM.fullmatch(one)]
    wanted = written(asked)
    return next((one for one in letters if written(one) == wanted), letters[0] if letters else "")


def _of_team(team: Team, council: str, *, nickname: bool = False) -> Sense:
    letters = team.abbreviation if team.abbreviation and team.abbreviation not in team.name else ""
    return Sense(f"{council} {team.id}", team.name, team.about, council, letters, nickname, section=team.section)


def _is_short(team: Team) -> bool:
    return team.abbreviation is not None and ACRONYM.fullmatch(team.abbreviation) is not None


def _acronyms_of(pack: Pack) -> Counter[str]:
    return Counter(word for section in pack.sections for word in _words_of(section) if ACRONYM.fullmatch(word))


def _words_of(section: Section, *more: str) -> list[str]:
    text = " ".join((section.heading, section.digest, *section.points, *more))
    return re.findall(r"[\w&+]+(?:-\d+)?", text)


def _plain(name: str) -> str:
    return written(name).removeprefix("the ")


def _digits_and_length(text: str) -> tuple[list[str], int]:
    """What may not differ between a word and its misspelling: section 27 is not section 47."""
    return re.findall(r"\d", text), len(text.split())


def _gist(name: str) -> frozenset[str]:
    """A name without its endings and what kind of team it is: "… with Disability Team" as "… with Disabilities"."""
    words = re.findall(r"[a-z]+", written(name))
    return frozenset(word[:5] for word in words if word not in KIND_OF_TEAM)
