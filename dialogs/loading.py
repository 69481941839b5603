"""Everything a turn works with, loaded once for a process to keep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from dialogs.heard import load_phrases
from dialogs.services import Finder, Found, Proposal, Services, Told, kept
from dialogs.words import load_words
from knowledge import Knowledge, Pack, load_knowledge
from knowledge.packs import HERE
from knowledge.search.answers import Answers
from knowledge.search.index import SectionIndex
from knowledge.search.patterns import Line
from knowledge.search.personal import immediate_danger, looks_personal
from knowledge.search.phrases import load_phrases as load_fact_phrases
from knowledge.search.places import Places
from knowledge.search.recognise import Recogniser
from knowledge.search.tokens import words_of


class FreeText:
    """The recogniser, as dialogs use it."""

    def __init__(self, knowledge: Knowledge) -> None:
        phrases = load_fact_phrases(HERE / "vocabulary" / "phrases.yaml", knowledge.vocabulary)
        self._recogniser = Recogniser(knowledge.vocabulary, phrases, knowledge.packs.values())
        self._answers = Answers(self._recogniser)

    def read(self, text: str, pack: Pack | None, today: date, asking: str | None = None) -> Told:
        """What a message states, `asking` being the fact that was asked for; without a pack no team is read."""
        if asking is not None and asking in self._recogniser.vocabulary:
            found = self._answers.read(text, asking=asking, pack=pack, today=today)
        else:
            found = self._recogniser.recognise(text, pack=pack, today=today)
        return Told(
            facts=tuple(Proposal(one.fact_id, kept(one.value), one.words) for one in found.facts),
            doubted=tuple(
                Proposal(one.fact_id, kept(one.values[0]), one.words) for one in found.unsure if one.why == "hedged"
            ),
            clashing=tuple(one.fact_id for one in found.unsure if one.why == "contradictory"),
            council=found.council,
            my_team=found.my_team,
            several_children=found.several_children,
            leftover=found.leftover,
            dont_know=found.dont_know or found.not_applicable,
        )


def load_services(packs_dir: Path | None = None) -> Services:
    """Load the knowledge, the phrases and the words. `packs_dir` adds packs and replaces shipped ones.

    Raises PackError with every fault of every pack.
    """
    return services_of(load_knowledge(packs_dir))


def services_of(knowledge: Knowledge) -> Services:
    """What a turn works with, for knowledge that is loaded already."""
    return Services(
        knowledge=knowledge,
        words=load_words(),
        phrases=load_phrases(),
        reader=FreeText(knowledge),
        finders={slug: _finder(pack) for slug, pack in knowledge.packs.items()},
        privacy=looks_personal,
        elsewhere=_elsewhere(),
        danger=immediate_danger,
    )


def _elsewhere() -> Callable[[str], bool]:
    places = Places()

    def is_place(text: str) -> bool:
        words = words_of(text.lower())
        found = places.find(Line(words), None, ())
        return any(one.start == 0 and one.end == len(words) for one in found)

    return is_place


def _finder(pack: Pack) -> Finder:
    index = SectionIndex(pack)

    def search(text: str, limit: int) -> Found:
        found = index.search(text, limit)
        return Found(found.covered, found.close, found.hits)

    return search
