"""With an identity, only Microsoft's channel service gets in, and only for this bot and its own tenants."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.settings import Settings
from bot.teams.identity import Gate, Tokens, credentials
from bot.teams.signing_keys import SigningKeys, Unavailable
from tests.bot.conftest import Teams, said
from tests.bot.test_requests import refused

APP_ID = "11111111-2222-3333-4444-555555555555"
ISSUER = "https://api.botframework.com"


@dataclass
class SignInService:
    """Publishes signing keys, as login.botframework.com does."""

    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    endorsements: list[str] = field(default_factory=lambda: ["msteams"])
    fetched: int = 0
    down: bool = False
    address: str = ""

    def add(self, key_id: str) -> None:
        self.keys[key_id] = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    async def metadata(self, request: web.Request) -> web.Response:
        self.fetched += 1
        if self.down:
            raise web.HTTPServiceUnavailable
        return web.json_response({"jwks_uri": str(request.url.with_path("/keys"))})

    async def jwks(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [
            json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            | {"kid": key_id, "endorsements": self.endorsements}
            for key_id, key in self.keys.items()
        ]})

    def token(self, service_url: str, key_id: str = "one", signed_with: str | None = None, **claims: Any) -> str:
        now = int(time.time())
        whole = {"iss": ISSUER, "aud": APP_ID, "serviceurl": service_url, "nbf": now - 10, "exp": now + 600, **claims}
        present = {name: value for name, value in whole.items() if value is not None}
        return jwt.encode(present, self.keys[signed_with or key_id], "RS256", headers={"kid": key_id})


class FixedToken:
    async def get(self) -> str:
        return "the-bots-own-token"

    def refused(self) -> None:
        """Not of interest here."""


@pytest.fixture
async def microsoft() -> AsyncIterator[SignInService]:
    service = SignInService()
    service.add("one")
    app = web.Application()
    app.router.add_get("/metadata", service.metadata)
    app.router.add_get("/keys", service.jwks)
    async with TestServer(app, host="127.0.0.1") as server:
        service.address = str(server.make_url("/metadata"))
        yield service


@pytest.fixture
def identified(start: Callable[..., Any], tmp_path: Any, microsoft: SignInService) -> Callable[..., Any]:
    """Start a bot with an identity whose sign-in service is `microsoft`."""

    @asynccontextmanager
    async def starting(clock: Callable[[], float] = time.monotonic, **more: Any) -> AsyncIterator[Teams]:
        settings = Settings(data_dir=tmp_path, app_id=APP_ID, app_type="SingleTenant", app_tenant_id="Tenant-1",
                            app_password="x" * 20, **more)

        def sign_in(session: aiohttp.ClientSession) -> tuple[Gate, FixedToken]:
            return Gate(APP_ID, SigningKeys(session, microsoft.address, clock)), FixedToken()

        async with start(chosen=settings, sign_in=sign_in) as teams:
            teams.headers = bearer(microsoft.token(teams.channel.service_url))
            yield teams

    return starting


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_valid_token_gets_in_and_the_reply_carries_the_bots_own(identified):
    async with identified() as teams:
        assert await teams.says("fifteen") == ["fifteen"]
    assert teams.channel.sent[0].headers["Authorization"] == "Bearer the-bots-own-token"


async def test_without_a_token_nothing_is_even_read(identified):
    async with identified() as teams:
        await refused(await teams.bot.post("/api/messages", data=b"{", headers={"Content-Type": "x/y"}), 401)


@pytest.mark.parametrize("header", [
    "Bearer garbage", "Bearer a.b.c", "Bearer", "Bearer  ", "Basic YTpi", "garbage", "Bearer a b c", "Bearer é",
    "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer eyJhbGciOiJub25lIn0.W10.",
])
async def test_a_garbage_token_is_refused(identified, header):
    async with identified() as teams:
        await refused(await teams.post(said("fifteen"), headers={"Authorization": header}), 401)
    assert teams.channel.sent == []


@pytest.mark.parametrize("claims", [
    {"aud": "another-bot"}, {"aud": None}, {"aud": ""}, {"iss": "https://evil.example.org"}, {"iss": None},
    {"iss": f"https://sts.windows.net/{'d6d49420-f39b-4df7-a1dc-d59a935871db'}/", "appid": APP_ID, "ver": "1.0"},
    {"exp": 1_000_000_000}, {"exp": "soon"}, {"nbf": 4_000_000_000}, {"serviceurl": "https://elsewhere.example.org/"},
    {"serviceurl": None},
], ids=str)
async def test_a_token_with_a_wrong_claim_is_refused(identified, microsoft, claims):
    async with identified() as teams:
        token = microsoft.token(**({"service_url": teams.channel.service_url} | claims))
        await refused(await teams.post(said("fifteen"), headers=bearer(token)), 401)
    assert teams.channel.sent == []


async def test_a_token_signed_with_another_key_is_refused(identified, microsoft):
    async with identified() as teams:
        microsoft.add("forged")
        forged = microsoft.token(teams.channel.service_url, key_id="one", signed_with="forged")
        del microsoft.keys["forged"]
        await refused(await teams.post(said("fifteen"), headers=bearer(forged)), 401)


async def test_a_token_of_another_channel_is_refused(identified, microsoft):
    microsoft.endorsements = ["directline"]
    async with identified() as teams:
        await refused(await teams.post(said("fifteen")), 401)


async def test_a_new_signing_key_is_fetched_when_it_turns_up(identified, microsoft):
    at = [1000.0]
    async with identified(clock=lambda: at[0]) as teams:
        await teams.says("fifteen")
        microsoft.add("two")
        at[0] += SigningKeys.PATIENCE
        teams.headers = bearer(microsoft.token(teams.channel.service_url, key_id="two"))
        assert await teams.says("cin") == ["fifteen cin"]
    assert microsoft.fetched == 2


async def test_made_up_key_ids_do_not_make_the_bot_fetch_each_time(identified, microsoft):
    async with identified() as teams:
        await teams.says("fifteen")
        for number in range(5):
            token = microsoft.token(teams.channel.service_url, key_id=f"made-up-{number}", signed_with="one")
            await refused(await teams.post(said("fifteen"), headers=bearer(token)), 401)
    assert microsoft.fetched == 1


async def test_known_keys_are_good_while_the_sign_in_service_is_down(identified, microsoft):
    at = [1000.0]
    async with identified(clock=lambda: at[0]) as teams:
        await teams.says("fifteen")
        microsoft.down = True
        at[0] += SigningKeys.FRESH + 1
        assert await teams.says("cin") == ["fifteen cin"]


async def test_without_any_keys_the_channel_is_asked_to_come_back(identified, microsoft):
    at = [1000.0]
    microsoft.down = True
    async with identified(clock=lambda: at[0]) as teams:
        await refused(await teams.post(said("fifteen")), 503)
        microsoft.down = False
        at[0] += SigningKeys.RETRY
        assert await teams.says("fifteen") == ["fifteen"]


@pytest.mark.parametrize("where", [
    {"conversation": {"id": "a:1", "tenantId": "tenant-2"}, "channelData": {"tenant": {"id": "tenant-1"}}},
    {"conversation": {"id": "a:1"}, "channelData": {"tenant": {"id": "tenant-2"}}},
    {"conversation": {"id": "a:1"}, "channelData": None},
], ids=["conversation", "channel data", "no tenant"])
async def test_people_of_another_tenant_are_not_answered(identified, where):
    async with identified() as teams:
        assert await teams.says("fifteen", **where) == []


async def test_tenants_can_be_allowed(identified):
    async with identified(allowed_tenants="tenant-2, tenant-3") as teams:
        there = {"conversation": {"id": "a:1", "tenantId": "TENANT-2"}}
        assert await teams.says("fifteen", **there) == ["fifteen"]
        assert await teams.says("fifteen") == []


async def test_with_an_identity_the_address_for_replies_has_to_be_https(identified, microsoft):
    async with identified() as teams:
        token = microsoft.token("http://teams.example.org/")
        answer = await teams.post(said("fifteen", serviceUrl="http://teams.example.org/"), headers=bearer(token))
        assert "https" in await refused(answer, 400)


async def test_a_bot_that_cannot_sign_in_asks_for_the_activity_again(identified, monkeypatch):
    async def expired(_self: FixedToken) -> str:
        raise Unavailable("the secret has expired")

    async with identified() as teams:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(FixedToken, "get", expired)
            await refused(await teams.post(said("fifteen", id="late")), 503)
        assert await teams.says("fifteen", id="late") == ["fifteen"]


class Counting:
    def __init__(self, seconds: float = 0) -> None:
        self.asked, self.seconds = 0, seconds

    def get_access_token(self) -> str:
        self.asked += 1
        time.sleep(self.seconds)
        return f"token-{self.asked}"


async def test_one_sign_in_serves_every_send_and_blocks_nobody():
    slow = Counting(0.2)
    tokens = Tokens(slow)
    ticks = 0
    asked = asyncio.gather(*(tokens.get() for _ in range(5)))
    while not asked.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert set(await asked) == {"token-1"}
    assert ticks >= 5
    assert slow.asked == 1


async def test_a_refused_token_is_not_used_again():
    tokens = Tokens(Counting())
    await tokens.get()
    tokens.refused()
    assert await tokens.get() == "token-2"


async def test_a_token_is_asked_for_anew_before_it_can_expire():
    at = [0.0]
    tokens = Tokens(Counting(), clock=lambda: at[0])
    await tokens.get()
    at[0] = Tokens.KEEP
    assert await tokens.get() == "token-2"


async def test_a_failed_sign_in_is_unavailable_and_not_a_crash():
    class Refused:
        def get_access_token(self) -> str:
            raise PermissionError("AADSTS7000222: the client secret has expired")

    with pytest.raises(Unavailable):
        await Tokens(Refused()).get()


def test_the_credentials_are_those_of_the_identity():
    secret = credentials(Settings(app_id=APP_ID, app_type="SingleTenant", app_tenant_id="t-1", app_password="p" * 20))
    assert secret.oauth_endpoint == "https://login.microsoftonline.com/t-1"
    managed = credentials(Settings(app_id=APP_ID, app_type="UserAssignedMSI", app_tenant_id="t-1"))
    assert type(managed).__name__ == "ManagedIdentityAppCredentials"
