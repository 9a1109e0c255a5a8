"""Screenings: recorded whole, in one transaction with their audit record, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.listing import ListVersion
from screening.domain.screening import Screening


def new_screening_id() -> str:
    """A fresh id: 32 hex digits, random, so that it tells nothing."""
    raise RuntimeError("under construction")


def add_policy(session: Session, policy_id: str, content: str, at: datetime) -> None:
    """Keep what a policy says, once, before anything is recorded under its id."""
    raise RuntimeError("under construction")


def add_corpus(session: Session, stamp: str, versions: Sequence[ListVersion], at: datetime) -> None:
    """Keep which list versions a corpus stamp stands for (all of them), once, before anything is
    recorded under it."""
    raise RuntimeError("under construction")


def add_screening(session: Session, screening: Screening, *, actor: str) -> None:
    """Record the request, the answer, every hit with its evidence, and the audit record.

    The policy and the corpus are added before (``add_policy``, ``add_corpus``), in this
    transaction or an earlier one; without them it is a ``DatabaseFailure``.
    """
    raise RuntimeError("under construction")


def get_screening(session: Session, screening_id: str) -> Screening:
    """The screening exactly as it was recorded. Raises ``UnknownScreening``."""
    raise RuntimeError("under construction")
