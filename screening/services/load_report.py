"""What a load did, in the figures that an operator compares with the authority's own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from screening.domain.designation import AliasStrength, Designation, NameKind
from screening.domain.listing import ListVersion, Quarantined, UnknownField
from screening.store.proofs import Proof


class LoadOutcome(StrEnum):
    """What became of a loaded version."""

    ACTIVATED = "in force"
    UNCHANGED = "unchanged"
    HELD = "held"
    OLDER = "older than the version in force"


@dataclass(slots=True)
class LoadCounts:
    """What was read from the files. ``names`` counts all names, primary ones included;
    ``unknown_fields`` counts by path, ``unknown_programmes`` by code."""

    by_type: Counter[str] = field(default_factory=Counter)
    names: int = 0
    strong_aliases: int = 0
    weak_aliases: int = 0
    unknown_fields: Counter[str] = field(default_factory=Counter)
    unknown_programmes: Counter[str] = field(default_factory=Counter)
    quarantined: list[Quarantined] = field(default_factory=list)

    def add_designation(self, designation: Designation) -> None:
        """Count one designation and its names."""
        self.by_type[designation.party_type] += 1
        self.names += len(designation.names)
        for name in designation.names:
            if name.kind is not NameKind.PRIMARY:
                self.weak_aliases += name.strength is AliasStrength.WEAK
                self.strong_aliases += name.strength is AliasStrength.STRONG

    def add_unknown_field(self, unknown: UnknownField) -> None:
        """Count one field that the parser does not know."""
        self.unknown_fields[unknown.path] += 1

    @property
    def designations(self) -> int:
        """How many designations were understood."""
        return self.by_type.total()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """One load: the version, what became of it and why, what was read, what changed against the
    version that was in force before (``reparsed``: how many of the changes are not the
    authority's), the proof that went before the switch, and how long it all took (seconds)."""

    version: ListVersion
    outcome: LoadOutcome
    reason: str = ""
    counts: LoadCounts = field(default_factory=LoadCounts)
    added: int = 0
    amended: int = 0
    removed: int = 0
    reparsed: int = 0
    proof: Proof | None = None
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The figures as JSON can hold them, to be kept with the version."""
        return {
            "by_type": dict(self.counts.by_type),
            "names": self.counts.names,
            "strong_aliases": self.counts.strong_aliases,
            "weak_aliases": self.counts.weak_aliases,
            "unknown_fields": dict(self.counts.unknown_fields),
            "unknown_programmes": dict(self.counts.unknown_programmes),
            "quarantined": len(self.counts.quarantined),
            "added": self.added,
            "amended": self.amended,
            "removed": self.removed,
            "reparsed": self.reparsed,
        }
