"""The names of a council's teams in a message: those that mean nothing else, and common words that mean a team here."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence

from knowledge.pack_files import Team
from knowledge.search.patterns import Found, Line, PhraseBook, Row, group_slots
from knowledge.search.places import KNOWN_WORDS
from knowledge.search.spans import outermost
from knowledge.search.tokens import Break, words_of
from knowledge.search.word_lists import word_set

NAME = "name"
"""In the phrases: a common word that may name a team."""


class TeamNames:
    """The names of one council's teams. Compiled once."""

    def __init__(self, teams: Iterable[Team], called: Iterable[Row]) -> None:
        """`called`: phrases with a `<name>`, in which a team's common word does name the team."""
        self._names: PhraseBook[str] = PhraseBook(KNOWN_WORDS)
        self._without_the: PhraseBook[str] = PhraseBook(KNOWN_WORDS)
        self._common: PhraseBook[str] = PhraseBook(KNOWN_WORDS)
        self._called: PhraseBook[None] = PhraseBook(KNOWN_WORDS)
        for team in teams:
            for name in filter(None, (team.name, team.abbreviation, *team.aliases)):
                self._names.add(name_row(name), team.id)
                if name.lower().startswith("the "):
                    self._without_the.add(name_row(name[4:]), team.id)
            for name in team.common_words:
                self._common.add(name_row(name), team.id)
        for row in called:
            self._called.add(row, None)

    @property
    def vocabulary(self) -> frozenset[str]:
        """The words of all names."""
        return frozenset(self._names.vocabulary)

    def find(self, line: Line) -> list[Found]:
        """The teams named in a line in which nothing else was read yet; of two teams with one name, neither."""
        found = {*_named(self._names, line), *_bare(self._without_the, line)}
        common = [one for one in _named(self._common, line) if not any(_within(one, other) for other in found)]
        if common:
            found.update(self._meant(line, common, found))
        return _clear(found)

    def _meant(self, line: Line, common: Sequence[Found], named: Collection[Found]) -> Iterator[Found]:
        """The common words that name a team: where a phrase says so, or where they stand alone as who is writing."""
        candidates = [Found(NAME, one.start, one.end, one.value) for one in common]
        around = Line(line.words, group_slots([*named, *candidates]), line.text, known=line.known)
        said = {filled for match in self._called.find(around) for filled in match.filled if filled.kind == NAME}
        for one in candidates:
            if one in said or _signs(line, one):
                yield Found("team", one.start, one.end, one.value)


def name_row(name: str) -> tuple[str, ...]:
    """A name as a row of words; one short enough to be an ordinary word counts only in capitals."""
    row = tuple(word.text for word in words_of(name))
    return (row[0] + "!",) if len(row) == 1 and row[0] in _ORDINARY else row


def _named(book: PhraseBook[str], line: Line) -> Iterator[Found]:
    return (Found("team", *span) for span in dict.fromkeys((m.start, m.end, m.payload) for m in book.find(line)))


def _bare(book: PhraseBook[str], line: Line) -> Iterator[Found]:
    """Names without their "the": after a stop or one of a few words, since "another district" is no team."""
    for found in _named(book, line):
        first = line.words[found.start]
        opened = first.before is not Break.NONE or line.words[found.start - 1].text in _BEFORE_A_BARE_TEAM
        after = [word.text for word in line.words[found.end : found.end + 2]]
        if opened and not (after[:1] and (after[0] in _NOT_AFTER_A_BARE_TEAM or after == ["to", first.text])):
            yield found


def _signs(line: Line, one: Found) -> bool:
    """Whether the word is all that stands at the head of the message, or in brackets after "we": who is writing."""
    words = line.words
    ends = one.end < len(words) and words[one.end].before is not Break.NONE
    if one.start == 0:
        return ends
    return ends and words[one.start].before is Break.CLAUSE and words[one.start - 1].text in _WRITERS


def _clear(found: Collection[Found]) -> list[Found]:
    """The found names without those inside longer ones; of two meanings of one name, neither."""
    kept = sorted(outermost(tuple(found)), key=lambda each: (each.start, each.end))
    result: list[Found] = []
    for _, same in itertools.groupby(kept, key=lambda each: (each.start, each.end)):
        group = list(same)
        if len(group) == 1 and not (result and group[0].start < result[-1].end):
            result.append(group[0])
    return result


def _within(one: Found, other: Found) -> bool:
    return other.start <= one.start and one.end <= other.end


_BEFORE_A_BARE_TEAM = word_set("before_a_bare_team")
_NOT_AFTER_A_BARE_TEAM = word_set("not_after_a_bare_team")
_ORDINARY = word_set("ordinary")
_WRITERS = frozenset({"we", "us", "i", "me"})
