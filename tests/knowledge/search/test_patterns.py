"""The notation of phrases: what it says, what it matches, what it refuses."""

from __future__ import annotations

import pytest

from knowledge.search.patterns import Line, PhraseBook, PhraseLists, parse
from knowledge.search.tokens import words_of

LISTS = {"done": ["done", "signed off"]}


def matches(pattern: str, text: str) -> list[str]:
    book: PhraseBook[str] = PhraseBook()
    book.add(parse(pattern, LISTS, frozenset()), "it")
    words = words_of(text)
    line = Line(words, {}, text, frozenset({"not"}))
    return [text[words[m.start].start : words[m.end - 1].end] for m in book.find(line)]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("care order", "a Care Order was made", "Care Order"),
        ("cant cope", "mum can't cope", "can't cope"),
        ("ico|iso made", "ISO made", "ISO made"),
        ("(care order|ico) made", "care order made", "care order made"),
        ("care? order", "order", "order"),
        ("exploit*", "exploitative", "exploitative"),
        ("s20", "s.20", "s.20"),
        ("s20", "S 20", "S 20"),
        ("c&f <done>", "C&F signed off", "C&F signed off"),
        ("moved .. Kent", "moved last week to Kent", "moved last week to Kent"),
        ("so!", "an SO", "SO"),
    ],
)
def test_a_phrase_matches(pattern: str, text: str, found: str) -> None:
    assert matches(pattern, text) == [found]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("care order", "care, order"),
        ("moved .. kent", "moved. To Kent"),
        ("moved .. kent", "moved one two three four Kent"),
        ("due .. autism", "due not to autism"),
        ("so!", "so what"),
        ("cin", "cinema"),
    ],
)
def test_a_phrase_does_not_match(pattern: str, text: str) -> None:
    assert matches(pattern, text) == []


@pytest.mark.parametrize("pattern", ["(a b", "a b)", "<nowhere>", ".. a", "a ..", "? a", "| a", "a |", ""])
def test_a_phrase_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"phrase|list"):
        parse(pattern, LISTS, frozenset())


def test_a_list_may_name_another_list() -> None:
    words = words_of("gone to his nan")
    line = PhraseLists({"kin": ["nan"], "to_kin": ["to his <kin>"]}, frozenset()).found_in(Line(words))
    assert [(slot, at) for slot, at in line.slots if slot == "to_kin"] == [("to_kin", 1)]


def test_an_entry_of_a_list_that_can_end_early_is_tried_at_both_ends() -> None:
    lists = PhraseLists({"be": ["is", "is now"]}, frozenset())
    book: PhraseBook[str] = PhraseBook()
    book.add(parse("<be> now", {}, lists.names), "it")
    line = lists.found_in(Line(words_of("is now")))
    assert [(match.start, match.end) for match in book.find(line)] == [(0, 2)]


def test_lists_that_name_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        PhraseLists({"a": ["x <b>"], "b": ["y <a>"]}, frozenset())
