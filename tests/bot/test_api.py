"""The HTTP API, health and metrics."""

from __future__ import annotations

import json

import pytest

from tests.bot.test_requests import refused

JSON = {"Content-Type": "application/json"}
KEY = "k" * 24


@pytest.fixture
async def keyed(start, settings):
    async with start(chosen=type(settings)(data_dir=settings.data_dir, api_keys=f"other-{KEY},{KEY}")) as teams:
        yield teams.bot


async def test_a_question_gets_a_reply(teams):
    facts = {"age": 15.5, "lac": True}
    line = {"id": "v1", "council": "kent", "text": "fifteen", "today": "2026-11-23", "facts": facts}
    answer = await teams.bot.post("/api/v1/ask", json=line)
    assert (answer.status, await answer.json()) == (200, {
        "id": "v1", "kind": "help", "text": "fifteen", "facts": facts})


@pytest.mark.parametrize(("body", "named"), [
    (b"", "JSON"), (b"{", "JSON"), (b"[]", "body"), (b"null", "body"), (b"{}", "text"), (b'{"text": null}', "text"),
    (b'{"text": 5}', "text"), (b'{"text": "x", "today": "tomorrow"}', "today"),
    (b'{"text": "x", "facts": []}', "facts"),
    (b'{"text": "x", "facts": {"age": [1]}}', "facts.age"), (b'{"text": "x", "council": 5}', "council"),
    (b'{"text": "x", "surprise": 1}', "surprise"), (b"\xff", "JSON"),
])
async def test_a_line_that_cannot_be_read_is_refused_by_name(teams, body, named):
    assert named in await refused(await teams.bot.post("/api/v1/ask", data=body, headers=JSON), 400)


async def test_what_cannot_be_answered_is_said_so(teams):
    answer = await teams.bot.post("/api/v1/ask", json={"text": "x", "council": "atlantis"})
    assert "atlantis" in await refused(answer, 422)


async def test_a_question_has_to_be_json_and_of_reasonable_size(teams):
    await refused(await teams.bot.post("/api/v1/ask", data="x", headers={"Content-Type": "text/plain"}), 415)
    await refused(await teams.bot.post("/api/v1/ask", json={"text": "x" * 300_000}), 413)
    await refused(await teams.bot.get("/api/v1/ask"), 405)
    await refused(await teams.bot.get("/api/v1/nothing"), 404)


async def test_sections_are_searched(teams):
    answer = await teams.bot.get("/api/v1/search", params={"q": "step down", "council": "kent", "limit": "5"})
    assert (await answer.json())["asked"] == ["step down", "kent", 5]


@pytest.mark.parametrize(("query", "status"), [
    ({}, 400), ({"q": ""}, 400), ({"q": "x", "limit": "0"}, 400), ({"q": "x", "limit": "many"}, 400),
    ({"q": "x", "limt": "3"}, 400), ({"q": "x", "council": "atlantis"}, 404),
])
async def test_a_search_that_cannot_be_read_is_refused(teams, query, status):
    await refused(await teams.bot.get("/api/v1/search", params=query), status)


async def test_councils_and_their_rules_are_listed(teams):
    assert (await (await teams.bot.get("/api/v1/councils")).json())["councils"][0]["slug"] == "kent"
    assert (await (await teams.bot.get("/api/v1/rules/kent")).json())["council"] == "kent"
    assert "kent" in await refused(await teams.bot.get("/api/v1/rules/atlantis"), 404)


async def test_without_keys_only_this_machine_is_served(teams):
    stranger = {"X-Forwarded-For": "203.0.113.9"}
    await refused(await teams.bot.get("/api/v1/councils", headers=stranger), 403)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"X-API-Key": KEY[:-1]},
                                     {"Authorization": f"Basic {KEY}"}, {"Authorization": "Bearer "}], ids=str)
async def test_with_keys_a_key_is_needed_even_here(keyed, headers):
    await refused(await keyed.get("/api/v1/councils", headers=headers), 401)


@pytest.mark.parametrize("headers", [{"Authorization": f"Bearer {KEY}"}, {"X-API-Key": f"other-{KEY}"}], ids=str)
async def test_any_of_the_keys_opens_the_api(keyed, headers):
    assert (await keyed.get("/api/v1/councils", headers=headers | {"X-Forwarded-For": "203.0.113.9"})).status == 200


async def test_the_description_names_every_route(teams):
    answer = await teams.bot.get("/api/openapi.json")
    described = await answer.json()
    served = {route.resource.canonical for route in teams.bot.app.router.routes()}
    assert set(described["paths"]) == {path for path in served if path.startswith("/api/v1/")}
    for reference in _references(described):
        assert reference.removeprefix("#/components/schemas/") in described["components"]["schemas"]
    assert set(described["components"]["schemas"]["Line"]["properties"]) == {"id", "council", "text", "today", "facts"}


async def test_health_and_readiness(teams, tmp_path):
    assert (await teams.bot.get("/healthz")).status == 200
    assert (await teams.bot.get("/readyz")).status == 200


async def test_a_bot_whose_storage_is_gone_is_alive_but_not_ready(start, monkeypatch):
    async def gone(_self: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("bot.storage.state.SqlState.ready", gone)
    async with start() as teams:
        assert (await teams.bot.get("/healthz")).status == 200
        await refused(await teams.bot.get("/readyz"), 503)


async def test_metrics_count_without_telling_who_or_what(teams):
    await teams.says("fifteen")
    await teams.says("please break")
    await teams.bot.get("/api/v1/rules/kent")
    text = await (await teams.bot.get("/metrics")).text()
    assert 'transfer_bot_activities_total{result="answered"} 1.0' in text
    assert 'transfer_bot_activities_total{result="failed"} 1.0' in text
    assert 'transfer_bot_sends_total{status="201"} 2.0' in text
    assert 'transfer_bot_api_calls_total{route="/api/v1/rules/{council}",status="200"} 1.0' in text
    assert "transfer_bot_turn_seconds_count 2.0" in text
    assert "ann" not in text.lower().replace("channel", "")
    assert "fifteen" not in text


def _references(part: object) -> list[str]:
    found = json.dumps(part).split('"$ref": "')[1:]
    return [piece.split('"')[0] for piece in found]
