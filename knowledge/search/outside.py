"""What people ask that no transfer policy answers: leave, allowances, passwords, how often to visit.

Such a question shares many words with a policy, so that a low score alone does not show it. It shows by being more
like what is asked about other subjects than like anything that the council's own policy is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field as Limits

from knowledge.packs import collector_paused
from knowledge.record import Record
from knowledge.search.patterns import Line, PhraseBook, parse
from knowledge.search.places import KNOWN_WORDS
from knowledge.search.ranking import Document, Field, Ranking, Tuning
from knowledge.search.terms import SLOTS, Terms
from knowledge.yaml_file import read


class Subject(Record):
    """A subject outside every transfer policy."""

    about: str
    """In words that fit after "That sounds like a question about"."""
    even_of_transfer: bool = False
    """Whether it is asked about transfers too, and outside all the same."""
    says: tuple[str, ...] = ()
    """Phrases that decide it alone."""
    asks: Annotated[tuple[str, ...], Limits(min_length=1)]


class OutsideFile(Record):
    """`outside.yaml`."""

    subjects: Annotated[tuple[Subject, ...], Limits(min_length=1)]


@dataclass(frozen=True)
class Likeness:
    """The subject that a question is likest to, and how strongly."""

    subject: Subject
    strength: float


class Outside:
    """The subjects, indexed once for all councils, each question on its own too. Safe to share between threads."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        terms = Terms()
        self._subjects = subjects
        self._said: PhraseBook[Subject] = PhraseBook(KNOWN_WORDS)
        for subject in subjects:
            for pattern in subject.says:
                self._said.add(parse(pattern, {}, SLOTS), subject)
        asks = [[terms.of(terms.line(ask)) for ask in subject.asks] for subject in subjects]
        self._by_subject = Ranking(
            [_document(*one_subjects) for one_subjects in asks],
            {"asks": Field(1.0, 0.5)},
            Tuning(saturation=10, like_an_ask=3),
        )
        self._by_question = Ranking(
            [_document(ask) for one_subjects in asks for ask in one_subjects],
            {"asks": Field(1.0, 0.3)},
            Tuning(saturation=1, like_an_ask=1),
        )

    def said(self, line: Line) -> Subject | None:
        """The subject that a phrase of a line puts beyond doubt."""
        return next((match.payload for match in self._said.find(line)), None)

    def likest(self, terms: Collection[str]) -> Likeness | None:
        """The subject that a question (its distinct terms) is likest to; None if it shares no term with any."""
        subjects = self._by_subject.strengths(terms)
        likest = int(subjects.argmax())
        if not subjects[likest]:
            return None
        question = self._by_question.strengths(terms).max()
        return Likeness(self._subjects[likest], float(subjects[likest] + question))


def _document(*asks: Sequence[str]) -> Document:
    return Document({"asks": [term for ask in asks for term in ask]}, [frozenset(ask) for ask in asks])


@cache
def shipped_outside() -> Outside:
    """The subjects of `outside.yaml`."""
    with collector_paused():
        return Outside(OutsideFile.model_validate(read(Path(__file__).with_name("outside.yaml"))).subjects)
