from __future__ import annotations

import pytest

from screening.domain.designation import AliasStrength, NameKind, PartyType
from screening.domain.screening import Corroboration, Evidence, Hit
from screening.web.ledger import draw_ledger
from screening.web.wording import is_web_address, points, short, signed


def hit(*contributions: int) -> Hit:
    """A hit whose ledger has these contributions."""
    return hit_with(
        *(
            Evidence(feature="name", asked="", listed="", similarity=None, contribution=one)
            for one in contributions
        )
    )


def hit_with(*evidence: Evidence) -> Hit:
    """A hit with this ledger."""
    score = sum(line.contribution for line in evidence)
    return Hit(
        score=score,
        uncapped=score,
        corroboration=Corroboration.NOT_COMPARED,
        list_id="us_ofac_sdn",
        authority_ref="36",
        party_type=PartyType.INDIVIDUAL,
        primary_name="A",
        matched_name="A",
        matched_name_kind=NameKind.PRIMARY,
        matched_alias_strength=AliasStrength.STRONG,
        programmes=(),
        measures=(),
        listed_on=None,
        evidence=evidence,
        list_version="2024-05-07.79bf2d15",
        locator="sdnEntry[uid=36]",
        published_wording="A",
        url=None,
    )


def test_each_line_starts_where_the_one_before_ended() -> None:
    ledger = draw_ledger(hit(9_000, -500, 700))
    assert [line.total for line in ledger.lines] == [9_000, 8_500, 9_200]
    assert [(line.bar_start, line.bar_length) for line in ledger.lines] == [
        (0, 9_000),
        (8_500, 500),
        (8_500, 700),
    ]
    assert (ledger.left, ledger.width) == (0, 10_000)


def test_a_sum_above_one_before_its_cap_is_drawn_whole() -> None:
    ledger = draw_ledger(hit(9_800, 900, -700))
    assert ledger.width == 10_700
    assert ledger.lines[-1].total == 10_000


def test_a_sum_below_zero_before_its_floor_is_drawn_whole() -> None:
    ledger = draw_ledger(hit(-300, 7_300))
    assert (ledger.left, ledger.width) == (-300, 10_300)


def test_an_empty_ledger_is_an_empty_drawing() -> None:
    assert draw_ledger(hit()).lines == ()


@pytest.mark.parametrize(
    ("function", "value", "text"),
    [
        (points, 9_300, "0.9300"),
        (signed, 9_300, "+0.9300"),
        (signed, -400, "−0.0400"),
        (signed, 0, "0.0000"),
        (short, 7_000, "0.70"),
        (short, 6_543, "0.6543"),
        (short, 10_000, "1.00"),
    ],
)
def test_scores_are_written_with_their_decimals(function: object, value: int, text: str) -> None:
    assert callable(function)
    assert function(value) == text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "", None, "//elsewhere"])
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert not is_web_address(address)
    assert is_web_address("https://sanctionssearch.ofac.treas.gov/")
