"""One edition put in force over monitored subjects, and everything checked that came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.expecting import Due, Dues
from benchmarks.planting import Planted
from screening.domain.access import operator
from screening.domain.alert import Alert, AlertState, Decision, Verdict
from screening.domain.monitoring import Finding, FindingKind, RescreenCause, Rescreening
from screening.domain.party_group import Member
from screening.domain.unfreezing import ReviewState
from screening.services.alert_catalogue import read_file, read_queue
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.rescreen import rescreen
from screening.services.unfreeze_reviews import read_reviews
from screening.store.alert_queue import AlertFilter, AlertOrder
from screening.store.alert_reading import alerts_of
from screening.store.findings import findings_of

ANNA, BEN = operator("Anna"), operator("Ben")
_VERDICTS = {
    FindingKind.GONE: Decision(verdict=Verdict.TRUE_MATCH, reason="subject_confirmed", text="Seen."),
    FindingKind.CHANGED: Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs"),
}
_EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a run: how many findings of each kind were due, how many alerts; how many clean subjects
    were alerted; and what is not as it has to be, in words."""

    due: Mapping[FindingKind, int]
    alerts_due: int
    clean_alerted: int
    faults: Sequence[str]


def decide_some(deps: Deps, planted: Sequence[Planted]) -> frozenset[str]:
    """Decide the alerts of every other subject that is planted for a removal (true matches) or an amendment
    (false positives), a second person approving; the references of the former."""
    true = set()
    for one in planted[::2]:
        if one.kind not in _VERDICTS:
            continue
        order = DecisionOrder(decision=_VERDICTS[one.kind], confirmed=True)
        for alert in _alerts(deps, one.reference):
            made = decide(deps, alert.id, alert.version, order, by=ANNA)
            approve(deps, alert.id, made.version, by=BEN)
            true.update([one.reference] if one.kind is FindingKind.GONE else [])
    return frozenset(true)


def check(
    deps: Deps, run: Rescreening, dues: Dues, planted: Sequence[Planted], true: Collection[str]
) -> Checked:
    """Hold what a run found of the planted subjects against what was due: all of it and nothing else, alerted
    where it has to be, with the cause in the alert's history; what is gone is marked or to be reviewed."""
    with deps.database.reading() as session:
        found = findings_of(session, run.id, _EVERY)
        behind = alerts_of(session, [one.screening_id for one in found if one.screening_id])
    names = {one.reference for one in planted}
    met = {(one.reference, one.member): one for one in found if one.reference in names}
    faults = [f"{_told(key)} was due and not found" for key in sorted(dues.keys() - met.keys())]
    faults += [f"{_told(key)} was found and not due" for key in sorted(met.keys() - dues.keys())]
    for key in sorted(dues.keys() & met.keys()):
        alerts = tuple(behind.get(met[key].screening_id or "", {}).values())
        faults += [f"{_told(key)} {fault}" for fault in _faults(deps, run, dues[key], met[key], alerts)]
    faults += _gone_faults(deps, dues, true)
    clean = {one.reference for one in found if one.screening_id and one.reference not in names}
    kinds = [one.kind for one in dues.values()]
    return Checked(
        due={kind: kinds.count(kind) for kind in FindingKind},
        alerts_due=sum(one.alerts for one in dues.values()),
        clean_alerted=len(clean),
        faults=faults,
    )


def _told(key: tuple[str, Member]) -> str:
    return f"{key[0]} on {key[1]}"


def _faults(deps: Deps, run: Rescreening, due: Due, finding: Finding, alerts: Sequence[str]) -> Iterator[str]:
    if finding.kind is not due.kind:
        yield f"is {finding.kind}, due {due.kind}"
    if list(finding.fields.get("fields", [])) != list(due.fields):
        yield f"tells other fields: {finding.fields}"
    if bool(alerts) is not due.alerts:
        yield "is alerted and must not be" if alerts else "is not alerted"
    if alerts and not any(_tells(deps, alert, run, finding) for alert in alerts):
        yield "is alerted without its cause"


def _tells(deps: Deps, alert: str, run: Rescreening, finding: Finding) -> bool:
    """Whether the history of an alert tells, once, of a finding, its cause and its fields."""
    told: list[dict[str, Any]] = [
        dict(change)
        for line in read_file(deps, alert, seen_by=ANNA).history
        if (line.new.get("cause"), line.new.get("rescreening")) == (RescreenCause.LIST_CHANGE.value, run.id)
        for change in line.new["changes"]
        if change["designation"] == str(finding.member)
    ]
    return len(told) == 1 and all(
        told[0].get(key) == value
        for key, value in {"kind": finding.kind.value, "change": finding.change, **finding.fields}.items()
    )


def _gone_faults(deps: Deps, dues: Dues, true: Collection[str]) -> Iterator[str]:
    """A removal marks the alerts that are open, and asks what becomes of a true match."""
    states = list(ReviewState)
    reviews = read_reviews(deps, states, offset=0, limit=_EVERY, seen_by=ANNA).reviews
    reviewed = {(one.reference, one.member) for one in reviews}
    for key in sorted(key for key, due in dues.items() if due.kind is FindingKind.GONE):
        reference, member = key
        if reference in true and (reference, member) not in reviewed:
            yield f"{_told(key)} is gone and not to be unfrozen"
        if reference not in true and not any(one.delisted_at for one in _alerts(deps, reference)):
            yield f"{_told(key)} is gone and its alert is not marked"


def _alerts(deps: Deps, reference: str) -> Sequence[Alert]:
    asked = AlertFilter(states=list(AlertState), reference=reference)
    return read_queue(deps, asked, AlertOrder.OLDEST, offset=0, limit=1_000, seen_by=ANNA).alerts


def compare_with_all(
    deps: Deps, corpora: CorpusProvider, run: Rescreening, workers: int | None
) -> tuple[Rescreening, list[str]]:
    """Screen everything against everything: the run, and what of it is not what the deltas gave."""
    daily = rescreen(deps, corpora, daily=True, workers=workers).runs[-1]
    if run.digest == daily.digest == daily.expected and not daily.differences:
        return daily, []
    return daily, [f"{daily.differences} differences from a full rescreening, digest {daily.digest}"]
