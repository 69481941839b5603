"""The shape of a question: enough to know what was asked, and nothing of whom."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Knowledge, Pack
from knowledge.search.shape import LEFT_OUT, MOST_WORDS, PLACEHOLDERS, Shapes
from knowledge.yaml_file import read
from tests import shipped
from tests.random_cases import tried

TODAY = date(2026, 11, 23)
SHAPES = Shapes(shipped.knowledge())
KENT = shipped.knowledge().packs["kent"]


def shape(text: str, pack: Pack = KENT) -> str:
    found = SHAPES.of(text, pack, TODAY)
    assert found is not None, f"nothing is left of {text!r}"
    return found.text


def key(text: str, pack: Pack = KENT) -> str:
    found = SHAPES.of(text, pack, TODAY)
    assert found is not None, f"nothing is left of {text!r}"
    return found.key


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Who pays for the taxi to contact?", "who pays for the taxi to contact"),
        ("does Grace Smith move to CIC?", f"does {LEFT_OUT} move to cic"),
        ("can zanele mbeki keep her worker", f"can {LEFT_OUT} keep her worker"),
        ("closed on 3 March, when can it reopen", "closed on <date> when can it reopen"),
        ("does a 15yo need consent", "does a <number> yo need consent"),
        ("fifteen and no passport or visa", "<number> and no passport or visa"),
        ("moved from Ashford to Leeds, who pays", "moved from <here> to <place> who pays"),
        ("is the Kent policy older than Essex's policy", "is the <here> policy older than <place> policy"),
        ("section 47 and s20 visits", "section 47 and s 20 visits"),
        ("c&f assessment by a student", "c & f assessment by a student"),
        ("does the Early Help Team hold the passport", "does the early help team hold the passport"),
        ("who signs the pasport aplication", f"who signs the {LEFT_OUT} application"),
    ],
)
def test_a_question_keeps_its_ordinary_words_and_nothing_else(text: str, left: str) -> None:
    assert shape(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "does Grace move to a new worker",
        "does grace move to a new worker",
        "GRACE moves to a new worker",
        "Grace needs a new worker",
        "is it Grace's worker who signs",
        "the new worker for Kent and Grace signs",
    ],
)
def test_a_name_that_is_an_ordinary_word_is_left_out_wherever_it_stands(text: str) -> None:
    assert "grace" not in shape(text)
    assert "kent" not in shape(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("does Emma Young sign the consent", f"does {LEFT_OUT} sign the consent"),
        ("does emma young sign the consent", f"does {LEFT_OUT} sign the consent"),
        ("does mr young sign the consent", f"does {LEFT_OUT} sign the consent"),
        ("does Young sign the consent", f"does {LEFT_OUT} sign the consent"),
        ("does a young person sign the consent", "does a young person sign the consent"),
        ("does the Young People's Team sign the consent", "does the young peoples team sign the consent"),
    ],
)
def test_a_surname_that_a_policy_needs_as_a_word_stays_only_where_it_is_that_word(text: str, left: str) -> None:
    assert shape(text) == left


def test_what_is_written_all_in_capitals_is_read_as_well() -> None:
    assert shape("WHO PAYS FOR JANE SMITH'S TAXI TO CONTACT") == f"who pays for {LEFT_OUT} taxi to contact"


@pytest.mark.parametrize("text", ["", "???", "who is it", "what about Jane Smith", "pizza", "15"])
def test_nothing_is_left_of_what_says_nothing(text: str) -> None:
    assert SHAPES.of(text, KENT, TODAY) is None


def test_a_long_story_is_cut() -> None:
    assert len(shape("the taxi to contact is late and the carer waits " * 20).split()) == MOST_WORDS


# --- what counts as the same ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "same",
    [
        "taxi to the contact: who pays?",
        "who is paying for taxis to contacts",
        "who pays for Jane's taxi to contact in Leeds on 3 March",
        "WHO PAYS FOR THE TAXI TO CONTACT",
    ],
)
def test_order_plural_and_tense_and_person_make_no_difference(same: str) -> None:
    assert key(same) == key("who pays for the taxi to contact")


def test_another_question_and_another_council_are_counted_apart(knowledge: Knowledge) -> None:
    ours = key("who pays for the taxi to contact")
    assert key("who pays for the taxi to school") != ours
    assert key("who pays for the taxi to contact", knowledge.packs["somerset"]) != ours


# --- nobody can be found in it ----------------------------------------------------------------------------------------

NAMES = read(Path(__file__).with_name("names.yaml"))
FIRST, LAST, NEEDED = (tuple(map(str, NAMES[name])) for name in ("first", "last", "needed"))
FRAMES = (
    "does {} move to CIC with a new worker",
    "{} needs a new worker, who takes the case",
    "who pays for {}'s taxi to contact",
    "can the manager hold {} until the review",
    "new worker and taxi for {}",
    "taxi or passport? {} wants both",
)
PERSONAL = st.one_of(
    st.sampled_from(FIRST),
    st.builds("{} {}".format, st.sampled_from(FIRST), st.sampled_from(LAST)),
    st.builds("Mr {}".format, st.sampled_from(LAST)),
    st.builds("Mrs {}".format, st.sampled_from(LAST)),
    st.builds("{}.{}@example.org".format, st.sampled_from(FIRST), st.sampled_from(LAST)),
    st.builds("{} {} {}".format, st.integers(1, 999), st.sampled_from(["Acacia", "Church", "Old Court", "Park"]),
              st.sampled_from(["Avenue", "Road", "Close", "Street", "Way", "Court", "Place"])),
    st.from_regex(r"0\d{4} ?\d{6}", fullmatch=True),
    st.from_regex(r"\d{3} \d{3} \d{4}", fullmatch=True),
    st.from_regex(r"[0-3]\d[/.-][01]\d[/.-](19|20)\d\d", fullmatch=True),
    st.from_regex(r"(ME|CT|DA|TN|BR)\d{1,2} \d[ABD-HJLNP-UW-Z]{2}", fullmatch=True),
    st.text("bcdfghjklmnpqrstvwxz", min_size=8, max_size=20),
)


@given(personal=PERSONAL, frame=st.sampled_from(FRAMES), write=st.sampled_from([str, str.lower]))
@tried(50)
def test_no_personal_word_planted_in_a_question_is_in_its_shape(personal: str, frame: str, write: type[str]) -> None:
    kept = shape(frame.format(write(personal))).split()
    ordinary = shape(frame.format("xqzv")).split()
    assert not [word for word in kept if word not in ordinary and word not in PLACEHOLDERS]


def test_no_first_name_is_in_the_vocabulary() -> None:
    assert not {first.lower() for first in FIRST} & SHAPES.vocabulary


def test_no_surname_is_in_the_vocabulary_but_for_words_that_policies_need() -> None:
    assert {last.lower() for last in LAST} & SHAPES.vocabulary <= set(NEEDED)


@given(text=st.text(max_size=300), pack=st.sampled_from([*shipped.knowledge().packs.values()]))
@tried(50)
def test_a_shape_of_any_text_holds_words_of_the_closed_vocabulary_alone(text: str, pack: Pack) -> None:
    found = SHAPES.of(text, pack, TODAY)
    for word in found.text.split() if found else ():
        assert word in PLACEHOLDERS or word in SHAPES.vocabulary or word in {"&", "+"} or len(word) == 1


WORDS = st.sampled_from(
    [*sorted(SHAPES.vocabulary), "Grace", "Smith", "15", "s", "47", "c", "&", "f", "Leeds", ".", "?", ","]
)


@given(words=st.lists(WORDS, max_size=40))
@tried(50)
def test_a_shape_has_small_letters_and_no_figures_but_sections_of_the_law(words: list[str]) -> None:
    found = SHAPES.of(" ".join(words), KENT, TODAY)
    if found is not None:
        assert found.text == found.text.lower()
        assert not re.search(r"\d", re.sub(r"\b(s|sections?) \d+\b", "", found.text))
        assert len(found.text.split()) <= MOST_WORDS


def test_the_vocabulary_has_no_place_in_it() -> None:
    assert not {"ashford", "leeds", "essex", "medway", "stoke", "taunton"} & SHAPES.vocabulary
