"""Settings are read once and checked whole, and never print a secret."""

from __future__ import annotations

import pytest

from bot.settings import PREFIX, Settings, SettingsError, is_loopback, read

IDENTITY = {
    "APP_ID": "app", "APP_TYPE": "SingleTenant", "APP_TENANT_ID": "Tenant-1", "APP_PASSWORD": "very-secret-word"
}


@pytest.fixture
def environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)

    def give(**values):
        for name, value in values.items():
            monkeypatch.setenv(PREFIX + name, value)

    return give


def test_nothing_has_to_be_set(environment):
    settings = read()
    assert not settings.has_identity
    assert settings.rate_limit == 30
    assert settings.database.startswith("sqlite+aiosqlite:///")
    assert settings.tenants == frozenset()


def test_the_embedded_database_lives_in_the_data_folder(environment, tmp_path):
    environment(DATA_DIR=str(tmp_path))
    assert str(tmp_path) in read().database


def test_an_empty_setting_is_not_set(environment):
    environment(APP_ID="", RATE_LIMIT="", DATABASE_URL="")
    assert not read().has_identity


def test_the_bots_own_tenant_is_the_one_allowed(environment):
    environment(**IDENTITY)
    assert read().tenants == {"tenant-1"}


def test_lists_are_separated_by_commas(environment):
    environment(**IDENTITY, ALLOWED_TENANTS="A, b,", API_KEYS="k" * 16 + " , " + "l" * 16)
    assert read().tenants == {"a", "b"}
    assert [key.get_secret_value() for key in read().api_keys] == ["k" * 16, "l" * 16]


@pytest.mark.parametrize("left_out", [*IDENTITY])
def test_half_an_identity_is_refused_and_the_missing_half_named(environment, left_out):
    environment(**{name: value for name, value in IDENTITY.items() if name != left_out})
    with pytest.raises(SettingsError, match=f"set TRANSFER_BOT_{left_out} too") as refused:
        read()
    assert "very-secret-word" not in str(refused.value)


def test_a_managed_identity_needs_no_password(environment):
    environment(APP_ID="app", APP_TYPE="UserAssignedMSI", APP_TENANT_ID="t")
    assert read().has_identity


def test_every_problem_is_reported_at_once_by_name(environment):
    environment(APP_TYPE="MultiTenant", RATE_LIMIT="-1", DATABASE_URL="mysql://user:very-secret-word@host/db",
                API_KEYS="short-key", PACKS_DIR="/no/such/folder")
    with pytest.raises(SettingsError) as refused:
        read()
    lines = str(refused.value).splitlines()
    assert len(lines) == 5
    for name in ("APP_TYPE", "RATE_LIMIT", "DATABASE_URL", "API_KEYS", "PACKS_DIR"):
        assert any(line.startswith(f"TRANSFER_BOT_{name}: ") for line in lines)
    assert "very-secret-word" not in str(refused.value)
    assert "short-key" not in str(refused.value)


def test_secrets_do_not_show_when_settings_are_printed(environment):
    environment(**IDENTITY, API_KEYS="k" * 20, DATABASE_URL="postgresql+asyncpg://u:very-secret-word@h/db")
    assert "very-secret-word" not in repr(read())
    assert "k" * 20 not in repr(read())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "bot.example.org", ""])  # noqa: S104
def test_without_an_identity_another_host_is_refused(environment, host):
    with pytest.raises(SettingsError, match=r"Use --host 127\.0\.0\.1"):
        read().check_host(host)


def test_with_an_identity_any_host_will_do(environment):
    environment(**IDENTITY)
    read().check_host("0.0.0.0")  # noqa: S104


def test_a_council_without_a_pack_is_refused_and_the_others_named(environment):
    environment(DEFAULT_COUNCIL="Kant")
    with pytest.raises(SettingsError, match=r"'Kant'\. Use one of kent, somerset"):
        read().check_council(["kent", "somerset"])
    environment(DEFAULT_COUNCIL="kent")
    read().check_council(["kent", "somerset"])


@pytest.mark.parametrize("host", [
    "127.0.0.1", "127.8.8.8", "localhost", "LOCALHOST", "::1", "[::1]", "::ffff:127.0.0.1",
])
def test_this_machine(host):
    assert is_loopback(host)


def test_every_setting_says_what_it_means():
    assert all(field.description for field in Settings.model_fields.values())
