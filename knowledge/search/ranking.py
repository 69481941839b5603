"""Which documents speak most of a question's terms. Pure arithmetic over bags of terms; knows nothing of policies.

Terms weigh by their rarity and by the field they stand in, after BM25F (Robertson and Zaragoza, 2009, section 3.6).
Beside that, each document has ways in which it was asked for before: a question that is like one of them is likely
meant for it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One field's weight, and how far its length tells against it (0 not at all, 1 wholly)."""

    weight: float
    length: float


@dataclass(frozen=True)
class Document:
    """The terms of each field, and of each way of asking for it."""

    fields: Mapping[str, Sequence[str]]
    asks: Sequence[frozenset[str]]


@dataclass(frozen=True)
class Ranked:
    """One document's place."""

    document: int
    strength: float
    """The score for what the question weighs, so that questions compare: from 0, rarely over 2."""
    evidence: float
    """The share (0 to 1) of the question's weight that the document speaks of."""


@dataclass(frozen=True)
class Tuning:
    """The numbers that were measured on questions rather than reasoned out."""

    saturation: float
    """The weighted frequency at which a term counts half of what it can."""
    like_an_ask: float
    """How much a question exactly like a known way of asking adds to the score, as a share of it."""
    unseen: float = 0.7
    """How much a word that no document uses counts against all, beside the rarest word that one uses."""


class Ranking:
    """Documents by term. Built once; safe to share between threads."""

    def __init__(self, documents: Sequence[Document], fields: Mapping[str, Field], tuning: Tuning) -> None:
        self._tuning = tuning
        frequencies = list(_weighted(documents, fields))
        counts = Counter(term for terms in frequencies for term in terms)
        total = len(documents)
        self._rarity = {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in counts.items()}
        self._unseen = tuning.unseen * math.log(1 + (total + 0.5) / 0.5)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, terms in enumerate(frequencies):
            for term, often in terms.items():
                self._postings[term].append((at, self._rarity[term] * often / (tuning.saturation + often)))
        self._asks: list[tuple[int, float]] = []
        self._asking: dict[str, list[int]] = defaultdict(list)
        for at, document in enumerate(documents):
            for ask in document.asks:
                for term in ask:
                    self._asking[term].append(len(self._asks))
                self._asks.append((at, self.weight(ask)))

    def weight(self, terms: Iterable[str]) -> float:
        """The weight of terms together, by their rarity."""
        return sum(self._rarity.get(term, self._unseen) for term in terms)

    def rank(self, terms: Collection[str]) -> list[Ranked]:
        """The documents that share a term with a question (its distinct `terms`), best first."""
        scores: dict[int, float] = defaultdict(float)
        shares: dict[int, float] = defaultdict(float)
        for term in terms:
            for at, score in self._postings.get(term, ()):
                scores[at] += score
                shares[at] += self._rarity[term]
        whole = self.weight(terms)
        likeness = self._likenesses(terms, whole)
        ranked = [
            Ranked(at, score / whole * (1 + self._tuning.like_an_ask * likeness.get(at, 0.0)), shares[at] / whole)
            for at, score in scores.items()
        ]
        return sorted(ranked, key=lambda one: (-one.strength, one.document))

    def _likenesses(self, terms: Collection[str], whole: float) -> Mapping[int, float]:
        """For each document, how much the likest way of asking for it has in common with a question: 0 to 1."""
        shared: dict[int, float] = defaultdict(float)
        for term in terms:
            for ask in self._asking.get(term, ()):
                shared[ask] += self._rarity[term]
        best: dict[int, float] = {}
        for ask, common in shared.items():
            at, weight = self._asks[ask]
            best[at] = max(best.get(at, 0.0), common / (whole + weight - common))
        return best


def _weighted(documents: Sequence[Document], fields: Mapping[str, Field]) -> Iterable[Counter[str]]:
    """For each document, how often each term stands in it, weighted by field and by the field's length."""
    usual = {
        name: sum(len(document.fields[name]) for document in documents) / max(len(documents), 1) for name in fields
    }
    for document in documents:
        found: Counter[str] = Counter()
        for name, field in fields.items():
            terms = document.fields[name]
            long = 1 - field.length + field.length * len(terms) / (usual[name] or 1)
            for term in terms:
                found[term] += field.weight / long  # type: ignore[assignment]
        yield found
