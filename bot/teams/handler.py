"""What happens for each activity: a repeat is dropped or replayed, a message becomes a turn, a farewell is heeded.

The conversation and the replies are written in one transaction before anything is sent. If the process dies before,
nobody was told anything; if it dies after, the channel's own retry finds the replies and has them sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import uuid4
from weakref import WeakValueDictionary

import structlog

from bot.pace import Pace, Verdict
from bot.reference import new_reference
from bot.services import Turn
from bot.state import Conflict, Key, State
from bot.teams.activity import Activity
from bot.teams.cards import tapped
from bot.teams.connector import NotSent
from bot.teams.mention import spoken
from bot.web.metrics import Metrics
from dialogs.turn import Conversation, Message, Reply

Speak: TypeAlias = Callable[[Reply], Awaitable[None]]
"""Delivers one reply. Raises `bot.teams.connector.NotSent` when the channel does not take it."""

MOST_TRIES = 5
"""How often a turn is run again because the conversation changed under it."""
LONGEST_TEXT = 4000
"""Characters of a message. More is no question but a document, perhaps a case file."""

WAIT = Reply(kind="error", title="One moment", text=(
    "You have sent more messages than I can answer in one minute. I have not read the last one. "
    "Please send it again in a minute."
))
TOO_LONG = Reply(kind="error", title="That is too long for me", text=(
    f"I can read up to {LONGEST_TEXT:,} characters at a time, and I have not read your message. Send only what "
    "matters for the transfer: the child's age, plan and legal status, the team with the case, and what has happened."
))

log = structlog.get_logger(__name__)


class Handler:
    """Takes activities from the adapter, knows nothing of HTTP."""

    def __init__(
        self,
        state: State,
        turn: Turn,
        pace: Pace,
        metrics: Metrics,
        council: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`council` is the one to answer for unless the user chooses another."""
        self._state, self._turn, self._pace, self._metrics = state, turn, pace, metrics
        self._council, self._now = council, now
        self._locks: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()

    async def message(self, activity: Activity, speak: Speak, *, again: bool = False) -> None:
        """Answer something that was typed or tapped.

        `again`: the caller wants the replies even if they were delivered before. Raises NotSent if the replies could
        not be delivered for a passing reason; the channel should then repeat the activity.
        """
        verdict = self._pace.judge(activity.sender.id)
        if verdict is not Verdict.ANSWER:
            self._metrics.activities.labels("over_limit").inc()
            if verdict is Verdict.ASK_TO_WAIT:
                await self._say(activity, speak, WAIT)
            return
        said = self.heard(activity)
        if len(said.text) > LONGEST_TEXT:
            await self._say(activity, speak, TOO_LONG)
            return
        await self._answer(activity, said, speak, again=again)

    async def members_changed(self, activity: Activity, speak: Speak) -> None:
        """Welcome whoever is new to a personal chat, or a group that added the bot; forget a place that removed it."""
        bot = activity.recipient.id
        gone = {member.id for member in activity.members_removed or ()}
        added = {member.id for member in activity.members_added or ()}
        if bot and bot in gone:
            await self.removed(activity)
        elif added and (activity.personal or bot in added):
            said = Message(today=activity.today(self._now()), council=self._council)
            await self._answer(activity, said, speak, only_if_new=True)

    async def removed(self, activity: Activity) -> None:
        """Forget everything about a place that the bot was taken out of."""
        await self._state.forget(activity.place)
        self._metrics.activities.labels("forgotten").inc()

    def heard(self, activity: Activity) -> Message:
        """The activity as the dialogs take it. A value that no card of ours sends counts as nothing said."""
        return Message(
            text=spoken(activity.text or "", activity.entities or (), activity.recipient.id),
            tap=tapped(activity.value) if isinstance(activity.value, dict) else None,
            today=activity.today(self._now()),
            council=self._council,
            keeps_notes=True,
        )

    async def _answer(
        self, activity: Activity, said: Message, speak: Speak, *, again: bool = False, only_if_new: bool = False
    ) -> None:
        key, activity_id = activity.key, activity.id or uuid4().hex
        async with self._locks.setdefault(key, asyncio.Lock()):
            try:
                replies = await self._replies(key, activity_id, said, again=again, only_if_new=only_if_new)
            except Exception:
                reference = new_reference()
                log.exception("turn_failed", reference=reference)
                self._metrics.activities.labels("failed").inc()
                await self._say(activity, speak, _apology(reference))
                return
            if replies and await self._say(activity, speak, *replies):
                await self._mark_delivered(key, activity_id)

    async def _replies(
        self, key: Key, activity_id: str, said: Message, *, again: bool, only_if_new: bool
    ) -> tuple[Reply, ...]:
        """What to say to this activity: what was said to it before, or what a new turn comes to."""
        for _ in range(MOST_TRIES):
            held = await self._state.load(key, activity_id)
            if held.told:
                drop = held.told.delivered and not again
                self._metrics.activities.labels("dropped" if drop else "replayed").inc()
                return () if drop else held.told.replies
            if only_if_new and held.version:
                return ()
            outcome = self._turn(held.conversation or Conversation(), said)
            try:
                await self._state.commit(
                    key, held.version, outcome.conversation, activity_id, outcome.replies, outcome.commands
                )
            except Conflict:
                self._metrics.activities.labels("run_again").inc()
                continue
            self._metrics.activities.labels("answered").inc()
            for reply in outcome.replies:
                self._metrics.replies.labels(reply.kind).inc()
            return outcome.replies
        raise Conflict

    async def _say(self, activity: Activity, speak: Speak, *replies: Reply) -> bool:
        """Deliver the replies; whether that is done with, for good or for bad. Raises NotSent if worth a repeat."""
        try:
            for reply in replies:
                await speak(reply)
        except NotSent as error:
            log.warning("reply_not_sent", status=error.status, code=error.code)
            if error.unwelcome:
                await self.removed(activity)
                return False
            if error.passing:
                raise
        return True

    async def _mark_delivered(self, key: Key, activity_id: str) -> None:
        try:
            await self._state.mark_delivered(key, activity_id)
        except Exception:
            # The user has the answer. At worst a repeat of the activity is answered again.
            log.exception("delivery_not_noted")


def _apology(reference: str) -> Reply:
    text = (
        "Sorry, something went wrong on my side and I could not answer. Please send it again. If it keeps happening, "
        f"tell the people who run this bot and quote reference {reference}."
    )
    return Reply(kind="error", title="Something went wrong", text=text, error=f"Internal error, reference {reference}.")
