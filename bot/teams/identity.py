"""Who may speak to the bot, and who the bot is when it speaks: the SDK's token check and sign-in, made fit for use.

The SDK fetches signing keys with blocking calls and never again for a key it does not know, and signs in anew for
every turn. Here the keys are fetched without blocking, again when a new one turns up, and one sign-in serves all.
Only tokens of the Bot Framework channel service are taken: the SDK's paths for its retired Emulator and for other
bots calling this one do not tie a token to a service URL.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
import jwt
import structlog
from botframework.connector.auth import (
    AuthenticationConstants,
    ChannelValidation,
    ManagedIdentityAppCredentials,
    MicrosoftAppCredentials,
    SimpleCredentialProvider,
)
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor
from msal import ConfidentialClientApplication  # type: ignore[import-untyped]

from bot.settings import Settings

KEYS_ADDRESS: str = AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
_ASK = aiohttp.ClientTimeout(total=5)
_SIGN_IN_SECONDS = 10.0

log = structlog.get_logger(__name__)


class Unauthorised(Exception):  # noqa: N818 - what the caller is, not what went wrong here
    """The caller did not prove to be the Bot Framework."""


class Unavailable(Exception):  # noqa: N818
    """Microsoft's sign-in service cannot be reached; worth trying again."""


@dataclass(frozen=True)
class SigningKey:
    """A public key and the channels it may speak for."""

    public_key: Any
    endorsements: tuple[str, ...]


class SigningKeys:
    """The channel service's public keys, by key id."""

    FRESH = 24 * 3600.0
    """Seconds after which keys are fetched again, as the Bot Framework's documentation asks."""
    PATIENCE = 300.0
    """Seconds between two fetches for ids that are not known: strangers can make up as many as they like."""
    RETRY = 5.0
    """Seconds between two fetches while there are no keys at all."""

    def __init__(
        self, session: aiohttp.ClientSession, address: str = KEYS_ADDRESS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._session, self._address, self._clock = session, address, clock
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching = asyncio.Lock()

    async def get(self, key_id: str | None) -> SigningKey:
        """The key of this id. Raises Unauthorised if there is none, Unavailable if none could be fetched."""
        if not self._known(key_id):
            async with self._fetching:
                wait = self.PATIENCE if self._keys else self.RETRY
                if not self._known(key_id) and self._clock() - self._tried >= wait:
                    await self._fetch()
        if not self._keys:
            raise Unavailable("no signing keys")
        key = self._keys.get(key_id or "")
        if key is None:
            raise Unauthorised("the token is signed with an unknown key")
        return key

    def _known(self, key_id: str | None) -> bool:
        return key_id in self._keys and self._clock() - self._fetched < self.FRESH

    async def _fetch(self) -> None:
        self._tried = self._clock()
        try:
            async with self._session.get(self._address, timeout=_ASK, raise_for_status=True) as answer:
                where = (await answer.json(content_type=None))["jwks_uri"]
            async with self._session.get(where, timeout=_ASK, raise_for_status=True) as answer:
                listed = (await answer.json(content_type=None))["keys"]
            self._keys = {
                key["kid"]: SigningKey(jwt.PyJWK.from_dict(key, "RS256").key, tuple(key.get("endorsements", ())))
                for key in listed
                if key.get("kty") == "RSA" and "kid" in key
            }
            self._fetched = self._clock()
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, jwt.PyJWTError):
            log.warning("signing_keys_not_fetched", exc_info=True, still_known=len(self._keys))


class Gate:
    """Checks that a request comes from the channel service and is meant for this bot."""

    def __init__(self, app_id: str, keys: SigningKeys) -> None:
        self._audience = SimpleCredentialProvider(app_id, "")
        self._extractor = JwtTokenExtractor(
            ChannelValidation.TO_BOT_FROM_CHANNEL_TOKEN_VALIDATION_PARAMETERS,
            KEYS_ADDRESS,
            AuthenticationConstants.ALLOWED_SIGNING_ALGORITHMS,
        )
        self._extractor.open_id_metadata = keys

    async def check(self, authorization: str, channel_id: str, service_url: str) -> None:
        """Pass if the header holds a valid token for this bot, channel and service URL.

        Raises Unauthorised (with a reason fit for a log) or Unavailable.
        """
        try:
            identity = await self._extractor.get_identity_from_auth_header(authorization, channel_id, [])
            await ChannelValidation.validate_identity(identity, self._audience)
        except (Unauthorised, Unavailable):
            raise
        except Exception as error:
            # The SDK raises bare Exceptions and fails on garbage in many ways. None of them lets anybody in.
            raise Unauthorised(type(error).__name__) from error
        if identity.get_claim_value(ChannelValidation.SERVICE_URL_CLAIM) != service_url:
            raise Unauthorised("the token is for another service URL")


class Credentials(Protocol):
    """The SDK's credentials."""

    def get_access_token(self) -> str:
        """A token for the channel service. Blocks while it signs in."""


class Tokens:
    """The bot's own access token, fetched in a thread and shared by all sends."""

    KEEP = 240.0
    """Seconds that a token is handed out again: the sign-in library gives none with less than five minutes left."""

    def __init__(self, credentials: Credentials, clock: Callable[[], float] = time.monotonic) -> None:
        self._credentials, self._clock = credentials, clock
        self._token, self._until = "", float("-inf")
        self._signing_in = asyncio.Lock()

    async def get(self) -> str:
        """A valid access token. Raises Unavailable when there is none to be had."""
        async with self._signing_in:
            if self._clock() >= self._until:
                try:
                    self._token = await asyncio.wait_for(
                        asyncio.to_thread(self._credentials.get_access_token), _SIGN_IN_SECONDS
                    )
                except Exception as error:
                    log.exception("sign_in_failed", mend="Check the bot's identity; client secrets expire.")
                    raise Unavailable("the bot could not sign in") from error
                self._until = self._clock() + self.KEEP
            return self._token

    def refused(self) -> None:
        """The channel service did not take the token: sign in again for the next send."""
        self._until = float("-inf")


class _Secret(MicrosoftAppCredentials):  # type: ignore[misc]
    """The SDK's client-secret credentials, with a time-out on their calls."""

    app: Any

    def get_access_token(self, force_refresh: bool = False) -> str:
        if self.app is None:
            self.app = ConfidentialClientApplication(
                client_id=self.microsoft_app_id,
                client_credential=self.microsoft_app_password,
                authority=self.oauth_endpoint,
                timeout=_SIGN_IN_SECONDS,
            )
        return str(super().get_access_token(force_refresh))


def credentials(settings: Settings) -> Credentials:
    """The credentials of the bot's identity. `settings` must have one."""
    scope = AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE
    if settings.app_type == "UserAssignedMSI":
        return ManagedIdentityAppCredentials(settings.app_id, scope)  # type: ignore[no-any-return]
    secret = settings.app_password.get_secret_value() if settings.app_password else ""
    return _Secret(settings.app_id, secret, settings.app_tenant_id, scope)
