"""Everything a turn works with, loaded once for a process to keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from dialogs.heard import load_phrases
from dialogs.services import Finder, Proposal, Services, Told
from dialogs.words import load_words
from knowledge import FactError, Knowledge, Pack, load_knowledge, read_value, write_value
from knowledge.facts import Span, Value
from knowledge.packs import HERE
from knowledge.rules.model import SectionHit
from knowledge.search.phrases import load_phrases as load_fact_phrases
from knowledge.search.recognise import Recogniser


class FreeText:
    """The recogniser, as dialogs use it."""

    def __init__(self, knowledge: Knowledge) -> None:
        phrases = load_fact_phrases(HERE / "vocabulary" / "phrases.yaml", knowledge.vocabulary)
        self._recogniser = Recogniser(knowledge.vocabulary, phrases, knowledge.packs.values())

    def read(self, text: str, pack: Pack | None, today: date) -> Told:
        """What a message states; without a pack no team is read."""
        found = self._recogniser.recognise(text, pack=pack, today=today)
        return Told(
            facts=tuple(Proposal(one.fact_id, write_value(_exact(one.value)), one.words) for one in found.facts),
            doubted=tuple(
                Proposal(one.fact_id, write_value(_exact(one.values[0])), one.words) for one in found.unsure if one.values
            ),
            council=found.council,
            my_team=found.my_team,
            several_children=found.several_children,
        )

    def answer(self, fact: str, text: str, pack: Pack, today: date) -> Value | None:
        """The value with which a message answers the question about one fact; None if it does not."""
        found = {one.fact_id: one.value for one in self._recogniser.recognise(text, pack=pack, today=today).facts}
        if fact in found:
            return _exact(found[fact])
        try:
            return read_value(pack, fact, text)
        except FactError:
            return None


def _exact(value: Value) -> Value:
    return Span(float(value.low), float(value.high)) if isinstance(value, Span) else value


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
        privacy=lambda text: (),
    )


def _finder(pack: Pack) -> Finder:
    def search(text: str, limit: int) -> tuple[bool, Sequence[SectionHit]]:
        return False, ()

    return search
