"""Numbers as people type them: ages ("15yo", "3mth old", "17 and a half", "teen") and lengths of time ("14wks").

Ages are in years, as spans: "15" is 15 up to 16, because that is what people mean by it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from knowledge.facts import Span
from knowledge.search.tokens import Break, Word
from knowledge.search.word_lists import word_groups, word_list, word_set

_NAMES = {name: number for number, name in enumerate(word_list("numbers"))}
_TENS = {name: (number + 2) * 10.0 for number, name in enumerate(word_list("tens"))}
_LOOSE = {"couple": 2.0, "few": 3.0}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_NUMBER_WORDS = frozenset({*_NAMES, *_TENS, *_LOOSE, *_FRACTIONS})
_UNIT_OF = {word: unit for unit, words in word_groups("units").items() for word in words}
_PER_YEAR = {"day": 365.25, "week": 365.25 / 7, "month": 12.0, "year": 1.0}

_CHILD = word_set("children")
_ADULT = word_set("adults")
_SAYS_AGE = word_set("says_age")
_AT_ANOTHER_TIME = word_set("at_another_time")
_NOT_YET = word_set("not_yet")
_NOT_AN_AGE = word_set("not_an_age")
_COUNTED = word_set("counted")
_LABELS = word_set("labels_of_a_child")
_WHO_FOLLOWS = _CHILD | word_set("describes_a_child")
_QUARTERS = {"a quarter": 0.25, "3 quarters": 0.75, "three quarters": 0.75}
_MONTHS = frozenset({"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
_IN_CARE = frozenset({"care", "foster", "fc", "residential", "cic", "cla", "lac"})
_JOINS_AGES = frozenset({"and", "&", "+", "n"})
_GROWING_UP = frozenset({"man", "woman", "men", "women"})
"""With "young" before it."""
_MOST_YEARS = 26
_GROWN_UP = 18
_TEENS = {
    "early": Span(13, 15),
    "mid": Span(14, 17),
    "late": Span(16, 20),
    "older": Span(15, 20),
    "young": Span(13, 16),
}
_BY_WORD = {
    "newborn": Span(0, 1),
    "neonate": Span(0, 1),
    "baby": Span(0, 1),
    "infant": Span(0, 1),
    "babe": Span(0, 1),
    "toddler": Span(1, 4),
    "teen": Span(13, 20),
    "teenager": Span(13, 20),
    "teenage": Span(13, 20),
}


@dataclass(frozen=True)
class Number:
    """A number: words `start` to `end` (exclusive). `whole` when no fraction was said."""

    start: int
    end: int
    amount: float
    whole: bool
    loose: bool = False


@dataclass(frozen=True)
class Duration:
    """A length of time: from `low` up to `high` of a unit."""

    start: int
    end: int
    low: float
    high: float
    unit: str

    def in_unit(self, unit: str) -> Span:
        """The same length in another unit, rounded to what people mean by it."""
        factor = _PER_YEAR[unit] / _PER_YEAR[self.unit]
        if factor == 1:
            return Span(self.low, self.high)
        return Span(round(self.low * factor, 2), self.high if math.isinf(self.high) else round(self.high * factor, 2))


@dataclass(frozen=True)
class Age:
    """An age somebody has. `hedged`: "nearly 16". `vague`: only a word for an age group."""

    start: int
    end: int
    span: Span
    hedged: bool = False
    vague: bool = False


def number_at(words: Sequence[Word], at: int) -> Number | None:
    """The number that starts at a word: digits, a written-out number under a hundred, a fraction after it included."""
    text = words[at].text if 0 <= at < len(words) else ""
    if text not in _NUMBER_WORDS and not text[:1].isdecimal():
        return None
    loose = text in _LOOSE
    if text in _FRACTIONS or loose:
        return Number(at, at + 1, _FRACTIONS.get(text, _LOOSE.get(text, 0.0)), whole=loose, loose=loose)
    end = at + 1
    if text in _TENS:
        amount, whole = _TENS[text], True
        ones = _NAMES.get(words[end].text, 0) if end < len(words) and words[end].before is Break.NONE else 0
        if 0 < ones < 10:
            amount, end = amount + ones, end + 1
    elif text in _NAMES:
        amount, whole = float(_NAMES[text]), True
    elif text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit() and len(text) <= 6:
        amount, whole = float(text), "." not in text
    else:
        return None
    follows = [word.text for word in words[end : end + 3]]
    if follows[:1] and follows[0] in _FRACTIONS and words[end].before is not Break.SENTENCE:
        return Number(at, end + 1, amount + _FRACTIONS[follows[0]], whole=False)
    if follows[:2] == ["1", "2"] and words[end + 1].start == words[end].end + 1 and words[end].before is Break.NONE:
        return Number(at, end + 2, amount + 0.5, whole=False)
    if follows == ["and", "a", "half"] or follows == ["n", "a", "half"]:
        return Number(at, end + 3, amount + 0.5, whole=False)
    if follows[0:1] == ["and"] and (quarters := _QUARTERS.get(" ".join(follows[1:]))):
        return Number(at, end + 3, amount + quarters, whole=False)
    if follows[:2] in (["a", "half"], ["and", "half"]):
        return Number(at, end + 2, amount + 0.5, whole=False)
    return Number(at, end, amount, whole)


def durations(words: Sequence[Word]) -> Iterator[Duration]:
    """Every length of time: "14wks", "about 7 months", "less than 12 weeks", "a fortnight", "two years"."""
    told = 0
    for at, word in enumerate(words):
        found = _plain_duration(words, at, word) if at >= told else None
        if found is not None:
            start, end, amount, whole, unit = found
            told = end
            low = _from(words, start)
            if low is not None and low < amount:
                yield Duration(start - 1, end, low, amount + (1 if whole else 1 / 12), unit)
                continue
            yield _bounded(words, start, end, Span(amount, amount + (1 if whole else 1 / 12)), unit)


def _plain_duration(words: Sequence[Word], at: int, word: Word) -> tuple[int, int, float, bool, str] | None:
    if word.text in ("fortnight", "fortnights"):
        before = number_at(words, at - 1) if at else None
        amount = before.amount if before and before.end == at else 1
        return (at - 1 if before else at), at + 1, amount * 2, True, "week"
    number = number_at(words, at)
    if number is None:
        if word.text in ("a", "one") and at + 1 < len(words) and words[at + 1].text in ("week", "month", "year"):
            return at, at + 2, 1, True, _UNIT_OF[words[at + 1].text]
        return None
    end = number.end + (1 if number.loose and _text(words, number.end) == "of" else 0)
    unit = _UNIT_OF.get(_text(words, end), "")
    if not unit or words[end].before is not Break.NONE or _text(words, end + 1) in ("old", "pregnant"):
        return None
    rest = _rest(words, end + 1, unit)
    if rest is not None:
        return at, rest[0], number.amount + rest[1], False, unit
    return at, end + 1, number.amount, number.whole and not number.loose, unit


def _rest(words: Sequence[Word], at: int, unit: str) -> tuple[int, float] | None:
    """ "… and 2 days" after "13 weeks": where it ends, and how much of the longer unit it is."""
    at += _text(words, at) in _JOINS_AGES
    number = number_at(words, at)
    shorter = _UNIT_OF.get(_text(words, number.end), "") if number else ""
    if number is None or not shorter or not number.whole or words[at].before is not Break.NONE:
        return None
    part = number.amount * _PER_YEAR[unit] / _PER_YEAR[shorter]
    return (number.end + 1, part) if part < 1 else None


def _from(words: Sequence[Word], at: int) -> float | None:
    """The number that a range begins with ("3-4 weeks"), before the number at a word."""
    first = number_at(words, at - 1) if at else None
    joined = first is not None and words[at].before is Break.NONE and words[at].start == words[at - 1].end + 1
    return first.amount if first and joined and first.end == at and words[at - 1].text.isdigit() else None


def _bounded(words: Sequence[Word], start: int, end: int, span: Span, unit: str) -> Duration:
    before = [word.text for word in words[max(0, start - 2) : start]]
    if before[-2:] in (["less", "than"], ["no", "more"]) or before[-1:] in (["under"], ["within"]):
        return Duration(start, end, 0, span.low, unit)
    if before[-2:] in (["more", "than"], ["at", "least"]) or before[-1:] in (["over"], ["past"]):
        return Duration(start, end, span.low, math.inf, unit)
    if before[-1:] and before[-1] in _NOT_YET:
        return Duration(start, end, max(0.0, span.low - 1), span.low, unit)
    if _text(words, end) in ("plus",) or (_text(words, end) == "or" and _text(words, end + 1) in ("more", "so")):
        return Duration(start, end, span.low, math.inf if _text(words, end + 1) != "so" else span.high, unit)
    return Duration(start, end, span.low, span.high, unit)


def ages(words: Sequence[Word], taken: Collection[int] = ()) -> Iterator[Age]:
    """Every age of a child. `taken`: positions of words already read as a date or a team's name."""
    found: list[Age] = []
    at = 0
    while at < len(words):
        several = _in_a_row(words, at, taken)
        age = None if at in taken else _age_at(words, at, found)
        if several:
            found += several
            at = several[-1].end
        elif age is None:
            at += 1
        else:
            found.append(age)
            at = max(age.end, at + 1)
    yield from found


def _in_a_row(words: Sequence[Word], at: int, taken: Collection[int]) -> list[Age]:
    """The ages of several children right after they are named: "siblings 3 and 8 on CP plans", "boys (6 n 8)"."""
    if not at or words[at - 1].text not in _CHILD | {"aged"} or words[at].before is Break.SENTENCE:
        return []
    found: list[Age] = []
    while (number := number_at(words, at)) and number.whole and number.amount < _GROWN_UP and at not in taken:
        found.append(Age(at, number.end, Span.of(number.amount)))
        at = number.end
        if at < len(words) and words[at].before is not Break.SENTENCE:
            if words[at].text in _JOINS_AGES:
                at += 1
            elif words[at].before is Break.NONE and number_at(words, at) is None:
                break
    after = _text(words, found[-1].end) if found else ""
    counted = after in _COUNTED - {"and"} or _UNIT_OF.get(after, "year") != "year"
    return found if len(found) > 1 and not counted else []


def _age_at(words: Sequence[Word], at: int, found: Sequence[Age]) -> Age | None:
    text = words[at].text
    if text in _BY_WORD:
        before = _text(words, at - 1) if at else ""
        return Age(
            at, at + 1, _TEENS.get(before, _BY_WORD[text]) if text.startswith("teen") else _BY_WORD[text], vague=True
        )
    number = number_at(words, at)
    if number is None or number.loose or (text == "one" and _is_one_of_them(words, at)):
        return None
    months = _and_months(words, number)
    return (
        _with_unit(words, number)
        or (_with_words(words, months, found) if months else None)
        or _with_words(words, number, found)
    )


def _with_unit(words: Sequence[Word], number: Number) -> Age | None:
    """ "15yo", "3mth old", "15 yr girl", "15y 6m", "4 y/o": the unit shows that it is an age."""
    at, end = number.start, number.end
    unit_word = _text(words, end)
    if unit_word in ("yo", "yos", "yro") or (unit_word == "y" and _text(words, end + 1) == "o"):
        return _aged(words, at, end + (1 if unit_word != "y" else 2), number, "year")
    unit = _UNIT_OF.get(unit_word)
    if unit is None or words[end].before is not Break.NONE:
        return None
    after = _text(words, end + 1)
    of_one = after == "olds" and number_at(words, at - 1) is None  # "16 17 yr olds" are an age group
    if after == "old" or of_one or (unit == "year" and after == "of" and _text(words, end + 2) == "age"):
        return _aged(words, at, end + (2 if after != "of" else 3), number, unit)
    if unit == "year":
        extra = number_at(words, end + 1)
        if extra and _UNIT_OF.get(_text(words, extra.end)) == "month":
            months = Number(at, extra.end + 1, number.amount + extra.amount / 12, whole=False)
            old = _text(words, months.end) == "old"
            return _aged(words, at, months.end + old, months, "year")
        if after in _CHILD and number.amount <= _MOST_YEARS and unit_word in ("yr", "year", "y", "yrs"):
            return _aged(words, at, end + 1, number, unit)
        alone = words[at].before is not Break.NONE and (
            end + 1 >= len(words) or words[end + 1].before is not Break.NONE
        )
        if alone and unit_word in ("yr", "y") and number.amount <= _GROWN_UP:
            return _aged(words, at, end + 1, number, unit)
    return None


def _aged(words: Sequence[Word], start: int, end: int, number: Number, unit: str) -> Age | None:
    before = _text(words, start - 1) if words[start].before is Break.NONE else ""
    # "AT 12yo" opens with a team's initials; "at 12yo" and "AT 12YO" say when.
    initials = before == "at" and words[start - 1].capitals and not words[end - 1].capitals
    if (before in _AT_ANOTHER_TIME - {"from"} and not initials) or number.amount / _PER_YEAR[unit] > _MOST_YEARS + 5:
        return None
    low = number.amount / _PER_YEAR[unit]
    width = 1 / _PER_YEAR[unit] if number.whole else 1 / 12
    span = Span(round(low, 4), round(low + width, 4)) if unit != "year" or not number.whole else Span.of(number.amount)
    if before in _NOT_YET:
        return Age(start - 1, end, Span(max(0.0, low - 0.5), low), hedged=True)
    return Age(start, end, span)


def _with_words(words: Sequence[Word], number: Number, found: Sequence[Age]) -> Age | None:
    """A bare number that the words around it show to be an age."""
    at, end, amount = number.start, number.end, number.amount
    before, after = _text(words, at - 1), _text(words, end)
    starts_fragment = words[at].before is not Break.NONE
    ends_fragment = end >= len(words) or words[end].before is not Break.NONE
    if starts_fragment and _pairs(words, number):
        return Age(at, end, Span.of(amount))
    goes_on = after == "and" and _counts_months(words, end + 1)
    if amount > _MOST_YEARS or (not ends_fragment and not goes_on and (after in _COUNTED or after in _UNIT_OF)):
        return None
    # "lad 16", "a lad of 16"
    who_at = at - 2 if before == "of" else at - 1
    young = _text(words, who_at) in _GROWING_UP and _text(words, who_at - 1) == "young"
    beside_child = (young or _text(words, who_at) in _CHILD) and words[at].before < Break.SENTENCE
    said = (before in _SAYS_AGE and not starts_fragment and not _at_another_time(words, at)) or beside_child
    if (said and _of_an_adult(words, at)) or (before in _ADULT and amount >= _GROWN_UP):
        return None
    if before == "turned" or (_text(words, at - 2), before) == ("just", "gone"):
        return Age(at - 1, end, Span(amount, amount + 0.5))
    if before in _NOT_YET or (_text(words, at - 2), before) in (("coming", "up"), ("about", "to"), ("up", "to")):
        return Age(at - 1, end, Span(max(0.0, amount - 0.5), amount), hedged=True) if before in _NOT_YET else None
    if (_text(words, at - 2), before) in (("is", "over"), ("shes", "over"), ("hes", "over"), ("aged", "over")):
        return Age(at - 1, end, Span(amount, math.inf))
    if (_text(words, at - 2), before) in (("is", "under"), ("shes", "under"), ("hes", "under"), ("aged", "under")):
        return Age(at - 1, end, Span(0, amount))
    if not starts_fragment and (before in _AT_ANOTHER_TIME or before in _NOT_AN_AGE):
        return None
    if after == "+" and words[end].start == words[end - 1].end and (said or starts_fragment):
        return Age(at, end + 1, Span(amount, math.inf))
    if after in ("next", "in") and said and not ends_fragment and (soon := _soon(words, end)) is not None:
        return Age(at, end, Span(max(0.0, amount - 0.1), amount), hedged=True) if soon else None
    listed = (bool(found) and found[-1].end == at) or (
        bool(found) and found[-1].end == at - 1 and before in _JOINS_AGES | {"or"} and not found[-1].vague
    )
    opens = (
        words[at].before is Break.SENTENCE
        and not ends_fragment
        and (after in _WHO_FOLLOWS or _says_where(words, end) or (goes_on and number.whole and amount < _GROWN_UP))
    )
    bare = starts_fragment and ends_fragment and (words[at].before is Break.SENTENCE or before not in _NOT_AN_AGE)
    said_alone = said and (ends_fragment or after not in _UNIT_OF)
    halved = not number.whole and end > at + 1 and ends_fragment and before not in _NOT_AN_AGE
    labelled = before in _LABELS and ends_fragment and number.whole and words[at - 1].before is not Break.NONE
    if said_alone or opens or bare or halved or labelled or (listed and (ends_fragment or after in ("and", "&", "or"))):
        return Age(at, end, Span.of(amount) if number.whole else Span(amount, amount + 1 / 12))
    return None


def _says_where(words: Sequence[Word], at: int) -> bool:
    """Whether "in care", "in CIC" or "now" follows, which an age has after it and a count of things has not."""
    after, then = _text(words, at), _text(words, at + 1)
    ends = at + 1 >= len(words) or words[at + 1].before is not Break.NONE
    return (after == "in" and then in _IN_CARE) or (after == "now" and ends)


def _is_one_of_them(words: Sequence[Word], at: int) -> bool:
    """Whether "one" counts a child and not its years: "two kids, one on an ICO"."""
    after, before = _text(words, at + 1), _text(words, at - 1)
    return after not in _UNIT_OF and after != "yo" and (before not in _SAYS_AGE or words[at].before is not Break.NONE)


def _and_months(words: Sequence[Word], number: Number) -> Number | None:
    """ "15 and 8 months" as one number, where nothing follows that the months could belong to ("8 months in care")."""
    months = number_at(words, number.end + 1) if _text(words, number.end) in ("and", "&") else None
    if months is None or not number.whole or number.amount >= _GROWN_UP or months.amount >= 12:
        return None
    end = months.end + 1
    ends = end >= len(words) or words[end].before is not Break.NONE or _text(words, end) in ("old", "now")
    if _UNIT_OF.get(_text(words, months.end)) != "month" or not ends:
        return None
    return Number(number.start, end, number.amount + months.amount / 12, whole=False)


def _pairs(words: Sequence[Word], number: Number) -> bool:
    """Whether it is the first of two ages: "7 & 4", "9 and 11 yo"."""
    if _text(words, number.end) not in _JOINS_AGES:
        return False
    second = number_at(words, number.end + 1)
    if second is None or not (number.whole and second.whole) or max(number.amount, second.amount) >= _GROWN_UP:
        return False
    ends = second.end >= len(words) or words[second.end].before is not Break.NONE
    return ends or _text(words, second.end) in _WHO_FOLLOWS | {"yo", "yr", "yrs", "y"}


def _counts_months(words: Sequence[Word], at: int) -> bool:
    """Whether no number follows, or only one of months: "16 and a bit", "16 and 2 months"."""
    number = number_at(words, at)
    return number is None or _UNIT_OF.get(_text(words, number.end)) == "month"


def _soon(words: Sequence[Word], end: int) -> bool | None:
    """After "shes 15": whether "next month" or "in 3 weeks" follows; None where it says no time ("in foster care")."""
    if _text(words, end + 1) in ("month", "week") or number_at(words, end + 1) is not None:
        return True
    return False if _text(words, end) == "next" or _text(words, end + 1)[:3] in _MONTHS else None


def _at_another_time(words: Sequence[Word], at: int) -> bool:
    """Whether it is the age at another time: "until hes 18", "when she is 16", "if hes 15"."""
    start = at - 1
    while (
        start > 0
        and words[start].before is Break.NONE
        and _text(words, start) in _SAYS_AGE | {"he", "she", "they", "be"}
    ):
        start -= 1
    then = _text(words, at - 1) == "was" and _text(words, at + 1) in ("when", "then", "at")
    return then or _text(words, start) in _AT_ANOTHER_TIME | {"if", "will"}


def _of_an_adult(words: Sequence[Word], at: int) -> bool:
    """Whether the age belongs to a parent: "mum is 19", "dad, 24"."""
    for back in (1, 2):
        word = _text(words, at - back)
        if word in _ADULT:
            return True
        if word not in _SAYS_AGE:
            return False
    return False


def _text(words: Sequence[Word], at: int) -> str:
    return words[at].text if 0 <= at < len(words) else ""


def years_between(birthday: dt.date, today: dt.date) -> Span:
    """The age of somebody born on a day, to the month."""
    months = (today.year - birthday.year) * 12 + today.month - birthday.month - (today.day < birthday.day)
    return Span(months / 12, (months + 1) / 12)
