"""A message read as the answer to the question that is open: "yep", "2", "foster", "about 15", "dunno"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from knowledge.facts import Fact, FactKind, Span, Value
from knowledge.packs import Pack
from knowledge.search.dates import read_date
from knowledge.search.numbers import number_at
from knowledge.search.patterns import Line, PhraseBook, parse
from knowledge.search.phrases import SLOTS
from knowledge.search.recognise import Proposed, Reading, Recognised, Recogniser, Unsure
from knowledge.search.tokens import Break, words_of

_LIKE_A_LABEL = 86
_FEW_WORDS = 6


class Answers:
    """Reads answers. Compiles everything once."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._short: PhraseBook[str] = PhraseBook()
        phrases = recogniser.phrases
        for kind in ("yes", "no", "dont_know", "not_applicable"):
            for pattern in getattr(phrases.answers, kind):
                self._short.add(parse(pattern, phrases.lists, SLOTS), kind)

    def read(
        self, text: str, *, asking: str, pack: Pack | None, today: dt.date, options: Sequence[Value] | None = None
    ) -> Recognised:
        """A message as the answer to the question about the fact `asking`, with whatever else it says.

        `options`: the values offered, in the order of their numbers; all options of the fact when left out. When the
        message does not answer the question, the fact is not among `facts`. Never raises.
        """
        fact = self._recogniser.vocabulary[asking]
        reading = self._recogniser.read(text, pack=pack, today=today)
        heard = _without_bare(reading.recognised(), text, asking)
        opening = self._opening(reading, text)
        if opening.kind == "dont_know" and not _speaks_of(heard, asking):
            return replace(heard, dont_know=True)
        if opening.kind == "not_applicable":
            return replace(heard, not_applicable=True)
        value = self._value(fact, reading, heard, opening, text, options)
        if value is None:
            return heard
        if opening.hedged:
            doubt = Unsure(asking, (value,), text.strip(), 0, len(text), "hedged")
            return replace(
                heard,
                facts=tuple(each for each in heard.facts if each.fact_id != asking),
                unsure=(*(each for each in heard.unsure if each.fact_id != asking), doubt),
            )
        answer = Proposed(asking, value, text.strip(), 0, len(text))
        return replace(
            heard,
            facts=(answer, *(each for each in heard.facts if each.fact_id != asking)),
            unsure=tuple(each for each in heard.unsure if each.fact_id != asking),
            asked_about=() if fact.kind is FactKind.TEAM else heard.asked_about,
        )

    # --- how it opens -----------------------------------------------------------------------------------------------

    def _opening(self, reading: Reading, text: str) -> Opening:
        line = reading.line
        # A doubt in a short answer is about the answer: "probably", "yes I think".
        hedged = len(line.words) <= _FEW_WORDS and reading.hedged()
        if not line.words:
            return Opening("dont_know" if text.strip() and set(text.strip()) <= set("?.…") else "")
        found = [match for match in self._short.find(line) if match.start == 0]
        if not found:
            return Opening(hedged=hedged)
        best = max(found, key=lambda match: match.length)
        ends = best.end >= len(line.words) or line.words[best.end].before is not Break.NONE
        # "no" and "yes" answer even when the sentence runs on ("no she isnt in care yet"); longer phrases have to end.
        if not ends and (best.length > 1 or line.words[0].text not in ("yes", "yep", "yeah", "no", "nope", "nah")):
            return Opening(hedged=hedged)
        return Opening(best.payload, best.end, hedged=hedged)

    # --- the value --------------------------------------------------------------------------------------------------

    def _value(
        self,
        fact: Fact,
        reading: Reading,
        heard: Recognised,
        opening: Opening,
        text: str,
        options: Sequence[Value] | None,
    ) -> Value | None:
        said = next((each.value for each in heard.facts if each.fact_id == fact.id), None)
        doubted = next((each for each in heard.unsure if each.fact_id == fact.id), None)
        numbered = _numbered(fact, reading.line, options)
        if numbered is not None:
            return numbered
        match fact.kind:
            case FactKind.YES_NO:
                asked = self._asked(fact, reading.line)
                short = opening.kind == "yes" if opening.kind in ("yes", "no") else None
                return said if said is not None else short if short is not None else asked
            case FactKind.CHOICE:
                label = self._label(fact, text)
                asked = self._asked(fact, reading.line)
                return label if label is not None else said if said is not None else asked
            case FactKind.TEAM:
                teams = {team.value for team in reading.teams}
                return said if said is not None else str(teams.pop()) if len(teams) == 1 else None
            case FactKind.DATE:
                return said if said is not None else read_date(text, reading.today)
            case FactKind.NUMBER:
                return said if said is not None else None if doubted else _number(fact, reading)

    def _asked(self, fact: Fact, line: Line) -> Value | None:
        """What the words mean in answer to this question; the longest phrase counts, a tie counts for nothing."""
        found = [m for m in self._recogniser.asked_book.find(line) if m.payload.fact_id == fact.id]
        if not found:
            return None
        longest = max(match.length for match in found)
        values = {match.payload.value for match in found if match.length == longest}
        if len(values) != 1 or longest * 3 < len(line.words):
            return None
        value = values.pop()
        return value == "yes" if fact.kind is FactKind.YES_NO else value

    def _label(self, fact: Fact, text: str) -> Value | None:
        """The option whose label was typed, slips forgiven in long ones."""
        typed = " ".join(word.text for word in words_of(text))
        scored = []
        for option in fact.options:
            label = " ".join(word.text for word in words_of(option.label))
            if typed in (label, option.value.replace("_", " ")):
                return option.value
            scored.append((fuzz.ratio(typed, label), option.value))
        scored.sort(reverse=True)
        if (
            len(typed) >= 7
            and scored
            and scored[0][0] >= _LIKE_A_LABEL
            and (len(scored) == 1 or scored[0][0] - scored[1][0] >= 8)
        ):
            return scored[0][1]
        return None


@dataclass(frozen=True)
class Opening:
    """How a message begins: a short answer of some kind up to word `end`, or none."""

    kind: str = ""
    end: int = 0
    hedged: bool = False


def _without_bare(heard: Recognised, text: str, asking: str) -> Recognised:
    """Without what a lone number or team name would mean if nothing had been asked."""
    plain = text.strip(" .,!?")
    kept = tuple(
        each
        for each in heard.facts
        if each.fact_id == asking or each.fact_id not in ("age", "holding_team") or each.words != plain
    )
    return replace(heard, facts=kept)


def _speaks_of(heard: Recognised, fact_id: str) -> bool:
    return fact_id in {fact.fact_id for fact in heard.facts} | {doubt.fact_id for doubt in heard.unsure}


def _numbered(fact: Fact, line: Line, options: Sequence[Value] | None) -> Value | None:
    """ "2", "option 2": the second of what was offered. A number answers for itself where numbers are asked."""
    if fact.kind in (FactKind.NUMBER, FactKind.DATE) or not 1 <= len(line.words) <= 2:
        return None
    number = number_at(line.words, len(line.words) - 1)
    if (
        number is None
        or not number.whole
        or (len(line.words) == 2 and line.words[0].text not in ("option", "number", "no"))
    ):
        return None
    offered: Sequence[Value]
    if options is not None:
        offered = options
    elif fact.kind is FactKind.YES_NO:
        offered = (True, False)
    else:
        offered = tuple(option.value for option in fact.options)
    place = int(number.amount)
    return offered[place - 1] if 1 <= place <= len(offered) else None


def _number(fact: Fact, reading: Reading) -> Span | None:
    """The one number of an answer, in the fact's own unit when another was said."""
    lengths = [slot.value for slot in reading.slots if slot.kind == "duration"]
    unit = fact.unit.removesuffix("s")
    if len(lengths) == 1 and fact.id != "age":
        length = lengths[0]
        return length.in_unit(unit)  # type: ignore[attr-defined, no-any-return]
    found: list[Span] = []
    at = 0
    while at < len(reading.line.words):
        number = number_at(reading.line.words, at)
        if number is not None and not number.loose:
            found.append(Span.of(number.amount) if number.whole else Span(number.amount, number.amount + 1 / 12))
            at = number.end
        else:
            at += 1
    if len(found) != 1 or not fact.lowest <= found[0].low <= fact.highest:
        return None
    return found[0]
