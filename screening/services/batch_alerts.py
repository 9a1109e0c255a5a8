"""Alerts of a batch: a row with a hit that is not suppressed is recorded as a screening of its own.

So an analyst reads what was asked, and the same client of the next night is one more occurrence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from screening.domain.party_group import Member
from screening.domain.screening import Hit, Screening, ScreeningRequest, ScreeningStatus, Subject
from screening.domain.suppression import Suppression
from screening.matching.engine import ENGINE_VERSION
from screening.services.corpus import Corpus
from screening.services.deps import Deps
from screening.services.suppressing import (
    Lapse,
    changed_designations,
    changed_subject,
    facts_key,
    facts_of,
    lapse,
    mark,
)
from screening.services.terms import Terms
from screening.store.audit_key import AuditKey
from screening.store.screenings import new_screening_id
from screening.store.suppression_reading import in_force_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressions:
    """The suppressions of a portfolio as a batch met them at its beginning, by the client's reference.
    ``void`` are those whose designation has changed: id, and why. Processes that answer rows hold it."""

    at: datetime
    key: AuditKey = field(repr=False)
    by_reference: Mapping[str, tuple[Suppression, ...]]
    void: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """A row that has a hit, with the party that was read in it."""

    row_number: int
    reference: str | None
    subject: Subject
    hits: tuple[Hit, ...]


def suppressions_for(deps: Deps, corpus: Corpus, portfolio: str | None, at: datetime) -> Suppressions:
    """What rows of that portfolio are suppressed by, on that corpus."""
    found: dict[str, list[Suppression]] = defaultdict(list)
    with deps.database.reading() as session:
        standing = in_force_for(session, portfolio, at)
        void = changed_designations(session, standing, corpus.versions, at)
    for one in standing:
        found[one.reference].append(one)
    by_reference = {reference: tuple(ones) for reference, ones in found.items()}
    return Suppressions(at=at, key=facts_key(deps.keeper.key), by_reference=by_reference, void=void)


def suppressed_row(
    known: Suppressions, reference: str | None, subject: Subject, hits: tuple[Hit, ...]
) -> tuple[tuple[Hit, ...], tuple[Lapse, ...]]:
    """The hits of a row, each with the suppression that it is under, and those that were found void."""
    standing = known.by_reference.get(reference or "", ()) if hits else ()
    if not standing:
        return hits, ()
    facts = facts_of(subject, known.key)
    met = {Member(hit.list_id, hit.authority_ref) for hit in hits}
    void = {
        one.id: why
        for one in standing
        if (why := changed_subject(one, facts) or (one.member in met and known.void.get(one.id)) or "")
    }
    holding = {one.member: one.id for one in standing if one.id not in void}
    lapsed = tuple((one, lapse(known.at, void[one.id])) for one in standing if one.id in void)
    return tuple(mark(hits, holding)), lapsed


def screening_of(row: AskedRow, terms: Terms, corpus: Corpus, at: datetime) -> Screening:
    """The answer to a row as a screening that is not recorded yet; its portfolio, limit and basis are to
    be added."""
    request = ScreeningRequest(
        subject=row.subject, reference=row.reference, threshold=terms.asked, alert=True
    )
    return Screening(
        id=new_screening_id(),
        request=request,
        screened_at=at,
        status=ScreeningStatus.HIT,
        policy=corpus.policy.id,
        engine=ENGINE_VERSION,
        corpus=corpus.stamp,
        threshold=terms.threshold,
        screened_against=terms.screened_against,
        hits=row.hits,
        reason=terms.reservation,
        narrowed=terms.narrowed,
    )


def has_alert(row: AskedRow) -> bool:
    """Whether a hit of it is put before an analyst."""
    return any(hit.suppression is None for hit in row.hits)


def rows_between(rows: Sequence[AskedRow], done: int, last: int) -> list[AskedRow]:
    """Those after ``done`` rows and up to ``last``."""
    return [row for row in rows if done < row.row_number <= last]
