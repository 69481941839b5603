"""A council that ships with nobody: a folder of YAML, named in PACKS_DIR, and every part of the bot knows it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from knowledge.packs import SHIPPED_PACKS
from tests.knowledge.conftest import MIDSHIRE

SHIPPED = [folder.name for folder in sorted(SHIPPED_PACKS.iterdir()) if (folder / "pack.yaml").is_file()]
TODAY = "2026-11-23"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packs in which Midshire is alone."""
    packs = tmp_path_factory.mktemp("packs")
    shutil.copytree(MIDSHIRE, packs / "midshire")
    return packs


@pytest.fixture
def call(call: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command line of a deployment that has Midshire beside the shipped councils."""
    monkeypatch.setenv("TRANSFER_BOT_PACKS_DIR", str(folder))
    return call


@pytest.fixture
def ask(call: Any) -> Any:
    """`ask(text)`: the reply to somebody in Midshire, as data."""

    def answer(text: str, council: str = "midshire", today: str = TODAY) -> Any:
        return call("ask", "--json", "--council", council, "--today", today, text).json

    return answer


def test_it_stands_beside_the_shipped_councils(call: Any) -> None:
    listed = {council["slug"]: council for council in call("councils", "--json").json["councils"]}
    assert list(listed) == [*SHIPPED, "midshire"]
    assert listed["midshire"]["name"] == "Midshire"
    assert listed["midshire"]["warnings"] == []


def test_its_pack_is_clean(call: Any) -> None:
    called = call("pack", "check", "midshire")
    assert called.status == 0
    assert called.out.splitlines()[0] == "midshire: 20 of 20 statements accounted for, 14 rules, nothing wrong"


# --- what people type there -------------------------------------------------------------------------------------------


def test_its_own_words_lead_to_its_own_team_section_and_date(ask: Any) -> None:
    found = ask("lantern here. going to round table, assessment finished 20 Nov")["answer"]
    assert (found["rule"], found["to"]["name"]) == ("midshire.conference", "Harbour Team")
    assert (found["point"]["id"], found["deadline"]) == ("initial_cp_conference", "2026-12-04")
    assert found["sections"] == ["midshire.2"]
    assert found["responsible"] == "the Lantern manager"


def test_working_days_leave_out_the_days_on_which_this_council_is_closed(ask: Any) -> None:
    found = ask("lantern, going to round table, assessment finished 18 Dec 2026", today="2026-12-21")["answer"]
    assert found["deadline"] == "2027-01-07"
    assert "closure day 29 December" in found["counted"]


def test_a_fact_that_only_it_has_is_read_and_turns_the_answer(ask: Any) -> None:
    reply = ask("lantern, family on a narrowboat, going to round table")
    assert reply["facts"]["lives_afloat"] is True
    assert (reply["answer"]["outcome"], reply["answer"]["rule"]) == ("stays", "midshire.conference-afloat")
    assert reply["answer"]["sections"] == ["midshire.2.1", "midshire.2"]


def test_a_fact_that_only_it_has_means_nothing_elsewhere(ask: Any) -> None:
    assert "lives_afloat" not in ask("cswt, 12, family on a narrowboat", council="kent")["facts"]


def test_its_own_meeting_consent_and_ambiguous_clock_are_told(ask: Any) -> None:
    found = ask("harbour, stepping down, yellow form signed, first cup of tea was on 20 Nov")["answer"]
    assert (found["to"]["id"], found["point"]["name"]) == ("hub", "Thursday Table")
    assert found["consent"] == "the family signs the yellow form"
    assert [found["deadline"], *(other["date"] for other in found["deadline_readings"])] == ["2026-12-05", "2026-12-11"]
    assert found["cautions"] == ['The rules say "15 days" and not whether weekends and bank holidays count.']


def test_without_consent_nobody_steps_down(ask: Any) -> None:
    found = ask("harbour, stepping down but they wont sign the yellow form")["answer"]
    assert (found["outcome"], found["rule"]) == ("stays", "midshire.step-down-refused")


def test_clauses_that_point_different_ways_are_both_shown_the_safer_first(ask: Any) -> None:
    found = ask("harbour, 5, s20, plan is to go home")["answer"]
    assert [reading["rule"] for reading in found["readings"]] == [
        "midshire.second-review",
        "midshire.second-review-going-home",
    ]
    assert found["readings"][0]["point"]["name"] == "second Child in Care Review"
    assert found["clash"]["raise_with"] == "the Anchor manager and the outgoing manager"


def test_an_age_at_which_the_answer_changes_is_told_beforehand(ask: Any) -> None:
    found = ask("Anchor. turns 18 on 20 May 2028")["answer"]
    assert found["outcome"] == "stays"
    assert [(change["date"], change["text"]) for change in found["milestones"]] == [
        ("2027-11-20", "At 17½: it transfers to Compass Team")
    ]


def test_where_its_policy_is_silent_it_says_so(ask: Any) -> None:
    reply = ask("harbour, 16, remanded yesterday")
    assert reply["kind"] == "not_covered"
    assert "Midshire's rules say nothing of children on remand" in reply["text"]


@pytest.mark.parametrize(
    ("assessed", "today", "rule", "due"),
    [
        ("31 March 2026", "2026-04-07", "conference-until-march-2026", "2026-04-23"),
        ("31 March 2026", TODAY, "conference-until-march-2026", "2026-04-23"),
        ("1 April 2026", "2026-04-07", "conference", "2026-04-17"),
    ],
)
def test_the_day_of_the_assessment_picks_the_version_of_the_rule(
    ask: Any, assessed: str, today: str, rule: str, due: str
) -> None:
    found = ask(f"lantern, going to round table, assessment completed {assessed}", today=today)["answer"]
    assert (found["rule"], found["deadline"]) == (f"midshire.{rule}", due)
    assert "the day that counts" in found["version"]


# --- looking things up ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("who sits at the Thursday Table", "midshire.4"),
        ("do we keep families on narrowboats", "midshire.2.1"),
        ("what has to be in the logbook before a handover", "midshire.7"),
        ("section 5.2", "midshire.5.2"),
    ],
)
def test_a_question_finds_its_section(call: Any, question: str, section: str) -> None:
    found = call("search", "--council", "midshire", "--json", question).json
    assert (found["kind"], found["sections"][0]["id"]) == ("sections", section)


def test_its_ladder_is_climbed_with_its_own_clocks(call: Any) -> None:
    typed = "I'm in Wherrybridge\nharbour, stepping down, family agrees\nwho do I escalate to\n"
    *_, ladder = call("chat", "--json", "--today", TODAY, typed=typed).lines
    assert [line.rpartition("(")[2].rstrip(")") for line in ladder["lines"][:2]] == ["2 working days", "3 working days"]
    assert [section["id"] for section in ladder["sections"]] == ["midshire.8"]


def test_its_routes_are_printed(call: Any) -> None:
    assert "transfers to Compass Team" in call("pack", "graph", "midshire").out


# --- between councils -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("council", "text", "rule", "role", "other_rule"),
    [
        ("midshire", "harbour, 9, cin, moving from Midshire to Kent", "moving-out", "receiving", "kent.cin-in"),
        ("kent", "cswt, 9, cin, moving from Kent to Midshire", "cin-out", "receiving", "midshire.moving-in"),
        ("midshire", "9, cin, moving in from Kent", "moving-in", "leaving", "kent.cin-out"),
        ("kent", "9, cin, moving in from Tollerwick", "cin-in", "leaving", "midshire.moving-out"),
    ],
)
def test_a_move_between_it_and_kent_shows_both_sides(
    ask: Any, council: str, text: str, rule: str, role: str, other_rule: str
) -> None:
    reply = ask(text, council=council)
    other = other_rule.partition(".")[0]
    assert reply["answer"]["rule"] == f"{council}.{rule}"
    assert (reply["other_side"]["council"], reply["other_side"]["role"]) == (other, role)
    assert reply["other_side"]["answer"]["rule"] == other_rule
    assert all(section["id"].startswith(other) for section in reply["other_side"]["sections"])


def test_who_holds_the_case_meanwhile_is_told_where_it_says_so(ask: Any) -> None:
    reply = ask("harbour, 9, cin, moving from Midshire to Kent")
    assert reply["answer"]["meanwhile"].startswith("Midshire goes on visiting")


def test_what_only_it_knows_is_not_carried_to_the_other_council(ask: Any) -> None:
    reply = ask("harbour, 9, cin, family on a narrowboat, moving from Midshire to Kent")
    assert reply["facts"]["lives_afloat"] is True
    assert reply["other_side"]["answer"]["rule"] == "kent.cin-in"
