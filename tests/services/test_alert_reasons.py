"""Reason codes are data: what they demand is checked before anything is decided."""

from __future__ import annotations

import pytest

from screening.domain.alert import Decision, Verdict
from screening.services.alert_reasons import all_reasons, decision_faults


def test_every_verdict_has_a_reason_and_no_code_is_there_twice() -> None:
    given = {verdict for reason in all_reasons().values() for verdict in reason.verdicts}
    assert given == set(Verdict)
    assert len(all_reasons()) == 12


@pytest.mark.parametrize(
    ("verdict", "reason", "text", "field"),
    [
        ("false_positive", "birth_date_differs", "", None),
        ("false_positive", "nonsense", "because", "reason"),
        ("false_positive", "discount_rule", "because", "reason"),
        ("true_match", "birth_date_differs", "because", "reason"),
        ("false_positive", "other", " \n", "text"),
        ("false_positive", "other", "a letter of the bank", None),
        ("true_match", "identifier_agrees", "", "text"),
        ("true_match", "identifier_agrees", "the same passport", None),
        ("not_determined", "facts_missing", "", None),
    ],
)
def test_a_decision_has_a_reason_of_its_verdict_and_words_where_demanded(
    verdict: str, reason: str, text: str, field: str | None
) -> None:
    faults = decision_faults(Decision(verdict=Verdict(verdict), reason=reason, text=text))
    assert [fault.field for fault in faults] == ([field] if field else [])
