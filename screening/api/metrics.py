"""What the service counts, in the words of Prometheus, over all of its worker processes.

Counts are kept in files that the workers share; what the database knows (how old the lists are) is
read when it is asked for. No label says who asked, nor what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from flask import Response, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from screening.api.request_log import route, seconds
from screening.domain.errors import ScreeningError
from screening.domain.screening import Screening
from screening.domain.webhook import DeliveryFigures
from screening.services.catalogue import Catalogue, ListState
from screening.services.monitoring_state import MonitoringState

_BOUNDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds of the latency's buckets in seconds, dense around the 50 ms that are aimed at."""

_DATABASE = ("screening_database_up", "1 where the database answers.")
_LISTS = (
    ("screening_list_stale", "1 where a list is too old to answer no_hit, or demanded and not there."),
    ("screening_list_checked_age_seconds", "Since a list was last checked with its authority."),
    ("screening_list_designations", "Designations of the version in force."),
)
_WAITING = (
    ("screening_webhook_deliveries", "Events on their way to webhook targets, by their state."),
    ("screening_webhook_oldest_pending_seconds", "Since the oldest event arose that has not arrived."),
)
_SENT = (
    ("screening_webhook_delivered", "Events that arrived at webhook targets."),
    ("screening_webhook_failures", "Attempts to deliver that failed."),
)
_CORPUS = ("screening_corpus_age_seconds", "Since the newest version in force was taken.")


_MONITORING = (
    ("screening_monitored_subjects", "Active monitored subjects."),
    ("screening_monitored_subjects_waiting", "Of these, those that wait to be screened."),
    ("screening_monitoring_incidents_open", "Daily runs that found what was not known, not closed."),
    ("screening_subject_imports_held", "Files of monitored subjects that wait for a person."),
)
_RESCREENED = (
    ("screening_rescreened_age_seconds", "Since the last rescreening of all subjects ended."),
    ("screening_daily_run_age_seconds", "Since the last daily run ended."),
)


class Metrics:
    """Counters of one application; of all workers together where they share a folder."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` that ``metrics_folder.open_folder`` prepared; None counts this process alone."""
        self._folder = folder
        self._registry = CollectorRegistry()
        registry = None if folder else self._registry
        self._seconds = Histogram(
            "screening_request_seconds",
            "How long requests took, by route.",
            ("method", "route"),
            buckets=_BOUNDS,
            registry=registry,
        )
        self._answers = Counter(
            "screening_requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self._screenings = Counter(
            "screening_screenings", "Screenings recorded, by their status.", ("status",), registry=registry
        )
        self._hits = Counter(
            "screening_hits", "Hits in recorded screenings, by list.", ("list_id",), registry=registry
        )
        if folder:
            MultiProcessCollector(self._registry, str(folder))  # type: ignore[no-untyped-call]

    def count_request(self, response: Response) -> Response:
        """Count an answer, by the clock of ``request_log``; to be run after each request."""
        self._seconds.labels(request.method, route()).observe(seconds())
        self._answers.labels(request.method, route(), response.status_code).inc()
        return response

    def count_screening(self, screening: Screening) -> None:
        """Count a recorded screening and its hits."""
        self._screenings.labels(screening.status).inc()
        for hit in screening.hits:
            self._hits.labels(hit.list_id).inc()

    def exposed(self, catalogue: Catalogue, deliveries: Callable[[], DeliveryFigures]) -> bytes:
        """All counts, the age of the lists and what ``deliveries`` says, in Prometheus' text format."""
        ages = CollectorRegistry()
        ages.register(_Ages(catalogue, deliveries))
        return generate_latest(self._registry) + generate_latest(ages)


class _Ages(Collector):
    """How old what is in force is, as the database says now; that it cannot be read is said too."""

    def __init__(self, catalogue: Catalogue, deliveries: Callable[[], DeliveryFigures]) -> None:
        self._catalogue, self._deliveries = catalogue, deliveries

    def collect(self) -> Iterator[Metric]:
        """The gauges of this moment."""
        try:
            states = [state for state in self._catalogue.lists() if state.in_force or state.demanded]
            deliveries, monitoring = self._deliveries(), self._catalogue.monitoring()
        except ScreeningError:
            yield GaugeMetricFamily(*_DATABASE, value=0)
        else:
            yield GaugeMetricFamily(*_DATABASE, value=1)
            yield from _by_list(states, self._catalogue.now())
            yield from _of_corpus(states, self._catalogue.now())
            yield from _of_monitoring(monitoring, self._catalogue.now())
            yield from _of_webhooks(deliveries, self._catalogue.now())


def _by_list(states: list[ListState], now: datetime) -> Iterator[Metric]:
    stale, checked, designations = (GaugeMetricFamily(*named, labels=["list_id"]) for named in _LISTS)
    for state in states:
        labels, version = [state.source.list_id], state.in_force
        stale.add_metric(labels, state.stale or state.is_missing)
        if version:
            checked.add_metric(labels, (now - version.checked_at).total_seconds())
            designations.add_metric(labels, version.designations)
    yield from (stale, checked, designations)


def _of_corpus(states: list[ListState], now: datetime) -> Iterator[Metric]:
    taken = [state.in_force.retrieved_at for state in states if state.in_force]
    if taken:
        yield GaugeMetricFamily(*_CORPUS, value=(now - max(taken)).total_seconds())


def _of_monitoring(state: MonitoringState, now: datetime) -> Iterator[Metric]:
    values = (state.subjects, state.waiting, state.incidents, state.held)
    for named, value in zip(_MONITORING, values, strict=True):
        yield GaugeMetricFamily(*named, value=value)
    for named, ended in zip(_RESCREENED, (state.rescreened_at, state.daily_at), strict=True):
        if ended:
            yield GaugeMetricFamily(*named, value=(now - ended).total_seconds())


def _of_webhooks(figures: DeliveryFigures, now: datetime) -> Iterator[Metric]:
    deliveries = GaugeMetricFamily(*_WAITING[0], labels=["state"])
    deliveries.add_metric(["pending"], figures.pending)
    deliveries.add_metric(["dead"], figures.dead)
    age = (now - figures.oldest).total_seconds() if figures.oldest else 0
    yield from (deliveries, GaugeMetricFamily(*_WAITING[1], value=age))
    yield CounterMetricFamily(*_SENT[0], value=figures.delivered)
    yield CounterMetricFamily(*_SENT[1], value=figures.failed)
