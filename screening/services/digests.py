"""Digests are mailed when they are due, each once; where a mail fails, again a while later."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from screening.domain.digest import DigestRule
from screening.domain.errors import NotDelivered, UsageError
from screening.services.deps import Deps
from screening.services.digest_rules import digest_rules
from screening.services.digest_text import Digest, write_digest
from screening.services.mail import send_mail
from screening.store import audit
from screening.store.digests import claim_digest, last_sent, note_sent

_LOG = logging.getLogger(__name__)
_AGAIN = timedelta(minutes=5)
"""How long after it was begun a digest is tried again."""


class Mailed(NamedTuple):
    """How many digests were mailed; those that were not, with the reason."""

    sent: int
    failed: list[str]


def send_due_digests(deps: Deps, now: datetime) -> Mailed:
    """Mail every digest that is due by ``now`` and was not mailed for its period. Of periods that were
    missed the last one is mailed, and tells of all the time since the one before.

    Raises ``BadInputFile`` for a file of digests that cannot be used.
    """
    sent, failed = 0, []
    for rule in digest_rules(deps.settings):
        period = rule.period(now)
        with deps.database.writing() as session:
            if not claim_digest(session, rule.name, period, lasting=_AGAIN):
                continue
        try:
            _send(deps, rule, period)
            sent += 1
        except (NotDelivered, UsageError) as error:
            _LOG.warning("digest not mailed: %s", error)
            failed.append(f"{rule.name}: {error}")
    return Mailed(sent, failed)


def preview_digests(deps: Deps, now: datetime) -> Iterator[tuple[DigestRule, Digest]]:
    """The digests as they would be mailed now, whether they are due or not."""
    for rule in digest_rules(deps.settings):
        yield rule, write_digest(deps, rule, _begin(deps, rule, now), now)


def _send(deps: Deps, rule: DigestRule, period: datetime) -> None:
    digest = write_digest(deps, rule, _begin(deps, rule, period), period)
    send_mail(deps, rule.to, digest.subject, digest.text)
    with deps.database.writing() as session:
        note_sent(session, rule.name, period, deps.clock())
        payload = {"digest": rule.name, "to": list(rule.to), "with_names": rule.names}
        audit.append(session, at=deps.clock(), actor="notify", kind="digest_mailed", payload=payload)


def _begin(deps: Deps, rule: DigestRule, period: datetime) -> datetime:
    with deps.database.reading() as session:
        return rule.begin(period, last_sent(session, rule.name))
