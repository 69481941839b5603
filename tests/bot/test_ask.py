"""One line in, one Reply as JSON out: the shape that other systems rely on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bot import ask as asking
from dialogs import Services

EXPLOITED = "15, CIN, being exploited, home about to break down, no disability, CSWT, C&F done 1 Dec 2026"


def ask(services: Services, **line: Any) -> Mapping[str, Any]:
    """The reply to a line about Kent on 23 November 2026, unless the line says otherwise."""
    return json.loads(json.dumps(asking.ask({"council": "kent", "today": "2026-11-23"} | line, services)))


def test_an_answer_has_everything_the_contract_names(services: Services) -> None:
    reply = ask(services, id="v1", text=EXPLOITED)
    answer = reply["answer"]
    assert (reply["id"], reply["council"], reply["kind"]) == ("v1", "kent", "answer")
    assert answer["outcome"] == "transfers"
    assert answer["from"] == {"id": "cswt", "name": "Children's Social Work Team", "abbreviation": "CSWT"}
    assert answer["to"] == {"id": "ast", "name": "Adolescent Support Team", "abbreviation": "AST"}
    assert answer["point"] == {"id": "initial_cin_meeting", "name": "initial Child in Need meeting"}
    assert answer["timescale"] == {
        "amount": 10, "unit": "working_days", "relation": "within", "anchor": "assessment_completed",
    }  # fmt: skip
    assert answer["deadline"] == "2026-12-15"
    assert "Tuesday 15 December 2026" in answer["when"]
    assert answer["sections"][0] == "kent.6.cswt.ast"
    assert answer["rule"] == "kent.cswt-ast"
    assert reply["facts"]["assessment_completed"] == "2026-12-01"
    assert {"fact", "value", "text"} <= set(answer["presumed"][0])
    assert reply["sections"][0]["reference"].startswith("6")


def test_parts_that_do_not_apply_are_left_out(services: Services) -> None:
    reply = ask(services, text="ISO, 4yo with aunt, LA agrees he is safe there, CSWT hold")
    assert reply["answer"]["outcome"] == "stays"
    assert not {"to", "deadline", "deadline_readings"} & set(reply["answer"])
    assert "question" not in reply


def test_a_question_has_its_options(services: Services) -> None:
    reply = ask(services, text="CSWT. baby, ISO made, stays with nan")
    assert reply["kind"] == "question"
    assert reply["question"]["fact"] == "authority_position"
    assert reply["question"]["why"]
    assert {"value": "child_should_be_in_care", "label": "Wants care"} in reply["question"]["options"]


def test_a_yes_no_question_keeps_both_options(services: Services) -> None:
    reply = ask(services, text="CSWT. parents want to relinquish the newborn")
    assert [option["value"] for option in reply["question"]["options"]] == [True, False]


def test_a_policy_question_is_answered_with_sections(services: Services) -> None:
    reply = ask(services, text="do draft assessments stop a transfer?")
    assert reply["kind"] == "sections"
    assert {"id", "reference", "heading", "digest", "score"} <= set(reply["sections"][0])


def test_silence_still_carries_the_nearest_section(services: Services) -> None:
    reply = ask(services, text="child on a CP plan moving from Ashford to Thanet, who takes it")
    assert reply["kind"] == "not_covered"
    assert reply["sections"][0]["id"] == "kent.8"
    assert "answer" not in reply


def test_facts_alone_are_enough(services: Services) -> None:
    facts = {"holding_team": "CSWT", "age": 0.25, "legal_status": "interim_care_order"}
    assert ask(services, text="", facts=facts)["answer"]["to"]["id"] == "cic"


def test_without_a_council_it_is_asked_for(services: Services) -> None:
    reply = ask(services, council=None, text=EXPLOITED)
    assert reply["kind"] == "question"
    assert reply["question"]["fact"] == "council"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"text": "x", "council": "atlantis"}, 'no policy for "atlantis"'),
        ({"text": "x", "today": "23/11/2026"}, "Write it as 2026-11-23"),
        ({"text": "x", "today": 5}, "is not a date"),
        ({"text": "x", "facts": {"agee": 15}}, "Did you mean age"),
        ({"text": "x", "facts": {"age": "old"}}, "number of years"),
        ({"text": "x", "facts": {"age": [15]}}, "one plain value"),
        ({"text": "x", "facts": [15]}, "an object like"),
        ({"text": "x", "facts": {"holding_team": "the A team"}}, "no team called"),
        ({"text": "x", "agee": 15}, 'do not know "agee"'),
        ({"text": ""}, "Give me a text"),
        ({"text": 5}, "Give me a text"),
        ({}, "Give me a text"),
    ],
)
def test_what_cannot_be_used_is_said_with_the_mend(services: Services, line: dict[str, Any], says: str) -> None:
    reply = ask(services, id=7, **line)
    assert (reply["id"], reply["kind"]) == (7, "error")
    assert says in reply["error"]
    assert says in reply["text"]


def test_a_batch_goes_on_after_a_line_that_cannot_be_read(services: Services) -> None:
    lines = ["not json", "", "[1]", '{"id": "a", "text": ""}', json.dumps({"id": "b", "text": EXPLOITED}), "[" * 5000]
    replies = list(asking.batch(lines, services, council="kent", today="2026-11-23"))
    assert [(reply["id"], reply["kind"]) for reply in replies] == [
        (None, "error"), (None, "error"), ("a", "error"), ("b", "answer"), (None, "error"),
    ]  # fmt: skip


def test_a_line_wins_over_the_defaults_of_the_call(services: Services) -> None:
    line = json.dumps({"text": EXPLOITED.replace(" 2026", ""), "today": "2025-11-24"})
    (reply,) = asking.batch([line], services, council="kent", today="2026-11-23")
    assert reply["answer"]["deadline"] == "2025-12-15"


def test_a_search_lists_sections_best_first(services: Services) -> None:
    found = asking.search({"id": "q", "council": "kent", "text": "draft assessments", "limit": 2}, services)
    assert (found["id"], found["kind"], len(found["sections"])) == ("q", "sections", 2)
    assert found["sections"][0]["score"] >= found["sections"][1]["score"]


def test_a_search_for_what_the_policy_does_not_say(services: Services) -> None:
    text = "what is the best pizza in town"
    assert asking.search({"council": "kent", "text": text}, services)["kind"] == "not_covered"


@pytest.mark.parametrize("limit", [0, "3", True])
def test_a_search_needs_a_sensible_limit(services: Services, limit: object) -> None:
    assert asking.search({"council": "kent", "text": "moves", "limit": limit}, services)["kind"] == "error"


def test_councils_say_what_to_know_of_their_policy(services: Services) -> None:
    kent = next(one for one in asking.councils(services, date(2026, 11, 23)) if one["slug"] == "kent")
    assert kent["name"] == "Kent"
    assert [warning["code"] for warning in kent["warnings"]] == ["policy_undated"]


def test_rules_can_be_read_by_other_systems(services: Services) -> None:
    body = json.loads(json.dumps(asking.rules("kent", services)))
    assert any(rule["id"] == "cswt-ast" for rule in body["rules"])
    assert {"id", "kind", "label", "ask", "options", "unit"} >= set(body["facts"][0])


def test_the_host_is_given_the_same_functions(services: Services) -> None:
    served = asking.served(services)
    assert served.ask({"council": "kent", "text": EXPLOITED, "today": "2026-11-23"})["kind"] == "answer"
    assert served.search("draft assessments", "kent", 1)["kind"] == "sections"
    assert served.search("draft assessments", None, 1)["kind"] in ("sections", "error")
    assert served.councils()[0]["slug"]


def test_the_host_answers_for_its_default_council(services: Services) -> None:
    served = asking.served(services, "kent")
    assert served.ask({"text": EXPLOITED, "today": "2026-11-23"})["council"] == "kent"
    assert served.search("draft assessments", None, 1)["council"] == "kent"
