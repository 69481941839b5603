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
    peer = request.transport.get_extra_info("peername") if request.transport else None
    if not isinstance(peer, tuple) or not is_loopback(str(peer[0])):
        return False
    return not any(name in request.headers for name in _FORWARDED) and is_loopback(_host_name(request.host))


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


class Keys:
    """The keys of the HTTP API, compared in constant time."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._digests = tuple(hashlib.sha256(key.encode()).digest() for key in keys)

    def __bool__(self) -> bool:
        return bool(self._digests)

    def admit(self, request: web.Request) -> bool:
        """Whether the request carries one of the keys: `Authorization: Bearer …` or `X-API-Key: …`."""
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else request.headers.get("X-API-Key", "")
        digest = hashlib.sha256(given.encode(errors="surrogateescape")).digest()
        matches = [hmac.compare_digest(digest, known) for known in self._digests]
        return any(matches)
