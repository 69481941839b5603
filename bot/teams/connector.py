"""Sending: one pooled HTTP session to the Bot Framework connector, with the retries that it asks for and no others.

Endpoint and retry rules: Bot Framework REST API ("Send to conversation", "Reply to activity") and Teams' rate limits:
429 waits as told, 412, 502, 503 and 504 back off, everything else is final.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp
import structlog
from yarl import URL

RETRIED = frozenset({412, 429, 502, 503, 504})
BUDGET_SECONDS = 8.0
"""For one send with its retries. The channel repeats a message after ten to fifteen seconds."""
ATTEMPT = aiohttp.ClientTimeout(total=5)
FIRST_PAUSE_SECONDS = 0.25
UNANSWERED = 202
"""What a send that timed out counts as: it may have arrived, and saying it twice is worse than not knowing."""

log = structlog.get_logger(__name__)


class NotSent(Exception):  # noqa: N818 - what became of the message
    """A message was not delivered. `status` is the channel's answer (502 if there was none), `code` its error code."""

    def __init__(self, status: int, code: str = "") -> None:
        super().__init__(f"{status} {code}".strip())
        self.status, self.code = status, code

    @property
    def passing(self) -> bool:
        """Whether trying again later may work."""
        return self.status in RETRIED

    @property
    def unwelcome(self) -> bool:
        """Whether the person or their organisation has blocked the bot: it must not try again."""
        return self.status == 403 and self.code in ("ConversationBlockedByUser", "BotDisabledByAdmin")


class TokenSource(Protocol):
    """Where the bot's access token comes from."""

    async def get(self) -> str:
        """A valid token."""

    def refused(self) -> None:
        """The token was not taken."""


class Connector:
    """Sends activities to the channel that a conversation is in."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        tokens: TokenSource | None,
        counted: Callable[[str], None] = lambda _status: None,
        budget: float = BUDGET_SECONDS,
    ) -> None:
        """`tokens` is None for a bot without an identity; `counted` is told the outcome of every send."""
        self._session, self._tokens, self._counted, self._budget = session, tokens, counted, budget

    async def send(
        self, service_url: str, conversation_id: str, reply_to: str | None, activity: Mapping[str, Any]
    ) -> None:
        """Post one activity into a conversation.

        Raises NotSent when the channel refused it or could not be reached in time.
        """
        address = f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation_id, safe='')}/activities"
        if reply_to:
            address += f"/{quote(reply_to, safe='')}"
        body = json.dumps(activity, ensure_ascii=False, separators=(",", ":")).encode()
        until = time.monotonic() + self._budget
        pause = FIRST_PAUSE_SECONDS
        while True:
            status, code, asked = await self._post(address, body)
            self._counted(str(status))
            if status < 300:
                return
            wait = asked if asked is not None else pause * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
            if status not in RETRIED or time.monotonic() + wait > until:
                raise NotSent(status, code)
            await asyncio.sleep(wait)
            pause *= 2

    async def _post(self, address: str, body: bytes) -> tuple[int, str, float | None]:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self._tokens:
            headers["Authorization"] = f"Bearer {await self._tokens.get()}"
        try:
            async with self._session.post(
                URL(address, encoded=True), data=body, headers=headers, timeout=ATTEMPT, allow_redirects=False
            ) as answer:
                if answer.status < 300:
                    return answer.status, "", None
                if answer.status == 401 and self._tokens:
                    self._tokens.refused()
                return answer.status, await _error_code(answer), _seconds(answer.headers.get("Retry-After"))
        except TimeoutError:
            log.warning("send_unanswered")
            return UNANSWERED, "", None
        except aiohttp.ClientError:
            # Refused, or a pooled connection that had gone stale: as good as a bad gateway.
            log.warning("send_disconnected", exc_info=True)
            return 502, "", None


async def _error_code(answer: aiohttp.ClientResponse) -> str:
    """The connector's `{"error": {"code": …}}`, or nothing."""
    try:
        code = json.loads(await answer.content.read(65536))["error"]["code"]
    except (ValueError, KeyError, TypeError, aiohttp.ClientError):
        return ""
    return code if isinstance(code, str) else ""


def _seconds(retry_after: str | None) -> float | None:
    """RFC 9110, 10.2.3: seconds, or a date."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
