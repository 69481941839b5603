"""The HTTP API: the rule engine for other systems. Thin: it checks what comes in and hands it on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

from aiohttp import web

from bot.pace import Pace, Verdict
from bot.services import Services
from bot.web.door import Keys, from_this_machine, peer
from bot.web.inputs import UnreadableError, read_line, read_query
from bot.web.metrics import Metrics
from bot.web.openapi import document
from bot.web.problems import problem, require_json


def guarded(keys: Keys, pace: Pace) -> Callable[..., Awaitable[web.StreamResponse]]:
    """Middleware for the API: a key where keys are set, else callers on this machine only; neither more than `pace`."""

    @web.middleware
    async def check(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        caller = keys.holder(request) if keys else peer(request)
        if caller is None:
            return problem(401, "Unauthorised", "Send one of the bot's API keys as Authorization: Bearer <key>.",
                           {"WWW-Authenticate": "Bearer"})
        if not keys and not from_this_machine(request):
            return problem(403, "Forbidden", "Without API keys this is served on the bot's own machine only.")
        if pace.judge(caller) is not Verdict.ANSWER:
            wait = pace.wait
            return problem(429, "Too many requests", f"The limit is {pace.per_minute} calls a minute. Wait {wait} s.",
                           {"Retry-After": str(wait)})
        return await handler(request)

    return check


def counted(metrics: Metrics) -> Callable[..., Awaitable[web.StreamResponse]]:
    """Middleware that counts calls by route and status; never what was asked."""

    @web.middleware
    async def count(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        status = 500
        try:
            answer = await handler(request)
            status = answer.status
            return answer
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            route = request.match_info.route.resource
            metrics.calls.labels(route.canonical if route else "other", str(status)).inc()

    return count


class Api:
    """The routes of `/api/v1`."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def ask(self, request: web.Request) -> web.Response:
        """`POST /api/v1/ask`: one message, one reply."""
        if (refused := require_json(request)) is not None:
            return refused
        try:
            line = read_line(await request.read())
        except UnreadableError as error:
            return _unreadable(error)
        reply = self._services.ask(line.model_dump(mode="json", exclude_none=True))
        return _answered(reply)

    async def search(self, request: web.Request) -> web.Response:
        """`GET /api/v1/search?q=&council=&limit=`."""
        try:
            query = read_query(request.query)
        except UnreadableError as error:
            return _unreadable(error)
        if query.council is not None and (unknown := self._unknown(query.council)) is not None:
            return unknown
        return _answered(self._services.search(query.q, query.council, query.limit))

    async def councils(self, _request: web.Request) -> web.Response:
        """`GET /api/v1/councils`."""
        return _json({"councils": list(self._services.councils())})

    async def rules(self, request: web.Request) -> web.Response:
        """`GET /api/v1/rules/{council}`."""
        council = request.match_info["council"]
        return self._unknown(council) or _json(self._services.rules(council))

    def _unknown(self, council: str) -> web.Response | None:
        known = [str(entry["slug"]) for entry in self._services.councils()]
        if council in known:
            return None
        return problem(404, "Not found", f"No council is called that. There are: {', '.join(known)}.")


def create_api(services: Services, keys: Keys, pace: Pace, metrics: Metrics) -> web.Application:
    """The API as an application to be mounted at `/api/v1`."""
    api = Api(services)
    app = web.Application(middlewares=[counted(metrics), guarded(keys, pace)])
    app.router.add_post("/ask", api.ask)
    app.router.add_get("/search", api.search)
    app.router.add_get("/councils", api.councils)
    app.router.add_get("/rules/{council}", api.rules)
    return app


def describe(services: Services, *, keyed: bool) -> Callable[[web.Request], Awaitable[web.Response]]:
    """`GET /api/openapi.json`, made the first time that somebody asks for it."""
    text = cache(lambda: _dumped(document(services, keyed=keyed)))

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=await asyncio.to_thread(text), content_type="application/json")

    return show


def _answered(reply: Mapping[str, Any]) -> web.Response:
    if reply.get("kind") == "error":
        return problem(422, "Cannot be answered", str(reply.get("error") or reply.get("text")))
    return _json(reply)


def _json(body: Mapping[str, Any]) -> web.Response:
    return web.json_response(body, dumps=_dumped)


def _dumped(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, allow_nan=False)


def _unreadable(error: UnreadableError) -> web.Response:
    return problem(400, "Bad request", str(error))
