"""Published editions of lists played against suppressions: decided on the old one, judged by the new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from screening.domain.access import operator
from screening.domain.alert import Alert, Decision, Verdict
from screening.domain.changes import compare_designations
from screening.domain.designation import Designation
from screening.domain.listing import PublishedFile
from screening.domain.screening import Screening, ScreeningRequest, Subject
from screening.domain.suppression import Suppression
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.list_files import find_list_files
from screening.services.list_formats import recognise
from screening.services.load_report import LoadOutcome
from screening.services.refresh import load_list, release_version
from screening.services.screen import Screener
from screening.services.suppression_book import read_suppressions
from screening.sources.registry import find_source
from screening.store.alert_reading import read_alerts
from screening.store.suppression_reading import SuppressionFilter, reviews_of

BANK, ANNA, BEN = operator("bank"), operator("Anna"), operator("Ben")
FALSE = DecisionOrder(
    decision=Decision(verdict=Verdict.FALSE_POSITIVE, reason="nationality_differs"), confirmed=True
)
WORDING = {
    *("titles", "positions", "remarks", "attributes", "legal_bases", "relations", "cross_references"),
    *("listed_on", "amended_on", "delisted_on", "vessel.vessel_type"),
}
"""Fields that are never material, written by hand beside the code's own table."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A published file of a list."""

    list_id: str
    file: Path


def put_in_force(deps: Deps, edition: Edition) -> None:
    """Load it; where it removes more than its list expects, a person releases it."""
    report = load_list(deps, edition.list_id, [edition.file])
    if report.outcome is LoadOutcome.HELD:
        version = report.version.version
        release_version(deps, edition.list_id, version, reason="years lie between", by="anna")


def read(edition: Edition) -> dict[str, Designation]:
    """What it lists, by references."""
    form, files = recognise(find_source(edition.list_id), find_list_files([edition.file]))
    parsed = form.parse(tuple(PublishedFile(one.name, one.open) for one in files))
    return {one.authority_ref: one for one in parsed if isinstance(one, Designation)}


def suppress(deps: Deps, chosen: list[Designation]) -> None:
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


def suppressions(deps: Deps) -> list[Suppression]:
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
    if changed <= WORDING:
        return "wording"
    return "notes" if _to_the_eye(old) == _to_the_eye(new) else "material"


def _to_the_eye(one: Designation) -> str:
    """Who it is, as a person would compare it, written by hand beside the code's own table."""
    births = [(each.earliest, each.latest, each.circa) for each in one.birth_dates]
    ship = one.vessel
    countries = [*one.nationalities, *one.citizenships, *([ship.flag, *ship.former_flags] if ship else [])]
    texts = [
        *(f"{name.text} {name.kind} {name.strength}" for name in one.names),
        *(f"born {first} {last} {circa}" for first, last, circa in births),
        *(f"born in {place.text}" for place in one.birth_places),
        *(f"of {country.code or country.text}" for country in countries if country),
        *(f"{each.type} {each.value} {each.country and each.country.code}" for each in one.identifiers),
        *(f"{a.street} {a.city} {a.region} {a.postal_code} {a.country}" for a in one.addresses),
        *(*one.genders, one.party_type, *one.programmes, *one.measures),
    ]
    return "\n".join(sorted({" ".join(text.casefold().split()) for text in texts}))


def became(deps: Deps, one: Suppression) -> str:
    """What did become of it."""
    if one.ending:
        return "removed" if "removed" in one.ending.why else "lapsed"
    with deps.database.reading() as session:
        return "wording" if reviews_of(session, one.id) else "stayed"


def some_of_each(
    old: dict[str, Designation], new: dict[str, Designation], most: int
) -> Iterator[Designation]:
    """Designations of the old edition, no more than ``most`` of those that should end alike."""
    counts: Counter[str] = Counter()
    for ref, one in sorted(old.items()):
        kind = expected(one, new.get(ref))
        counts[kind] += 1
        if counts[kind] <= most:
            yield one


def table(deps: Deps, old: dict[str, Designation], new: dict[str, Designation]) -> Counter[tuple[str, str]]:
    """What should have become of suppressions on the old edition, and what did."""
    found: Counter[tuple[str, str]] = Counter()
    for one in suppressions(deps):
        ref = one.member.authority_ref
        if ref in old:
            found[expected(old[ref], new.get(ref)), became(deps, one)] += 1
    return found
