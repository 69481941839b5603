"""Properties that hold for any reply at all, however long or odd."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.teams.cards import render, tapped
from bot.teams.cards.answer import headline
from bot.teams.cards.text import clip, escape, one_line
from dialogs.turn import Button, Reply, Understood
from knowledge.rules.model import (
    Answer,
    Choice,
    DeadlineReading,
    Milestone,
    Notice,
    Presumed,
    Question,
    SectionHit,
    TeamRef,
)
from tests.bot.cards.replies import REPLIES
from tests.bot.cards.seen import actions, read, size
from tests.random_cases import tried

LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
short = st.text(LETTERS, max_size=60)
name = st.text(LETTERS, min_size=1, max_size=40).filter(str.strip)
LONG = st.builds(lambda text, times: " ".join([text] * times), short, st.integers(1, 60))


def several(of: st.SearchStrategy, most: int = 4) -> st.SearchStrategy:
    return st.lists(of, max_size=most).map(tuple)


def many(of: st.SearchStrategy) -> st.SearchStrategy:
    """A few, or so many that no card holds them."""
    return several(of) | several(of, 2).map(lambda some: some * 80)


teams = st.none() | st.builds(TeamRef, id=name, name=name, abbreviation=st.none() | name)
dates = st.dates(date(2026, 1, 1), date(2030, 1, 1))
values = st.booleans() | st.integers(0, 30) | name


def answers(**more: st.SearchStrategy) -> st.SearchStrategy[Answer]:
    return st.builds(
        Answer,
        outcome=st.sampled_from(["transfers", "stays", "closes", "joint_working", "panel", "notify"]),
        from_team=teams, to=teams, when=short, counted=LONG, because=LONG, escalation=LONG, departure=LONG,
        deadline_readings=several(st.builds(DeadlineReading, date=dates, reading=short)),
        presumed=several(st.builds(Presumed, fact=name, value=values, text=LONG)),
        tasks=many(LONG), cautions=many(LONG), sections=several(name),
        milestones=many(st.builds(Milestone, date=st.none() | dates, text=LONG)),
        force=st.sampled_from(["must", "should", "may"]),
        **more,
    )


buttons = several(
    st.builds(Button, label=name | LONG, fact=st.none() | name, value=st.none() | values, says=short,
              action=st.sampled_from(["answer", "flip", "change", "dont_know", "why", "back", "start_again", "other"])),
    most=12,
)
any_answer = answers(also=many(answers()), readings=several(answers(), 3))
any_question = st.builds(Question, fact=name, text=name, why=short,
                         options=several(st.builds(Choice, value=values, label=name)))


def replies(**fixed: st.SearchStrategy) -> st.SearchStrategy[Reply]:
    """Any reply, with some of it given."""
    return st.builds(Reply, **({
        "kind": st.just("answer"),
        "card": st.sampled_from(get_args(Reply.model_fields["card"].annotation)),
        "title": short, "lead": LONG, "text": LONG, "token": short, "buttons": buttons, "lines": many(LONG),
        "answer": st.none() | any_answer,
        "question": st.none() | any_question,
        "sections": several(
            st.builds(SectionHit, id=name, reference=short, heading=name, digest=LONG, points=many(LONG)), 6),
        "understood": several(st.builds(Understood, fact=name, label=name, value=values, text=LONG)),
        "warnings": several(st.builds(Notice, code=name, text=LONG)),
    } | fixed))


LONGEST = REPLIES["answer"].model_copy(update={"lead": "🙂" * 9000, "text": "½\n" * 20000})
ABSURD = LONGEST.model_copy(update={"title": "🙂" * 9000, "answer": Answer(
    outcome="stays", when="🙂" * 9000, sections=("🙂" * 9000,),
    readings=(Answer(outcome="closes", when="🙂" * 9000),) * 9,
)})


@tried(10)
@given(replies())
@example(LONGEST)
@example(ABSURD)
def test_any_reply_is_a_card_that_teams_takes(reply: Reply) -> None:
    rendered = render(reply)
    assert json.loads(json.dumps(rendered.card)) == rendered.card
    assert rendered.card["version"] == "1.5"
    assert size(rendered.card) <= 27 * 1024
    assert len(actions(rendered.card)) <= 6
    assert len(rendered.suggested) <= 3
    assert all(tapped(action["data"]) for action in actions(rendered.card))


def shown(text: str, on: str) -> bool:
    return one_line(text).upper() in one_line(on).upper()


@tried(10)
@given(replies(card=st.just("answer"), answer=any_answer))
@example(LONGEST)
def test_where_and_when_and_which_section_are_on_every_answer_however_long(reply: Reply) -> None:
    found = reply.answer
    assert found
    on = read(render(reply).card)
    references = {hit.id: hit.reference for hit in reply.sections}
    for said in found.readings or (found,):
        assert shown(headline(said), on)
        assert shown(said.when, on)
        assert all(shown(references.get(section, section), on) for section in said.sections)


@tried(10)
@given(replies(card=st.just("question"), question=any_question))
def test_the_question_is_on_every_question_card_however_long(reply: Reply) -> None:
    assert reply.question
    assert shown(reply.question.text, read(render(reply).card))


def test_what_is_cut_is_said_to_be_cut() -> None:
    reply = REPLIES["checklist"].model_copy(update={"lines": ("Visit the family together",) * 400})
    assert "Shortened to fit a Teams card. Ask about one part to see it in full." in read(render(reply).card)
    assert "Shortened" not in read(render(REPLIES["checklist"]).card)


@given(st.text(LETTERS))
@example("[sign in](https://example.org)")
@example("1. one\n- two\n# three\n> four")
@example("<b>*bold* _it_ ~~gone~~ `code` &lt;i&gt; | a | b |</b>")
@example("===")
def test_escaped_text_shows_as_it_was_typed(text: str) -> None:
    drawn = MarkdownIt("default", {"html": True}).render(escape(text))
    assert not re.search(r"<(?!/?p>)", drawn)
    assert one_line(html.unescape(drawn.replace("<p>", "").replace("</p>", ""))) == one_line(text)


def test_ordinary_names_and_dates_need_no_escape() -> None:
    plain = "Children's Social Work Team (CSWT), 17½, C&F - by Tue 15 December 2026!"
    assert escape(plain) == plain


@pytest.mark.parametrize(("most", "cut"), [(40, "Visit the family together"), (12, "Visit the…"), (4, "Vis…")])
def test_text_is_cut_at_a_word_with_a_mark(most: int, cut: str) -> None:
    assert clip("Visit the family together", most) == cut


def test_a_text_that_begins_with_nothing_but_spaces_is_cut_too():
    assert clip(" " * 50 + "x", 10) == "…"
