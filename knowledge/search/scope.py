"""How far a "no" or a "might" reaches. Closed cues with a short reach, since a longer one would be a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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


_TURNS = frozenset({"but", "however", "though", "although", "anyway"})
_DENIAL_REACH = 4
_DOUBT_REACH = 4
_AFTER_REACH = 2
_FURTHEST = 14


class Scopes:
    """The cues of one line, asked about one phrase at a time."""

    def __init__(self, line: Line, cues: Iterable[CueSpan]) -> None:
        spans = list(cues)
        self._words = line.words
        absorbed = {at for span in spans if span.cue is Cue.NOT_A_DENIAL for at in range(span.start, span.end)}
        self._ending: dict[tuple[Cue, int], list[CueSpan]] = defaultdict(list)
        self._starting: dict[tuple[Cue, int], list[CueSpan]] = defaultdict(list)
        for span in spans:
            if span.cue is not Cue.DENIES or span.start not in absorbed:
                self._ending[span.cue, span.end].append(span)
                self._starting[span.cue, span.start].append(span)
        self._cues = {cue for cue, _ in self._ending}

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
        # A phrase that is a denial itself is not turned round by the one before it: "no LD, no physical".
        itself = (Cue.DENIES, start) in self._starting
        before = (
            span
            for at in range(max(0, start - _FURTHEST), start + 1)
            for span in self._ending.get((Cue.DENIES, at), ())
        )
        open_to_it = Cue.DENIES in self._cues and not itself
        return (open_to_it and any(self._denies(span, start) for span in before)) or self._after(Cue.DENIED, end)

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
            if (Cue.ENDS_DENIAL, at) in self._starting:
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
        # A cue may run into the phrase: "was on" and "on cp".
        return cue in self._cues and any(
            self._one_clause(min(at, start), start) and not self._turns(at, start)
            for at in range(max(0, start - reach), end)
            for span in self._ending.get((cue, at), ())
            if span.start < start
        )

    def _turns(self, start: int, end: int) -> bool:
        """Whether a "but" stands between: what comes after it is another matter."""
        return any(word.text in _TURNS for word in self._words[start:end])

    def _after(self, cue: Cue, end: int) -> bool:
        return cue in self._cues and any(
            (cue, at) in self._starting and self._one_clause(end, at) for at in range(end, end + _AFTER_REACH)
        )

    def _confirmed(self, start: int, end: int) -> bool:
        """Whether it has happened after all: "granted", outside "to be granted"."""
        if self._before(Cue.CONFIRMED, start, end, 1):
            return True
        later = [span for at in range(end, end + _AFTER_REACH) for span in self._starting.get((Cue.NOT_YET, at), ())]
        return any(
            not any(span.start <= at < span.end for span in later)
            for at in range(end, end + _AFTER_REACH)
            if (Cue.CONFIRMED, at) in self._starting
        )

    def _one_clause(self, start: int, end: int) -> bool:
        """Whether nothing parts word `start` from word `end`, `end` included."""
        return not any(word.before is not Break.NONE for word in self._words[start : end + 1])
