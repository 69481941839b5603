"""Health: is the process alive, and can it do its work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.web.problems import problem

log = structlog.get_logger(__name__)


async def alive(_request: web.Request) -> web.Response:
    """`GET /healthz`: the process answers."""
    return web.json_response({"status": "ok"})


def readiness(ready: Callable[[], Awaitable[None]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """`GET /readyz`: `ready` comes back within two seconds without raising."""

    async def show(_request: web.Request) -> web.Response:
        try:
            await asyncio.wait_for(ready(), timeout=2)
        except Exception:
            log.warning("not_ready", exc_info=True)
            return problem(503, "Not ready", "The storage cannot be reached.", {"Retry-After": "5"})
        return web.json_response({"status": "ok"})

    return show
