"""Who may speak to the bot, and who the bot is when it speaks: the SDK's token check and sign-in, made fit for use.

The SDK signs in anew for every turn, with blocking calls; here one sign-in serves all. Only tokens of the Bot Framework
channel service are taken: the SDK's paths for its retired Emulator and for other bots calling this one do not tie a
token to a service URL.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Protocol

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
from bot.teams.signing_keys import SigningKeys, Unauthorised, Unavailable

KEYS_ADDRESS: str = AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
_SIGN_IN_SECONDS = 10.0

log = structlog.get_logger(__name__)


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
