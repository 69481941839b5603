"""The composition root: settings and services in, a web application out."""

from __future__ import annotations

import asyncio
import errno
import gc
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeAlias

import aiohttp
import structlog
from aiohttp import web

from bot import logs
from bot.pace import Pace
from bot.services import Services
from bot.settings import Settings, SettingsError
from bot.state import State, StorageUnavailable
from bot.storage.state import open_state
from bot.teams.adapter import Adapter, Gate, Render
from bot.teams.cards import render as as_card
from bot.teams.cards import warm_up
from bot.teams.connector import Connector, TokenSource
from bot.teams.handler import Handler
from bot.teams.signing_keys import SigningKeys
from bot.web.api import create_api, describe
from bot.web.door import Keys
from bot.web.health import alive, readiness
from bot.web.metrics import Metrics
from bot.web.problems import BODY_LIMIT, problems

SWEEP_SECONDS = 3600.0
WARM_UP_AFTER = 2.0
"""Seconds after which the bot does beforehand what first people would wait for: it listens, and stops, at once."""
DRAIN_SECONDS = 10.0
"""How long requests in hand may take when the process is asked to stop; a turn has no longer than that anyway."""
SERVING: Mapping[str, Any] = {"auto_decompress": False, "max_line_size": 16 * 1024}
"""How HTTP itself is served. Compressed bodies are refused rather than unpacked: nobody sends them, and what cannot be
unpacked breaks the connection. The line is long enough for the longest search there may be, percent-encoded."""

SignIn: TypeAlias = Callable[[aiohttp.ClientSession], tuple[Gate, TokenSource]]

log = structlog.get_logger(__name__)


def create_app(
    settings: Settings,
    services: Services,
    *,
    render: Render = as_card,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sign_in: SignIn | None = None,
) -> web.Application:
    """The bot as a web application.

    Connections are opened when it starts and closed when it stops. `sign_in` stands in for Microsoft's sign-in service
    in tests; it is used only if the settings have an identity.
    """
    metrics = Metrics()
    app = web.Application(middlewares=[problems], client_max_size=BODY_LIMIT)
    adapter: Adapter
    state: State

    async def open_and_close(_app: web.Application) -> AsyncIterator[None]:
        nonlocal adapter, state
        state = await open_state(settings.database, now)
        # On a server the way out may lead through a proxy of the environment; on a desk the channel is this machine.
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=30),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=settings.has_identity,
        )
        async with session:
            gate, tokens = (sign_in or _sign_in(settings))(session) if settings.has_identity else (None, None)
            connector = Connector(session, tokens, counted=lambda status: metrics.sends.labels(status).inc())
            handler = Handler(state, services.turn, Pace(settings.rate_limit), metrics, settings.default_council, now)
            adapter = Adapter(handler, connector, render, metrics, gate, settings.tenants)
            await _sweep(state)
            sweeping = asyncio.create_task(_keep_sweeping(state))
            warming = asyncio.create_task(_warm_up(services))
            yield
            for task in (warming, sweeping):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        await state.close()

    async def messages(request: web.Request) -> web.Response:
        return await adapter.messages(request)

    async def ready() -> None:
        await state.ready()

    app.cleanup_ctx.append(open_and_close)
    app.router.add_post("/api/messages", messages)
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", readiness(ready))
    app.router.add_get("/metrics", metrics.show)
    keys = Keys(key.get_secret_value() for key in settings.api_keys)
    app.router.add_get("/api/openapi.json", describe(services, keyed=bool(keys)))
    app.add_subapp("/api/v1", create_api(services, keys, Pace(settings.api_rate_limit), metrics))
    return app


def run(settings: Settings, services: Services, host: str = "127.0.0.1", port: int = 3978) -> int:
    """Serve until SIGTERM or Ctrl-C, then finish what is in hand. Gives the exit status: 0, or 2 if it cannot start.

    What keeps it from starting is one line on standard error.
    """
    logs.configure()
    whom = "with an identity" if settings.has_identity else "without an identity, so for this machine only"

    def announce(_aiohttp_says: str) -> None:
        say(f"Listening on http://{host}:{port}/api/messages {whom}. Ctrl-C stops it.")

    try:
        settings.check_host(host)
        settings.check_council(str(council["slug"]) for council in services.councils())
        app = create_app(settings, services)
        web.run_app(
            app, host=host, port=port, access_log=None, print=announce, shutdown_timeout=DRAIN_SECONDS, **SERVING
        )
    except (SettingsError, StorageUnavailable) as error:
        say(str(error))
        return 2
    except OSError as error:
        say(_why_not_listening(error, host, port))
        return 2
    return 0


def say(line: str) -> None:
    """A line for people, on standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _why_not_listening(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program. Stop that one, or choose another port with --port."
    if error.errno == errno.EACCES:
        return f"This account may not listen on port {port}. Choose one above 1023 with --port."
    return f"Cannot listen on {host}:{port}: {error.strerror or 'the address is not one of this machine'}."


def _sign_in(settings: Settings) -> SignIn:
    # Imported here: without an identity the SDK's twenty megabytes are not needed.
    from bot.teams import identity

    def with_microsoft(session: aiohttp.ClientSession) -> tuple[Gate, TokenSource]:
        keys = SigningKeys(session, identity.KEYS_ADDRESS)
        return identity.Gate(settings.app_id or "", keys), identity.Tokens(identity.credentials(settings))

    return with_microsoft


async def _warm_up(services: Services) -> None:
    """Do what the first people would wait for, step by step, so that stopping never waits for all of it."""
    await asyncio.sleep(WARM_UP_AFTER)
    for step in (warm_up, *services.warm_ups):
        await asyncio.to_thread(step)
    # What is loaded stays: looking through it for rubbish would only hold replies up.
    gc.collect()
    gc.freeze()


async def _sweep(state: State) -> None:
    """Erase what is past its time. What cannot be erased now is tried again in an hour."""
    try:
        await state.sweep()
    except Exception:
        log.exception("sweep_failed")


async def _keep_sweeping(state: State) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        await _sweep(state)
