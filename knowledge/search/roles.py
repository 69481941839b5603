"""What each team that is named is to the case: the one that holds it, one that is asked about, the user's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.search.patterns import Found, Line, Match
from knowledge.search.scope import Scopes, Standing
from knowledge.search.tokens import Break
from knowledge.search.word_lists import word_set


class Role(StrEnum):
    """Named as the fields of `phrases.TeamCues`."""

    HOLDS = "holds"
    MINE = "mine"
    ASKED_ABOUT = "asked_about"
    CLOSED = "closed"


@dataclass(frozen=True)
class Casting:
    """The teams of a message by role, as positions of their names. A role that is not clear is left empty."""

    holder: Found | None = None
    mine: Found | None = None
    closed: Found | None = None
    asked_about: tuple[Found, ...] = ()


def cast_teams(
    line: Line, teams: Sequence[Found], cues: Iterable[Match[Role]], asides: Collection[int], scopes: Scopes
) -> Casting:
    """Who is who. `asides`: positions of words that do not count beside a bare name (the council's own name)."""
    longest: dict[Found, dict[Role, int]] = {team: {} for team in teams}
    for match in cues:
        role = match.payload if scopes.of(match.start, match.end) == _PLAIN else Role.ASKED_ABOUT
        for filled in match.filled:
            if filled in longest:
                roles = longest[filled]
                roles[role] = max(roles.get(role, 0), match.length)
    held: list[Found] = []
    asked: list[Found] = []
    closed: list[Found] = []
    for team, roles in longest.items():
        best = max((length for role, length in roles.items() if role is not Role.MINE), default=0)
        chosen = {role for role, length in roles.items() if length == best and role is not Role.MINE}
        if not chosen and not roles and _stands_alone(line, team, asides):
            chosen = {Role.HOLDS}
        if chosen == {Role.HOLDS}:
            held.append(team)
        elif chosen == {Role.CLOSED}:
            closed.append(team)
        elif Role.ASKED_ABOUT in chosen:
            asked.append(team)
    mine = [team for team, roles in longest.items() if Role.MINE in roles]
    return Casting(_only(held), _only(mine), _only(closed), tuple(asked))


def _stands_alone(line: Line, team: Found, asides: Collection[int]) -> bool:
    """Whether the name is all there is between two stops: "15, CIN, CSWT. Who takes it". Not in a question."""
    words = line.words
    first, last = team.start, team.end
    while words[first].before is Break.NONE and (first - 1 in asides or words[first - 1].text in _OPENERS):
        first -= 1
    while last < len(words) and words[last].before is Break.NONE and (last in asides or words[last].text in _EXTRAS):
        last += 1
    before = words[first].before is not Break.NONE
    after = last >= len(words) or words[last].before is not Break.NONE
    return before and after and not line.asks_at(last)


_EXTRAS = word_set("team_extras")
_OPENERS = word_set("before_a_team")
_PLAIN = Standing()


def _only(found: Sequence[Found]) -> Found | None:
    return found[0] if len({each.value for each in found}) == 1 else None
