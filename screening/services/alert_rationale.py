"""A rationale is drafted from the ledgers of an alert's hits, for an analyst to edit and sign."""

from __future__ import annotations

from screening.domain.access import Principal
from screening.domain.alert import AlertHit
from screening.domain.errors import UnknownScreening
from screening.domain.rationale import draft_rationale
from screening.domain.screening import Hit
from screening.services.alert_catalogue import read_file
from screening.services.deps import Deps
from screening.services.suppressing import member_of
from screening.store.screenings import get_screening

PURGED = "The screening that found it is no longer kept."


def draft(deps: Deps, alert_id: str, *, seen_by: Principal) -> str:
    """What the ledgers of an alert say, each as the screening found it that brought the hit in.

    Raises ``UnknownAlert``; for one of a portfolio that ``seen_by`` does not see, alike.
    """
    alert = read_file(deps, alert_id, seen_by=seen_by).alert
    found: list[Hit] = []
    lost: list[str] = []
    with deps.database.reading() as session:
        for one in alert.hits:
            try:
                hits = get_screening(session, one.screening_id).hits
            except UnknownScreening:
                hits = ()
            ledger = [hit for hit in hits if member_of(hit) == one.member]
            found += ledger
            if not ledger:
                lost.append(lost_words(one))
    return "\n\n".join(filter(None, [draft_rationale(found), *lost]))


def lost_words(one: AlertHit) -> str:
    """What is said of a hit whose ledger is no longer kept."""
    return f"{one.member.list_id} {one.member.authority_ref}, {one.primary_name}: {PURGED}"
