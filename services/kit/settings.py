"""Every setting of every process, read once from the environment (`DOSSIER_…`)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One flat list; a process reads what it needs. Secrets have no default, so a missing one is found at once."""

    model_config = SettingsConfigDict(env_prefix="DOSSIER_")

    database_url: str = ""
    temporal: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 1025
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    smtp_user: str | None = None
    smtp_password: str | None = None
    smtp_ca_file: Path | None = None
    mail_from: str = "dossier@localhost.localdomain"
    """Envelope sender and From address; the company's name stands before it, its own address in Reply-To."""

    inbound_domain: str = ""
    """Where job addresses live (`job+…@reply.example.ca`): its mail comes to services.intake.inbound. Empty: no such addresses."""
    inbound_host: str = "127.0.0.1"
    inbound_port: int = 1026
    inbound_protocol: Literal["smtp", "lmtp"] = "smtp"
    inbound_authserv_id: str = ""
    """The mail server in front, as it names itself in `Authentication-Results`: what it found of SPF, DKIM and DMARC is believed.
    It must remove such headers of that name that came from elsewhere. Empty: a sender's domain must match the envelope's."""

    sms_url: str = ""
    """Where text messages are handed to their provider (`POST {to, from, text, key}`). Empty: none are sent."""
    sms_token: str = ""
    sms_webhook_secret: str = ""
    """What the provider signs its calls with. Empty: none are taken."""

    stripe_api_url: str = ""
    """Another Stripe than the real one (the local bank of `./dossier up`). Empty: the real one."""
    stripe_key_file: Path | None = None
    """The secret key, in a file that only billing and workers read. None: nobody pays online."""
    stripe_webhook_secret_file: Path | None = None
    """What Stripe signs its calls with."""

    url_dashboard: str = "http://127.0.0.1:8080"
    url_intake: str = "http://127.0.0.1:8001"
    url_jobs: str = "http://127.0.0.1:8002"
    url_billing: str = "http://127.0.0.1:8003"
    url_accounts: str = "http://127.0.0.1:8004"
    url_mail: str | None = None
    url_temporal_ui: str | None = None

    token_private_key_file: Path | None = None
    """Ed25519 PEM; only accounts has it."""
    token_public_key_file: Path | None = None
    link_key: str = ""
    """Secret behind portal links and form tokens."""
    files_url: str = ""
    map_tiles_url: str = ""
    """Tiles of the map under a contact's address, as `https://tiles.example/{z}/{x}/{y}.png`; empty: a plain grid, nobody is asked."""
    map_attribution: str = ""
    """What the tile server wants to be said beside its map."""
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0
    """Where relay and workers answer health and metrics; 0 is off."""
    build_id: str | None = None
    """Set in production: workers then use Temporal's worker versioning under this id."""


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    return Settings()
