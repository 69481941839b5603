"""What each team that is named is to the case: the one that holds it, one that is asked about, the user's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.search.patterns import Found, Line, Match
from knowledge.search.scope import Scopes, Standing
from knowledge.search.tokens import Break
from knowledge.search.word_lists import word_set


class Role(StrEnum):
    """Named as the fields of `phrases.TeamCues`."""

    HOLDS = "holds"
    PERHAPS_HOLDS = "perhaps_holds"
    MINE = "mine"
    ASKED_ABOUT = "asked_about"
    CLOSED = "closed"


@dataclass(frozen=True)
class Casting:
    """The teams of a message by role, as positions of their names. A role that is not clear is left empty."""

    holder: Found | None = None
    perhaps: Found | None = None
    """Holds it unless something better says who does: "a CIC girl" is also just a girl in care."""
    mine: Found | None = None
    rival: Found | None = None
    """The user's own team, where the words about the holder may as well say what is still needed."""
    closed: Found | None = None
    asked_about: tuple[Found, ...] = ()


def cast_teams(
    line: Line,
    teams: Sequence[Found],
    cues: Iterable[Match[Role]],
    asides: Collection[int],
    scopes: Scopes,
    part_of: Mapping[object, object],
) -> Casting:
    """Who is who. `asides`: positions of words that do not count beside a bare name (the council's own name).

    `part_of`: the service that a team belongs to; of the two, the team is meant.
    """
    longest: dict[Found, dict[Role, int]] = {team: {} for team in teams}
    for match in cues:
        plain = match.payload is Role.MINE or scopes.of(match.start, match.end) == _PLAIN
        role = match.payload if plain else Role.ASKED_ABOUT
        for filled in match.filled:
            if filled in longest:
                roles = longest[filled]
                roles[role] = max(roles.get(role, 0), match.length)
    cast: dict[Role, list[Found]] = {role: [] for role in Role}
    alone = [team for team, roles in longest.items() if not roles and _stands_alone(line, team, asides)]
    for team, roles in longest.items():
        others = {role: length for role, length in roles.items() if role is not Role.MINE}
        best = max(others.values(), default=0)
        chosen = {role for role, length in others.items() if length == best}
        if team in alone:
            chosen = {Role.HOLDS}
        elif not roles and _opens_a_case(line, team):
            chosen = {Role.PERHAPS_HOLDS}
        if Role.MINE in roles and not (chosen == {Role.ASKED_ABOUT} and best > roles[Role.MINE]):
            cast[Role.MINE].append(team)
        if Role.ASKED_ABOUT in chosen:
            cast[Role.ASKED_ABOUT].append(team)
        elif len(chosen) == 1 and not (Role.MINE in roles and chosen == {Role.PERHAPS_HOLDS}):
            cast[chosen.pop()].append(team)
    asked = {team.value for team in cast[Role.ASKED_ABOUT]}
    perhaps = [team for team in cast[Role.PERHAPS_HOLDS] if team.value not in asked]
    mine = _only(cast[Role.MINE], part_of)
    holder = _only(cast[Role.HOLDS], part_of) or _only(alone, part_of)
    torn = holder is not None and mine is not None and holder.value != mine.value and _is_needed(line, holder)
    return Casting(
        holder=holder,
        perhaps=None if cast[Role.HOLDS] else _only(perhaps, part_of),
        mine=mine,
        rival=mine if torn else None,
        closed=_only(cast[Role.CLOSED], part_of),
        asked_about=tuple(cast[Role.ASKED_ABOUT]),
    )


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


def _opens_a_case(line: Line, team: Found) -> bool:
    """Whether the message begins with the name and goes straight on with the child: "DCT 12, CP plan"."""
    after = line.words[team.end].text if team.end < len(line.words) else ""
    return team.start == 0 and (after.isdecimal() or after in _LABELS)


def _is_needed(line: Line, team: Found) -> bool:
    """Whether the words speak of what a child will need before they come to "with" the team: "needs CIN with CSST"."""
    said = [word.text for word in line.words[: team.start]]
    return not _WITH.isdisjoint(said[-3:]) and not _NEEDS.isdisjoint(said)


_WITH = frozenset({"with", "w"})
_NEEDS = word_set("says_what_is_needed")
_EXTRAS = word_set("team_extras")
_LABELS = word_set("labels_of_a_child") | {"cp"}
_OPENERS = word_set("before_a_team")
_PLAIN = Standing()


def _only(found: Sequence[Found], part_of: Mapping[object, object]) -> Found | None:
    """The one team that is meant, if it is one: beside one of its teams, a service is only the roof over it."""
    roofs = {part_of.get(each.value) for each in found}
    meant = [each for each in found if each.value not in roofs]
    return meant[0] if len({each.value for each in meant}) == 1 else None
