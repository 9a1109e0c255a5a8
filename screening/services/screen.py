"""One subject is screened, recorded, and only then answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from screening.domain.access import Permission, Principal
from screening.domain.errors import Fault, InvalidRequest, NotPermitted, ScreeningError
from screening.domain.screening import Basis, Hit, Screening, ScreeningRequest, ScreeningStatus, Subject
from screening.grouping.hits import PartyMap, arrange_hits
from screening.matching.engine import ENGINE_VERSION, foresee, screen_subject
from screening.services.alert_raising import OF_THE_PAST
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps
from screening.services.party_groups import PartyBook, republished_lists
from screening.services.portfolios import choose_portfolio
from screening.services.programmes import tables_digest
from screening.services.recorder import Answered, Recorder
from screening.services.suppressing import Lapse, Suppressed, suppress
from screening.services.terms import Terms, settle_terms
from screening.store.alert_reading import alerts_of
from screening.store.answered_once import Once
from screening.store.screenings import new_screening_id
from screening.text.fold import NORMALISER_VERSION

_FORESEEN = 250
"""Requests that are looked up together: enough to save time, few enough to be remembered until each is
answered."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What requests that come together are answered from: the instant, and what is in force at it."""

    now: datetime
    corpus: Corpus
    parties: PartyMap


class Screener:
    """Screens subjects against the corpus in force, or against a past one where asked."""

    def __init__(
        self,
        deps: Deps,
        corpora: CorpusProvider,
        *,
        recorded: Callable[[Screening], None] = lambda _: None,
    ) -> None:
        """Both stay open as long as the screener is used; it may be shared between threads.
        ``recorded`` is told of each answer once it is recorded."""
        self._deps = deps
        self._corpora = corpora
        self._parties = PartyBook(deps.database)
        self._recorder = Recorder(deps.database)
        self._recorded = recorded

    def screen(self, request: ScreeningRequest, *, by: Principal) -> Screening:
        """The recorded answer; the transaction is committed when this returns. It belongs to the
        portfolio that ``by`` may use.

        Raises ``InvalidRequest`` (threshold out of bounds, a date to come), ``ListNotReady`` (a
        list that is asked for has no version in force), ``UnknownVersion`` (a date before the
        first version held), ``NotPermitted`` (another's portfolio, narrowed without the permission),
        ``DatabaseFailure`` (nothing was recorded, so nothing is answered).
        """
        (outcome,) = self.screen_all([request], by=by)
        if isinstance(outcome, ScreeningError):
            raise outcome
        return outcome

    def screen_all(
        self, requests: Sequence[ScreeningRequest], *, by: Principal, once: Sequence[Once] = ()
    ) -> list[Screening | ScreeningError]:
        """Of each request its recorded answer, or why there is none, as ``screen`` raises it.

        All are answered from one corpus. ``once``: what to note beside each answer, so that one whose
        like is noted already is not recorded. Raises ``ListNotReady`` where no list is in force at all.
        """
        ground = self._ground()
        notes: Sequence[Once | None] = once or [None] * len(requests)
        foreseen = zip(_foreseen(requests, ground.corpus), notes, strict=True)
        answers = [self._answered(*asked, ground, by) for asked in foreseen]
        given = [one for one in answers if isinstance(one, Answered)]
        errors = dict(zip(map(id, given), self._recorder.record_all(given), strict=True))
        return self._with_alerts([self._outcome(one, errors.get(id(one))) for one in answers])

    def _ground(self) -> _Ground:
        now = self._deps.clock()
        known = self._corpora.in_force()
        parties = self._parties.of_revision(known.standing.revision)
        return _Ground(now, self._corpora.of(known.versions, known.policy), parties)

    def _with_alerts(self, outcomes: list[Screening | ScreeningError]) -> list[Screening | ScreeningError]:
        """Those that asked for alerts say which ones they are of."""
        ids = [one.id for one in outcomes if isinstance(one, Screening) and one.request.alert and one.hits]
        if not ids:
            return outcomes
        with self._deps.database.reading() as session:
            found = alerts_of(session, ids)
        return [
            replace(one, alerts=tuple(found[one.id].values()))
            if isinstance(one, Screening) and one.id in found
            else one
            for one in outcomes
        ]

    def _outcome(
        self, answered: Answered | ScreeningError, error: Exception | None
    ) -> Screening | ScreeningError:
        if isinstance(answered, ScreeningError):
            return answered
        if isinstance(error, ScreeningError):
            return error
        if error is not None:
            raise error
        self._recorded(answered.screening)
        return answered.screening

    def _answered(
        self, request: ScreeningRequest, once: Once | None, ground: _Ground, by: Principal
    ) -> Answered | ScreeningError:
        try:
            return replace(self._answer(request, ground, by), once=once)
        except ScreeningError as error:
            return error

    def _answer(self, request: ScreeningRequest, ground: _Ground, by: Principal) -> Answered:
        now = ground.now
        request = replace(request, portfolio=choose_portfolio(self._deps.database, request.portfolio, by))
        _check_dates(request, now)
        if by.raises_alerts and not request.is_of_the_past:
            request = replace(request, alert=True)
        corpus, demanded = self._corpus(request, ground.corpus)
        terms = settle_terms(
            corpus,
            threshold=request.threshold,
            lists=request.lists,
            demanded=demanded,
            at=judged_at(request, now),
        )
        if terms.narrowed and not by.may(Permission.NARROW):
            raise NotPermitted(f"Fewer lists or a higher threshold need the scope {Permission.NARROW}.")
        parties = self._parties.at(request.in_force_at) if request.in_force_at else ground.parties
        given, lapsed = answer(request, corpus, terms, now, parties, deps=self._deps)
        screening = replace(given, basis=basis_of(parties, demanded, terms))
        alerts_for = by if request.alert else None
        return Answered(screening, corpus, by.name, alerts_for=alerts_for, lapsed=lapsed)

    def _corpus(self, request: ScreeningRequest, current: Corpus) -> tuple[Corpus, frozenset[str]]:
        """What to screen against, and the lists without which the answer is narrowed: those in
        force now, or at the instant that is asked about."""
        demanded = frozenset(version.list_id for version in current.versions)
        if request.as_of:
            return self._corpora.at(request.as_of, request.lists), demanded
        if request.in_force_at:
            then = self._corpora.in_force_at(request.in_force_at, request.lists)
            return then, self._corpora.lists_in_force_at(request.in_force_at)
        return current, demanded


def _foreseen(requests: Sequence[ScreeningRequest], corpus: Corpus) -> Iterator[ScreeningRequest]:
    """The requests, each after those that are looked up together with it."""
    for start in range(0, len(requests), _FORESEEN):
        some = requests[start : start + _FORESEEN]
        _foresee(some, corpus)
        yield from some


def _foresee(requests: Sequence[ScreeningRequest], corpus: Corpus) -> None:
    """Those of many that are asked alike of what is in force are looked up together."""
    alike: dict[tuple[int | None, frozenset[str]], list[Subject]] = defaultdict(list)
    for request in requests if len(requests) > 1 else ():
        if request.as_of is None and request.in_force_at is None:
            alike[request.threshold, frozenset(request.lists)].append(request.subject)
    for (threshold, lists), subjects in alike.items():
        foresee(subjects, corpus.index, corpus.policy, threshold=threshold, lists=lists)


def basis_of(parties: PartyMap, demanded: frozenset[str], terms: Terms) -> Basis:
    """What an answer depends on beside its corpus."""
    return Basis(
        normaliser=NORMALISER_VERSION,
        programmes=tables_digest(),
        party_revision=parties.revision,
        demanded=tuple(sorted(demanded)),
        highest_threshold=terms.highest,
    )


def _check_dates(request: ScreeningRequest, now: datetime) -> None:
    checks = (
        (request.as_of and request.as_of > now.date(), "as_of", "is in the future"),
        (request.in_force_at and request.in_force_at > now, "in_force_at", "is in the future"),
        (request.as_of and request.in_force_at, "in_force_at", "cannot be asked together with as_of"),
        (request.alert and request.is_of_the_past, "alert", OF_THE_PAST),
    )
    if faults := [Fault(field, message) for is_wrong, field, message in checks if is_wrong]:
        raise InvalidRequest(faults)


def judged_at(request: ScreeningRequest, now: datetime) -> datetime:
    """The instant whose freshness counts: a past question is not stale for being past, but is
    where the list was not checked up to the day that is asked about."""
    if request.as_of:
        return min(now, datetime.combine(request.as_of + timedelta(days=1), time(), UTC))
    return request.in_force_at or now


def answer(
    request: ScreeningRequest, corpus: Corpus, terms: Terms, now: datetime, parties: PartyMap, *, deps: Deps
) -> tuple[Screening, tuple[Lapse, ...]]:
    """The answer to a request, under a new id, and the suppressions that it found void; nothing is
    recorded yet. Suppressions are those that were in force at ``now``."""
    scored = screen_subject(
        request.subject, corpus.index, corpus.policy, threshold=terms.asked, lists=terms.lists
    )
    found = _suppressed(request, arrange_hits(scored, parties, republished_lists()), corpus, now, deps)
    status = terms.status(found.hits)
    if request.unread and not found.hits:
        status = ScreeningStatus.INCOMPLETE
    screening = Screening(
        id=new_screening_id(),
        request=request,
        screened_at=now,
        status=status,
        policy=corpus.policy.id,
        engine=ENGINE_VERSION,
        corpus=corpus.stamp,
        threshold=terms.threshold,
        screened_against=terms.screened_against,
        hits=found.hits,
        reason="; ".join(filter(None, [*request.unread, terms.reservation])),
        narrowed=terms.narrowed,
    )
    return screening, found.lapsed


def _suppressed(
    request: ScreeningRequest, hits: tuple[Hit, ...], corpus: Corpus, now: datetime, deps: Deps
) -> Suppressed:
    if not hits or request.reference is None:
        return Suppressed(hits)
    with deps.database.reading() as session:
        return suppress(session, request, hits, corpus.versions, deps.keeper.key, now)
