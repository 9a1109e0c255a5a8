"""Small lists to store, and the steps of storing one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from screening.domain.codec import fingerprint
from screening.domain.designation import Designation, Name, NameKind, PartyType
from screening.domain.listing import ListVersion, VersionState
from screening.store.database import Database
from screening.store.lists import Activation, add_version
from screening.store.raw_files import RawFile
from screening.store.staging import stage_manifest, stage_states

NOON = datetime(2026, 2, 27, 12, tzinfo=UTC)
LIST = "un_sc_sanctions"


def make_designation(ref: str, name: str = "A NAME", **fields: Any) -> Designation:
    """A designation with one name."""
    names = (Name(text=name, kind=NameKind.PRIMARY),)
    fields = {"list_id": LIST, "party_type": PartyType.INDIVIDUAL, "locator": f"entry[{ref}]"} | fields
    return Designation(authority_ref=ref, names=names, **fields)


def make_version(version: str = "2026-02-27.aaaaaaaa", count: int = 2, **fields: Any) -> ListVersion:
    """A version of ``count`` designations."""
    known: dict[str, Any] = {
        "list_id": LIST,
        "published_on": date.fromisoformat(version[:10]),
        "retrieved_at": NOON,
        "checked_at": NOON,
        "sha256": version[-1] * 64,
        "format": "xml",
        "parser_version": 1,
        "state": VersionState.ACTIVE,
    }
    return ListVersion(version=version, designations=count, **known | fields)


def make_file(sha256: str = "a" * 64, **fields: Any) -> RawFile:
    """A raw file as it is kept."""
    known: dict[str, Any] = {"list_id": LIST, "name": "list.xml", "path": "raw/x.xz", "size": 9}
    return RawFile(sha256=sha256, **known | {"retrieved_at": NOON} | fields)


def manifest_of(designations: Sequence[Designation]) -> dict[str, str]:
    """authority_ref -> fingerprint."""
    return {one.authority_ref: fingerprint(one) for one in designations}


def stage(database: Database, version: ListVersion, designations: Sequence[Designation]) -> None:
    """Write states and manifest, where nobody sees them yet."""
    with database.writing() as session:
        stage_states(session, version.list_id, [(fingerprint(one), one) for one in designations])
    with database.writing() as session:
        stage_manifest(session, version, list(manifest_of(designations).items()))


def store(
    database: Database,
    version: ListVersion,
    designations: Sequence[Designation],
    *,
    at: datetime | None = NOON,
    **parts: Any,
) -> ListVersion:
    """Stage and add a version; put it in force at ``at`` unless that is None."""
    stage(database, version, designations)
    known: dict[str, Any] = {"raw_files": (), "report": {}, "manifest": manifest_of(designations)}
    activation = Activation(at=at, actor="tester") if at else None
    with database.writing() as session:
        return add_version(session, version, activation=activation, **known | parts)
