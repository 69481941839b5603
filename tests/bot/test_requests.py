"""What the door tells whoever gets a request wrong: always a problem document, never a 500."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.activity import Malformed, read
from bot.teams.mention import spoken
from bot.web.door import from_this_machine
from tests.bot.conftest import said

FIELDS = [
    "type", "id", "text", "value", "name", "entities", "from", "recipient", "conversation", "channelData", "tenant",
    "mentioned", "membersAdded", "localTimestamp", "localTimezone", "serviceUrl", "deliveryMode", "tenantId",
    "conversationType", "isGroup",
]
JSON = {"Content-Type": "application/json"}


async def refused(answer, status: int) -> str:
    """Check that the answer is a problem document of this status and give its detail."""
    body = await answer.json(content_type="application/problem+json")
    assert (answer.status, body["status"]) == (status, status)
    assert body["title"]
    return body["detail"]


@pytest.mark.parametrize("body", [
    b"", b"{", b"nonsense", b"\xff\xfe", b'{"type": "message"', b'"\\ud800"', b"[" * 100_000, b"9" * 10_000, b"NaN",
], ids=lambda body: repr(body[:12]))
async def test_a_body_that_is_not_json_is_refused(teams, body):
    await refused(await teams.bot.post("/api/messages", data=body, headers=JSON), 400)


@pytest.mark.parametrize("body", ["[]", "[{}]", "1", "null", '"message"', "true"])
async def test_a_body_that_is_not_an_object_is_refused(teams, body):
    detail = await refused(await teams.bot.post("/api/messages", data=body, headers=JSON), 400)
    assert "JSON object" in detail


@pytest.mark.parametrize("field", ["type", "channelId", "serviceUrl", "conversation", "from", "recipient"])
async def test_a_missing_field_is_named(teams, field):
    assert field in await refused(await teams.post(said("fifteen", **{field: None})), 400)
    assert teams.channel.sent == []


@pytest.mark.parametrize("wrong", [
    {"type": 3}, {"type": ""}, {"from": "ann"}, {"from": {}}, {"from": {"id": ""}}, {"recipient": []},
    {"conversation": {"id": 7}}, {"conversation": {"id": "a\u0000b"}}, {"conversation": {"id": "x" * 600}},
    {"text": {"a": 1}}, {"text": 5}, {"entities": "x"}, {"entities": [1]}, {"membersAdded": {"id": "x"}},
    {"id": "line\nbreak"}, {"id": 4}, {"deliveryMode": {}},
], ids=json.dumps)
async def test_a_field_of_the_wrong_shape_is_refused(teams, wrong):
    await refused(await teams.post(said("fifteen") | wrong), 400)


@pytest.mark.parametrize("address", [
    "http://169.254.169.254/latest/", "https://example.org/", "http://10.0.0.1/", "file:///etc/passwd", "ftp://localhost/",
    "localhost", "//localhost/", "http://", "http://user@localhost/", "http://localhost.example.org/", "http://[::ffff:8.8.8.8]/",
    "http://localhost@example.org/", "http://[::1", "http://127.0.0.1/?x=", "",
])
async def test_without_an_identity_replies_go_to_this_machine_only(teams, address):
    await refused(await teams.post(said("fifteen", serviceUrl=address)), 400)


async def test_a_body_over_the_limit_is_refused(teams):
    await refused(await teams.post(said("x" * 300_000)), 413)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/json; charset=utf-16", "", "x"])
async def test_another_content_type_is_refused(teams, content_type):
    whole = json.dumps(teams.channel.activity(said("fifteen")))
    await refused(await teams.bot.post("/api/messages", data=whole, headers={"Content-Type": content_type}), 415)


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(FIELDS), SHAPES))
def test_no_activity_of_any_shape_gets_past_the_check_and_breaks_later(shape):
    whole = {
        "type": "message", "channelId": "msteams", "serviceUrl": "http://localhost/", "conversation": {"id": "a"},
        "from": {"id": "29:ann"}, "recipient": {"id": "28:bot"}, **shape,
    }
    try:
        activity = read(json.dumps(whole).encode())
    except Malformed:
        return
    assert activity.key.place
    assert activity.today(datetime(2026, 11, 23, tzinfo=UTC)).year
    assert activity.tenant is None or activity.tenant == activity.tenant.lower()
    assert isinstance(spoken(activity.text or "", activity.entities or (), activity.recipient.id), str)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_another_method_is_refused(teams, method):
    answer = await teams.bot.request(method, "/api/messages")
    await refused(answer, 405)
    assert answer.headers["Allow"] == "POST"


async def test_an_unknown_address_is_refused(teams):
    await refused(await teams.bot.get("/nothing/here"), 404)


async def test_odd_but_harmless_fields_are_taken(teams):
    odd = {"entities": [{"type": "mention"}, {"type": "clientInfo", "locale": "en-GB"}], "channelData": "x",
           "unknownField": {"deep": [1]}, "localTimestamp": "yesterday", "locale": "xx"}
    assert await teams.says("fifteen", **odd) == ["fifteen"]
    assert await teams.says("cin", id=None) == ["fifteen cin"]


@pytest.mark.parametrize("headers", [
    {"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}, {"Host": "rebound.example.org"},
], ids=lambda headers: next(iter(headers)))
async def test_without_an_identity_a_stranger_behind_a_proxy_is_turned_away(teams, headers):
    await refused(await teams.post(said("fifteen"), headers=headers), 403)


@pytest.mark.parametrize(("peer", "here"), [
    (("127.0.0.1", 5), True), (("::1", 5, 0, 0), True), (("::ffff:127.0.0.1", 5, 0, 0), True),
    (("192.168.1.7", 5), False), (("::ffff:192.168.1.7", 5, 0, 0), False), (None, False), ("", False),
])
def test_only_a_loopback_peer_is_this_machine(peer, here):
    transport = SimpleNamespace(get_extra_info=lambda name, default=None: peer if name == "peername" else default)
    request = make_mocked_request("POST", "/api/messages", headers={"Host": "localhost:3978"}, transport=transport)
    assert from_this_machine(request) is here
