"""Dates: working days, deadlines and birthdays. Pure; every day is a `datetime.date`.

The start day is never counted: "within 10 working days of Wednesday 25 March" has Thursday 26 March as its first day.
"""

from __future__ import annotations

import datetime as dt
import math
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import holidays

from knowledge.rules.model import DeadlineReading, Relation, Timescale, Timing, Unit

UNSTATED = "unstated"

KNOWN_YEARS = (2012, 2030)
"""First and last year whose bank holidays are taken as known.

Later ones can be computed, but days proclaimed for a single year (a coronation, a state funeral) and days moved for an
anniversary cannot. Raise the last year together with the version of `holidays`.
"""

UNIT_WORDS: Mapping[Unit, str] = {
    "hours": "hours",
    "days": "days",
    "working_days": "working days",
    "weeks": "weeks",
    "months": "months",
    "years": "years",
}


class BeyondHorizon(ValueError):  # noqa: N818 - it names the situation, as StopIteration does
    """A count of working days that reaches a year whose bank holidays are not known."""


@dataclass(frozen=True)
class WorkingDays:
    """The working days of one council: Monday to Friday without England's bank holidays and its own closures."""

    extra_closures: frozenset[dt.date] = frozenset()
    """Days on which the council is closed beyond the bank holidays, or that were proclaimed since."""
    horizon: tuple[int, int] = KNOWN_YEARS
    """First and last year for which the bank holidays are known."""

    def is_working_day(self, day: dt.date) -> bool:
        """Whether the council works on this day. Raises BeyondHorizon outside the known years."""
        return self.closure(day) is None and day.weekday() < 5

    def closure(self, day: dt.date) -> str | None:
        """Why a day is closed, weekends apart: "Good Friday", "closure day". None if nothing closes it.

        Raises BeyondHorizon outside the known years.
        """
        first, last = self.horizon
        if not first <= day.year <= last:
            raise BeyondHorizon(
                f"Bank holidays are known here for {first} to {last}, and this count of working days reaches "
                f"{in_words(day)}. Count it by hand from that year's list of bank holidays."
            )
        return _bank_holidays(first, last).get(day) or ("closure day" if day in self.extra_closures else None)

    def after(self, day: dt.date, number: int) -> dt.date:
        """The `number`-th working day after `day`, which is itself not counted.

        Raises ValueError if `number` is below one, BeyondHorizon outside the known years.
        """
        return self._nth(day, number, dt.timedelta(days=1))

    def before(self, day: dt.date, number: int) -> dt.date:
        """The `number`-th working day before `day`, which is itself not counted. Raises as `after` does."""
        return self._nth(day, number, dt.timedelta(days=-1))

    def between(self, start: dt.date, end: dt.date) -> int:
        """How many working days after `start` it is until `end`, `end` counted; negative when `end` is the earlier.

        `between(day, after(day, 10))` is 10. Raises BeyondHorizon outside the known years.
        """
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working_day(day) for day in _days(start, end))

    def skipped(self, start: dt.date, end: dt.date) -> tuple[str, ...]:
        """The closures on Mondays to Fridays after `start` and before `end`: ("Good Friday 3 April", …)."""
        closed = ((day, self.closure(day)) for day in _days(start, end) if day.weekday() < 5)
        return tuple(f"{reason} {day.day} {day:%B}" for day, reason in closed if reason)

    def _nth(self, day: dt.date, number: int, step: dt.timedelta) -> dt.date:
        if number < 1:
            raise ValueError(f"working days are counted from one up, not {number}")
        self.closure(day)
        left = number
        while left:
            day += step
            left -= self.is_working_day(day)
        return day


@lru_cache
def _bank_holidays(first: int, last: int) -> Mapping[dt.date, str]:
    # Without the subdivision Easter Monday and the August bank holiday are missing.
    found = holidays.country_holidays("GB", subdiv="ENG", years=range(first, last + 1), language="en_GB")
    return {day: name.replace(" (observed)", " (substitute day)") for day, name in found.items()}


def _days(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    """The days after `start`, up to and including `end`."""
    return (start + dt.timedelta(days=number) for number in range(1, (end - start).days + 1))


# --- deadlines ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deadline:
    """A timing of a policy, counted from the day its clock starts (or back from the day it ends)."""

    date: dt.date
    counted: str
    """How it was counted, as one clause without a full stop."""
    readings: tuple[DeadlineReading, ...] = ()
    """The dates that the policy's words also allow."""
    opens: dt.date | None = None
    """The first day of the window, where the policy gives a range ("4 to 6 weeks")."""


def deadline(timing: Timing, anchor: dt.date, days: WorkingDays) -> Deadline | None:
    """The date a timing comes to, given the date of its anchor.

    `within` gives the last day, `before` and `at_least_before` the last day that is still in time, `after` the day
    from which it holds, `at` the day itself. None where the policy does not say from when it runs, or gives no amount
    to count. Without an amount, "before" and "at" give the anchor's own date.

    Hours run from a time of day that is not known here, so they give the day on which they may already run out.

    Raises BeyondHorizon when working days reach an unknown year, ValueError for an amount that cannot be counted in
    whole days, working days or months.
    """
    if timing.anchor == UNSTATED:
        return None
    if timing.amount is None or timing.unit is None:
        if timing.relation in ("within", "after"):
            return None
        return Deadline(anchor, f"{'on' if timing.relation == 'at' else 'before'} {in_words(anchor)}")
    forward = timing.relation not in ("before", "at_least_before")
    date = _counted(anchor, timing.amount, timing.unit, forward, days)
    opens = None
    if timing.low is not None:
        near = _counted(anchor, timing.low, timing.unit, forward, days)
        # "At least 4 to 6 weeks before": only the longer notice is sure to be enough, so there is no window.
        opens, date = (None, min(near, date)) if timing.relation == "at_least_before" else sorted((near, date))
    readings = (
        DeadlineReading(
            date=other, reading=f"if the text means {'calendar days' if unit == 'days' else UNIT_WORDS[unit]}"
        )
        for unit in timing.other_units
        if (other := _counted(anchor, timing.amount, unit, forward, days)) != date
    )
    span = f"{amount_in_words(timing)} {'after' if forward else 'before'} {in_words(anchor)}"
    if opens:
        counted = f"{span}, not counting that day: {in_words(opens)} to {in_words(date)}"
    else:
        counted = span + _how_counted(timing.unit, anchor, date, days)
    return Deadline(date, counted, tuple(readings), opens)


def _counted(anchor: dt.date, amount: float, unit: Unit, forward: bool, days: WorkingDays) -> dt.date:
    if amount == 0:
        return anchor
    match unit:
        case "working_days":
            number = _whole(amount, unit)
            return days.after(anchor, number) if forward else days.before(anchor, number)
        case "months" | "years":
            number = _whole(amount * 12 if unit == "years" else amount, "months")
            return months_after(anchor, number if forward else -number)
        case "hours":
            # The day on which they may run out already; counting back, the day that is early enough at any hour.
            number = math.floor(amount / 24) if forward else math.ceil(amount / 24)
        case "days" | "weeks":
            number = _whole(amount * 7 if unit == "weeks" else amount, "days")
    return anchor + dt.timedelta(days=number if forward else -number)


def uncountable(timing: Timing) -> str | None:
    """Why no date can be counted by a clock, whatever day it starts; None if one can."""
    units: tuple[Unit, ...] = (timing.unit, *timing.other_units) if timing.unit else ()
    for unit in units:
        for amount in (timing.amount or 0, timing.low or 0):
            parts = amount * _PARTS.get(unit, 1)
            if parts < 0 or (unit != "hours" and not float(parts).is_integer()):
                return f"{amount:g} {UNIT_WORDS[unit]} cannot be counted: the amount must be a whole number"
    return None


_PARTS: Mapping[Unit, int] = {"years": 12, "weeks": 7}
"""Years are counted in months and weeks in days, so half a year can be counted."""


def _whole(amount: float, unit: Unit) -> int:
    if amount < 0 or not float(amount).is_integer():
        raise ValueError(f"{amount:g} {UNIT_WORDS[unit]} cannot be counted: the amount must be a whole number")
    return int(amount)


def _how_counted(unit: Unit, anchor: dt.date, date: dt.date, days: WorkingDays) -> str:
    match unit:
        case "hours":
            return ", by the clock: weekends count, and the time of day decides when they run out"
        case "working_days":
            skipped = days.skipped(min(anchor, date), max(anchor, date))
            return ", not counting that day" + (f"; skips {_listed(skipped)}" if skipped else "")
        case "days" | "weeks":
            return f", not counting that day; weekends and bank holidays count{_if_closed(date, days)}"
        case _:
            same_day = "the same day of the month" if date.day == anchor.day else "the last day of a shorter month"
            return f", to {same_day}{_if_closed(date, days)}"


def _if_closed(date: dt.date, days: WorkingDays) -> str:
    """Say that a calendar deadline falls on a day nobody works; the policy's date is not moved."""
    if date.weekday() >= 5:
        return f"; it falls on a {date:%A}"
    try:
        closed = days.closure(date)
    except BeyondHorizon:
        return ""
    return f"; it falls on {closed}" if closed else ""


def _listed(parts: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


# --- birthdays ------------------------------------------------------------------------------------------------------


def months_after(day: dt.date, number: int) -> dt.date:
    """The same day of the month `number` months on (back if negative), or the month's last day if it has no such day.

    That is how periods of months are counted in law, the "corresponding date rule" (Dodds v Walker [1981] 1 WLR 1027).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: dt.date, last: dt.date) -> float:
    """How many months lie between a day and a later one, as `months_after` counts; a part of one as a fraction."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    if months_after(first, whole) > last:
        whole -= 1
    reached = months_after(first, whole)
    return whole + (last - reached).days / (months_after(first, whole + 1) - reached).days


def birthday(date_of_birth: dt.date, age: float) -> dt.date:
    """The day on which an age is reached. `age` is in years, its fraction in months: 15.5 is 15 years and 6 months.

    An age in whole years is reached when the anniversary of the birth begins (Family Law Reform Act 1969, s.9). Two
    points that the Act leaves open are settled here as follows. A child born on 29 February turns a year older on
    1 March in a common year. An age with a fraction is the last whole birthday plus whole months, on the last day of
    a month that has no such day: born 31 August, 15½ is 28 or 29 February. A fraction that is not a whole number of
    twelfths is rounded to the nearest month.
    """
    years, months = divmod(round(age * 12), 12)
    year = date_of_birth.year + years
    if months == 0 and (date_of_birth.month, date_of_birth.day) == (2, 29) and monthrange(year, 2)[1] == 28:
        return dt.date(year, 3, 1)
    return months_after(date_of_birth, years * 12 + months)


def turns(eighteenth_birthday: dt.date, age: float) -> dt.date:
    """The day on which an age is reached, from the eighteenth birthday; `age` as in `birthday`.

    The date of birth is not kept, and the eighteenth birthday gives it back for every child but one born on
    29 February, who turns 18 on 1 March. Such a child is taken as born on 1 March, so the birthdays of leap years come
    out one day late and the half-birthdays (29 August) up to three.
    """
    return birthday(_date_of_birth(eighteenth_birthday), age)


def age_on(day: dt.date, eighteenth_birthday: dt.date) -> float:
    """The age on a day in years, completed months as twelfths: 15.5 from the day of 15½ for a month.

    Agrees with `turns`: an age is reached on the day that `turns` gives, not the day after. Negative before birth.
    """
    born = _date_of_birth(eighteenth_birthday)
    months = (day.year - born.year) * 12 + day.month - born.month
    if birthday(born, months / 12) > day:
        months -= 1
    return months / 12


def _date_of_birth(eighteenth_birthday: dt.date) -> dt.date:
    if (eighteenth_birthday.month, eighteenth_birthday.day) == (2, 29):
        return dt.date(eighteenth_birthday.year - 18, 3, 1)  # nobody turns 18 in a leap year's February 29
    return eighteenth_birthday.replace(year=eighteenth_birthday.year - 18)


# --- words ----------------------------------------------------------------------------------------------------------


def in_words(day: dt.date) -> str:
    """ "Tuesday 15 December 2026"."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short(day: dt.date) -> str:
    """ "Tue 15 December 2026"."""
    return f"{day:%a} {day.day} {day:%B} {day.year}"


def timescale(timing: Timing) -> Timescale:
    """A timing in the shape that answers carry; whole amounts as whole numbers."""
    amount = timing.amount
    if amount is not None and float(amount).is_integer():
        amount = int(amount)
    return Timescale(amount=amount, unit=timing.unit, relation=timing.relation, anchor=timing.anchor)


def timing_in_words(timing: Timing, anchor_label: str = "") -> str:
    """A timing as a phrase: "within 10 working days of the assessment being completed".

    `anchor_label` is the anchor as a noun phrase; the timing's own `anchor_text` wins over it. Where the policy gives
    no start the phrase says so: "within 4 weeks; the policy does not say of what".
    """
    unstated = timing.anchor == UNSTATED
    anchor = "" if unstated else timing.anchor_text or anchor_label
    amount = amount_in_words(timing)
    if not amount:
        return f"{_WITHOUT_AMOUNT[timing.relation]} {anchor}" if anchor else ""
    lead, joint, missing = _WITH_AMOUNT[timing.relation]
    if timing.low is not None and timing.relation == "within":
        lead, joint, missing = "", "after", "from when"
    phrase = f"{lead} {amount}".strip()
    if unstated:
        return f"{phrase}; the policy does not say {missing}"
    return f"{phrase} {joint} {anchor}" if anchor else phrase


_WITH_AMOUNT: Mapping[Relation, tuple[str, str, str]] = {
    "within": ("within", "of", "of what"),
    "before": ("", "before", "before what"),
    "at_least_before": ("at least", "before", "before what"),
    "after": ("", "after", "after what"),
    "at": ("at", "after", "after what"),
}
_WITHOUT_AMOUNT: Mapping[Relation, str] = {
    "within": "by",
    "before": "before",
    "at_least_before": "before",
    "after": "after",
    "at": "on",
}


def amount_in_words(timing: Timing) -> str:
    """ "10 working days", "1 month", "4 to 6 weeks"; empty where the policy gives no amount."""
    if timing.amount is None or timing.unit is None:
        return ""
    unit = UNIT_WORDS[timing.unit]
    if timing.low is not None:
        return f"{_number(timing.low)} to {_number(timing.amount)} {unit}"
    return f"{_number(timing.amount)} {unit[:-1] if timing.amount == 1 else unit}"


def _number(amount: float) -> str:
    whole, half = divmod(amount, 1)
    if half == 0.5:
        return f"{whole:g}½" if whole else "½"
    return f"{amount:g}"
