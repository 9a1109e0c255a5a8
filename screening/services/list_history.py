"""The versions of a list as people look at them: what each load found, its proof, who put it in force;
and held ones that a person will not release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from screening.domain.errors import Fault, InvalidRequest, UnlawfulAction
from screening.domain.listing import ListSource, ListVersion, Quarantined, VersionState
from screening.services.deps import Deps
from screening.services.four_eyes import Request
from screening.services.list_guard import is_unfinished
from screening.sources.registry import find_source
from screening.store.designations import quarantined
from screening.store.inserts import take_turns
from screening.store.lists import get_version, list_versions, version_in_force
from screening.store.proofs import Proof, last_proofs
from screening.store.version_history import (
    Dismissal,
    Turn,
    add_dismissal,
    dismissals,
    turns,
    version_reports,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVersion:
    """A version with what its load reported (names as in ``LoadReport.as_dict``; empty for none), its last
    proof, when and by whom it was last put in force, and who dismissed it."""

    version: ListVersion
    report: Mapping[str, Any]
    proof: Proof | None
    turn: Turn | None
    dismissal: Dismissal | None

    @property
    def awaits_a_person(self) -> bool:
        """Whether somebody has to release or dismiss it."""
        is_held = self.version.state is VersionState.HELD and not is_unfinished(self.version)
        return is_held and self.dismissal is None


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure of a version beside what its list expects: in words, and whether it is within."""

    figure: str
    found: str
    expected: str
    is_kept: bool


def read_history(deps: Deps, list_id: str) -> list[KnownVersion]:
    """All versions of a list, the latest published first. Raises ``UnknownList``."""
    find_source(list_id)
    with deps.database.reading() as session:
        versions, proofs = list_versions(session, list_id), last_proofs(session, list_id)
        reports, dismissed = version_reports(session, list_id), dismissals(session, list_id)
        last = {turn.version: turn for turn in reversed(turns(session, list_id))}
    return [
        KnownVersion(
            version=one,
            report=reports.get(one.reading, {}),
            proof=proofs.get(one.reading),
            turn=last.get(one.reading),
            dismissal=dismissed.get(one.reading),
        )
        for one in versions
    ]


def find_known(history: list[KnownVersion], version: str) -> KnownVersion | None:
    """A version of a history by its id, or by the one with the number of its reading; None for none."""
    return next((one for one in history if version in (one.version.reading, one.version.version)), None)


def read_quarantined(deps: Deps, version: ListVersion) -> list[Quarantined]:
    """The records of a version that were not understood."""
    with deps.database.reading() as session:
        return quarantined(session, version.list_id, version.reading)


def bounds_of(known: KnownVersion, source: ListSource, before: ListVersion | None) -> list[Bound]:
    """The figures of a version against its list's expectations; ``before`` is what it would replace."""
    return list(_bounds(known, source, before))


def dismiss_version(deps: Deps, list_id: str, version: str, request: Request) -> None:
    """Say of a held version that it will not be released: it waits for nobody any more, and stays held.

    Raises ``UnknownVersion``, ``InvalidRequest`` without a reason, ``UnlawfulAction`` where it is not held or
    was dismissed before.
    """
    find_source(list_id)
    if not request.reason.strip():
        raise InvalidRequest([Fault("reason", "is required")])
    with deps.database.writing() as session:
        take_turns(session, f"list {list_id}")
        found = get_version(session, list_id, version)
        if found.state is not VersionState.HELD:
            raise UnlawfulAction(f"{list_id} {version} is not held: it is {found.state}.")
        if found.reading in dismissals(session, list_id):
            raise UnlawfulAction(f"{list_id} {version} was dismissed before.")
        dismissal = Dismissal(
            version=found.reading, at=deps.clock(), actor=request.by, reason=request.reason.strip()
        )
        add_dismissal(session, list_id, dismissal, entered_by=request.entered_by)


def in_force_of(deps: Deps, list_id: str) -> ListVersion | None:
    """The version of a list that is screened against."""
    with deps.database.reading() as session:
        return version_in_force(session, list_id)


def _bounds(known: KnownVersion, source: ListSource, before: ListVersion | None) -> Iterator[Bound]:
    count, expected = known.version.designations, source.expectations
    yield Bound(
        "designations",
        f"{count:,}",
        f"{expected.fewest:,} to {expected.most:,}",
        expected.fewest <= count <= expected.most,
    )
    if before and not before.sample and before.designations:
        removed = known.report.get("removed", 0)
        share = removed / before.designations
        yield Bound(
            "removed",
            f"{removed:,} of {before.designations:,} ({share:.1%})",
            f"at most {expected.most_removed_share:.1%}",
            share <= expected.most_removed_share,
        )
    odd = known.report.get("quarantined", 0)
    read = count + odd
    yield Bound(
        "not understood",
        f"{odd:,} of {read:,} ({odd / read if read else 0:.1%})",
        f"at most {expected.most_quarantined_share:.1%}",
        odd <= read * expected.most_quarantined_share,
    )
