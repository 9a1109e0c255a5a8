"""What grouping needs of each designation, kept on disk: of a new version only what changed is worked out.

A file a list, with a hash of its content before it. What is damaged, or was made by other rules, is as if it
were not there; the files may be deleted at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from screening.domain.listing import ListVersion
from screening.grouping import GROUPING_VERSION
from screening.grouping.facts import PartyFacts, party_facts
from screening.services.collector import collector_paused
from screening.store.database import Database
from screening.store.designations import designations_of, manifest
from screening.text.fold import NORMALISER_VERSION

_FORMAT = "1"
"""Raised when the fields of ``PartyFacts`` change."""

_FACTS = TypeAdapter(dict[str, PartyFacts])


def facts_of(database: Database, version: ListVersion, folder: Path) -> list[PartyFacts]:
    """The facts of all designations of a version, in the order of their references; ``folder`` keeps them."""
    path = folder / f"{version.list_id}.json"
    with collector_paused():
        kept = _read(path)
        with database.reading() as session:
            states = manifest(session, version.list_id, version.reading)
            changed = sorted(ref for ref, state in states.items() if state not in kept)
            found = designations_of(session, version.list_id, version.reading, changed)
        new = {states[ref]: party_facts(one) for ref, one in found.items()}
        facts = {state: kept.get(state) or new[state] for _, state in sorted(states.items())}
        if facts.keys() != kept.keys():
            _write(path, facts)
    return list(facts.values())


def _read(path: Path) -> dict[str, PartyFacts]:
    """By the fingerprint of the state what is kept of it."""
    try:
        head, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return {}
    return _FACTS.validate_json(content) if head == _head(content) else {}


def _write(path: Path, facts: Mapping[str, PartyFacts]) -> None:
    content = _FACTS.dump_json(dict(facts), exclude_defaults=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_suffix(".building")
    building.write_bytes(_head(content) + b"\n" + content)
    building.replace(path)


def _head(content: bytes) -> bytes:
    edition = f"{_FORMAT} {GROUPING_VERSION} {NORMALISER_VERSION}"
    return f"{edition} {hashlib.blake2b(content).hexdigest()}".encode()
