"""What each planted subject is to meet at each step, worked out without index, delta and database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.editions import Change
from benchmarks.planting import Planted, hits
from screening.domain.changes import compare_designations
from screening.domain.designation import Designation
from screening.domain.material import material_changes
from screening.domain.monitoring import FindingKind
from screening.domain.party_group import Member
from screening.domain.screening import Subject
from screening.matching.policy import Policy
from screening.services.diff_answers import fields_to_list


@dataclass(frozen=True, slots=True)
class Due:
    """What a subject is to meet: of which kind, whether it is put before an analyst, and in which fields the
    designation was amended."""

    kind: FindingKind
    alerts: bool
    fields: Sequence[Mapping[str, Any]] = ()


Dues = dict[tuple[str, Member], Due]
"""By the reference of the subject and the designation."""


def due(planted: Sequence[Planted], change: Change, policy: Policy) -> Dues:
    """What a change means for each planted subject, whichever change it was planted for: all pairs of subject
    and designation are compared."""
    found: Dues = {}
    for ref in sorted(change.before.keys() | change.after.keys()):
        old, new = change.before.get(ref), change.after.get(ref)
        for one in planted:
            met = _met(one.subject, old, new, policy)
            if met is not None:
                found[one.reference, Member(change.edition.list_id, ref)] = met
    return found


def _met(subject: Subject, old: Designation | None, new: Designation | None, policy: Policy) -> Due | None:
    was = old is not None and hits(subject, old, policy)
    if new is None or not hits(subject, new, policy):
        return Due(FindingKind.GONE, alerts=False) if was else None
    if old is None or not was:
        return Due(FindingKind.NEW, alerts=True)
    fields = fields_to_list(compare_designations(old, new))
    return Due(FindingKind.CHANGED, bool(material_changes(old, new)), fields)
