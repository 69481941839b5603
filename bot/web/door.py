"""Who may come in: callers from this machine, and callers with a key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import urlsplit

from aiohttp import web

from bot.settings import is_loopback

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def from_this_machine(request: web.Request) -> bool:
    """Whether a request starts on this very machine.

    The peer's address alone does not show it: a proxy or tunnel on this machine brings strangers in (it says so in a
    header), and so does a web page whose own host name was made to point here (then `Host` is not this machine's).
    """
    if not is_loopback(peer(request)):
        return False
    return not any(name in request.headers for name in _FORWARDED) and is_loopback(_host_name(request.host))


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def peer(request: web.Request) -> str:
    """The address a request comes from, by which callers without a key are told apart; empty if it has none."""
    name = request.transport.get_extra_info("peername") if request.transport else None
    return str(name[0]) if isinstance(name, tuple) else ""


class Keys:
    """The keys of the HTTP API: known by their digests alone, compared in constant time."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._digests = tuple(_digest(key) for key in keys)

    def __bool__(self) -> bool:
        return bool(self._digests)

    def holder(self, request: web.Request) -> str | None:
        """The digest of the key that a request carries, or None if it carries none of these.

        `Authorization: Bearer …` or `X-API-Key: …`. Every key is compared, wherever the match is, so that the time
        taken tells nothing.
        """
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        given = _digest(bearer.strip() if scheme.lower() == "bearer" else request.headers.get("X-API-Key", ""))
        matches = [hmac.compare_digest(given, known) for known in self._digests]
        return given.hex() if any(matches) else None


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode(errors="surrogateescape")).digest()
