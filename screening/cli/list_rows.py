"""Lists and their versions as rows of a table."""

from __future__ import annotations

from datetime import datetime

from screening.cli.load_text import proof_text
from screening.domain.listing import ListVersion, VersionState
from screening.services.catalogue import ListState
from screening.store.proofs import Proof

STATE_HEADERS = ("list", "version", "published on", "checked at", "designations", "state", "flags")
VERSION_HEADERS = (
    "version",
    "published on",
    "retrieved at",
    "designations",
    "read as",
    "state",
    "flags",
    "proof",
    "held because",
)


def state_row(state: ListState) -> tuple[str, ...]:
    """A list under ``STATE_HEADERS``."""
    version = state.in_force
    if version is None:
        return (state.source.list_id, "-", "-", "-", "0", state.state, _flags(state))
    return (
        state.source.list_id,
        version.version,
        version.published_on.isoformat(),
        _minute(version.checked_at),
        f"{version.designations:,}",
        state.state,
        _flags(state),
    )


def version_row(version: ListVersion, proof: Proof | None) -> tuple[str, ...]:
    """A version under ``VERSION_HEADERS``."""
    flags = [flag for flag in ("partial", "sample") if getattr(version, flag)]
    return (
        version.version,
        version.published_on.isoformat(),
        _minute(version.retrieved_at),
        f"{version.designations:,}",
        f"{version.format}@{version.parser_version}",
        version.state.value,
        ", ".join(flags),
        proof_text(proof) if proof else "-",
        (version.held_reason or "") if version.state is VersionState.HELD else "",
    )


def _flags(state: ListState) -> str:
    flags = {
        "stale": state.stale,
        "demanded": state.is_missing,
        "partial": state.in_force is not None and state.in_force.partial,
        f"held_version {state.held.version if state.held else ''}": state.held is not None,
    }
    return ", ".join(flag for flag, is_set in flags.items() if is_set)


def _minute(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%MZ}"
