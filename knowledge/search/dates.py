"""Dates in what people type: day first, as practitioners in England write them. Pure; `today` is always handed in.

A wrong date gives a wrong deadline, so a number is only read as a date where something beside it says so: a month's
name, a year, a word such as "on" or "completed". Ages ("15/16"), sections ("s20", "section 7 37"), ratios ("1-2-1"),
times and periods ("10 working days") are left alone, and so is what reads two ways ("3/4 March", "Nov 25").

`dateparser` is not used: it needs over a millisecond a phrase, does not know "Weds 18 Nov", and gives "in November" a
day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from knowledge.rules.timeline import in_words, months_after

Precision: TypeAlias = Literal["day", "week", "month", "year"]
Assumed: TypeAlias = Literal["nothing", "weekday", "week", "month", "year"]


@dataclass(frozen=True)
class FoundDate:
    """A date in a text. `text[start:end] == words`."""

    date: dt.date
    """The day itself; the first day of a month or year; for a week, the day that plain counting gives."""
    words: str
    start: int
    end: int
    precision: Precision = "day"
    """How exactly it was said: "2 weeks ago" and "about 3 March" are good to a week, "in November" to a month."""
    assumed: Assumed = "nothing"
    """What the words leave open and was filled in: the year of "1 Dec", the month of "the 14th", which week a bare or
    a "next Friday" is in. "weekday": the weekday that was given does not go with the date and was disregarded."""

    @property
    def assumed_year(self) -> bool:
        """Whether no year was said; it is then the one that brings the date nearest to today."""
        return self.assumed == "year"

    @property
    def in_words(self) -> str:
        """As it is said back: "Tuesday 1 December 2026", "November 2026", "2026"."""
        match self.precision:
            case "month":
                return f"{self.date:%B} {self.date.year}"
            case "year":
                return str(self.date.year)
            case "week":
                return f"about {in_words(self.date)}"
            case _:
                return in_words(self.date)


def find_dates(text: str, today: dt.date) -> tuple[FoundDate, ...]:
    """The dates in a text, in its order, without overlaps. Never raises; what is not clearly a date is left out."""
    return _find(_Text(text, today))


def read_date(text: str, today: dt.date) -> dt.date | None:
    """The one date in the answer to a question about a date.

    Looser than `find_dates`, since the question says that a date is meant: "1/12" and "14th" will do, and a bare "tues"
    is the last one, since most questions are about what has happened. None where there is no date, more than one, only
    a month or a year, or a "not", "if" or "don't know" beside it.
    """
    if _NO_ANSWER.search(text):
        return None
    found = _find(_Text(_SPACED_OUT.sub(r"\1", text), today, answer=True))
    if len({one.date for one in found}) != 1 or found[0].precision not in ("day", "week"):
        return None
    return found[0].date


# --- reading --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Text:
    text: str
    today: dt.date
    answer: bool = False
    """The whole text answers a question about a date."""

    def before(self, start: int) -> str:
        return self.text[max(0, start - 40) : start]

    def after(self, end: int) -> str:
        return self.text[end : end + 25]


@dataclass(frozen=True)
class _Reading:
    date: dt.date
    precision: Precision = "day"
    assumed: Assumed = "nothing"
    end: int | None = None
    """Where it ends, if before the end of the match."""


_Reader: TypeAlias = Callable[[re.Match[str], _Text], _Reading | None]

READERS: list[tuple[tuple[str, ...], re.Pattern[str], _Reader]] = []
"""Each pattern with what reads its matches, the most telling first: a later one gets only the text left over. Before
it stands what a text has to hold for the pattern to be tried at all, which most texts do not."""


def _compiled(pattern: str) -> re.Pattern[str]:
    # A space stands for any one space. ASCII, so that folding case never lets an exotic letter stand for a plain one.
    return re.compile(pattern.replace(" ", r"[\s\xa0]"), re.IGNORECASE | re.ASCII)


def _reads(*patterns: str, needs: tuple[str, ...]) -> Callable[[_Reader], _Reader]:
    """Have a function read the matches of these patterns, each of which holds one of what it needs."""

    def register(reader: _Reader) -> _Reader:
        READERS.extend((needs, _compiled(pattern), reader) for pattern in patterns)
        return reader

    return register


def _find(source: _Text) -> tuple[FoundDate, ...]:
    found: list[FoundDate] = []
    taken = bytearray(len(source.text))
    text = source.text.lower()
    there: dict[tuple[str, ...], bool] = {}
    for needs, pattern, read in READERS:
        if needs not in there:
            there[needs] = any(sign in text for sign in needs)
        for match in pattern.finditer(source.text) if there[needs] else ():
            if any(taken[match.start() : match.end()]):
                continue
            try:
                reading = read(match, source)
            except (ValueError, OverflowError):  # 31 February, or a year that dates cannot hold
                continue
            if reading:
                date = _placed(match, reading, source)
                taken[date.start : date.end] = b"\1" * (date.end - date.start)
                found.append(date)
    return tuple(sorted(found, key=lambda date: date.start))


def _placed(match: re.Match[str], reading: _Reading, source: _Text) -> FoundDate:
    start, end = match.start(), reading.end or match.end()
    precision = "week" if reading.precision == "day" and _VAGUE.search(source.before(start)) else reading.precision
    return FoundDate(reading.date, source.text[start:end], start, end, precision, reading.assumed)


# --- words that dates are made of -----------------------------------------------------------------------------------

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:r?uary|urary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember|mber)?|oct(?:ober)?|nov(?:ember|emeber|mber)?|dec(?:ember|emeber|mber)?)(?!\w)(?:\.(?= ?[0-9]))?"
)
_DAY_NAME = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|n?e?sday|nesday)?|thu(?:r?s?(?:day)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)(?!\w)"
)
_FREE = r"(?<![\w/£])(?<![0-9][.:\-–])"  # not in the middle of a number, a ratio, a time, a case reference
_WEEKDAY = rf"(?:(?P<weekday>{_DAY_NAME})\.?,? {{1,2}}\(?(?:the )?)?"
_YEAR = r"(?:(?P<join>,? {0,2}['’]?|[-/])(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?!\w))?"
_COUNT = r"(?P<count>[0-9]{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:a )?couple of)"
_PERIOD = r"(?P<period>days?|weeks?|wks?|fortnights?|months?|mths?|years?|yrs?)"

_A_DIGIT = tuple("0123456789")
_A_POINT = tuple(digit + "." for digit in _A_DIGIT)
_AN_ORDINAL = tuple(digit + ending for digit in _A_DIGIT for ending in ("st", "nd", "rd", "th"))
_A_CENTURY = ("19", "20")
_A_MONTH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_A_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_A_PERIOD = ("day", "week", "wk", "fortnight", "month", "mth", "year", "yr")
_A_STEP = ("last", "next", "this")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_STEPS = {"this": 0, "last": -1, "next": 1}

_DAYS_AWAY = dt.timedelta(days=60)
_NO_ANSWER = _compiled(
    r"(?<!\w)(?:not|never|dunno|idk|unsure|if|unless|(?:do|has|have|is|was|did|ca|wo)nt|\w{1,9}n['’]t)(?!\w)"
)
_SPACED_OUT = _compiled(r"(?<=[0-9]) ?([/.-]) ?(?=[0-9])")
_VAGUE = _compiled(
    r"(?<!\w)(?:about|around|approx|approximately|roughly|circa|nearly|almost|over|more than|less than"
    r"|w/?[cbe]|(?:week|wk)(?: (?:commencing|beginning|starting|ending|of))?)[:.]? {0,2}$|~ ?$"
)
_SECTION_OR_AGE = _compiled(
    r"(?<!\w)(?:ss?|sect?|sections?|reg|regulation|para|paragraph|part|chapter|schedule|point|appendix|page|room"
    r"|year|ages?|aged|under|turned|turning|turns|children|kids|siblings|boys|girls)\W{0,2}$"
)
_RANGE = _compiled(r"[0-9](?:st|nd|rd|th)? {0,2}(?:-|–|to|or|/|&|and) {0,2}$")
_BORN = _compiled(r"(?<!\w)(?:d\.?o\.?b\.?|born|birth|birthday|b/?day)(?:\W|on|is|was|in){0,4}$")
_COUNTED_THING = _compiled(
    r" {0,2}(?:[-–] ?)?(?:old|yo|y/o|y\.o|yrs?|years?|wks?|weeks?|w/?days?|working|days?|mths?|months?"
    r"|hrs?|hours?|mins?|minutes?|am|pm|times|of|children|kids|siblings?|others?|staff(?:ing)?|support|worker|care|ratio"
    r"|birthday|b/?day|visits?|reviews?|meetings?|placements?)(?!\w)|[.:/-][0-9]|%"
)
_MONTH_FOLLOWS = _compiled(rf" {{0,2}}{_MONTH}")
_YEAR_IN_WORDS = _compiled(r" {1,2}(?:of )?(?P<which>this|last|next) year(?!\w)")
_MAY_IS_A_MONTH = _compiled(
    r" {0,2}(?:$|[^\w\s'’]|[0-9]|(?:and|but|so|at|with|for|to|when|he|she|they|we|it|its|is|was|the|then|because|as"
    r"|by|on|or|until|in|from|this|last|next|due|after|before)(?!\w))"
)
_ENDS_A_PHRASE = _compiled(
    r" {0,2}(?:$|[^\w\s'’-]|(?:and|but|so|at|with|for|to|when|he|she|they|we|i|it|is|was|then|because|as|by|or|until|in"
    r"|from|who|what|which|where|do|does|can|should|will|due|after|before)(?!\w))"
)
_POINTS_TO_A_DATE = _compiled(
    r"(?<!\w)(?:on|by|from|since|until|till|before|after|for|due|dated?|was|is|done|completed?|finished|ended|held|had"
    r"|made|granted|moved|moves|moving|move|starts?|started|closed|booked|agreed|signed|meeting|conference|review|panel"
    r"|hearing|court|order|visit|assessment|c&f|cfa|icpc|rcpc|cpc|cin|cp|ico|iso|fco|dob|born|w/?c"
    rf"|{_DAY_NAME})\W{{0,3}}$"
)
_TENSE = _compiled(
    r"(?<!\w)(?:(?P<past>was|were|had|did|done|completed?|finished|ended|held|happened|made|granted|moved|closed|started"
    r"|been|since|came|went|got|left|signed|agreed|met|took|placed|removed|gave|given|gone|returned|ordered|refused"
    r"|issued|decided|discharged|revoked|lapsed|expired|sentenced|remanded|stepped|sent|handed|passed|shut|accepted"
    r"|opened|reopened|turned|became|arrived|died|adopted|relinquished|transferred|accommodated|picked)"
    r"|(?:by|until|till|before)(?=\W{0,3}$)|due|will|booked|going|planned|moving|is|are|coming|needs?|must|should|scheduled|set|upcoming"
    r"|expected|next|off to|listed|down for|ll)(?!\w)"
)


def _tense(source: _Text, start: int) -> Literal["past", "ahead", ""]:
    """Whether the words of the clause before a date speak of what has happened or of what is to come."""
    found = list(_TENSE.finditer(re.split(r"[.,;:\n]", source.before(start))[-1]))
    return ("past" if found[-1]["past"] else "ahead") if found else ""


# --- readers: a match to a date, or None where it is something else ---------------------------------------------------


@_reads(
    _FREE + r"(?P<year>(?:19|20)[0-9]{2})(?P<sep>[-/])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})(?![0-9])",
    needs=_A_CENTURY,
)
def _iso(match: re.Match[str], _: _Text) -> _Reading | None:
    return _Reading(dt.date(int(match["year"]), int(match["month"]), int(match["day"])))


@_reads(
    _FREE + _WEEKDAY + r"(?P<day>[0-9]{1,2})(?P<sep>[/.-])(?P<month>[0-9]{1,2})(?P=sep)"
    r"(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?![\w/]|[.:-][0-9])",
    needs=("/", "-", *_A_POINT),
)
def _numbers(match: re.Match[str], source: _Text) -> _Reading | None:
    """3/4/26, 3.4.2026, 3-4-26."""
    before = source.before(match.start())
    year = _year(match["year"], source.today)
    if _SECTION_OR_AGE.search(before) or _COUNTED_THING.match(source.after(match.end())):
        return None
    # 2.5.10 may be a clause, 1-2-12 a ratio: two digits must at least be a year of about now.
    plain = match["sep"] == "/" or len(match["year"]) == 4 or source.answer or _BORN.search(before)
    if not plain and abs(year - source.today.year) > 5:
        return None
    return _with_weekday(match, dt.date(year, int(match["month"]), int(match["day"])))


@_reads(
    _FREE + _WEEKDAY + r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: {0,2}|[-/])(?:of {1,2})?" + _MONTH + _YEAR,
    needs=_A_MONTH,
)
def _day_and_month(match: re.Match[str], source: _Text) -> _Reading | None:
    """1 Dec, 1st of December 2026, Weds 18 Nov."""
    before = source.before(match.start())
    if not match["weekday"] and (_SECTION_OR_AGE.search(before) or _RANGE.search(before)):
        return None
    if _month(match) == 5 and not _MAY_IS_A_MONTH.match(source.after(match.end("month"))):
        return None
    return _in_a_year(match, source, match.end("month"))


@_reads(
    r"(?<!\w)" + _WEEKDAY + _MONTH + r" {1,2}(?:the )?(?P<day>[0-9]{1,2})(?P<ordinal>st|nd|rd|th)?(?!\w)" + _YEAR,
    needs=_A_MONTH,
)
def _month_and_day(match: re.Match[str], source: _Text) -> _Reading | None:
    """December 1st, Dec 1. Not "Nov 25", which is a year as often as a day."""
    if not match["ordinal"] and not (match["year"] and len(match["year"]) == 4):
        reads_as_year = abs(2000 + int(match["day"]) - source.today.year) <= 5 and len(match["day"]) == 2
        if reads_as_year or _month(match) == 5 or not _ENDS_A_PHRASE.match(source.after(match.end("day"))):
            return None
    return _in_a_year(match, source, match.end("ordinal") if match["ordinal"] else match.end("day"))


def _in_a_year(match: re.Match[str], source: _Text, end_without_year: int) -> _Reading | None:
    day, month, today = int(match["day"]), _month(match), source.today
    if match["year"] and _is_year(match, source):
        return _with_weekday(match, dt.date(_year(match["year"], today), month, day))
    if said := _YEAR_IN_WORDS.match(source.after(end_without_year)):
        year = today.year + _STEPS[said["which"].lower()]
        return _with_weekday(match, dt.date(year, month, day), end_without_year + said.end())
    return _nearest_year(match, month, day, source, end_without_year)


def _is_year(match: re.Match[str], source: _Text) -> bool:
    """Whether the number after a month is its year and not the next thing: "1 Dec 15 CIN" gives an age."""
    if len(match["year"]) == 4:
        return True
    if "," in match["join"] or _COUNTED_THING.match(source.after(match.end("year"))):
        return False
    joined = not match["join"] or match["join"][-1] in "-/'’"
    near = abs(_year(match["year"], source.today) - source.today.year) <= 4 and int(match["year"]) > 21
    return joined or near or source.answer or bool(_BORN.search(source.before(match.start())))


@_reads(
    r"(?<!\w)" + _MONTH + r"(?: {1,2}|-| ?['’])(?P<year>(?:19|20)[0-9]{2}|(?<=['’])[0-9]{2})(?!\w|[/-][0-9])",
    needs=_A_MONTH,
)
def _month_and_year(match: re.Match[str], source: _Text) -> _Reading | None:
    return _Reading(dt.date(_year(match["year"], source.today), _month(match), 1), "month")


@_reads(
    _FREE + _WEEKDAY + r"(?P<day>[0-9]{1,2})(?P<sep>[/-])(?P<month>[0-9]{1,2})(?![\w/]|[.:-][0-9])",
    needs=("/", "-"),
)
def _day_and_month_number(match: re.Match[str], source: _Text) -> _Reading | None:
    """1/12, where something says that it is a date and not two ages, a ratio or a score."""
    day, month = match["day"], match["month"]
    before, after = source.before(match.start()), source.after(match.end())
    if (day, month) == ("24", "7") or _SECTION_OR_AGE.search(before) or _COUNTED_THING.match(after):
        return None
    if _MONTH_FOLLOWS.match(after) or (match["sep"] != "/" and not source.answer):
        return None
    no_age = int(day) > 18 or "0" in (day[0], month[0])
    if not (source.answer or no_age or match["weekday"] or _POINTS_TO_A_DATE.search(before)):
        return None
    return _nearest_year(match, int(month), int(day), source)


@_reads(
    r"(?<![\w./-])" + _COUNT + r" {1,2}" + _PERIOD + r" {1,2}(?P<ago>ago)(?!\w)(?P<exactly> today(?!\w))?",
    r"(?<!\w)in {1,2}" + _COUNT + r" {1,2}" + _PERIOD + r"(?:['’]? {1,2}time)?"
    r"(?!\w|['’]| (?:of|from|after|before|since|old)(?!\w))",
    r"(?<![\w./-])" + _COUNT + r" {1,2}" + _PERIOD + r"(?:['’]? {1,2}time| from now| from (?P<exactly>today))(?!\w)",
    needs=_A_PERIOD,
)
def _ago_or_ahead(match: re.Match[str], source: _Text) -> _Reading | None:
    """2 weeks ago, in 3 months, a fortnight ago today."""
    if _RANGE.search(source.before(match.start("count"))):
        return None
    word, period = match["count"].lower(), match["period"].lower()
    count = int(word) if word.isdigit() else 2 if "couple" in word else _COUNTS.index(word) + 1 if len(word) > 2 else 1
    count = -count if _said(match, "ago") else count
    exact = bool(_said(match, "exactly"))
    if period[0] in "my":
        date = months_after(source.today, count * (12 if period[0] == "y" else 1))
        if exact:
            return _Reading(date)
        whole: Precision = "year" if period[0] == "y" else "month"
        return _Reading(date.replace(day=1, month=1) if whole == "year" else date.replace(day=1), whole)
    days = {"d": 1, "w": 7, "f": 14}[period[0]]
    return _Reading(source.today + dt.timedelta(days=count * days), "day" if days == 1 or exact else "week")


@_reads(
    r"(?<!\w)(?:day before yesterday|day after tomm?orr?ow|yesterday|yest|yday|today|tonight"
    r"|this morning|this afternoon|this evening|last night|tomm?orr?ow|tmrw|2moro)(?!\w)",
    needs=("yest", "yday", "today", "night", "this", "tom", "tmrw", "2moro"),
)
def _plain_word(match: re.Match[str], source: _Text) -> _Reading | None:
    """Yesterday, this morning, day after tomorrow."""
    word = match.group().lower()
    days = 0
    if word.startswith("y") or word in ("last night", "lastnight"):
        days = -1
    elif word.startswith(("tom", "tmr", "2mor")):
        days = 1
    elif "before" in word:
        days = -2
    elif "after" in word.split():
        days = 2
    return _Reading(source.today + dt.timedelta(days=days))


@_reads(
    r"(?<!\w)(?P<which>last|next|this) week,? (?:on )?(?P<weekday>" + _DAY_NAME + ")",
    r"(?<!\w)(?P<weekday>" + _DAY_NAME + r"),? {1,2}(?:(?P<which>last|next|this) )?week(?!\w|['’]| (?:of|commencing))",
    r"(?<!\w)(?:a )?week on (?P<weekday>" + _DAY_NAME + ")",
    needs=_A_DAY,
)
def _day_of_a_week(match: re.Match[str], source: _Text) -> _Reading | None:
    """Tuesday last week, next week on Friday, Tuesday week."""
    monday = source.today - dt.timedelta(days=source.today.weekday())
    day = dt.timedelta(days=_weekday(match))
    if which := _said(match, "which"):
        return _Reading(monday + dt.timedelta(days=7 * _STEPS[which.lower()]) + day)
    ahead = (_weekday(match) - source.today.weekday()) % 7 or 7
    return _Reading(source.today + dt.timedelta(days=ahead + 7), assumed="week")


@_reads(
    r"(?<!\w)(?:(?P<cue>on|by|from|since|until|till|before|after|dated|for) {1,2})?"
    + _WEEKDAY
    + r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)(?!\w|['’])(?: of (?P<which>this|last|next) month(?!\w))?",
    needs=_AN_ORDINAL,
)
def _only_day(match: re.Match[str], source: _Text) -> _Reading | None:
    """On the 14th, Tues 14th, the 14th of last month."""
    today, day = source.today, int(match["day"])
    first = today.replace(day=1)
    if match["which"]:
        months = _STEPS[match["which"].lower()]
        return _with_weekday(match, months_after(first, months).replace(day=day))
    led_to = match["cue"] or source.answer
    if not match["weekday"] and not (led_to and _ENDS_A_PHRASE.match(source.after(match.end()))):
        return None
    nearby = [months_after(first, step) for step in range(-2, 3)]
    near = list(_valid((month.year, month.month, day) for month in nearby))
    wanted = [date for date in near if match["weekday"] and date.weekday() == _weekday(match)]
    date = min(wanted or _on_the_side(near, source, match.start()), key=lambda date: abs(date - today))
    return _Reading(date, assumed="weekday" if match["weekday"] and not wanted else "month")


@_reads(
    r"(?<!\w)(?P<weekday>" + _DAY_NAME + r") {1,2}(?P<day>[0-9]{1,2})"
    r"(?![\w/:.,-]?[0-9]|\w| ?(?:am|pm|weeks?|wks?|days?)(?!\w))",
    needs=_A_DAY,
)
def _weekday_and_day(match: re.Match[str], source: _Text) -> _Reading | None:
    """Fri 27: only where that day of this month or one beside it is a Friday."""
    months = [months_after(source.today.replace(day=1), step) for step in (-1, 0, 1)]
    nearby = _valid((month.year, month.month, int(match["day"])) for month in months)
    wanted = [date for date in nearby if date.weekday() == _weekday(match)]
    return _Reading(min(wanted, key=lambda date: abs(date - source.today)), assumed="month") if wanted else None


@_reads(
    r"(?<!\w)(?P<name>christmas|xmas|boxing|new years?|new year['’]?s) (?P<eve>day|eve)(?!\w)",
    needs=("christmas", "xmas", "boxing", "new"),
)
def _named_day(match: re.Match[str], source: _Text) -> _Reading | None:
    """Boxing Day, New Year's Eve, xmas day."""
    eve, name = match["eve"].lower() == "eve", match["name"].lower()
    month, day = (12, 26) if name == "boxing" else (12, 25 - eve) if name[0] in "cx" else (12, 31) if eve else (1, 1)
    years = list(_valid((source.today.year + step, month, day) for step in (-1, 0, 1)))
    date = min(_on_the_side(years, source, match.start()), key=lambda date: abs(date - source.today))
    return _Reading(date, assumed="year")


@_reads(
    r"(?<!\w)(?P<cue>back in|in|since|during|until|till|early|mid|late|(?:end|start|beginning|middle) of"
    r"|last|next|this|by|from|for|around)(?: {1,2}|-)" + _MONTH + r"(?! {0,2}['’]?[0-9]|['’]s)",
    needs=_A_MONTH,
)
def _only_month(match: re.Match[str], source: _Text) -> _Reading | None:
    """In November, since May, end of March."""
    month, today, cue = _month(match), source.today, match["cue"].lower()
    if month == 5 and (cue == "this" or not _MAY_IS_A_MONTH.match(source.after(match.end()))):
        return None
    if cue in ("by", "from", "for", "around") and month not in (1, 2, 7, 9, 10, 11, 12):
        return None  # April, May, June and August are names as well
    ahead = month - today.month
    if cue in ("last", "since") or cue.startswith("back"):
        ahead = -((-ahead) % 12 or (12 if cue == "last" else 0))
    elif cue == "next":
        ahead = ahead % 12 or 12
    elif cue != "this":
        ahead = (ahead + 6) % 12 - 6
        if ahead > 0 and _tense(source, match.start()) == "past":
            ahead -= 12
    return _Reading(months_after(today.replace(day=1), ahead), "month", "year")


@_reads(
    r"(?<!\w)(?<!every )(?<!each )(?<!other )(?:(?P<cue>last|next|this coming|coming|this|on|by|since|until|till"
    r"|before|after) {1,2})?(?P<weekday>" + _DAY_NAME + r")(?P<gone> (?:just )?gone(?!\w))?",
    needs=_A_DAY,
)
def _only_weekday(match: re.Match[str], source: _Text) -> _Reading | None:
    """Last Tuesday, next Friday, on Monday, Thurs."""
    name, cue = match["weekday"].lower(), (match["cue"] or "").lower()
    if len(name) == 3 and name != "tue" and not (cue or source.answer):
        return None  # "sat", "wed" and "sun" are words too
    today = source.today
    ahead = (_weekday(match) - today.weekday()) % 7
    back = ahead - 7
    if cue.startswith("last") or match["gone"]:
        # "Last Tuesday" on a Friday may be this week's or the week's before.
        return _Reading(today + dt.timedelta(days=back), assumed="week" if -back <= today.weekday() else "nothing")
    if cue == "next":
        ahead = ahead or 7
        return _Reading(today + dt.timedelta(days=ahead), assumed="week" if ahead + today.weekday() < 7 else "nothing")
    if "this" in cue or "coming" in cue:
        return _Reading(today + dt.timedelta(days=ahead if "coming" in cue or ahead else 0))
    if cue in ("by", "until", "till", "before"):
        return _Reading(today + dt.timedelta(days=ahead), assumed="week")
    tense = _tense(source, match.start())
    if source.answer and not tense:
        days = back if ahead else 0
    elif cue == "since" or tense == "past":
        days = back
    elif tense:
        days = ahead or 7
    else:
        days = ahead if ahead <= 3 else back
    return _Reading(today + dt.timedelta(days=days), assumed="week")


@_reads(
    r"(?<!\w)(?<!the )(?<!his )(?<!her )(?P<which>last|next|this) (?P<period>week|month|year)(?!\w)",
    needs=_A_STEP,
)
def _last_or_next_period(match: re.Match[str], source: _Text) -> _Reading | None:
    """Last week, next month, this year; not "the last month", which is a length of time."""
    step = _STEPS[match["which"].lower()]
    first = source.today.replace(day=1)
    match match["period"].lower():
        case "week":
            return _Reading(source.today + dt.timedelta(days=7 * step), "week")
        case "month":
            return _Reading(months_after(first, step), "month")
        case _:
            return _Reading(dt.date(first.year + step, 1, 1), "year")


@_reads(
    r"(?<!\w)(?:in|since|from|until|during|by) (?P<year>(?:19|20)[0-9]{2})(?!\w|[/.-][0-9])",
    needs=_A_CENTURY,
)
def _only_year(match: re.Match[str], source: _Text) -> _Reading | None:
    year = int(match["year"])
    return _Reading(dt.date(year, 1, 1), "year") if abs(year - source.today.year) <= 30 else None


def _said(match: re.Match[str], name: str) -> str | None:
    """A named part of a match, where not every pattern of a reader has it."""
    return match.groupdict().get(name)


def _month(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"][:3].lower()) + 1


def _weekday(match: re.Match[str]) -> int:
    return _DAYS.index(match["weekday"][:2].lower())


def _year(digits: str, today: dt.date) -> int:
    """A year of two digits lies at most twenty years ahead."""
    if len(digits) == 4:
        return int(digits)
    year = today.year // 100 * 100 + int(digits)
    return year - 100 if year > today.year + 20 else year


def _with_weekday(match: re.Match[str], date: dt.date, end: int | None = None) -> _Reading:
    differs = match["weekday"] and date.weekday() != _weekday(match)
    return _Reading(date, assumed="weekday" if differs else "nothing", end=end)


def _nearest_year(
    match: re.Match[str], month: int, day: int, source: _Text, end: int | None = None
) -> _Reading | None:
    """The year that brings a date nearest to today, on the side that the words before it speak of ("since 2 March"); a
    weekday that was given decides before that."""
    today = source.today
    near = list(_valid((today.year + step, month, day) for step in (-1, 0, 1)))
    wanted = [date for date in near if match["weekday"] and date.weekday() == _weekday(match)]
    if not near:
        return None
    date = min(wanted or _on_the_side(near, source, match.start()), key=lambda date: abs(date - today))
    return _Reading(date, assumed="weekday" if match["weekday"] and not wanted else "year", end=end)


def _on_the_side(dates: list[dt.date], source: _Text, start: int) -> list[dt.date]:
    """The dates that are past, or to come, as the words before the date say; all of them where they do not say.

    One only days away is meant all the same: people write "C&F done 1 Dec" in November, of when it will be.
    """
    tense = _tense(source, start)
    fitting = [date for date in dates if tense and (date <= source.today) == (tense == "past")]
    near = any(abs(date - source.today) <= _DAYS_AWAY for date in dates)
    return dates if near or not fitting else fitting


def _valid(parts: Iterator[tuple[int, int, int]]) -> Iterator[dt.date]:
    for year, month, day in parts:
        try:
            yield dt.date(year, month, day)
        except ValueError:
            continue
