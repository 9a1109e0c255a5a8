"""The datasets of this installation, in the shape of ``GET /catalog``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from screening.services.catalogue import Catalogue, ListState
from screening.services.datasets import COLLECTIONS
from screening.services.ftm_entities import iso_seconds


def catalog_to_dict(catalogue: Catalogue) -> dict[str, Any]:
    """All lists, loaded or not, and the names for all that are loaded."""
    states = catalogue.lists()
    loaded = [state for state in states if state.in_force]
    outdated = [state.source.list_id for state in loaded if state.stale]
    return {
        "datasets": [*(_collection(name, loaded) for name in COLLECTIONS), *map(_dataset, states)],
        "current": [state.source.list_id for state in loaded if not state.stale],
        "outdated": outdated,
        "index_stale": bool(outdated),
    }


def _collection(name: str, loaded: Sequence[ListState]) -> dict[str, Any]:
    versions = [state.in_force for state in loaded if state.in_force]
    return {
        "name": name,
        "title": "All lists in force",
        "url": None,
        "version": None,
        "updated_at": None,
        "last_export": None,
        "entity_count": sum(version.designations for version in versions),
        "load": bool(versions),
        "index_version": None,
        "index_current": bool(versions) and not any(state.stale for state in loaded),
        "children": [state.source.list_id for state in loaded],
    }


def _dataset(state: ListState) -> dict[str, Any]:
    version = state.in_force
    return {
        "name": state.source.list_id,
        "title": state.source.title,
        "url": state.source.url or None,
        "version": version.version if version else None,
        "updated_at": f"{version.published_on.isoformat()}T00:00:00" if version else None,
        "last_export": iso_seconds(version.retrieved_at) if version else None,
        "entity_count": version.designations if version else 0,
        "load": version is not None,
        "index_version": version.version if version else None,
        "index_current": version is not None and not state.stale,
        "children": [],
    }
