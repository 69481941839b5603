"""The HTTP API, health and metrics."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import io

import pytest
from yarl import URL

from bot import logs
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
    (b'{"text": "x", "surprise": 1}', "surprise"), (b"\xff", "JSON"), (b'{"text": "x"} {}', "JSON"),
    (b'{"text": "\\ud800"}', "line 1 column"), ('{"text": "\xe9"}'.encode("latin-1"), "JSON"),
    (b'\xef\xbb\xbf{"text": "x"}', "JSON"), (b"[" * 100_000, "JSON"),
    (b'{"text": "x", "facts": ' + b'{"a":' * 30_000 + b"1" + b"}" * 30_001, "JSON"),
    (b'{"text": "x", "facts": {"age": {"years": 5}}}', "facts.age: give one plain value"),
    (b'{"text": "x", "facts": {"age": null}}', "facts.age"), (b'{"text": "x", "id": [1]}', "id: give one plain"),
    (b'{"text": "x", "id": NaN}', "id"), (b'{"text": "x", "id": 1e400}', "id"),
    (b'{"text": "x", "facts": {"age": -Infinity}}', "facts.age"), (b'{"text": "x", "text": "y"}', "text: give it once"),
    (b'{"text": "x", "id": ' + b"9" * 5000 + b"}", "JSON"),
    (b'{"text": "x", "facts": {"age": 3, "age": 15}}', "age: give it once"),
    (b'{"text": "x", "today": 0}', "today"), (b'{"text": "x", "today": "0"}', "today"),
    (b'{"text": "x", "today": "2026-11-23T00:00:00"}', "today"), (b'{"text": "x", "today": "2026-02-30"}', "today"),
], ids=lambda part: repr(part[:40]) if isinstance(part, bytes) else "")
async def test_a_line_that_cannot_be_read_is_refused_by_name(teams, body, named):
    assert named in await refused(await teams.bot.post("/api/v1/ask", data=body, headers=JSON), 400)


@pytest.mark.parametrize("line", [
    {"text": "a\u0000b"}, {"text": "\u202e\ufffe👶🏽"}, {"text": "", "facts": {"age": 15}}, {"text": "x" * 10_000},
    {"text": "x", "id": 10**300}, {"text": "x", "id": 1.5}, {"text": "x", "id": False}, {"text": "x", "id": "\u0000"},
], ids=lambda line: ascii(line)[:40])
async def test_odd_but_whole_lines_are_answered_and_their_id_comes_back(teams, line):
    answer = await teams.bot.post("/api/v1/ask", json=line)
    body = await answer.json()
    assert (answer.status, body["text"], body["id"]) == (200, line["text"], line.get("id"))


async def test_what_cannot_be_answered_is_said_so(teams):
    answer = await teams.bot.post("/api/v1/ask", json={"text": "x", "council": "atlantis"})
    assert "atlantis" in await refused(answer, 422)


async def test_a_question_has_to_be_json_and_of_reasonable_size(teams):
    await refused(await teams.bot.post("/api/v1/ask", data="x", headers={"Content-Type": "text/plain"}), 415)
    await refused(await teams.bot.post("/api/v1/ask", json={"text": "x" * 300_000}), 413)
    assert "10000" in await refused(await teams.bot.post("/api/v1/ask", json={"text": "x" * 10_001}), 400)
    await refused(await teams.bot.get("/api/v1/ask"), 405)
    await refused(await teams.bot.get("/api/v1/nothing"), 404)


@pytest.mark.parametrize(("encoding", "body"), [
    ("gzip", gzip.compress(b'{"text": "x"}', mtime=0)), ("gzip", b"not gzip"), ("br", b'{"text": "x"}'),
    ("made-up", b"{}"),
])
async def test_a_compressed_question_is_refused_unopened(teams, encoding, body):
    answer = await teams.bot.post("/api/v1/ask", data=body, headers=JSON | {"Content-Encoding": encoding})
    assert "Content-Encoding" in await refused(answer, 415)


@pytest.mark.parametrize("kind", ["application/json; charset=utf-16", "application/json; charset=x", "text/json", "x"])
async def test_a_question_in_another_format_is_refused(teams, kind):
    await refused(await teams.bot.post("/api/v1/ask", data=b'{"text": "x"}', headers={"Content-Type": kind}), 415)


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize(("path", "allowed"), [
    ("ask", "POST"), ("search", "GET, HEAD"), ("councils", "GET, HEAD"), ("rules/kent", "GET, HEAD"),
])
async def test_another_method_is_refused_and_the_right_one_named(teams, method, path, allowed):
    answer = await teams.bot.request(method, f"/api/v1/{path}")
    await refused(answer, 405)
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize(("path", "status"), [
    ("councils", 200), ("rules/kent", 200), ("rules/atlantis", 404), ("search", 400), ("ask", 405),
])
async def test_the_head_of_an_answer_comes_without_its_body(teams, path, status):
    answer = await teams.bot.head(f"/api/v1/{path}")
    assert (answer.status, await answer.read()) == (status, b"")


@pytest.mark.parametrize("path", [
    "rules/%ff", "rules/%00", "rules/%2e%2e", "rules/..%2fkent", "rules/%", "rules/KENT", "rules/", "rules/kent/",
    "", "/",
])
async def test_a_mangled_address_leads_nowhere(teams, path):
    await refused(await teams.bot.get(URL(f"/api/v1/{path}", encoded=True)), 404)


async def test_sections_are_searched(teams):
    answer = await teams.bot.get("/api/v1/search", params={"q": "step down", "council": "kent", "limit": "5"})
    assert (await answer.json())["asked"] == ["step down", "kent", 5]


@pytest.mark.parametrize(("query", "status"), [
    ({}, 400), ({"q": ""}, 400), ({"q": "x", "limit": "0"}, 400), ({"q": "x", "limit": "many"}, 400),
    ({"q": "x", "limt": "3"}, 400), ({"q": "x", "council": "atlantis"}, 404), ({"q": "x", "council": ""}, 404),
    ({"q": "x" * 1001}, 400), ({"q": "x", "limit": "21"}, 400), ({"q": "x", "limit": ""}, 400),
    ({"q": "x", "limit": "+3"}, 400), ({"q": "x", "limit": " 3"}, 400), ({"q": "x", "limit": "3.0"}, 400),
    ({"q": "x", "limit": "1_0"}, 400), ({"q": "x", "limit": "٣"}, 400), ([("q", "x"), ("q", "y")], 400),
    ([("q", "x"), ("council", "kent"), ("council", "atlantis")], 400),
], ids=lambda part: str(part)[:60])
async def test_a_search_that_cannot_be_read_is_refused(teams, query, status):
    await refused(await teams.bot.get("/api/v1/search", params=query), status)


@pytest.mark.parametrize("q", ["%00", "%ff", "%ed%a0%80", "%zz", "%F0%9F%98%80" * 1000], ids=lambda q: q[:12])
async def test_whatever_can_be_typed_can_be_searched_for(teams, q):
    assert (await teams.bot.get(URL(f"/api/v1/search?council=kent&q={q}", encoded=True))).status == 200


async def test_councils_and_their_rules_are_listed(teams):
    assert (await (await teams.bot.get("/api/v1/councils")).json())["councils"][0]["slug"] == "kent"
    assert (await (await teams.bot.get("/api/v1/rules/kent")).json())["council"] == "kent"
    assert "kent" in await refused(await teams.bot.get("/api/v1/rules/atlantis"), 404)


async def test_without_keys_only_this_machine_is_served(teams):
    stranger = {"X-Forwarded-For": "203.0.113.9"}
    await refused(await teams.bot.get("/api/v1/councils", headers=stranger), 403)


@pytest.mark.parametrize("headers", [
    {}, {"Authorization": "Bearer wrong"}, {"X-API-Key": KEY[:-1]}, {"Authorization": f"Basic {KEY}"},
    {"Authorization": "Bearer "}, {"Authorization": ""}, {"X-API-Key": ""}, {"X-API-Key": "é"},
    {"Authorization": "Bearer wrong", "X-API-Key": KEY},
], ids=str)
async def test_with_keys_a_key_is_needed_even_here(keyed, headers):
    answer = await keyed.get("/api/v1/councils", headers=headers)
    await refused(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("headers", [
    {"Authorization": f"Bearer {KEY}"}, {"Authorization": f"bearer  {KEY}"}, {"X-API-Key": f"other-{KEY}"},
], ids=str)
async def test_any_of_the_keys_opens_the_api(keyed, headers):
    assert (await keyed.get("/api/v1/councils", headers=headers | {"X-Forwarded-For": "203.0.113.9"})).status == 200


async def test_without_a_key_nothing_is_told_of_what_there_is(keyed):
    await refused(await keyed.get("/api/v1/nothing"), 401)
    await refused(await keyed.get("/api/v1/rules/atlantis"), 401)


@pytest.mark.parametrize("given", [f"other-{KEY}", KEY, "none of them", ""])
async def test_every_key_is_compared_whichever_matches(keyed, monkeypatch, given):
    compared = []

    def comparing(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", comparing)
    await keyed.get("/api/v1/councils", headers={"X-API-Key": given})
    assert compared == [(_digest(given), _digest(key)) for key in (f"other-{KEY}", KEY)]


@pytest.fixture
def limited(start, settings):
    def starting(**chosen):
        return start(chosen=type(settings)(data_dir=settings.data_dir, api_rate_limit=2, **chosen))

    return starting


async def test_each_key_has_a_limit_of_calls_a_minute(limited):
    async with limited(api_keys=f"other-{KEY},{KEY}") as teams:
        one, other = ({"X-API-Key": key} for key in (KEY, f"other-{KEY}"))
        assert [(await teams.bot.get("/api/v1/councils", headers=one)).status for _ in range(2)] == [200, 200]
        over = await teams.bot.post("/api/v1/ask", json={"text": "x"}, headers={"Authorization": f"Bearer {KEY}"})
        assert "2 calls a minute" in await refused(over, 429)
        assert 1 <= int(over.headers["Retry-After"]) <= 60
        assert (await teams.bot.get("/api/v1/councils", headers=other)).status == 200
        await refused(await teams.bot.get("/api/v1/councils"), 401)


async def test_without_keys_each_address_has_a_limit(limited):
    async with limited() as teams:
        statuses = [(await teams.bot.get(f"/api/v1/{path}")).status for path in ("councils", "nothing", "rules/kent")]
        assert statuses == [200, 404, 429]
        assert (await teams.bot.get("/api/openapi.json")).status == 200
        assert (await teams.bot.get("/healthz")).status == 200


async def test_no_key_is_logged(keyed, monkeypatch):
    written = io.StringIO()
    logs.configure(stream=written)

    def broken(*_: object) -> None:
        raise RuntimeError(KEY)

    monkeypatch.setattr("bot.pace.Pace.judge", broken)
    await refused(await keyed.get("/api/v1/councils", headers={"X-API-Key": KEY}), 500)
    assert "request_failed" in written.getvalue()
    assert KEY not in written.getvalue()


async def test_the_description_names_every_route(teams):
    answer = await teams.bot.get("/api/openapi.json")
    described = await answer.json()
    served = {route.resource.canonical for route in teams.bot.app.router.routes()}
    assert set(described["paths"]) == {path for path in served if path.startswith("/api/v1/")}
    assert set(described["components"]["schemas"]["Line"]["properties"]) == {"id", "council", "text", "today", "facts"}


async def test_the_description_says_whether_a_key_is_needed(teams, keyed):
    assert (await (await teams.bot.get("/api/openapi.json")).json())["security"] == []
    assert (await (await keyed.get("/api/openapi.json")).json())["security"] == [{"bearer": []}, {"header": []}]


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


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
