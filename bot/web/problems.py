"""Errors as RFC 9457 problem documents, on every route, whatever goes wrong."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

from bot.reference import new_reference

BODY_LIMIT = 256 * 1024
"""Bytes of a request body. Teams stays below 100 KB."""

log = structlog.get_logger(__name__)


def problem(status: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """A problem document. `title` names the kind of problem, `detail` what to do about this one."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return web.Response(
        status=status, text=json.dumps(body), content_type="application/problem+json", headers=dict(headers or {})
    )


def require_json(request: web.Request) -> web.Response | None:
    """The problem with a request's Content-Type or Content-Encoding, if there is one."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        return problem(415, "Unsupported media type", "Send the body as it is, without Content-Encoding.",
                       {"Accept-Encoding": "identity"})
    if request.content_type == "application/json" and (request.charset or "utf-8").lower() in ("utf-8", "utf8"):
        return None
    return problem(415, "Unsupported media type", "Send JSON: Content-Type: application/json; charset=utf-8.")


_SAID = {
    404: ("Not found", "There is nothing at this address. GET /api/openapi.json lists what there is."),
    413: ("Content too large", f"The body is larger than {BODY_LIMIT // 1024} KB. Send less."),
}


@web.middleware
async def problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn every error into a problem document; an unexpected one is logged and gets a reference to quote."""
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed as error:
        allowed = ", ".join(sorted(error.allowed_methods))
        return problem(405, "Method not allowed", f"Use {allowed} here.", {"Allow": allowed})
    except web.HTTPException as error:
        if error.status < 400:
            raise
        title, detail = _SAID.get(error.status, (error.reason, "The request could not be served."))
        return problem(error.status, title, detail)
    except Exception:
        reference = new_reference()
        route = request.match_info.route.resource
        log.exception("request_failed", reference=reference, route=route.canonical if route else None)
        return problem(500, "Internal error", f"Something went wrong here. The log has it under reference {reference}.")
