"""The ways that cases go in a council: which team passes them to which, at what point, under which rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.pack_faults import holders
from knowledge.packs import Pack
from knowledge.rules.model import OutcomeKind, Rule
from knowledge.rules.timeline import timing_in_words


@dataclass(frozen=True)
class Route:
    """One rule as a way from a team to another, or to none where the case stays or closes."""

    start: str | None
    """The team's id; None where the rule is about a case with any team."""
    end: str | None
    outcome: OutcomeKind
    when: str
    """The point and the clock in words; empty where the policy names neither."""
    rule: str
    section: str


def routes(pack: Pack) -> Iterator[Route]:
    """Every rule but the silences, in the pack's order; a rule for several teams once for each."""
    for rule in pack.rules:
        if rule.outcome != "silent":
            starts: list[str | None] = [*holders(rule)]
            for start in starts or [None]:
                yield Route(start, rule.to, rule.outcome, _when(pack, rule), rule.id, rule.section)


def _when(pack: Pack, rule: Rule) -> str:
    at = " or ".join(pack.points[point].at for point in (rule.at, *rule.or_at) if point)
    if rule.timing is None:
        return at
    anchor = pack.vocabulary[rule.timing.anchor].clock if rule.timing.anchor in pack.vocabulary else ""
    return ", ".join(filter(None, (at, timing_in_words(rule.timing, anchor))))


def name_of(pack: Pack, team: str | None) -> str:
    """A team in as few letters as people use; a team fact ("the receiving district") by its label."""
    if team is None:
        return "Any team"
    known = next((one for one in pack.teams if one.id == team), None)
    return known.abbreviation or known.name if known else pack.vocabulary[team].label


def as_lines(pack: Pack) -> Iterator[str]:
    """Teams and routes as lines of text: each team with what becomes of its cases."""
    found = tuple(routes(pack))
    for team in (*(team.id for team in pack.teams), None):
        leaving = sorted((route for route in found if route.start == team), key=lambda one: ORDER.index(one.outcome))
        arriving = sorted({name_of(pack, route.start) for route in found if route.end == team and team is not None})
        if not leaving and not arriving:
            continue
        full = next((one.name for one in pack.teams if one.id == team), "")
        short = name_of(pack, team)
        yield f"{full} ({short})" if full and full != short else short
        if arriving:
            yield f"  from {', '.join(arriving)}"
        for route in leaving:
            to = f"{WORDS[route.outcome]} {name_of(pack, route.end)}" if route.end else WORDS_ALONE[route.outcome]
            yield f"  {to}{f', {route.when}' if route.when else ''}  [{route.rule}]"


def as_mermaid(pack: Pack) -> Iterator[str]:
    """Teams and transfers as a Mermaid flowchart, to paste into a wiki page."""
    yield "flowchart LR"
    seen: set[tuple[str, str]] = set()
    for route in routes(pack):
        if route.outcome != "transfers" or route.end is None:
            continue
        start, end = route.start or "any_team", route.end
        if (start, end) not in seen:
            seen.add((start, end))
            yield f'  {start}["{name_of(pack, route.start)}"] --> {end}["{name_of(pack, end)}"]'


ORDER = ("transfers", "panel", "joint_working", "notify", "closes", "stays")
WORDS = {
    "transfers": "transfers to",
    "joint_working": "works jointly with",
    "panel": "goes to",
    "notify": "tells",
    "stays": "stays with",
    "closes": "closes with",
}
WORDS_ALONE = {
    "transfers": "transfers",
    "joint_working": "works jointly",
    "panel": "goes to a panel",
    "notify": "tells the other team",
    "stays": "stays",
    "closes": "closes",
}
