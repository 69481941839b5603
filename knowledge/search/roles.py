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
    OPENS = "opens"
    """The user's own, if the message opens with it."""
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
        role = _role(line, match, scopes)
        named = [filled for filled in match.filled if filled in longest]
        for at, team in enumerate(named):
            # "AT to SG": the first has it, the second is asked about.
            its = Role.ASKED_ABOUT if at and role in (Role.HOLDS, Role.PERHAPS_HOLDS) else role
            if its is not None:
                longest[team][its] = max(longest[team].get(its, 0), match.length)
    cast: dict[Role, list[Found]] = {role: [] for role in Role}
    alone = [team for team, roles in longest.items() if not roles and _stands_alone(line, team, asides)]
    for team, roles in longest.items():
        others = {role: length for role, length in roles.items() if role is not Role.MINE}
        best = max(others.values(), default=0)
        chosen = {role for role, length in others.items() if length == best}
        if Role.HOLDS in chosen:
            chosen.discard(Role.PERHAPS_HOLDS)
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


def _role(line: Line, match: Match[Role], scopes: Scopes) -> Role | None:
    """What a phrase makes of the team in it; who does not, or not yet, or no longer hold a case is only spoken of."""
    if match.payload is Role.OPENS:
        opens = match.start == 0 and (match.end >= len(line.words) or line.words[match.end].before is not Break.NONE)
        return Role.MINE if opens else None
    if match.payload is Role.MINE:
        return Role.MINE
    standing = scopes.of(match.start, match.end)
    said = [word.text for word in line.words[match.start : match.end]]
    if standing == _PLAIN or (standing == _TO_COME and ("from" in said or "to" in said[-2:])):
        return match.payload  # whom a case will move from has it till then
    had = standing == _OVER and match.payload in (Role.HOLDS, Role.PERHAPS_HOLDS)
    return Role.CLOSED if had and any(word.text in _SHUT for word in line.words) else Role.ASKED_ABOUT


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
_TO_COME = Standing(ahead=True)
_OVER = Standing(past=True)
_SHUT = frozenset({"closed", "shut", "closure", "nfad"})


def _only(found: Sequence[Found], part_of: Mapping[object, object]) -> Found | None:
    """The one team that is meant, if it is one: beside one of its teams, a service is only the roof over it."""
    roofs = {part_of.get(each.value) for each in found}
    meant = [each for each in found if each.value not in roofs]
    return meant[0] if len({each.value for each in meant}) == 1 else None
