"""What the bot remembers between messages, as the handler sees it. How it is stored is `bot.storage`'s business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from dialogs.turn import Conversation, NoteUnanswered, Reply


class Key(NamedTuple):
    """Whose conversation: in a personal chat the place alone, in a group or channel each person has their own."""

    place: str
    """The channel's conversation id."""
    person: str = ""


@dataclass(frozen=True)
class Told:
    """What was answered to one activity, and whether it reached the channel."""

    replies: tuple[Reply, ...]
    delivered: bool


@dataclass(frozen=True)
class Remembered:
    """A conversation as it was loaded. `version` is 0 when there is none yet."""

    conversation: Conversation | None
    version: int
    told: Told | None
    """What this very activity was answered before, if it was."""


class Conflict(Exception):  # noqa: N818 - it is not an error, the turn runs again
    """Somebody else wrote the conversation, or answered the activity, since it was loaded."""


class StorageUnavailable(Exception):  # noqa: N818 - a state of the world
    """The storage cannot be opened. The message says why and the mend, and holds no password."""


class State(Protocol):
    """Storage of conversations, written compare-and-set."""

    async def load(self, key: Key, activity_id: str) -> Remembered:
        """The conversation and what this activity was answered before."""

    async def commit(
        self,
        key: Key,
        version: int,
        conversation: Conversation,
        activity_id: str,
        replies: tuple[Reply, ...],
        notes: tuple[NoteUnanswered, ...] = (),
    ) -> None:
        """Write the conversation and the replies, and count what went unanswered, in one transaction.

        Raises Conflict, with nothing written or counted, when the stored version is no longer `version`.
        """

    async def mark_delivered(self, key: Key, activity_id: str) -> None:
        """Note that the replies to this activity reached the channel, so that a repeat of it is dropped."""

    async def forget(self, place: str) -> None:
        """Erase every conversation held at this place: the chat itself, and the threads and people in it."""

    async def sweep(self) -> None:
        """Erase what is past its time."""

    async def ready(self) -> None:
        """Raise if the storage cannot be reached."""

    async def close(self) -> None:
        """Let go of every connection."""
