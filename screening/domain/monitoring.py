"""Monitored subjects, the rescreenings that they go through, and what comes of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from screening.domain.party_group import Member
from screening.domain.screening import Subject


class SubjectState(StrEnum):
    """Whether a monitored subject is screened again."""

    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectEntry:
    """What a client hands over of a subject. ``unread``: what of it could not be understood."""

    reference: str
    subject: Subject
    portfolio: str | None = None
    branch: str | None = None
    risk_class: str | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoredSubject:
    """A subject as it stands. ``revision`` is the number of its last change, in one order for all
    subjects; ``screened_at`` None: it waits to be screened against everything."""

    id: int
    revision: int
    state: SubjectState
    entry: SubjectEntry
    since: datetime
    changed_at: datetime
    changed_by: str
    screened_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRevision:
    """One line of a subject's history: what it was from then on, who said so, by which import."""

    number: int
    at: datetime
    by: str
    state: SubjectState
    entry: SubjectEntry
    import_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHit:
    """A hit that is known of a subject: in which state of the designation, with which score."""

    subject_id: int
    member: Member
    fingerprint: str
    score: int


class ImportMode(StrEnum):
    """What a file of subjects is: the whole truth, or what has changed."""

    FULL = "full"
    CHANGES = "changes"


class ImportState(StrEnum):
    """What became of a file of subjects. ``running``: it is being taken in, or whatever did so was killed."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    APPLIED = "applied"
    HELD = "held"
    RELEASED = "released"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """A row of a file that was not taken, and why."""

    row_number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectImport:
    """A file of subjects and what came of it. Rows are added, changed, unchanged or invalid; of those taken,
    ``unread`` hold values that could not be understood; subjects that a full file does not name are closed.
    ``kept`` stay as they are: missing from a file with rows that have no id, or changed after it was held.
    ``up_to`` is the number of the last change of any subject when the file came.
    At most 1,000 ``faults`` are kept, ``invalid`` counts all.
    ``columns``, ``encoding`` and ``sheet`` say how the file was read."""

    id: str
    mode: ImportMode
    state: ImportState
    portfolio: str | None
    file_name: str
    sha256: str
    at: datetime
    by: str
    rows: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    invalid: int = 0
    unread: int = 0
    kept: int = 0
    held_reason: str = ""
    faults: tuple[RowFault, ...] = ()
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None
    up_to: int = 0


class RescreenCause(StrEnum):
    """Why subjects are screened again."""

    LIST_CHANGE = "list_change"
    SUBJECT_CHANGE = "subject_change"
    POLICY_CHANGE = "policy_change"
    DAILY = "daily"


OF_ALL = (RescreenCause.LIST_CHANGE, RescreenCause.POLICY_CHANGE, RescreenCause.DAILY)
"""The causes of runs over all subjects: what the last one was of is what is known of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStep:
    """What a rescreening met of one list: from which version (None: none) to which (None: out of force),
    and how many designations that was."""

    list_id: str
    before: str | None
    after: str | None
    added: int = 0
    amended: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescreening:
    """One run over monitored subjects. It is of those whose revisions are ``above`` (excluded) up to
    ``up_to``; ``cursor`` is the id of the last subject that is done.

    ``versions`` are the versions that were screened against, by list. ``digest`` is over what is then known
    of all subjects of the run; ``expected`` what it was over before, for a daily run.
    """

    id: int
    cause: RescreenCause
    started_at: datetime
    actor: str
    corpus: str
    policy: str
    engine: str
    normaliser: str
    versions: Mapping[str, str]
    steps: tuple[ListStep, ...] = ()
    above: int = 0
    up_to: int = 0
    cursor: int = 0
    finished_at: datetime | None = None
    subjects: int = 0
    candidates: int = 0
    hits: int = 0
    new_hits: int = 0
    gone_hits: int = 0
    screenings: int = 0
    alerts: int = 0
    differences: int = 0
    digest: str | None = None
    expected: str | None = None


class FindingKind(StrEnum):
    """What a rescreening found of a subject and a designation."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rescreening changed of what is known of a subject: a hit that is new, scores otherwise or is on
    an amended designation, or is gone. ``fields`` is the change of the designation, by field: before and
    after; ``screening_id`` the answer that alerts were raised from, where they were."""

    rescreening: int
    subject_id: int
    reference: str
    portfolio: str | None
    member: Member
    kind: FindingKind
    change: str
    score: int | None
    score_before: int | None
    fields: Mapping[str, Any] = field(default_factory=dict)
    screening_id: str | None = None


class IncidentState(StrEnum):
    """Whether somebody has looked at an incident."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A daily run that found something else than was known: it should never happen. Its findings tell
    what; what was missed is alerted by then."""

    id: int
    rescreening: int
    at: datetime
    differences: int
    state: IncidentState = IncidentState.OPEN
    answered_by: str | None = None
    answered_at: datetime | None = None
    text: str = ""
