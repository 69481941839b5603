"""The HTTP API does as its own description says, with everything that ships."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from bot import ask as asking
from bot.shapes import CouncilRules, Councils, Found
from bot.web.openapi import document
from dialogs.turn import Reply
from knowledge.record import Record
from tests import shipped
from tests.cases.accuracy import TODAY, cases
from tests.random_cases import THOROUGH, tried

SLUGS = sorted(shipped.knowledge().packs)
served = asking.served(shipped.services())


@cache
def described() -> dict[str, Any]:
    return json.loads(json.dumps(document(served, keyed=True)))


def check(model: type[Record], body: Any) -> None:
    """That a response has all that its schema wants, in the right shapes, and nothing that the schema does not name."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}", "components": described()["components"]}
    faults = [fault.message for fault in Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(body)]
    assert not faults, faults[0]
    model.model_validate(body)


@pytest.mark.thorough
@pytest.mark.parametrize("slug", SLUGS)
def test_every_reply_is_as_described(slug: str):
    for case in cases("worked", slug)[:: 1 if THOROUGH else 150]:
        reply = served.ask({"id": case["id"], "council": slug, "text": case["text"], "today": TODAY})
        check(Reply, json.loads(json.dumps(reply)))


@pytest.mark.parametrize("text", ["", "help", "kent", "whats an ICPC", "zxcvb", "x" * 5000, "moved from Kent to Devon"])
def test_so_is_a_reply_to_no_case_at_all(text: str):
    for council in ("kent", None):
        line = {"council": council, "text": text or " ", "facts": {} if text else {"age": 3}}
        check(Reply, json.loads(json.dumps(served.ask(line))))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "yes_no": st.booleans() | st.sampled_from(["yes", "no", "unknown"]),
    "number": st.integers(0, 18) | st.floats(0, 18) | st.sampled_from(["13-15", "16+", "0"]),
    "date": st.dates().map(str),
}


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    """A line that states facts of a council, each with a value that it may have, on any day there is."""
    slug = draw(st.sampled_from(SLUGS))
    teams = [team.id for team in shipped.knowledge().packs[slug].teams]
    facts = {
        fact["id"]: draw(VALUES[fact["kind"]] if fact["kind"] in VALUES else st.sampled_from(
            [option["value"] for option in fact["options"]] or teams))
        for fact in draw(st.lists(st.sampled_from(served.rules(slug)["facts"]), min_size=1, max_size=6))
    }
    return {"council": slug, "text": draw(st.sampled_from(["", "who takes it?"])), "today": str(draw(st.dates())),
            "facts": facts}


@tried(30)
@given(lines())
def test_so_is_a_reply_to_any_facts_on_any_day(line: dict[str, Any]):
    reply = served.ask(line)
    if reply["kind"] == "error":
        assert "lies between" in reply["error"]
        return
    check(Reply, json.loads(json.dumps(reply, allow_nan=False)))


@pytest.mark.parametrize("slug", SLUGS)
def test_so_are_the_rules_of_every_council(slug: str):
    check(CouncilRules, json.loads(json.dumps(served.rules(slug))))


def test_so_are_councils_and_searches():
    check(Councils, {"councils": json.loads(json.dumps(served.councils()))})
    for q in ("Who takes a case to conference?", "what is the best pizza in town", "\x00"):
        check(Found, json.loads(json.dumps(served.search(q, "kent", 20))))


def test_so_are_the_examples():
    for response in described()["paths"]["/api/v1/ask"]["post"]["responses"]["200"]["content"].values():
        for example in response["examples"].values():
            check(Reply, example["value"])
            assert example["value"]["kind"] != "error"
    (body,) = described()["paths"]["/api/v1/ask"]["post"]["requestBody"]["content"].values()
    line = {"$ref": "#/components/schemas/Line", "components": described()["components"]}
    for example in body["examples"].values():
        Draft202012Validator(line).validate(example["value"])


def test_every_schema_is_one_and_every_reference_leads_somewhere():
    for name, schema in described()["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert name in json.dumps(described()["paths"]) + json.dumps(described()["components"])
    for part in parts(described()):
        if "$ref" in part:
            found = described()
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step]


def test_no_object_is_left_undescribed():
    for part in parts(described()):
        if part.get("type") == "object":
            assert part.get("properties") or isinstance(part.get("additionalProperties"), dict), part


def test_every_fact_of_every_council_can_be_sent():
    facts = described()["components"]["schemas"]["Line"]["properties"]["facts"]["properties"]
    assert set(facts) == {fact["id"] for slug in SLUGS for fact in served.rules(slug)["facts"]}
    assert facts["age"]["description"] == "Age: How old is the child?"


def parts(part: Any) -> Iterator[dict[str, Any]]:
    """Every object in it."""
    if isinstance(part, dict):
        yield part
        part = [*part.values()]
    if isinstance(part, list):
        for inner in part:
            yield from parts(inner)
