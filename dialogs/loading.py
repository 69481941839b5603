"""Everything a turn works with, loaded once for a process to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from dialogs.heard import load_phrases
from dialogs.services import Finder, Found, Proposal, Services, Told
from dialogs.words import load_words
from knowledge import Knowledge, Pack, load_knowledge, write_value
from knowledge.facts import Value, Vocabulary
from knowledge.packs import HERE, HOLDER, collector_paused
from knowledge.rules.engine import ASKED
from knowledge.search.answers import Answers
from knowledge.search.index import SectionIndex
from knowledge.search.patterns import Line
from knowledge.search.personal import immediate_danger, looks_personal
from knowledge.search.phrases import load_phrases as load_fact_phrases
from knowledge.search.places import Places
from knowledge.search.precedents import Precedents
from knowledge.search.recognise import Proposed, Recognised, Recogniser
from knowledge.search.shape import Shapes
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
        words = pack.vocabulary if pack is not None else self._recogniser.vocabulary
        doubted = [one for one in found.unsure if one.why == "hedged"]
        return Told(
            facts=(
                *(Proposal(one.fact_id, write_value(one.value), one.words) for one in _standing(found.facts, words)),
                *_asked_about(found),
            ),
            doubted=tuple(
                Proposal(one.fact_id, write_value(value), one.words) for one in doubted for value in one.values
            ),
            clashing=tuple(one.fact_id for one in found.unsure if one.why == "contradictory"),
            council=found.council,
            journey=found.journey,
            my_team=found.my_team,
            several_children=found.several_children,
            ages=tuple(write_value(age) for age in found.ages),
            leftover=found.leftover,
            dont_know=found.dont_know or found.not_applicable,
        )


def _standing(facts: Sequence[Proposed], vocabulary: Vocabulary) -> Iterator[Proposed]:
    """The facts of one message without those that give way to another of them."""
    giving_way = [one for one in facts if vocabulary.gives_way(one.fact_id, one.value)]
    known: dict[str, Value] = {}
    for one in facts:
        if one not in giving_way:
            known |= {one.fact_id: one.value, **dict(vocabulary.consequences(one.fact_id, one.value))}
    for one in facts:
        follows = vocabulary.consequences(one.fact_id, one.value)
        if one not in giving_way or all(known.get(name, value) == value for name, value in follows):
            yield one


def _asked_about(found: Recognised) -> tuple[Proposal, ...]:
    """The one team that a message asks about ("can the disability team have him"), where no holder is named."""
    named = {one.value for one in found.facts if one.fact_id in (HOLDER, ASKED)}
    asked = [team for team in found.asked_about if team not in named]
    return (Proposal(ASKED, asked[0]),) if len(asked) == 1 and found.facts and not named else ()


@collector_paused()
def load_services(packs_dir: Path | None = None) -> Services:
    """Load the knowledge, the phrases and the words. `packs_dir` adds packs and replaces shipped ones.

    Raises PackError with every fault of every pack.
    """
    return services_of(load_knowledge(packs_dir))


@collector_paused()
def services_of(knowledge: Knowledge) -> Services:
    """What a turn works with, for knowledge that is loaded already."""
    indexes = {slug: SectionIndex(pack) for slug, pack in knowledge.packs.items()}
    precedents = {slug: Precedents(pack, indexes[slug].terms) for slug, pack in knowledge.packs.items()}
    return Services(
        knowledge=knowledge,
        words=load_words(),
        phrases=load_phrases(),
        reader=FreeText(knowledge),
        finders={slug: _finder(index) for slug, index in indexes.items()},
        second_opinions={slug: one.support for slug, one in precedents.items()},
        warm_ups=(*(index.build for index in indexes.values()), *(one.build for one in precedents.values())),
        privacy=looks_personal,
        elsewhere=_elsewhere(),
        danger=immediate_danger,
        shapes=Shapes(knowledge),
    )


def _elsewhere() -> Callable[[str], bool]:
    places = Places()

    def is_place(text: str) -> bool:
        words = words_of(text.lower())
        found = places.find(Line(words), None, ())
        return any(one.start == 0 and one.end == len(words) for one in found)

    return is_place


def _finder(index: SectionIndex) -> Finder:
    def search(text: str, limit: int) -> Found:
        found = index.search(text, limit)
        return Found(found.covered, found.close, found.hits, found.outside, found.strength)

    return search
