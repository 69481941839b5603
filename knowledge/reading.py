"""Facts given as data: from JSON, the command line or a stored conversation, into typed values and back."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date

from rapidfuzz import process

from knowledge.facts import Case, Fact, FactKind, Json, Span, Value
from knowledge.packs import Pack
from knowledge.rules.timeline import in_words

YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})
DONT_KNOW = frozenset({"unknown", "don't know", "dont know", "?"})
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Between these lies every date of a case; beyond them is a slip of the keys."""
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(\d+(?:\.\d+)?)")
_AT_LEAST = re.compile(r"(\d+(?:\.\d+)?)\s*\+")


class FactError(ValueError):
    """A fact that cannot be read. The message names the fact, the value and the mend."""


def read_facts(pack: Pack, facts: Mapping[str, Json]) -> Case:
    """A case from plain values: booleans or yes/no, option ids or labels, team names, numbers, ISO dates.

    `"unknown"` records a "don't know". Raises FactError on the first fact that cannot be read.
    """
    case = Case()
    for fact_id, raw in facts.items():
        if fact_id not in pack.vocabulary:
            near = process.extractOne(fact_id, [fact.id for fact in pack.vocabulary], score_cutoff=60)
            hint = f"Did you mean '{near[0]}'?" if near else f"GET /api/v1/rules/{pack.slug} lists the facts"
            raise FactError(f"there is no fact called '{fact_id}'. {hint}")
        if isinstance(raw, str) and raw.strip().lower() in DONT_KNOW:
            case = case.with_unknown(fact_id)
        else:
            case = case.with_fact(fact_id, read_value(pack, fact_id, raw))
    return case


def read_value(pack: Pack, fact_id: str, raw: Json) -> Value:
    """One fact's value from data. Raises FactError with what the fact takes."""
    fact = pack.vocabulary[fact_id]
    text = str(raw).strip()
    match fact.kind:
        case FactKind.YES_NO:
            if isinstance(raw, bool):
                return raw
            if text.lower() in YES | NO:
                return text.lower() in YES
            raise FactError(f"'{fact.id}' is yes or no, not {text!r}")
        case FactKind.CHOICE:
            for option in fact.options:
                if text.lower() in (option.value, option.label.lower()):
                    return option.value
            raise FactError(f"'{fact.id}' is one of {', '.join(o.value for o in fact.options)}; not {text!r}")
        case FactKind.TEAM:
            team = pack.find_team(text)
            if team is None:
                teams = ", ".join(t.abbreviation or t.name for t in pack.teams if t.holds_cases)
                raise FactError(f"{pack.identity.name} has no team called {text!r}. Its teams: {teams}")
            return team.id
        case FactKind.NUMBER:
            return _read_number(fact, raw)
        case FactKind.DATE:
            return _read_date(fact, text)


def _read_date(fact: Fact, text: str) -> date:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise FactError(f"'{fact.id}' is a date as YYYY-MM-DD, not {text!r}") from None
    if not EARLIEST <= day <= LATEST:
        raise FactError(f"'{fact.id}' lies between {EARLIEST} and {LATEST}, not on {text!r}")
    return day


def _read_number(fact: Fact, raw: Json) -> Span:
    if isinstance(raw, bool):
        raise FactError(f"'{fact.id}' is a number of {fact.unit}, not {raw}")
    text = str(raw).strip().replace("½", ".5")
    if found := _RANGE.fullmatch(text):
        span = Span(float(found[1]), float(found[2]))
    elif found := _AT_LEAST.fullmatch(text):
        span = Span(float(found[1]), math.inf)
    else:
        try:
            number = float(text)
        except ValueError:
            raise FactError(f"'{fact.id}' is a number of {fact.unit}, not {text!r}") from None
        if not math.isfinite(number):
            raise FactError(f"'{fact.id}' is a number of {fact.unit}, not {text!r}")
        span = Span.of(number)
    if span.low < fact.lowest or (span.low > fact.highest) or span.high < span.low:
        raise FactError(f"'{fact.id}' lies between {fact.lowest:g} and {fact.highest:g} {fact.unit}, not {text}")
    return span


def write_value(value: Value) -> Json:
    """A value as JSON, readable again by `read_value`."""
    if isinstance(value, Span):
        return value.json
    return value.isoformat() if isinstance(value, date) else value


def value_in_words(pack: Pack, fact_id: str, value: Value) -> str:
    """A value as people say it: "15", "Children's Social Work Team (CSWT)", "Tuesday 1 December 2026", "yes"."""
    fact = pack.vocabulary[fact_id]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, Span):
        return _number_in_words(fact, value)
    if fact.kind is FactKind.TEAM:
        team = pack.find_team(value)
        if team is None:
            return value
        return f"{team.name} ({team.abbreviation})" if team.abbreviation else team.name
    return next((option.label for option in fact.options if option.value == value), value)


def _number_in_words(fact: Fact, span: Span) -> str:
    if math.isinf(span.high):
        return f"{_fraction(span.low)} or over"
    if fact.id == "age" and span.high <= 2 and span.high > span.low:
        months = round(span.low * 12)
        return "under 1" if span == Span(0, 1) else f"{months} months" if months < 24 and span != Span(1, 2) else "1"
    if span.high - span.low > 1:
        return f"{_fraction(span.low)} to {_fraction(span.high)}"
    words = _fraction(span.low)
    return words if fact.unit in ("years", "") else f"{words} {fact.unit}"


def _fraction(number: float) -> str:
    whole = int(number)
    if number == whole:
        return str(whole)
    if abs(number - whole - 0.5) < 0.01:
        return f"{whole}½"
    if abs(number * 12 - round(number * 12)) < 0.01:
        return f"{whole} years {round((number - whole) * 12)} months"
    return f"{number:.1f}"


def fact_in_words(pack: Pack, fact_id: str, value: Value) -> str:
    """A fact as a clause: "exploitation is the main worry", "the child is 15", "CSWT holds the case"."""
    fact = pack.vocabulary[fact_id]
    if isinstance(value, bool):
        return fact.yes if value else fact.no
    if fact.kind is FactKind.CHOICE:
        for option in fact.options:
            if option.value == value:
                return option.means or f"{fact.label.lower()}: {option.label}"
    words = value_in_words(pack, fact_id, value)
    if fact.id == "holding_team":
        team = pack.find_team(str(value))
        return f"{team.abbreviation or team.name if team else words} holds the case"
    if fact.id == "age":
        return f"the child is {words}"
    return f"{fact.label[0].lower()}{fact.label[1:]}: {words}"
