"""The parts of a Bot Framework activity that the bot reads, checked as they come in.

The SDK's own model takes any shape and fails later; this one refuses what cannot be answered and says where.
Format: Bot Framework Activity schema; Teams adds `channelData.tenant` and `conversation.tenantId`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Self, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from bot.state import Key

LONDON = ZoneInfo("Europe/London")


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("should be a plain http or https address")
    return url


Id: TypeAlias = Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[^\x00-\x1f\x7f]+$")]
ServiceUrl: TypeAlias = Annotated[str, Field(max_length=2048), AfterValidator(_web_address)]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class Account(_Wire):
    """A person or a bot."""

    id: Id
    name: str | None = None


class Place(_Wire):
    """The chat, group chat or channel thread."""

    id: Id
    conversation_type: str | None = None
    tenant_id: str | None = None
    is_group: bool | None = None


class Entity(_Wire):
    """Something marked in the text; of interest when `type` is "mention"."""

    type: str | None = None
    mentioned: Any = None
    text: str | None = None


NOBODY = Account.model_construct(id="")


class Activity(_Wire):
    """One thing that happened in a conversation."""

    type: Id
    id: Id | None = None
    """By this a repeat is known. Some events carry none; then nothing can be a repeat of them."""
    channel_id: Id
    service_url: ServiceUrl
    conversation: Place
    sender: Annotated[Account, Field(alias="from")] = NOBODY
    recipient: Account = NOBODY
    text: str | None = None
    value: Any = None
    name: str | None = None
    action: str | None = None
    entities: tuple[Entity, ...] | None = None
    members_added: tuple[Account, ...] | None = None
    members_removed: tuple[Account, ...] | None = None
    delivery_mode: str | None = None
    channel_data: Any = None
    local_timestamp: str | None = None
    local_timezone: str | None = None

    @model_validator(mode="after")
    def _somebody_speaks(self) -> Self:
        if self.type in ("message", "invoke") and NOBODY in (self.sender, self.recipient):
            raise PydanticCustomError("nobody", "from or recipient is missing")
        return self

    @property
    def tenant(self) -> str | None:
        """The Entra tenant that it comes from, in lower case."""
        tenant: Any = self.conversation.tenant_id
        if tenant is None and isinstance(self.channel_data, dict):
            inside = self.channel_data.get("tenant")
            tenant = inside.get("id") if isinstance(inside, dict) else None
        return tenant.lower() if isinstance(tenant, str) else None

    @property
    def personal(self) -> bool:
        """Whether this is a chat between one person and the bot."""
        if self.conversation.conversation_type:
            return self.conversation.conversation_type == "personal"
        return not self.conversation.is_group

    @property
    def key(self) -> Key:
        """Whose conversation it belongs to. In groups and channels people's cases must not mix."""
        return Key(self.conversation.id, "" if self.personal else self.sender.id)

    @property
    def place(self) -> str:
        """The chat or channel without the thread."""
        return self.conversation.id.partition(";")[0]

    def today(self, now: datetime) -> date:
        """The date where the person is: by their own clock if they sent it, by their time zone, else in England."""
        stamp = re.match(r"\d{4}-\d\d-\d\d(?=T)", self.local_timestamp or "")
        if stamp:
            try:
                return date.fromisoformat(stamp.group())
            except ValueError:
                pass
        try:
            zone = ZoneInfo(self.local_timezone) if self.local_timezone else LONDON
        except (ZoneInfoNotFoundError, ValueError, OSError):
            zone = LONDON
        return now.astimezone(zone).date()


class Malformed(ValueError):  # noqa: N818 - what the body is
    """The body is not an activity. The message says why, without repeating values."""


def read(body: bytes) -> Activity:
    """The activity in a request body. Raises Malformed."""
    try:
        return Activity.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise Malformed("The body is not JSON.") from None
        if first["type"] == "nobody":
            raise Malformed(f"The activity's {first['msg']}.") from None
        if not first["loc"]:
            raise Malformed("The body should be a JSON object holding an activity.") from None
        where = ".".join(str(part) for part in first["loc"])
        said = "is missing" if first["type"] == "missing" else f"cannot be used ({first['msg']})"
        raise Malformed(f"The activity's {where} {said}.") from None
