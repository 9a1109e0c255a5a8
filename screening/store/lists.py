"""List versions: added, put in force, read back.

A version is added in steps, so that no write transaction is long:

1. ``stage_states`` for chunks of ``STATES_CHUNK`` designations,
2. ``stage_manifest`` for chunks of ``MANIFEST_CHUNK`` entries, ``stage_quarantined`` likewise,
3. ``add_version`` once: it makes the version visible and, if asked, puts it in force.

``add_version`` writes whatever of the manifest was not staged; for a small list it is enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.listing import Change, ListVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """A published file that is kept. ``sha256`` and ``size`` (bytes) are of the content as
    published; ``path`` is relative to the data folder; ``headers`` are the server's
    (``ETag``, ``Last-Modified``), empty for a file that was already here."""

    sha256: str
    list_id: str
    name: str
    path: str
    size: int
    retrieved_at: datetime
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """Who put a version in force, when, and why."""

    at: datetime
    actor: str
    reason: str = ""


def add_version(
    session: Session,
    version: ListVersion,
    *,
    manifest: Mapping[str, str],
    raw_files: Sequence[RawFile],
    report: Mapping[str, Any],
    activation: Activation | None,
) -> ListVersion:
    """Make a version visible, with its changes against the version in force, and put it in force
    unless ``activation`` is None. ``version.state`` HELD keeps it held. ``manifest`` maps
    authority_ref to fingerprint; ``report`` is anything JSON can hold. The same version with the
    same parser version added before is left as it is. Returns the version as stored.
    """
    raise RuntimeError("under construction")


def activate(session: Session, list_id: str, version: str, activation: Activation) -> ListVersion:
    """Put a version in force (new, held or superseded) in place of the one that is."""
    raise RuntimeError("under construction")


def mark_checked(session: Session, list_id: str, version: str, at: datetime) -> None:
    """Note that the authority was asked at ``at`` and this version is still what it publishes."""
    raise RuntimeError("under construction")


def version_in_force(session: Session, list_id: str) -> ListVersion | None:
    """The version that is screened against; None where the list has none."""
    raise RuntimeError("under construction")


def versions_in_force(session: Session) -> list[ListVersion]:
    """The versions in force of all lists, by list_id."""
    raise RuntimeError("under construction")


def versions_in_force_at(session: Session, instant: datetime) -> list[ListVersion]:
    """The versions that were in force at ``instant``, by list_id; empty before the first."""
    raise RuntimeError("under construction")


def list_versions(session: Session, list_id: str) -> list[ListVersion]:
    """All versions of a list, the latest published first."""
    raise RuntimeError("under construction")


def get_version(session: Session, list_id: str, version: str) -> ListVersion:
    """A version by its id (as last parsed). Raises ``UnknownVersion``."""
    raise RuntimeError("under construction")


def version_report(session: Session, list_id: str, version: str) -> dict[str, Any]:
    """What ``add_version`` was given as ``report``. Raises ``UnknownVersion``."""
    raise RuntimeError("under construction")


def raw_files(session: Session, list_id: str, version: str) -> list[RawFile]:
    """The files that a version was read from, in their order. Raises ``UnknownVersion``."""
    raise RuntimeError("under construction")


def latest_raw_file(session: Session, list_id: str, url: str) -> RawFile | None:
    """What was last fetched from ``url``, for a conditional request; None at first."""
    raise RuntimeError("under construction")


def changes(session: Session, list_id: str, version: str) -> list[Change]:
    """What a version changed against the one in force before it. Raises ``UnknownVersion``."""
    raise RuntimeError("under construction")
