"""Settings: read once from the environment, checked whole, secrets kept dark.

Every name starts with `TRANSFER_BOT_`. Only `bot.cli` calls `read`; everything else is handed a `Settings`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "TRANSFER_BOT_"
DATABASES = ("sqlite+aiosqlite://", "postgresql+asyncpg://")


class SettingsError(ValueError):
    """The settings cannot be used as they are. The message lists every problem, one a line, and no secret."""


class Settings(BaseSettings):
    """Everything a deployment can choose. The description of each field is its documentation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    app_id: str | None = Field(None, description="The bot's Microsoft Entra application (client) id.")
    app_type: Literal["SingleTenant", "UserAssignedMSI"] | None = Field(
        None, description="SingleTenant (with a client secret) or UserAssignedMSI (a managed identity in Azure)."
    )
    app_tenant_id: str | None = Field(None, description="The Entra tenant that the bot's identity belongs to.")
    app_password: SecretStr | None = Field(None, description="The client secret; only for SingleTenant.")
    allowed_tenants: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Tenants whose people are answered, separated by commas; the bot's own when empty."
    )
    data_dir: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("transfer-bot", appauthor=False),
        description="Folder for the embedded database.",
    )
    database_url: SecretStr | None = Field(
        None, description="sqlite+aiosqlite:///… or postgresql+asyncpg://…; SQLite in DATA_DIR when empty."
    )
    default_council: str | None = Field(None, description="Council to answer for unless the user chooses another.")
    packs_dir: Path | None = Field(None, description="Folder with more packs, or local versions of the shipped ones.")
    rate_limit: int = Field(30, ge=0, description="Messages a minute from one person; 0 switches the limit off.")
    api_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Keys for /api/v1, separated by commas; without any it is served on this machine only."
    )
    api_rate_limit: int = Field(
        600, ge=0, description="Calls of /api/v1 a minute with one key, or from one address without keys; 0: no limit."
    )

    @field_validator("allowed_tenants", "api_keys", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("api_keys")
    @classmethod
    def _keys_are_long(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if any(len(key.get_secret_value()) < 16 for key in keys):
            raise ValueError("a key shorter than 16 characters can be guessed; use longer ones")
        return keys

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(DATABASES):
            raise ValueError(f"start it with {' or '.join(DATABASES)}")
        return url

    @field_validator("packs_dir")
    @classmethod
    def _packs_are_there(cls, folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_dir():
            raise ValueError(f"there is no folder {folder}; create it or leave the setting out")
        return folder

    @model_validator(mode="after")
    def _identity_is_whole(self) -> Self:
        given = {
            "APP_ID": self.app_id,
            "APP_TYPE": self.app_type,
            "APP_TENANT_ID": self.app_tenant_id,
            "APP_PASSWORD": self.app_password,
        }
        needed = {"APP_ID", "APP_TYPE", "APP_TENANT_ID"} | (
            set() if self.app_type == "UserAssignedMSI" else {"APP_PASSWORD"}
        )
        missing = [name for name, value in given.items() if name in needed and not value]
        if any(given.values()) and missing:
            names = ", ".join(f"{PREFIX}{name}" for name in missing)
            raise ValueError(
                f"the bot's identity is only half there: set {names} too, or none of {PREFIX}APP_ID, APP_TYPE, "
                "APP_TENANT_ID, APP_PASSWORD to try the bot on this machine alone"
            )
        return self

    @property
    def has_identity(self) -> bool:
        """Whether callers must prove that they are the Bot Framework."""
        return self.app_id is not None

    @property
    def tenants(self) -> frozenset[str]:
        """The tenants that are answered, in lower case; empty without an identity, when there is nothing to compare."""
        own = (self.app_tenant_id,) if self.app_tenant_id else ()
        return frozenset(tenant.lower() for tenant in self.allowed_tenants or own) if self.has_identity else frozenset()

    @property
    def database(self) -> str:
        """The URL of the database. May hold a password: never to be printed."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir / 'transfer-bot.sqlite3'}"

    def check_host(self, host: str) -> None:
        """Refuse to be reachable from outside without an identity.

        Raises SettingsError: anybody who can reach a bot without an identity can speak to it as anybody.
        """
        if not self.has_identity and not is_loopback(host):
            raise SettingsError(
                f"Without an identity the bot serves this machine only, and {host} can be reached from others. "
                f"Use --host 127.0.0.1, or set {PREFIX}APP_ID, APP_TYPE, APP_TENANT_ID and APP_PASSWORD."
            )

    def check_council(self, known: Iterable[str]) -> None:
        """Raises SettingsError if the council to answer for has no pack."""
        slugs = tuple(known)
        if self.default_council not in (None, *slugs):
            raise SettingsError(f"{PREFIX}DEFAULT_COUNCIL: there is no council {self.default_council!r}. Use one of "
                                f"{', '.join(slugs)}, or leave it out.")


def read(**chosen: Any) -> Settings:
    """The settings of the environment; `chosen` (by field name) wins over it.

    Raises SettingsError with every problem in plain English, one a line; values are not repeated.
    """
    try:
        return Settings(**chosen)
    except ValidationError as error:
        raise SettingsError("\n".join(_plain(problem) for problem in error.errors(include_input=False))) from None


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this very machine."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _plain(problem: Any) -> str:
    where = "".join(f"{PREFIX}{str(part).upper()}: " for part in problem["loc"][:1])
    said = {
        "literal_error": f"use one of {problem.get('ctx', {}).get('expected', '')}",
        "int_parsing": "use a whole number",
        "greater_than_equal": "use 0 or more",
    }.get(problem["type"], problem["msg"].removeprefix("Value error, "))
    return f"{where}{said}."
