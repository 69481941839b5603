"""How old the child is: from an age, a birthday, a date of birth, the years since coming into care.

Of a date of birth only the eighteenth birthday and the age are kept. Ages are in years.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.facts import Span
from knowledge.rules.timeline import months_after
from knowledge.search import numbers
from knowledge.search.claims import Claim, narrowest
from knowledge.search.dates import FoundDate
from knowledge.search.patterns import Found
from knowledge.search.tokens import Break, Word
from knowledge.search.word_lists import word_set

_GROWN_UP = 18


@dataclass(frozen=True)
class AgesTold:
    """What a message says of ages."""

    claims: tuple[Claim, ...] = ()
    children: tuple[Span, ...] = ()
    """The ages of several children, in the order told, where there are several; then none is claimed for the child."""
    others: bool = False
    """Whether brothers' and sisters' ages were told beside the child's own."""


@dataclass(frozen=True)
class Ages:
    """The ages and birthdays of one line."""

    words: Sequence[Word]
    ages: Sequence[numbers.Age]
    dates: Sequence[Found]
    today: dt.date

    def birthdays(self) -> Iterator[Claim]:
        """Dates of birth and birthdays: the 18th birthday and the age follow, the date of birth is not kept."""
        for found in self.dates:
            date = found.value
            if not isinstance(date, FoundDate):
                continue
            born = _birth(self.words, found.start)
            turning = (_turning(self.words, found.start) or _told_after(self.words, found)) if born is None else None
            if turning is not None and (date.precision != "day" or turning.years * 12 % 1):
                yield from self._turned(turning, found, date)
            elif date.precision == "day" and (born is not None or turning is not None):
                start, years = (turning.start, turning.years) if turning else (born or 0, 0.0)
                day = date.date
                if turning and not turning.past and date.assumed == "week" and day <= self.today:
                    day += dt.timedelta(weeks=1)  # "hes 17 on friday" is of the next one
                birthday = months_after(_years_after(day, -int(years)), -round(years % 1 * 12))
                if birthday.year >= self.today.year - 30 and birthday <= self.today:
                    yield Claim("eighteenth_birthday", _years_after(birthday, _GROWN_UP), start, found.end)
                    yield Claim("age", numbers.years_between(birthday, self.today), start, found.end)

    def _turned(self, turning: _Turning, found: Found, date: FoundDate) -> Iterator[Claim]:
        """ "Turns 17 in Jan", "hits 17 and a half next month": how old that makes them now."""
        first = date.date
        if date.precision == "month":
            last = months_after(first, 1)
        elif date.precision == "week":
            first, last = first - dt.timedelta(days=3), first + dt.timedelta(days=3)
        elif date.precision == "day":
            last = first
        else:
            return
        if turning.past and first > self.today:
            first, last = _years_after(first, -1), _years_after(last, -1)
        elif turning.ahead and last <= self.today:
            first, last = _years_after(first, 1), _years_after(last, 1)
        low = turning.years - (last - self.today).days / _DAYS_A_YEAR
        high = max(turning.years - (first - self.today).days / _DAYS_A_YEAR, low + 1 / 12)
        if first > self.today:
            high = min(high, turning.years)  # the birthday is still to come
        if low >= 0 and abs(turning.years - low) < 2:
            span = Span(round(low, 2), round(high, 2))
            yield Claim("age", span, turning.start, found.end)

    def of_the_child(self, claims: Sequence[Claim]) -> AgesTold:
        """The child's age, or those of several children. `claims`: what else was read, birthdays among it."""
        if any(claim.fact_id == "age" for claim in claims):
            return AgesTold()
        said = [age for age in self.ages if not self._covered(age, claims)]
        if any(word.text in _UNBORN for word in self.words):
            said = [age for age in said if not age.vague]
        exact = [age for age in said if not age.hedged and not age.vague]
        siblings = {age: at for age in exact if (at := self._sibling(age, exact)) is not None}
        own = [age for age in exact if age not in siblings]
        if siblings and not own and any(map(self._somebodys, siblings.values())):
            return AgesTold(others=True)  # "her brother 9" says nothing of her own age
        others = bool(own and siblings)
        exact = own or exact
        spans = narrowest([age.span for age in exact])
        if len(spans) > 1:
            return AgesTold(children=spans)
        chosen = next((age for age in exact if age.span == spans[0]), None)
        if chosen is None:
            hedged = [age for age in said if age.hedged]
            if hedged:
                return AgesTold(tuple(Claim("age", age.span, age.start, age.end, hedged=True) for age in hedged))
            spans = narrowest([age.span for age in said if age.vague])
            chosen = next((age for age in said if age.vague and spans == (age.span,)), None)
        return AgesTold((Claim("age", chosen.span, chosen.start, chosen.end),), others=others) if chosen else AgesTold()

    def _sibling(self, age: numbers.Age, ages: Sequence[numbers.Age]) -> int | None:
        """Where the brother or sister is named whose age it is: "bro 5 and sis 7", "her sister (9)", "9yo brother"."""
        words, at = self.words, age.start - 1
        if age.end < len(words) and words[age.end].before is Break.NONE and words[age.end].text in _SIBLINGS:
            return age.end
        while at >= 0 and words[at + 1].before is not Break.SENTENCE:
            listed = next((other for other in ages if other.end == at + 1), None)
            if listed is None and words[at].text not in _BEFORE_A_SIBLINGS_AGE:
                return at if words[at].text in _SIBLINGS and not words[at].capitals else None
            at = listed.start - 1 if listed else at - 1
        return None

    def _somebodys(self, at: int) -> bool:
        """Whether a brother or sister is said to be the child's: "her older brother"."""
        return not _POSSESSIVES.isdisjoint(word.text for word in self.words[max(0, at - 3) : at])

    def in_care_since(self, claims: Sequence[Claim]) -> Iterator[Claim]:
        """ "Looked after since she was 6": how many weeks in care that makes by now, where the age now is known."""
        if any(claim.fact_id == "weeks_in_care" for claim in claims):
            return
        words = self.words
        now = next((claim.value for claim in claims if claim.fact_id == "age" and not claim.hedged), None)
        for claim in claims:
            at = claim.end
            said = claim.fact_id == "looked_after" and claim.value is True and not claim.hedged
            then = [word.text for word in words[at : at + 3]]
            if not said or then[:1] != ["since"] or words[at].before is Break.SENTENCE:
                continue
            number = numbers.number_at(words, at + 3) if then[1:] in _WAS_THEN else None
            if number is None or not isinstance(now, Span) or number.amount >= now.low:
                continue
            low = max(0.0, now.low - number.amount - (1 if number.whole else 1 / 12))
            high = now.high - number.amount
            yield Claim("weeks_in_care", Span(round(low * _WEEKS_A_YEAR), round(high * _WEEKS_A_YEAR)), at, number.end)

    def _covered(self, age: numbers.Age, claims: Sequence[Claim]) -> bool:
        """Whether the number is part of something else that was read ("over 18s", "12 weeks", a birthday)."""
        return not age.vague and any(
            claim.start <= age.start and age.end <= claim.end
            for claim in claims
            if claim.fact_id in ("eighteenth_birthday", "weeks_in_care")
        )


def _birth(words: Sequence[Word], date_at: int) -> int | None:
    """ "dob", "born on", "date of birth" right before a date: where that starts."""
    before = [word.text for word in words[max(0, date_at - 4) : date_at]]
    said = (
        before[-1:] in (["dob"], ["born"], ["birth"])
        or before[-3:] in (["d", "o", "b"], ["date", "of", "birth"])
        or before[-2:] in (["dob", "is"], ["born", "on"], ["dob", "of"])
    )
    return date_at - 1 if said else None


@dataclass(frozen=True)
class _Turning:
    """A birthday that a date belongs to: where it starts, which one, and whether it is said to be past or to come."""

    start: int
    years: float
    past: bool = False
    ahead: bool = False


def _turning(words: Sequence[Word], date_at: int) -> _Turning | None:
    """ "turns 18 on", "18th birthday is", "16 on": the birthday before a date."""
    at = date_at - 1
    while at >= 0 and words[at].text in _BETWEEN_AGE_AND_DATE:
        at -= 1
    number = next((n for back in (0, 1, 2, 3) if (n := numbers.number_at(words, at - back)) and n.end == at + 1), None)
    if number is None or not 0 < number.amount <= 26 or (at == date_at - 1 and words[date_at].before is not Break.NONE):
        return None
    start = number.start
    before = words[start - 1].text if start else ""
    between = [word.text for word in words[number.end : date_at]]
    named = not _BIRTHDAYS.isdisjoint(between)
    if named and words[number.end].before is not Break.NONE:
        return _Turning(start, number.amount + 1, ahead=True)  # "17, birthday 3 dec": that age already
    if before in _BEFORE_A_BIRTHDAY:
        return _Turning(start - 1, number.amount, past=before == "turned", ahead=before in _TO_COME)
    whose = words[start - 2].text if start > 1 else ""
    if before == "was" and between in ([], ["in"], ["on"], ["last"]) and whose not in _OF_ANOTHER_TIME:
        return _Turning(start - 1, number.amount, past=True)
    if named or (between[:1] and between[0] in _ORDINAL and between[-1] in ("is", "on", "was")):
        return _Turning(start, number.amount, past="was" in between)
    # A bare "18 on 14 March": beside who it is or after a stop, and never "S20 on" or "section 8 of". A half is said of
    # nothing but an age: "17 and a half next tues".
    beside = words[start].before is not Break.NONE or before in _CHILDREN or _grown_by_one(words, number)
    if set(between) <= {"next", "this", "on"} and beside and not number.whole and number.amount >= 1:
        return _Turning(start, number.amount, ahead=True)
    if not between and beside and 1 <= number.amount <= _GROWN_UP:
        past = words[date_at].text in _GONE
        return _Turning(start, number.amount, past=past, ahead=not past)
    if between in (["on"], ["on", "the"]) and beside and number.amount >= 10:
        return _Turning(start, number.amount)
    return None


def _told_after(words: Sequence[Word], date: Found) -> _Turning | None:
    """ "Birthday is 2 dec, she'll be 18": the age that comes after the date."""
    if _BIRTHDAYS.isdisjoint(word.text for word in words[max(0, date.start - 3) : date.start]):
        return None
    for at in range(date.end, min(date.end + 4, len(words))):
        number = numbers.number_at(words, at + 1)
        if words[at].before is Break.SENTENCE:
            return None
        if number and number.amount <= 26 and words[at].text in _TO_COME | {"him", "her", "them"}:
            return _Turning(date.start, number.amount, ahead=True)
    return None


def _grown_by_one(words: Sequence[Word], number: numbers.Number) -> bool:
    """Whether the age before it was just told: "shes 17 and 18 in march"."""
    before = numbers.number_at(words, number.start - 2) if words[number.start - 1].text in ("and", "&", "n") else None
    return before is not None and before.amount == number.amount - 1


def _years_after(date: dt.date, years: int) -> dt.date:
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return dt.date(date.year + years, 3, 1)

_SIBLINGS = word_set("siblings")
_BEFORE_A_SIBLINGS_AGE = frozenset({"is", "are", "who", "whos", "aged", "and", "n", "&", "+", "age", "only", "just"})
_POSSESSIVES = frozenset({"his", "her", "their", "whose", "hers", "theirs"})
_UNBORN = word_set("unborn")
_CHILDREN = word_set("children")
_BEFORE_A_BIRTHDAY = word_set("before_a_birthday")
_BETWEEN_AGE_AND_DATE = frozenset(
    {"on", "is", "birthday", "bday", "of", "th", "st", "nd", "rd", "was", "in", "next", "this", "the"}
)
_BIRTHDAYS = frozenset({"birthday", "bday"})
_ORDINAL = frozenset({"th", "st", "nd", "rd"})
_TO_COME = frozenset({"turns", "turn", "turning", "be", "hits", "reaches"})
_OF_ANOTHER_TIME = frozenset({"when", "since", "until", "till", "as", "she", "he", "they"})
"""Before "was 14 in june": "when she was" is how old she was then, and "our lad was" a birthday."""
_GONE = frozenset({"yesterday", "last"})
_DAYS_A_YEAR = 365.25
_WEEKS_A_YEAR = _DAYS_A_YEAR / 7
_WAS_THEN = tuple([who, was] for who in ("he", "she", "they") for was in ("was", "were"))
