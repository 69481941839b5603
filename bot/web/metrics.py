"""Counts and times for operators, in Prometheus' format. No label tells one person or case from another."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.process_collector import ProcessCollector


class Metrics:
    """What is counted. One registry each, so that two bots in one process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.activities = Counter(
            "transfer_bot_activities", "Activities from the channel, by what became of them", ["result"],
            registry=self.registry,
        )
        self.replies = Counter("transfer_bot_replies", "Replies given, by kind", ["kind"], registry=self.registry)
        self.turn_seconds = Histogram(
            "transfer_bot_turn_seconds", "From an activity's arrival to its last reply delivered",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10), registry=self.registry,
        )
        self.sends = Counter(
            "transfer_bot_sends", "Sends to the channel, by status", ["status"], registry=self.registry
        )
        self.calls = Counter(
            "transfer_bot_api_calls", "Calls of the HTTP API, by route and status", ["route", "status"],
            registry=self.registry,
        )
        self.feedback = Counter(
            "transfer_bot_feedback", "Thumbs up and down under replies", ["reaction"], registry=self.registry
        )

    async def show(self, _request: web.Request) -> web.Response:
        """`GET /metrics`."""
        return web.Response(body=generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
