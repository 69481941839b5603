"""The public keys with which the channel service signs its tokens.

The SDK fetches them with blocking calls, and never again for a key it does not know. These are fetched without
blocking, and again when a new one turns up.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog

_ASK = aiohttp.ClientTimeout(total=5)

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
        self, session: aiohttp.ClientSession, address: str, clock: Callable[[], float] = time.monotonic
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
