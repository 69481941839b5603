"""What is suggested to the keeper of a policy for a question that was not answered."""

from __future__ import annotations

import pytest

from knowledge import Pack
from knowledge.pack_files import Section
from knowledge.search.aliases import suggested_alias


def section(kent: Pack, **changes: object) -> Section:
    return kent.section("kent.4").model_copy(update=changes)


def test_an_alias_is_made_of_the_words_that_say_what_was_asked(kent: Pack) -> None:
    assert suggested_alias("who pays for … taxi to contact in <place>", kent, section(kent)) == "pays taxi contact"


@pytest.mark.parametrize("shape", ["childs wishes and feelings", "what of the feelings and wishes of the child"])
def test_no_alias_is_suggested_that_some_section_has_already_in_whatever_order(kent: Pack, shape: str) -> None:
    assert suggested_alias(shape, kent, section(kent)) is None


def test_no_alias_is_suggested_of_words_that_most_sections_have(kent: Pack) -> None:
    assert suggested_alias("when does the transfer go to another social worker", kent, section(kent)) is None


def test_no_alias_is_suggested_of_words_that_lead_to_the_section_already(kent: Pack) -> None:
    named = section(kent, heading="Taxis to contact", aliases=("who pays",))
    assert suggested_alias("who pays for the taxi to contact", kent, named) is None


def test_a_shape_without_a_word_of_content_suggests_nothing(kent: Pack) -> None:
    assert suggested_alias("… <number> what of it", kent, section(kent)) is None


def test_an_alias_stays_short(kent: Pack) -> None:
    long = "passport visa flight holiday abroad school uniform"
    assert suggested_alias(long, kent, section(kent)) == "passport visa flight holiday abroad"
