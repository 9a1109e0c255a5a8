"""All that a person needs to decide one alert, read at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from screening.domain.access import Principal, same_person
from screening.domain.alert import Action, Alert, AlertEvent, AlertFile, AlertHit, AlertState, Disposition
from screening.domain.designation import Designation
from screening.domain.errors import UnknownScreening
from screening.domain.party_group import Member, PartyLink
from screening.domain.rationale import draft_of_hit
from screening.domain.screening import Hit, Screening
from screening.domain.suppression import Suppression
from screening.services.alert_desk import foremost_hit
from screening.services.alert_rationale import lost_words
from screening.services.deps import Deps
from screening.services.suppressing import member_of
from screening.store import parties
from screening.store.alert_decided import decided_of_members, decided_of_subject, dispositions_in
from screening.store.alert_reading import get_alert, get_file, maker_of, read_alerts, unknown_alert
from screening.store.designations import designation
from screening.store.screenings import get_screening
from screening.store.suppression_reading import in_force_of
from screening.store.suppressions import subject_key

EARLIER = 5
"""Earlier decisions shown of each kind, the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefHit:
    """A hit of an alert: as the alert keeps it, as the screening recorded it that brought it in, and what its
    list said then. Without the last two where the screening is no longer kept."""

    kept: AlertHit
    hit: Hit | None = None
    screening: Screening | None = None
    designation: Designation | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another alert, and what was decided in it last."""

    alert: Alert
    dispositions: tuple[Disposition, ...]

    @property
    def foremost(self) -> AlertHit:
        """The most urgent hit."""
        return foremost_hit(self.alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """An alert with what it is decided on."""

    file: AlertFile
    hits: tuple[BriefHit, ...]
    of_subject: tuple[Earlier, ...]
    """Earlier decisions on this subject, whatever party."""
    of_party: tuple[Earlier, ...]
    """Earlier decisions on these designations, of other subjects."""
    suppressions: tuple[Suppression, ...]
    """In force for this subject, of whatever party."""
    probable: tuple[Member, ...]
    """Designations that are of this party only probably: not to be decided alike without a look."""
    links: tuple[PartyLink, ...]
    maker: str | None
    """Who proposed what waits to be approved."""

    @property
    def alert(self) -> Alert:
        """The alert as it is."""
        return self.file.alert

    @property
    def approval(self) -> AlertEvent | None:
        """What approved the decision that counts; None where it waits, or was closed by a rule."""
        approved = [one for one in self.file.history if one.action is Action.APPROVED]
        return approved[-1] if approved and self.alert.state is AlertState.CLOSED else None

    @property
    def rejection(self) -> AlertEvent | None:
        """What rejected the last proposal; None where nothing was proposed, or it was not rejected."""
        answered = [one for one in self.file.history if one.action in (Action.PROPOSED, Action.REJECTED)]
        return answered[-1] if answered and answered[-1].action is Action.REJECTED else None

    @property
    def draft(self) -> str:
        """The rationale to begin with: the one that was rejected, else what the ledgers say."""
        return self._rejected_words() or self._ledger_words()

    def _rejected_words(self) -> str:
        """The words of most designations in the last proposal, where it was rejected."""
        if self.rejection is None:
            return ""
        proposed = [one.number for one in self.file.history if one.action is Action.PROPOSED][-1]
        made = [one.decision.text for one in self.file.dispositions if one.number == proposed]
        return Counter(made).most_common(1)[0][0] if made else ""

    def _ledger_words(self) -> str:
        said = [draft_of_hit(one.hit) if one.hit else lost_words(one.kept) for one in self.hits]
        return "\n\n".join(said)

    def is_made_by(self, principal: Principal) -> bool:
        """Whether what waits to be approved is their own proposal."""
        return self.maker is not None and same_person(self.maker, principal.person)


def read_brief(deps: Deps, alert_id: str, *, seen_by: Principal) -> Brief:
    """Raises ``UnknownAlert``; for an alert of a portfolio that ``seen_by`` does not see, alike."""
    with deps.database.reading() as session:
        alert = get_alert(session, alert_id)
        if not seen_by.sees(alert.portfolio):
            raise unknown_alert(alert_id)
        members = [hit.member for hit in alert.hits]
        subject, party = _earlier(session, alert, members, seen_by)
        probable, links = _links(session, alert, members)
        return Brief(
            file=get_file(session, alert),
            hits=tuple(_hits(session, alert)),
            of_subject=subject,
            of_party=party,
            suppressions=_suppressions(session, deps, alert),
            probable=probable,
            links=links,
            maker=maker_of(session, alert) if alert.state is AlertState.PENDING_APPROVAL else None,
        )


def _hits(session: Session, alert: Alert) -> list[BriefHit]:
    """The most urgent first. Screenings are read once each."""
    screenings = {one.screening_id: _screening(session, one.screening_id) for one in alert.hits}
    urgent = sorted(alert.hits, key=lambda hit: -hit.urgency)
    return [_brief_hit(session, one, screenings[one.screening_id]) for one in urgent]


def _screening(session: Session, screening_id: str) -> Screening | None:
    try:
        return get_screening(session, screening_id)
    except UnknownScreening:
        return None


def _brief_hit(session: Session, kept: AlertHit, screening: Screening | None) -> BriefHit:
    found = (
        next((hit for hit in screening.hits if member_of(hit) == kept.member), None) if screening else None
    )
    if screening is None or found is None:
        return BriefHit(kept=kept)
    listed = _listed(session, screening, kept.member)
    return BriefHit(kept=kept, hit=found, screening=screening, designation=listed)


def _listed(session: Session, screening: Screening, member: Member) -> Designation | None:
    """What the list said of it in the version that was screened against."""
    versions = {one.version.list_id: one.version for one in screening.screened_against}
    version = versions.get(member.list_id)
    return designation(session, member.list_id, version.reading, member.authority_ref) if version else None


def _earlier(
    session: Session, alert: Alert, members: Sequence[Member], seen_by: Principal
) -> tuple[tuple[Earlier, ...], tuple[Earlier, ...]]:
    mine: list[str] = []
    if alert.reference is not None:
        mine = decided_of_subject(session, alert.portfolio, alert.reference, beside=alert.id, limit=EARLIER)
    seen = seen_by.portfolios
    theirs = decided_of_members(session, members, seen, beside=alert.id, limit=2 * EARLIER)
    others = [one for one in theirs if one not in mine][:EARLIER]
    made = dispositions_in(session, [*mine, *others])
    found = {one.id: Earlier(one, _last(made[one.id])) for one in read_alerts(session, [*mine, *others])}
    return tuple(found[one] for one in mine), tuple(found[one] for one in others)


def _last(made: Sequence[Disposition]) -> tuple[Disposition, ...]:
    return tuple(one for one in made if one.number == made[0].number)


def _links(
    session: Session, alert: Alert, members: Sequence[Member]
) -> tuple[tuple[Member, ...], tuple[PartyLink, ...]]:
    if len(members) < 2:
        return (), ()
    groups = parties.read_groups(session, parties.last_revision(session), [alert.party_group])
    certain = groups[0].certain if groups else frozenset()
    links = groups[0].links if groups else ()
    doubtful = tuple(one for one in members if one not in certain)
    return doubtful, tuple(one for one in links if {one.first, one.second} & set(doubtful))


def _suppressions(session: Session, deps: Deps, alert: Alert) -> tuple[Suppression, ...]:
    if alert.reference is None:
        return ()
    key = subject_key(alert.portfolio, alert.reference)
    return tuple(in_force_of(session, [key], deps.clock()).get(key, ()))
