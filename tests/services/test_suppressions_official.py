"""Real editions of the UN list played against suppressions: what lapsed, what stayed, what is to be seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path

from screening.domain.access import operator
from screening.domain.alert import Alert, Decision, Verdict
from screening.domain.changes import compare_designations
from screening.domain.designation import Designation
from screening.domain.screening import Screening, ScreeningRequest, Subject
from screening.domain.suppression import Suppression
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.refresh import load_list
from screening.services.screen import Screener
from screening.services.suppression_book import read_suppressions
from screening.store.alert_reading import read_alerts
from screening.store.audit_rows import row_findings
from screening.store.designations import designations
from screening.store.lists import version_in_force
from screening.store.suppression_reading import SuppressionFilter, reviews_of

UN = "un_sc_sanctions"
OLD, NEW = "consolidated.xml__2025-04-19.xz", "consolidatedLegacyByPRN.xml__2025-11-20.xz"
BANK, ANNA, BEN = operator("bank"), operator("Anna"), operator("Ben")
FALSE = DecisionOrder(
    decision=Decision(verdict=Verdict.FALSE_POSITIVE, reason="nationality_differs"), confirmed=True
)
WORDING = {
    *("titles", "positions", "remarks", "attributes", "legal_bases", "relations", "cross_references"),
    *("listed_on", "amended_on", "delisted_on", "vessel.vessel_type"),
}
"""Fields that are never material, written by hand beside the code's own table."""


def load(deps: Deps, official: Path, edition: str) -> None:
    """Put an edition of the list in force."""
    load_list(deps, UN, [official / "un-sc" / edition])


def listed(deps: Deps) -> dict[str, Designation]:
    """The designations in force, by their references."""
    with deps.database.reading() as session:
        version = version_in_force(session, UN)
        assert version
        return {one.authority_ref: one for one in designations(session, UN, version.version)}


def suppressed(deps: Deps, chosen: list[Designation]) -> None:
    """Ask for each by its own name, and decide whatever is found to be false."""
    screener = Screener(deps, CorpusProvider(deps))
    for start in range(0, len(chosen), 50):
        requests = [
            ScreeningRequest(subject=Subject(name=one.primary_name), reference=one.authority_ref, alert=True)
            for one in chosen[start : start + 50]
        ]
        answers = [one for one in screener.screen_all(requests, by=BANK) if isinstance(one, Screening)]
        with deps.database.reading() as session:
            alerts: list[Alert] = read_alerts(session, [one for each in answers for one in each.alerts])
        for alert in alerts:
            decide(deps, alert.id, 1, FALSE, by=ANNA)
            approve(deps, alert.id, 2, by=BEN)


def all_of(deps: Deps) -> list[Suppression]:
    """Every suppression that there is."""
    wanted = SuppressionFilter(at=deps.clock())
    return read_suppressions(deps, wanted, offset=0, limit=5_000, seen_by=BANK)[1]


def expected(old: Designation, new: Designation | None) -> str:
    """What should become of a suppression, by the fields that changed."""
    if new is None:
        return "removed"
    changed = {change.field for change in compare_designations(old, new)}
    if not changed:
        return "stayed"
    return "wording" if changed <= WORDING else "material or notes"


def became(deps: Deps, one: Suppression) -> str:
    """What did become of it."""
    if one.ending:
        return "removed" if "removed" in one.ending.why else "lapsed"
    with deps.database.reading() as session:
        return "wording" if reviews_of(session, one.id) else "stayed"


def test_the_hand_written_fields_are_fields_of_designations() -> None:
    assert {name for name in WORDING if "." not in name} <= {one.name for one in fields(Designation)}


def test_editions_of_the_un_list_against_suppressions(deps: Deps, official: Path) -> None:
    load(deps, official, OLD)
    before = listed(deps)
    suppressed(deps, list(before.values()))
    assert {one.member.authority_ref for one in all_of(deps)} == set(before)
    load(deps, official, NEW)
    after = listed(deps)
    assert (len(before.keys() - after.keys()), len(after.keys() - before.keys())) == (3, 126)
    table: Counter[tuple[str, str]] = Counter()
    for one in all_of(deps):
        ref = one.member.authority_ref
        table[expected(before[ref], after.get(ref)), became(deps, one)] += 1
    assert set(table) == {
        ("removed", "removed"),
        ("stayed", "stayed"),
        ("wording", "wording"),
        ("material or notes", "lapsed"),
    }, table
    with deps.database.reading() as session:
        assert list(row_findings(session, 0)) == []
