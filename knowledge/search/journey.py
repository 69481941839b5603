"""Between which councils a family moves, as a message names them: "from Kent to Somerset", "in from Birmingham"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.search.patterns import Found, Line
from knowledge.search.tokens import Break
from knowledge.search.word_lists import word_set

_ABROAD = word_set("abroad")
_FROM = frozenset({"from", "out of", "left", "leaving"})
_TO = frozenset({"to", "into", "in to", "for"})
_BETWEEN = frozenset({"the", "our", "area", "council", "of", "county", "city"})
"""Words that may stand between "from" and the name."""


@dataclass(frozen=True)
class Council:
    """A council that a message names: one with a policy here by its slug, any other by its name alone."""

    name: str
    slug: str | None = None


@dataclass(frozen=True)
class Journey:
    """Where a move begins and ends, as far as it was said."""

    start: Council | None = None
    end: Council | None = None

    def other_than(self, slug: str) -> Council | None:
        """The council at the other end of a move that begins or ends in this one; None if no other was named."""
        ends = [one for one in (self.start, self.end) if one is not None and one.slug != slug]
        return ends[0] if len(ends) == 1 else None


def journey(line: Line, councils: Sequence[Found], places: Sequence[Found]) -> Journey:
    """The move that a line tells of.

    `councils`: names and places of councils with a policy here, each with its slug; `places`: all other places. Of two
    names for one end, or a name inside a longer one ("Somerset" in "North Somerset"), the longer or neither counts.
    """
    starts: dict[Council, None] = {}
    ends: dict[Council, None] = {}
    named = tuple(_named(line, councils, places))
    for at, (found, council) in enumerate(named):
        before = _word_before(line, found.start)
        following = named[at + 1][0] if at + 1 < len(named) else None
        if before in _FROM or (following is not None and _leads_to(line, found, following) and before not in _TO):
            starts[council] = None
        elif before in _TO:
            ends[council] = None
    return Journey(_only(starts), _only(ends))


def _named(line: Line, councils: Sequence[Found], places: Sequence[Found]) -> Iterator[tuple[Found, Council]]:
    longest = sorted([*councils, *places], key=lambda found: (found.start - found.end, found.kind != "council"))
    taken: set[int] = set()
    kept: list[Found] = []
    for found in longest:
        if not taken & set(range(found.start, found.end)):
            taken |= set(range(found.start, found.end))
            kept.append(found)
    for found in sorted(kept, key=lambda one: one.start):
        if line.words[found.start].text in _ABROAD:
            continue
        start, end = line.extent(found.start, found.end)
        slug = str(found.value) if found.kind == "council" else None
        yield found, Council(_capital(line.text[start:end]) if slug is None else slug, slug)


def _capital(words: str) -> str:
    return words if any(letter.isupper() for letter in words) else words.title()


def _word_before(line: Line, at: int) -> str:
    at -= 1
    while at > 0 and line.words[at].text in _BETWEEN and line.words[at + 1].before is Break.NONE:
        at -= 1
    if at < 0 or line.words[at + 1].before is not Break.NONE:
        return ""
    pair = f"{line.words[at - 1].text} {line.words[at].text}" if at else ""
    return pair if pair in _FROM | _TO else line.words[at].text


def _leads_to(line: Line, first: Found, second: Found) -> bool:
    """Whether only "to" stands between two names: "Kent to Somerset"."""
    between = [word.text for word in line.words[first.end : second.start]]
    return bool(between) and set(between) <= _TO | _BETWEEN


def _only(found: dict[Council, None]) -> Council | None:
    return next(iter(found)) if len(found) == 1 else None
