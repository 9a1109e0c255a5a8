"""The reasons that verdicts may be given for: data of the package, checked before anything is decided."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from screening.domain.alert import Decision, Reason, Verdict
from screening.domain.errors import Fault


@cache
def all_reasons() -> Mapping[str, Reason]:
    """Every reason by its code, in the order in which they are offered."""
    text = files("screening.services").joinpath("alert_reasons.toml").read_text("utf-8")
    rows = tomllib.loads(text)["reason"]
    reasons = [Reason(**{**row, "verdicts": tuple(map(Verdict, row["verdicts"]))}) for row in rows]
    return {reason.code: reason for reason in reasons}


def decision_faults(decision: Decision, field: str = "") -> list[Fault]:
    """What is wrong with a decision: an unknown reason, one of another verdict, words that are missing.
    ``field`` is the path of what holds it."""
    reason = all_reasons().get(decision.reason)
    if reason is None or reason.by_rule:
        return [Fault(f"{field}reason", "is no reason code")]
    if decision.verdict not in reason.verdicts:
        return [Fault(f"{field}reason", f"is no reason for {decision.verdict}")]
    if not decision.text.strip() and (reason.needs_text or decision.verdict is Verdict.TRUE_MATCH):
        return [Fault(f"{field}text", "is required with this verdict and reason")]
    return []
