"""How far a "no" or a "might" reaches. Closed cues with a short reach, since a longer one would be a guess."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.search.patterns import Line
from knowledge.search.tokens import Break


class Cue(StrEnum):
    """What a cue does to the phrase it governs. Named as the fields of `phrases.Cues`."""

    DENIES = "denies"
    NOT_A_DENIAL = "not_a_denial"
    ENDS_DENIAL = "ends_denial"
    DENIED = "denied"
    DOUBTS = "doubts"
    DOUBTED = "doubted"
    AHEAD = "ahead"
    NOT_YET = "not_yet"
    CONFIRMED = "confirmed"
    PAST = "past"


@dataclass(frozen=True)
class CueSpan:
    """A cue: words `start` to `end` (exclusive)."""

    cue: Cue
    start: int
    end: int


@dataclass(frozen=True)
class Standing:
    """How a phrase stands: denied, doubted, still to come, or no longer so."""

    denied: bool = False
    doubted: bool = False
    ahead: bool = False
    past: bool = False


_DENIAL_REACH = 4
_DOUBT_REACH = 4
_AFTER_REACH = 2


class Scopes:
    """The cues of one line, asked about one phrase at a time."""

    def __init__(self, line: Line, cues: Iterable[CueSpan]) -> None:
        spans = sorted(cues, key=lambda span: (span.start, -span.end))
        self._words = line.words
        absorbed = [span for span in spans if span.cue is Cue.NOT_A_DENIAL]
        self._spans = [
            span
            for span in spans
            if span.cue is not Cue.DENIES or not any(a.start <= span.start < a.end for a in absorbed)
        ]
        self._enders = {span.start for span in spans if span.cue is Cue.ENDS_DENIAL}

    def of(self, start: int, end: int) -> Standing:
        """How the phrase of words `start` to `end` (exclusive) stands."""
        return Standing(
            denied=self._denied(start, end),
            doubted=self._before(Cue.DOUBTS, start, end, _DOUBT_REACH) or self._after(Cue.DOUBTED, end),
            ahead=self._before(Cue.AHEAD, start, end, _DOUBT_REACH)
            or (self._after(Cue.NOT_YET, end) and not self._confirmed(start, end)),
            past=self._before(Cue.PAST, start, end, 1),
        )

    def _denied(self, start: int, end: int) -> bool:
        return any(
            self._denies(span, start) for span in self._spans if span.cue is Cue.DENIES and span.end <= start
        ) or self._after(Cue.DENIED, end, reach=2)

    def _denies(self, cue: CueSpan, start: int) -> bool:
        left = _DENIAL_REACH
        for at in range(cue.end, start + 1):
            word = self._words[at]
            if word.before is Break.SENTENCE or left < 0:
                return False
            if word.before is Break.CLAUSE and not self._list_goes_on(at):
                return False
            if at == start:
                return True
            if at in self._enders:
                return False
            left = _DENIAL_REACH if word.text in ("or", "nor") else left - 1
        return False

    def _list_goes_on(self, at: int) -> bool:
        """ "no ND, LD or autism": whether the list after a comma ends in "or"."""
        for word in self._words[at + 1 : at + 4]:
            if word.before is Break.SENTENCE:
                return False
            if word.text in ("or", "nor"):
                return True
        return False

    def _before(self, cue: Cue, start: int, end: int, reach: int) -> bool:
        return any(
            start - reach <= span.end <= start and self._one_clause(span.end, start)
            for span in self._spans
            if span.cue is cue and not start <= span.start < end
        )

    def _after(self, cue: Cue, end: int, reach: int = _AFTER_REACH) -> bool:
        return any(
            end <= span.start <= end + reach - 1 and self._one_clause(end, span.start)
            for span in self._spans
            if span.cue is cue
        )

    def _confirmed(self, start: int, end: int) -> bool:
        if self._before(Cue.CONFIRMED, start, end, 1):
            return True
        later = [span for span in self._spans if span.cue is Cue.NOT_YET and end <= span.start < end + _AFTER_REACH]
        return any(
            end <= span.start < end + _AFTER_REACH and not any(other.start <= span.start < other.end for other in later)
            for span in self._spans
            if span.cue is Cue.CONFIRMED
        )

    def _one_clause(self, start: int, end: int) -> bool:
        """Whether nothing parts word `start` from word `end`, `end` included."""
        return not any(word.before is not Break.NONE for word in self._words[start : end + 1])


def overlapping(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether words `start` to `end` share one with any of the spans."""
    return any(start < other_end and other_start < end for other_start, other_end in spans)
