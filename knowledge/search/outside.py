"""What people ask that no transfer policy answers: leave, allowances, passwords, how often to visit.

Such a question shares many words with a policy, so that a low score alone does not show it. It shows by being more
like what is asked about other subjects than like anything that the council's own policy is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field as Limits

from knowledge.packs import collector_paused
from knowledge.record import Record
from knowledge.search.ranking import Document, Field, Ranking, Tuning
from knowledge.search.terms import Terms
from knowledge.yaml_file import read


class Subject(Record):
    """A subject outside every transfer policy."""

    about: str
    """In words that fit after "That sounds like a question about"."""
    asks: Annotated[tuple[str, ...], Limits(min_length=1)]


class OutsideFile(Record):
    """`outside.yaml`."""

    subjects: Annotated[tuple[Subject, ...], Limits(min_length=1)]


@dataclass(frozen=True)
class Likeness:
    """The subject that a question is likest to, and how much of the question's weight it answers (0 and up)."""

    about: str
    strength: float


class Outside:
    """The subjects, indexed once for all councils. Safe to share between threads."""

    def __init__(self, subjects: Collection[Subject]) -> None:
        terms = Terms()
        self._subjects = tuple(subjects)
        documents = []
        for subject in self._subjects:
            asks = [terms.of(terms.line(ask)) for ask in subject.asks]
            documents.append(Document({"asks": [term for ask in asks for term in ask]}, list(map(frozenset, asks))))
        self._ranking = Ranking(documents, {"asks": Field(1.0, 0.5)}, Tuning())

    def likest(self, terms: Collection[str]) -> Likeness | None:
        """The subject that a question (its distinct terms) is likest to; None if it shares no term with any."""
        ranked = self._ranking.rank(terms)
        if not ranked:
            return None
        return Likeness(self._subjects[ranked[0].document].about, ranked[0].score / self._ranking.weight(terms))


@cache
def shipped_outside() -> Outside:
    """The subjects of `outside.yaml`."""
    with collector_paused():
        return Outside(OutsideFile.model_validate(read(Path(__file__).with_name("outside.yaml"))).subjects)
