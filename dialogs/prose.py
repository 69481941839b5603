"""Replies in plain words: what the terminal prints, and what a card falls back to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dialogs.turn import Understood
from dialogs.words import Words, clause, listed, sentence
from knowledge import Pack, fact_in_words, value_in_words
from knowledge.facts import FactKind, Value
from knowledge.rules.model import Answer, Milestone, Notice, Presumed, SectionHit, TeamRef
from knowledge.rules.timeline import in_words

COUNTS = {2: "two", 3: "three", 4: "four"}
NEVER_SHORTENED = ("holding_team", "closing_team")


def answer_text(words: Words, pack: Pack, answer: Answer) -> list[str]:
    """A whole answer, line by line, most needed first."""
    say = words.say
    return [
        *(_readings(words, pack, answer) if answer.readings else where_and_when(words, answer)),
        *taking_it_that(words, pack, answer.presumed),
        *_numbered(say("answer.first"), answer.tasks),
        *([say("answer.who", who=clause(answer.responsible))] if answer.responsible else []),
        *([say("answer.consent", consent=clause(answer.consent))] if answer.consent else []),
        *_bulleted(say("answer.also"), [beside(words, one) for one in answer.also]),
        *([say("answer.version", text=answer.version)] if answer.version else []),
        *([say("answer.meanwhile", text=sentence(answer.meanwhile))] if answer.meanwhile else []),
        *([say("answer.afterwards", text=sentence(answer.afterwards))] if answer.afterwards else []),
        *([say("answer.depart", text=sentence(answer.departure))] if answer.departure else []),
        *_bulleted(say("answer.unclear"), answer.cautions),
        *_bulleted(say("answer.later"), [milestone(each) for each in answer.milestones]),
        *([say("answer.disagree", how=sentence(answer.escalation))] if answer.escalation else []),
        *([source(words, pack, answer.sections)] if answer.sections and not answer.readings else []),
    ]


def taking_it_that(words: Words, pack: Pack, presumed: Sequence[Presumed]) -> list[str]:
    """What an answer takes for granted: what bears on it in full, and that nothing else is going on in one clause."""
    own = [_bare(one.text) for one in presumed if not _another_matter(pack, one.fact)]
    if len(own) < len(presumed):
        own.append(words.say("answer.nothing_else"))
    return [words.say("answer.unless", facts="; ".join(own))] if own else []


def _another_matter(pack: Pack, fact_id: str) -> bool:
    """Whether a presumption only says that the question is not about something else (a move, a re-referral)."""
    return fact_id in pack.vocabulary and pack.vocabulary[fact_id].route


def where_and_when(words: Words, answer: Answer) -> list[str]:
    """Where to, when and why: the part of an answer that everybody reads."""
    say = words.say
    return [
        sentence(in_brief(words, answer)),
        *([say("answer.counted", how=clause(answer.counted))] if answer.counted else []),
        *(
            say("answer.other_date", date=in_words(other.date), reading=other.reading)
            for other in answer.deadline_readings
        ),
        *([say("answer.why", because=sentence(answer.because))] if answer.because else []),
        *([say("answer.may")] if answer.force == "may" and answer.outcome != "notify" else []),
    ]


def in_brief(words: Words, answer: Answer) -> str:
    """Where and when on one line: "Adolescent Support Team (AST), at an initial Child in Need meeting, by …"."""
    return ", ".join(filter(None, (headline(words, answer), answer.when)))


def headline(words: Words, answer: Answer) -> str:
    """Where the case goes, in a few words."""
    to, holder = team_name(answer.to), team_name(answer.from_team)
    named = {"to": to, "holder": holder or to, "teams": listed([name for name in (holder, to) if name])}
    missing = {
        "closes": False,
        "stays": not (holder or to),
        "joint_working": not named["teams"],
    }.get(answer.outcome, not to)
    return words.say(f"outcome.{answer.outcome}_unnamed" if missing else f"outcome.{answer.outcome}", **named)


def team_name(ref: TeamRef | None) -> str:
    """A team's name with its abbreviation: "Adolescent Support Team (AST)"."""
    if ref is None:
        return ""
    shown = ref.abbreviation and ref.abbreviation not in ref.name
    return f"{ref.name} ({ref.abbreviation})" if shown else ref.name


def beside(words: Words, answer: Answer) -> str:
    """A duty beside the answer, in a sentence or two."""
    lead = sentence(in_brief(words, answer))
    return f"{lead} {sentence(answer.because)}" if answer.because else lead


def source(words: Words, pack: Pack, sections: Iterable[str]) -> str:
    """Which sections of which policy say so."""
    references = [pack.section(name).reference for name in sections]
    return words.say("answer.source", council=pack.identity.name, sections="; ".join(references))


def section_lines(words: Words, hit: SectionHit, points: int = 0) -> list[str]:
    """A section that was found: what it says in our words, its first points, and where it stands."""
    return [
        words.say("policy.one", heading=hit.heading, digest=hit.digest),
        *(f"  - {point}" for point in hit.points[:points]),
        words.say("policy.says", reference=hit.reference),
    ]


def facts_line(understood: Sequence[Understood]) -> str:
    """Facts on one line: "age 15 · plan child in need plan"."""
    return " · ".join(f"{fact.label}: {fact.text}" for fact in understood)


def fact_clause(pack: Pack, fact_id: str, value: Value) -> str:
    """A fact as a clause of a sentence."""
    return fact_in_words(pack, fact_id, value)


def fact_value(pack: Pack, fact_id: str, value: Value) -> str:
    """A fact's value as people say it; a choice by its label."""
    if pack.vocabulary[fact_id].kind is FactKind.TEAM:
        team = pack.find_team(str(value))
        return (team.abbreviation or team.name) if team else str(value)
    return value_in_words(pack, fact_id, value)


def warnings(words: Words, notices: Iterable[Notice]) -> list[str]:
    """Warnings as lines."""
    return [words.say("answer.warning", text=notice.text) for notice in notices]


def _readings(words: Words, pack: Pack, answer: Answer) -> Iterator[str]:
    total, clash = len(answer.readings), answer.clash
    yield words.say("answer.more_ways", count=COUNTS.get(total, total))
    if clash:
        yield sentence(clash.say)
    for number, reading in enumerate(answer.readings, start=1):
        rank = words.say("answer.safer" if number == 1 else "answer.other")
        yield words.say("answer.reading", number=number, rank=rank)
        yield from (f"  {line}" for line in (*where_and_when(words, reading), source(words, pack, reading.sections)))
    if clash:
        yield words.say("answer.safer_because", because=sentence(clash.safer_because))
        yield words.say("answer.raise_with", who=clash.raise_with)


def milestone(found: Milestone) -> str:
    """A day on which something changes, with what it is."""
    return f"{in_words(found.date)}: {found.text}" if found.date else found.text


def _numbered(heading: str, items: Sequence[str]) -> list[str]:
    return [heading, *(f"  {number}. {item}" for number, item in enumerate(items, start=1))] if items else []


def _bulleted(heading: str, items: Sequence[str]) -> list[str]:
    return [heading, *(f"  - {item}" for item in items)] if items else []


def _bare(text: str) -> str:
    return clause(text).removeprefix("taking it that ")
