"""Settings, read once from ``SCREENING_*`` environment variables. Nothing else reads them."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from limits import parse
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

from screening.domain.suppression import LONGEST_MONTHS
from screening.hosts import is_loopback


def proxy_for(url: str) -> str | None:
    """The proxy that ``HTTP_PROXY``, ``HTTPS_PROXY`` and ``NO_PROXY`` name for an address, or None."""
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    if not proxy or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def is_rate(text: str) -> bool:
    """Whether ``text`` says how often: ``600/minute``, ``10 per second``."""
    try:
        return parse(text).amount > 0
    except ValueError:
        return False


class Settings(BaseSettings):
    """What an operator may set. No secret has a default."""

    model_config = SettingsConfigDict(env_prefix="SCREENING_", frozen=True, extra="ignore")

    database_url: str = Field(
        "sqlite:///var/screening.db",
        description="SQLAlchemy address of the database; a SQLite file or PostgreSQL (`postgresql+psycopg://…`).",
    )
    data_dir: Path | None = Field(
        None,
        description="Folder for raw list files and indexes; default: the SQLite file's folder, else `./var`.",
    )
    bootstrap_key: SecretStr | None = Field(
        None,
        description="An API key to accept from the first start on, for containers. At least 24 characters.",
    )
    audit_key: SecretStr | None = Field(
        None,
        description=(
            "Key of the audit chain, 64 hex digits or more; default: `audit/key` in the data folder, "
            "made on first use."
        ),
    )
    audit_key_file: Path | None = Field(
        None, description="File that holds the key of the audit chain; it must be there."
    )
    retention: Path | None = Field(
        None, description="TOML file of how long records are kept, in place of the one that ships."
    )
    fetch_timeout: float = Field(
        60.0, gt=0, description="Seconds to wait for an authority's server to answer."
    )
    fetch_longest: float = Field(
        900.0, gt=0, description="Seconds that fetching one file may take in all, its retries included."
    )
    user_agent: str = Field(
        "screening/0.1 (sanctions list screening)", description="User-Agent sent to the authorities' servers."
    )
    list_urls: dict[str, str | list[str]] = Field(
        default_factory=dict,
        description=(
            "Addresses to fetch lists from instead of the official ones, as JSON: "
            '`{"list_id": "https://…"}`; several for a set of files, `file:///…` for a mirror.'
        ),
    )

    four_eyes: bool = Field(
        False,
        description=(
            "Releases of held versions, policies, own lists and far-reaching keys wait for a second person."
        ),
    )
    approvals: Path | None = Field(
        None, description="TOML file of the decisions on alerts that need no second person; default: all do."
    )
    suppression_months: int = Field(
        LONGEST_MONTHS,
        ge=1,
        le=LONGEST_MONTHS,
        description="The longest that an approved false positive may hold before it is decided anew.",
    )
    subjects_may_close: float = Field(
        0.2,
        ge=0,
        le=1,
        description="The share of a portfolio's monitored subjects that a whole file may close by itself.",
    )
    schedule_refresh: str = Field(
        "*/30 * * * *",
        description="When `screening schedule` fetches the lists, as in cron, in UTC; empty: never.",
    )
    schedule_daily: str = Field(
        "0 3 * * *",
        description=("When `screening schedule` screens everything again, as in cron, in UTC; empty: never."),
    )
    rate_limit: str = Field(
        "30000/minute", description="How often a key or user may ask that has no rate of its own."
    )
    session_idle: float = Field(
        30.0, gt=0, description="Minutes that a signed-in browser may be silent before it is signed out."
    )
    session_longest: float = Field(
        12.0, gt=0, description="Hours after which a signed-in browser is signed out in any case."
    )

    public_url: str | None = Field(
        None,
        description=(
            "The address that people use, such as `https://screening.example`; for single sign-on, "
            "and links in events and mails."
        ),
    )
    oidc_issuer: str | None = Field(
        None, description="OpenID Connect provider to sign in with, by the name it calls itself: `https://…`."
    )
    oidc_client_id: str | None = Field(None, description="What the provider calls this installation.")
    oidc_client_secret: SecretStr | None = Field(None, description="The secret that the provider gave it.")
    oidc_claim: str = Field(
        "email", description="The claim that holds the user's name here; an `email` must be verified."
    )

    uploads_dir: Path | None = Field(
        None,
        description=(
            "Folder for uploaded files and their answers, the same for all machines that share a database; "
            "default: `uploads` in the data folder."
        ),
    )
    upload_megabytes: int = Field(
        1024, ge=1, le=1024 * 1024, description="The largest file that may be uploaded, in MiB."
    )
    upload_days: int = Field(
        30,
        ge=1,
        le=3650,
        description="Days after which an uploaded file and its answers are removed; the record stays.",
    )
    batch_lease: float = Field(
        30.0,
        gt=0,
        description="Seconds of silence after which the batch of a worker is taken up by another.",
    )

    own_lists: Path | None = Field(
        None, description="Folder of YAML files, each declaring an own list or a FollowTheMoney dataset."
    )

    log_details: bool = Field(
        False,
        description=(
            "Log full messages and the words of errors too; they may hold names that were asked about."
        ),
    )

    policy: Path | None = Field(
        None,
        description="Policy file (TOML) to put in force at the start, each time that it says something else.",
    )

    webhook_networks: tuple[str, ...] = Field(
        (),
        description=(
            "Networks beside the public ones that webhooks may be sent to, as JSON: "
            '`["10.20.0.0/16"]`; default: none.'
        ),
    )
    webhook_http: bool = Field(False, description="Let webhooks be sent by plain HTTP too.")
    webhook_timeout: float = Field(
        15.0, gt=0, le=300, description="Seconds that a receiver of webhooks may take to answer."
    )

    digests: Path | None = Field(
        None, description="TOML file of the digests that are mailed, and to whom; default: none are."
    )
    mail_from: str | None = Field(None, description="The address that mails come from.")
    smtp_host: str | None = Field(None, description="The mail server that takes them.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="`starttls`, `tls` from the first byte, or `none`, which allows no password."
    )
    smtp_user: str | None = Field(None, description="Who signs in there; default: nobody does.")
    smtp_password: SecretStr | None = Field(None, description="The password for it.")

    @field_validator("webhook_networks")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for one in networks:
            ip_network(one)
        return networks

    @field_validator("rate_limit")
    @classmethod
    def _is_a_rate(cls, text: str) -> str:
        if not is_rate(text):
            raise ValueError("must be as 600/minute")
        return text

    @model_validator(mode="after")
    def _sign_on_is_whole(self) -> Settings:
        if self.oidc_issuer is None:
            return self
        if not self.oidc_client_id or not self.public_url:
            raise ValueError("SCREENING_OIDC_ISSUER needs SCREENING_OIDC_CLIENT_ID and SCREENING_PUBLIC_URL")
        host = urlsplit(self.oidc_issuer).hostname or ""
        if not self.oidc_issuer.startswith("https://") and not is_loopback(host):
            raise ValueError("SCREENING_OIDC_ISSUER must be an https address")
        return self

    @model_validator(mode="after")
    def _passwords_are_not_told_openly(self) -> Settings:
        if self.smtp_user is not None and self.smtp_security == "none":
            raise ValueError("SCREENING_SMTP_USER needs SCREENING_SMTP_SECURITY to be starttls or tls")
        return self

    @property
    def uploads_folder(self) -> Path:
        """Where uploaded files and their answers live."""
        return self.uploads_dir or self.data_folder / "uploads"

    @property
    def data_folder(self) -> Path:
        """Where raw files and indexes live."""
        if self.data_dir:
            return self.data_dir
        url = make_url(self.database_url)
        if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
            return Path(url.database).parent
        return Path("var")
