"""Cases drawn at random from everything a pack's rules read."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from knowledge import Pack, assess
from knowledge.facts import Case, FactKind, Json
from knowledge.rules.engine import Decision, decision
from knowledge.rules.explain import boundaries
from tests.knowledge.conftest import TODAY


def values(pack: Pack, fact_id: str) -> st.SearchStrategy[Json]:
    """A value of one fact; numbers on, below and above every boundary that a rule names."""
    fact = pack.vocabulary[fact_id]
    match fact.kind:
        case FactKind.YES_NO:
            return st.booleans()
        case FactKind.CHOICE:
            return st.sampled_from([option.value for option in fact.options])
        case FactKind.TEAM:
            return st.sampled_from([team.id for team in pack.teams])
        case FactKind.NUMBER:
            bounds = boundaries(pack, fact_id) or (1,)
            near = {number for bound in bounds for number in (bound, bound - 1, bound + 1, bound - 0.5)}
            return st.sampled_from(sorted(number for number in near if fact.lowest <= number <= fact.highest))
    days = st.dates(min_value=date(2026, 6, 1), max_value=date(2027, 6, 1))
    return days.map(lambda day: day.isoformat())


def cases(pack: Pack) -> st.SearchStrategy[dict[str, Json]]:
    """Some facts of a case; few enough that many cases are still open and many are decided."""
    read = sorted({fact for rule_id in pack.readings for fact in pack.reads(rule_id)})
    chosen = st.lists(st.sampled_from(read), unique=True, max_size=14)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: values(pack, name) for name in names}))


def settled(pack: Pack, case: Case) -> frozenset[Decision] | None:
    """The decision without presumptions, or None while it is not certain."""
    found = assess(pack, case, today=TODAY, presume=False)
    if found.status == "silent":
        return frozenset({("silent", "")})
    return frozenset(decision(found, rule) for rule in found.holding) if found.status == "decided" else None
