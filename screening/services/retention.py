"""How long records are kept, what holds them, and their purge when the time is over."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import Select

from screening.domain.errors import BadInputFile, Fault, InvalidRequest, UsageError
from screening.domain.retention import (
    Jurisdiction,
    LegalHold,
    RecordClass,
    Relationship,
    RetentionRules,
    years_before,
)
from screening.services.deps import Deps
from screening.services.kept_subject_names import forgetting_names
from screening.store import retention as retention_store
from screening.store.alert_purges import alerts_of_ended, alerts_of_nobody, purge_alerts
from screening.store.purges import (
    batches_before,
    count_of,
    purge_chunk,
    screenings_of_ended,
    screenings_of_nobody,
)
from screening.store.subject_purges import purge_subjects, subjects_of_ended, subjects_told_of_no_end

_PURGES = {RecordClass.ALERT: purge_alerts, RecordClass.SUBJECT: purge_subjects}


@dataclass(frozen=True, slots=True)
class Due:
    """Records whose time is over: their class, the rule in words, and how many they are."""

    kind: RecordClass
    rule: str
    query: Select[*tuple[Any, ...]]
    count: int


def read_rules(deps: Deps) -> RetentionRules:
    """The periods of this installation: of the settings' file, else those that ship.

    Raises ``BadInputFile`` where it cannot be understood.
    """
    path = deps.settings.retention
    shipped = files("screening.services").joinpath("retention.toml")
    try:
        text = path.read_text("utf-8") if path else shipped.read_text("utf-8")
        return _rules(tomllib.loads(text))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInputFile(f"the retention rules {path} cannot be used: {_fault(error)}") from error


def tell_relationship(
    deps: Deps,
    reference: str,
    *,
    ended_on: date | None,
    jurisdictions: tuple[str, ...] = (),
    reason: str,
    by: str,
) -> Relationship:
    """Say when the relationship with a client's reference ended (None: it goes on after all), and
    under which jurisdictions its records are kept.

    Raises ``InvalidRequest``, ``UsageError`` where nobody answers for it.
    """
    _answered_for(reason, by)
    unknown = set(jurisdictions) - read_rules(deps).jurisdictions.keys()
    faults = [Fault("jurisdictions", f"no rule is known of {name}") for name in sorted(unknown)]
    now = deps.clock()
    if ended_on and ended_on > now.date():
        faults.append(Fault("ended_on", "is yet to come: tell of it when it has"))
    if faults:
        raise InvalidRequest(faults)
    told = Relationship(
        reference=reference, ended_on=ended_on, jurisdictions=jurisdictions, told_at=now, told_by=by.strip()
    )
    with deps.database.writing() as session:
        retention_store.tell_relationship(session, told, reason.strip())
    return told


def find_relationship(deps: Deps, reference: str) -> Relationship | None:
    """What was last told of a reference; None where nothing was."""
    with deps.database.reading() as session:
        return retention_store.get_relationship(session, reference)


def place_hold(deps: Deps, reference: str | None, *, reason: str, by: str) -> LegalHold:
    """Let nothing of a reference (None: of anybody) be purged from now on. Raises ``UsageError``."""
    _answered_for(reason, by)
    hold = LegalHold(
        id=secrets.token_hex(8),
        reference=reference,
        reason=reason.strip(),
        placed_by=by.strip(),
        placed_at=deps.clock(),
    )
    with deps.database.writing() as session:
        retention_store.place_hold(session, hold)
    return hold


def lift_hold(deps: Deps, hold_id: str, *, reason: str, by: str) -> LegalHold:
    """End a hold. Raises ``UsageError`` where there is no such hold that stands."""
    _answered_for(reason, by)
    with deps.database.writing() as session:
        lifted = retention_store.lift_hold(
            session, hold_id, at=deps.clock(), actor=by.strip(), reason=reason.strip()
        )
    if lifted is None:
        raise UsageError(f"there is no hold {hold_id!r} that stands")
    return lifted


def standing_holds(deps: Deps) -> list[LegalHold]:
    """The holds that stand, the oldest first."""
    with deps.database.reading() as session:
        return retention_store.holds(session)


def find_due(deps: Deps) -> list[Due]:
    """What may be purged today, a part a rule; nothing that is held."""
    rules, today = read_rules(deps), deps.clock().date()
    with deps.database.reading() as session:
        ended = retention_store.ended_relationships(session)
        queries = [*_of_relationships(ended, rules, today), *_of_dates(rules, today)]
        due = [Due(kind, rule, query, count_of(session, query)) for kind, rule, query in queries]
    return [one for one in due if one.count]


def purge(deps: Deps, *, reason: str, by: str) -> int:
    """Take away everything that is due, in short transactions, and say so in the audit; how many
    records it was. Raises ``UsageError`` where nobody answers for it, ``MonitoringBusy`` where subjects are
    due and a rescreening does not end in time: all else is gone by then."""
    _answered_for(reason, by)
    due = sorted(find_due(deps), key=lambda one: one.kind is RecordClass.SUBJECT)
    return sum(_purge(deps, one, reason.strip(), by.strip()) for one in due)


def _purge(deps: Deps, due: Due, reason: str, by: str) -> int:
    if due.kind is RecordClass.SUBJECT:
        with forgetting_names(deps):
            return _purge_all(deps, due, reason, by)
    return _purge_all(deps, due, reason, by)


def _purge_all(deps: Deps, due: Due, reason: str, by: str) -> int:
    purged = 0
    while count := _purge_chunk(deps, due, reason, by):
        purged += count
    return purged


def _purge_chunk(deps: Deps, due: Due, reason: str, by: str) -> int:
    with deps.database.writing() as session:
        if due.kind in _PURGES:
            purge_some = _PURGES[due.kind]
            return purge_some(session, due.query, rule=due.rule, reason=reason, actor=by, at=deps.clock())
        return purge_chunk(
            session, due.kind, due.query, rule=due.rule, reason=reason, actor=by, at=deps.clock()
        )


def _of_relationships(
    ended: list[Relationship], rules: RetentionRules, today: date
) -> Iterator[tuple[RecordClass, str, Select[*tuple[Any, ...]]]]:
    """Answers on those with whom the relationship ended long enough ago, as did the answers; alerts that were
    closed by then, and subjects that were removed."""
    for one in ended:
        for kind, query in (
            (RecordClass.SCREENING, screenings_of_ended),
            (RecordClass.ALERT, alerts_of_ended),
            (RecordClass.SUBJECT, subjects_of_ended),
        ):
            until = years_before(today, rules.years(kind, one.jurisdictions))
            rule = f"{rules.wording(kind, one.jurisdictions)} after the relationship ended"
            yield kind, rule, query(one.reference, ended_by=until, before=_after(until))


def _of_dates(
    rules: RetentionRules, today: date
) -> Iterator[tuple[RecordClass, str, Select[*tuple[Any, ...]]]]:
    """Answers on nobody's reference, alerts on nobody's, batches, and subjects of which nothing was told."""
    asked, batch, alert = RecordClass.SCREENING, RecordClass.BATCH, RecordClass.ALERT
    until = _after(years_before(today, rules.years(RecordClass.SUBJECT)))
    removed = f"{rules.wording(RecordClass.SUBJECT)} after it was removed"
    yield RecordClass.SUBJECT, removed, subjects_told_of_no_end(before=until)
    until = _after(years_before(today, rules.years(alert)))
    yield alert, f"{rules.wording(alert)} after it was closed", alerts_of_nobody(before=until)
    until = _after(years_before(today, rules.years(asked)))
    yield asked, f"{rules.wording(asked)} after the answer", screenings_of_nobody(before=until)
    until = _after(years_before(today, rules.years(batch)))
    yield batch, f"{rules.wording(batch)} after the batch", batches_before(until)


def _after(day: date) -> datetime:
    """The end of a day."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _rules(table: Mapping[str, Any]) -> RetentionRules:
    found = {
        name: Jurisdiction(
            id=name,
            years={kind: _years(_period(said, kind)) for kind in RecordClass},
            source=str(said["source"]),
        )
        for name, said in table.items()
        if name != "applies"
    }
    applies = tuple(table["applies"])
    if not applies or not found.keys() >= set(applies):
        raise ValueError("`applies` must name jurisdictions that the file has")
    return RetentionRules(jurisdictions=found, applies=applies)


def _period(said: Mapping[str, Any], kind: RecordClass) -> Any:
    """Alerts and subjects are kept as answers are, where a file says nothing of them."""
    if kind in _PURGES and kind.value not in said:
        kind = RecordClass.SCREENING
    return said[kind.value]


def _fault(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _years(value: Any) -> int:
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"{value!r} is no whole number of years")
    return value


def _answered_for(reason: str, by: str) -> None:
    if not reason.strip() or not by.strip():
        raise UsageError("a reason and the name of who answers for it are needed")
