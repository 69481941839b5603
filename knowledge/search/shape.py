"""The shape of a question: what is left of it when everything that could point to a person is taken out.

What nobody could answer is worth knowing to whoever keeps a policy; who asked, and about whom, is nobody's business. So
a shape is built up instead of cut down: a word stands in it only if it is one of a closed vocabulary, that of the
policies' own texts and of lists of ordinary words. Figures, dates and places become placeholders, all else becomes `…`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from knowledge.packs import HERE, Knowledge, Pack
from knowledge.search.dates import find_dates
from knowledge.search.patterns import Line
from knowledge.search.personal import addresses, street_words
from knowledge.search.places import OwnPlaces, Places
from knowledge.search.spelling import Spelling
from knowledge.search.terms import trade_words
from knowledge.search.tokens import Break, Word, words_of
from knowledge.search.word_lists import word_list, word_set
from knowledge.yaml_file import read

MOST_WORDS = 25
FEWEST_CONTENT_WORDS = 2
"""Fewer say nothing of what the question was about."""
MOST_READ = 400
SHORTEST_WITH_FORMS = 4
SHORTEST_ROOT = 3
SHORTEST_MENDED = 8
"""Shorter words are too near to names: "charles" is one slip from "charges"."""

LEFT_OUT = "…"
NUMBER, DATE, OWN_PLACE, PLACE = "<number>", "<date>", "<here>", "<place>"
PLACEHOLDERS = frozenset({LEFT_OUT, NUMBER, DATE, OWN_PLACE, PLACE})
_MAYBE_A_NAME = frozenset({LEFT_OUT, OWN_PLACE, PLACE})

_LONGEST_STREET = 3
_LAW = frozenset({"s", "section", "sections"})
_MYSELF = frozenset({"i", "im", "ive", "id", "ill"})
_SIGNS = frozenset({"&", "+"})
_ALONE = frozenset({"i", "a"})
"""The words of one letter; any other may be an initial."""


@dataclass(frozen=True)
class Shape:
    """A question without its person. `text`: small letters, at most `MOST_WORDS` words and placeholders."""

    text: str
    key: str
    """The same for questions of one council with the same content words, whatever their order and number."""


class Shapes:
    """Makes shapes. The vocabulary is put together when the first one is made."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._places = Places()
        self._own = {
            slug: OwnPlaces((pack.identity.name, *pack.identity.also_called)) for slug, pack in knowledge.packs.items()
        }

    def of(self, text: str, pack: Pack, today: dt.date) -> Shape | None:
        """The shape of a question put to a council's policy; None where too little of it is left. Never raises."""
        kept = self._kept(text, pack, today)[:MOST_WORDS]
        content = content_words(kept)
        if len(content) < FEWEST_CONTENT_WORDS:
            return None
        return Shape(" ".join(kept), _key(pack.slug, content))

    def warm_up(self) -> None:
        """Put the vocabulary together now, which takes about a second, and not when the first shape is wanted."""
        _ = self._spelling

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that can stand in a shape, apart from sections of the law ("s 47") and the placeholders."""
        return self._texts.words - _never()

    # --- word by word -----------------------------------------------------------------------------------------------

    def _kept(self, text: str, pack: Pack, today: dt.date) -> list[str]:
        words = words_of(text)[:MOST_READ]
        shouted = sum(word.capitals and len(word.text) > 1 for word in words) * 2 > len(words)
        known = [self._known(words, at, shouted=shouted) for at in range(len(words))]
        # What the policies write large ("to Early Help") is no place, though it stands where one is looked for.
        taken = {at for at, word in enumerate(words) if word.capital and known[at]}
        instead: dict[int, str] = {}
        for found in self._places.find(Line(words, {}, text), self._own.get(pack.slug), taken):
            instead |= dict.fromkeys(range(found.start, found.end), OWN_PLACE if found.kind == "own" else PLACE)
        for date in find_dates(text, today):
            within = (at for at, word in enumerate(words) if date.start <= word.start and word.end <= date.end)
            instead |= dict.fromkeys(within, DATE)
        for start, end in _addresses(text, words):
            instead |= dict.fromkeys(range(start, end), LEFT_OUT)
        kept: list[str] = []
        for at, word in enumerate(words):
            said = instead.get(at) or known[at] or (None if word.text in _SIGNS else LEFT_OUT)
            may_be_surname = word.before is Break.NONE and _is_one_of(word, _lists()["surnames_too"])
            if may_be_surname and kept and kept[-1] in _MAYBE_A_NAME:
                said = LEFT_OUT
            if said and not (said in PLACEHOLDERS and kept[-1:] == [said]):
                kept.append(said)
        return kept

    def _known(self, words: Sequence[Word], at: int, *, shouted: bool) -> str:
        """The word of the vocabulary that a word is, a placeholder for a number, or ""."""
        word = words[at]
        if not word.text.isalpha():
            return self._sign_or_number(words, at)
        if len(word.text) == 1 and word.text not in _ALONE:
            return word.text if self._is_part_of_a_term(words, at) else ""
        if word.text in _number_words():
            return NUMBER
        found = self._in_vocabulary(word)
        return found if found and self._is_no_name(words, at, found, shouted=shouted) else ""

    def _is_part_of_a_term(self, words: Sequence[Word], at: int) -> bool:
        """Whether a single letter is that of "c & f" or of "s 47"."""
        law = words[at].text in _LAW and at + 1 < len(words) and words[at + 1].text.isdecimal()
        beside_a_sign = self._goes_on(words, at, _SIGNS) or self._follows(words, at, _SIGNS)
        return beside_a_sign or (law and self._goes_on(words, at))

    def _sign_or_number(self, words: Sequence[Word], at: int) -> str:
        text = words[at].text
        if text in _SIGNS:
            return text if self._goes_on(words, at) and self._follows(words, at) else ""
        if self._follows(words, at, _LAW):
            return text
        return NUMBER if text[0].isdecimal() or text in "½¼¾" else ""

    def _in_vocabulary(self, word: Word) -> str:
        """The word itself; for one in small letters also another form of it, or, if long, what it is a slip for."""
        if _is_one_of(word, _never()):
            return ""
        if word.text in self.vocabulary:
            return word.text
        if word.capital:
            return ""
        other = next((form for form in _forms(word.text) if form in self.vocabulary), "")
        return other or (self._spelling.mended(word.text) if len(word.text) >= SHORTEST_MENDED else "")

    def _is_no_name(self, words: Sequence[Word], at: int, found: str, *, shouted: bool) -> bool:
        """Whether a known word is surely not somebody's name, by how it is written.

        A large letter in the middle of a sentence is right only where the policies have the word beside the same one.
        """
        word = words[at]
        if word.capitals and len(word.text) > 1:
            return shouted or found in self._texts.acronyms or found in _joining()
        if not word.capital or word.text in _MYSELF:
            return True
        begins = word.before is Break.SENTENCE and not _is_one_of(word, _lists()["surnames_too"])
        return begins or self._goes_on(words, at) or self._follows(words, at)

    def _follows(self, words: Sequence[Word], at: int, only: frozenset[str] = frozenset()) -> bool:
        """Whether the policies' texts have this word right behind the one before it (one of `only`, if given)."""
        return at > 0 and (not only or words[at - 1].text in only) and self._side_by_side(words, at - 1)

    def _goes_on(self, words: Sequence[Word], at: int, only: frozenset[str] = frozenset()) -> bool:
        """Whether the policies' texts have the next word (one of `only`, if given) right behind this one."""
        there = at + 1 < len(words) and (not only or words[at + 1].text in only)
        return there and self._side_by_side(words, at)

    def _side_by_side(self, words: Sequence[Word], at: int) -> bool:
        pair = (words[at].text, words[at + 1].text)
        return words[at + 1].before is Break.NONE and pair in self._texts.pairs

    # --- the closed vocabulary --------------------------------------------------------------------------------------

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self.vocabulary)

    @cached_property
    def _texts(self) -> _Texts:
        return _texts_of(self._knowledge)


def content_words(shape: Sequence[str]) -> tuple[str, ...]:
    """The words of a shape that say what it is about, each once and in their order."""
    words = (word for word in shape if len(word) > 1 and word.isalpha())
    return tuple(dict.fromkeys(word for word in words if not {word, word.removesuffix("s")} & _joining()))


def _addresses(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Runs of words that are an e-mail or web address, a postcode, or a house with its street: "12 park close"."""
    for start, end in addresses(text):
        within = [at for at, word in enumerate(words) if start <= word.start < end]
        if within:
            yield within[0], within[-1] + 1
    for at, word in enumerate(words):
        if word.text[0].isdecimal():
            for end in range(at + 1, min(at + 2 + _LONGEST_STREET, len(words))):
                if words[end].before is not Break.NONE:
                    break
                if end > at + 1 and _is_one_of(words[end], street_words()):
                    yield at, end + 1
                if words[end].text in _joining():
                    break


def root(word: str) -> str:
    """What the forms of a word have in common: "plan" of "plans", "planned" and "planning". No word to be read."""
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_ROOT and not word.endswith("ss"):
            word = word.removesuffix(ending) + instead
            break
    return word[:-1] if word.endswith("e") or word[-1:] == word[-2:-1] else word


def _is_one_of(word: Word, names: frozenset[str]) -> bool:
    """Whether a word is one of these names, or says that something is theirs: "graces" for "Grace's"."""
    return word.text in names or word.text.removesuffix("s") in names


def _forms(word: str) -> Iterator[str]:
    """Other forms of a word of four letters and more: its plural, and what it may be the plural or tense of."""
    endings = (("", "s"), ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))
    for ending, instead in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_WITH_FORMS:
            yield word.removesuffix(ending) + instead


def _key(council: str, content: Sequence[str]) -> str:
    """No secret goes into it: the shape stands beside it in plain words, so there is nothing to hide."""
    return hashlib.sha256("\n".join((council, *sorted(set(map(root, content))))).encode()).hexdigest()


@dataclass(frozen=True)
class _Texts:
    """What the policies and the shared words are written in."""

    words: frozenset[str]
    acronyms: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    """Words that stand next to each other."""


def _texts_of(knowledge: Knowledge) -> _Texts:
    """The closed vocabulary. In running text a word counts only where it is written small, so that no name gets in."""
    words: set[str] = {word for name in ("joining", "everyday") for word in _lists()[name]}
    words |= _joining()
    acronyms: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for text, is_title in dict.fromkeys(_written(knowledge)):
        row = words_of(text)
        pairs.update((one.text, two.text) for one, two in pairwise(row) if two.before is Break.NONE)
        words.update(word.text for word in row if (is_title or not word.capital) and word.text.isalpha())
        acronyms.update(word.text for word in row if word.capitals and word.text.isalpha())
    # A town that is a team's name as well ("Ashford social work team") still says where somebody lives.
    towns = {name.lower() for pack in knowledge.packs.values() for name in pack.identity.also_called if name.istitle()}
    words = (words | acronyms) - _places() - towns
    return _Texts(frozenset(word for word in words if len(word) > 1 or word in _ALONE), frozenset(acronyms),
                  frozenset(pairs))


def _written(knowledge: Knowledge) -> Iterator[tuple[str, bool]]:
    """Every text the vocabulary is drawn from, and whether it is a title, in which large letters mean nothing."""
    for pack in knowledge.packs.values():
        for team in pack.teams:
            yield from ((name, True) for name in (team.name, team.abbreviation or "", *team.aliases))
            yield team.about, False
        for section in pack.sections:
            yield section.heading, True
        for part in (pack.sections, pack.checklists, pack.escalations, pack.meetings):
            yield from ((text, False) for text in _strings(part))
    for term in knowledge.glossary.terms:
        yield from ((spelling, True) for spelling in term.spellings)
        yield term.means, False
    for point in knowledge.points.values():
        yield point.name, True
    for fact in knowledge.vocabulary:
        yield from ((text, False) for text in (fact.label, fact.ask, *(option.label for option in fact.options)))
    here = Path(__file__).parent
    phrases = read(HERE / "vocabulary" / "phrases.yaml")
    lists = (trade_words()["ideas"], read(here / "real_words.yaml"), phrases)
    yield from ((text, False) for text in _strings(lists))


def _strings(value: object) -> Iterator[str]:
    """Every text in a value, whatever it is nested in."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _strings(getattr(value, name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    data: dict[str, Any] = read(Path(__file__).with_name("plain_words.yaml"))
    return {name: frozenset(map(str, words)) for name, words in data.items()}


@cache
def _never() -> frozenset[str]:
    return _lists()["names_too"] | _lists()["titles"]


@cache
def _joining() -> frozenset[str]:
    """Words that say nothing of what a question is about."""
    stop = frozenset(word for word in trade_words()["stop"] if isinstance(word, str))
    return (_lists()["joining"] | word_set("fillers") | stop) - _never() - _SIGNS


@cache
def _places() -> frozenset[str]:
    """Names of places in one word, apart from those that a question needs as words."""
    names = read(Path(__file__).with_name("places.yaml"))["places"]
    return frozenset(map(str, names)) - _lists()["everyday"] - _joining()


@cache
def _number_words() -> frozenset[str]:
    return frozenset(word_list("numbers")) - {"one"}
