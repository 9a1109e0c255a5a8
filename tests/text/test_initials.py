"""Initials together and apart."""

from __future__ import annotations

import pytest

from screening.matching import compare_names


@pytest.mark.parametrize(
    ("asked", "listed", "party_type"),
    [
        ("QRV Company", "Q.R.V. Company", "entity"),
        ("Q & R Trading Co", "QR Trading Company", "entity"),
        ("JC Bellefontaine", "Jean-Claude Bellefontaine", "individual"),
        ("Bellefontaine, JC", "J.-C. Bellefontaine", "individual"),
    ],
)
def test_initials_may_be_written_together(asked: str, listed: str, party_type: str) -> None:
    assert compare_names(asked, listed, party_type) >= 0.7


def test_a_first_name_with_a_vowel_is_no_pair_of_initials() -> None:
    assert compare_names("Jo Bellefontaine", "Jean-Olivier Bellefontaine", "individual") < 0.7
