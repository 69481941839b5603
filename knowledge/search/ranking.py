"""Which documents speak most of a question's terms. Pure arithmetic over bags of terms; knows nothing of policies.

Terms weigh by their rarity and by the field they stand in, after BM25F (Robertson and Zaragoza, 2009, section 3.6).
Beside that, each document has ways in which it was asked for before: a question that is like one of them is likely
meant for it.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
class Tuning:
    """The numbers that were measured on questions rather than reasoned out."""

    saturation: float
    """The weighted frequency at which a term counts half of what it can."""
    like_an_ask: float
    """How much a question exactly like a known way of asking adds to the score, as a share of it."""
    unseen: float = 0.7
    """How much a word that no document uses counts against all, beside the rarest word that one uses."""


class _Postings:
    """For each term the numbers of the documents that hold it, and what it is worth there, in two long rows."""

    def __init__(self, worth: Sequence[Mapping[str, float]]) -> None:
        found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, terms in enumerate(worth):
            for term, value in terms.items():
                found[term].append((at, value))
        self._of: dict[str, slice] = {}
        start = 0
        for term, held in found.items():
            self._of[term] = slice(start, start + len(held))
            start += len(held)
        self._at = np.array([at for held in found.values() for at, _ in held], dtype=np.int32)
        self._worth = np.array([value for held in found.values() for _, value in held], dtype=np.float32)
        self._documents = len(worth)

    def sums(self, terms: Iterable[str]) -> NDArray[np.float64]:
        """For each document, what the terms are worth in it together."""
        held = [self._of[term] for term in terms if term in self._of]
        if not held:
            return np.zeros(self._documents)
        at = np.concatenate([self._at[one] for one in held])
        worth = np.concatenate([self._worth[one] for one in held])
        return np.bincount(at, weights=worth, minlength=self._documents).astype(np.float64, copy=False)

    def holds(self, term: str, document: int) -> bool:
        """Whether a document holds a term."""
        held = self._of.get(term)
        if held is None:
            return False
        found = bisect_left(self._at, document, held.start, held.stop)
        return found < held.stop and bool(self._at[found] == document)


def rarities(rows: Sequence[Collection[str]]) -> Mapping[str, float]:
    """What each term weighs: the more, the fewer of the rows (bags of terms, each term counted once) hold it."""
    counts = Counter(term for terms in rows for term in set(terms))
    return {term: math.log(1 + (len(rows) - n + 0.5) / (n + 0.5)) for term, n in counts.items()}


class Likeness:
    """How like one set of terms is to each of many: the weight they share, as a share of what they weigh together."""

    def __init__(self, rows: Sequence[Collection[str]], rarity: Mapping[str, float]) -> None:
        """`rarity`: what each term of the rows weighs."""
        self._shared = _Postings([{term: rarity[term] for term in row} for row in rows])
        self._weights = np.array([sum(rarity[term] for term in row) for row in rows])

    def to(self, terms: Collection[str], weight: float) -> NDArray[np.float64]:
        """For each row, from 0 (nothing shared) to 1 (the same); `weight` is that of the terms together, above 0."""
        shared = self._shared.sums(terms)
        return _likeness(shared, self._weights, weight)


def _likeness(shared: NDArray[np.float64], weights: NDArray[np.float64], weight: float) -> NDArray[np.float64]:
    likeness: NDArray[np.float64] = shared / (weight + weights - shared)
    return likeness


class Ranking:
    """Documents by term. Built once; safe to share between threads."""

    def __init__(self, documents: Sequence[Document], fields: Mapping[str, Field], tuning: Tuning) -> None:
        self._tuning = tuning
        frequencies = list(_weighted(documents, fields))
        self._rarity = rarities(frequencies)
        self._unseen = tuning.unseen * math.log(1 + (len(documents) + 0.5) / 0.5)
        worth: list[Mapping[str, float]] = [
            {term: self._rarity[term] * often / (tuning.saturation + often) for term, often in terms.items()}
            for terms in frequencies
        ]
        asks = [{term: self._rarity[term] for term in ask} for d in documents for ask in (d.asks or (frozenset(),))]
        self._postings = _Postings([*worth, *asks])
        """Of the documents, and after them of the ways of asking for each, so that one pass goes over both."""
        self._ask_weights = np.array([sum(ask.values()) for ask in asks])
        self._first_asks = np.cumsum([0, *(len(document.asks) or 1 for document in documents[:-1])])

    def weight(self, terms: Iterable[str]) -> float:
        """The weight of terms together, by their rarity."""
        rarity, unseen = self._rarity, self._unseen
        return sum([rarity.get(term, unseen) for term in terms])

    def strengths(self, terms: Collection[str]) -> NDArray[np.float64]:
        """How strongly each document answers a question, given by its distinct terms, in the documents' order.

        From 0, rarely over 2; for what the question weighs, so that strengths of different questions compare.
        """
        whole = self.weight(terms)
        if not whole:
            return np.zeros(len(self._first_asks))
        sums, documents = self._postings.sums(terms), len(self._first_asks)
        worth, shared = sums[:documents], sums[documents:]
        likeness = np.maximum.reduceat(_likeness(shared, self._ask_weights, whole), self._first_asks)
        return worth / whole * (1 + self._tuning.like_an_ask * likeness)

    def evidence(self, terms: Collection[str], document: int) -> float:
        """The share (0 to 1) of a question's weight that a document speaks of."""
        whole = self.weight(terms)
        return self.weight(term for term in terms if self._postings.holds(term, document)) / whole if whole else 0.0


def _weighted(documents: Sequence[Document], fields: Mapping[str, Field]) -> Iterable[Mapping[str, float]]:
    """For each document, how often each term stands in it, weighted by field and by the field's length."""
    usual = {
        name: sum(len(document.fields[name]) for document in documents) / max(len(documents), 1) for name in fields
    }
    for document in documents:
        found: dict[str, float] = defaultdict(float)
        for name, field in fields.items():
            terms = document.fields[name]
            long = 1 - field.length + field.length * len(terms) / (usual[name] or 1)
            for term in terms:
                found[term] += field.weight / long
        yield found
