"""The versions of a list as people look at them: what each load found, its proof, who put it in force;
and held ones that a person will not release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from screening.domain.errors import Fault, InvalidRequest, UnlawfulAction
from screening.domain.listing import ChangeKind, Expectations, ListVersion, Quarantined, VersionState
from screening.services.deps import Deps
from screening.services.four_eyes import Request
from screening.services.list_diff import diff_to_force
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


def bounds_of(deps: Deps, known: KnownVersion) -> list[Bound]:
    """The figures of a version against its list's expectations, as it would now replace what is in force."""
    version = known.version
    found = diff_to_force(deps, version.list_id, version.reading)
    before = found.old if found.old and not found.old.sample else None
    odd = known.report.get("quarantined", 0)
    expected = find_source(version.list_id).expectations
    bounds = [_count(version.designations, expected)]
    bounds += [_removed(found.counts[ChangeKind.REMOVED], before.designations, expected)] if before else []
    return [*bounds, _odd(odd, version.designations + odd, expected)]


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


def _count(count: int, expected: Expectations) -> Bound:
    is_kept = expected.fewest <= count <= expected.most
    return Bound("designations", f"{count:,}", f"{expected.fewest:,} to {expected.most:,}", is_kept)


def _removed(removed: int, total: int, expected: Expectations) -> Bound:
    most = expected.most_removed_share
    share = removed / total if total else 0
    found = f"{removed:,} of {total:,} in force ({share:.1%})"
    return Bound("removed", found, f"at most {most:.1%}", share <= most)


def _odd(odd: int, read: int, expected: Expectations) -> Bound:
    most = expected.most_quarantined_share
    share = odd / read if read else 0
    return Bound("not understood", f"{odd:,} of {read:,} ({share:.1%})", f"at most {most:.1%}", share <= most)
