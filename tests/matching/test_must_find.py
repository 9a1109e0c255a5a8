"""Cases that cost others a fine or that other tools miss, each one to be found here."""

from __future__ import annotations

import pytest

from screening.domain.designation import Country, Identifier, IdentifierType, PartyType
from screening.domain.screening import Corroboration, Subject
from screening.matching import compare_names
from screening.matching.engine import screen_subject
from screening.matching.policy import default_policy
from tests.matching.conftest import MakeIndex, listed

ALERT = default_policy().alert_threshold / 10_000


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("SIS DOO", "SIS d.o.o."),  # Apple 2019
        ("Almaz Antey Telecommunications", "JSC Almaz-Antey"),  # Cobham 2018
        ("Almaz Antey Telecommunications LLC", "AO Kontsern VKO Almaz-Antey"),
        ("The Cobalt Refinery Company, Inc.", "COBALT REFINERY CO. INC."),  # GE 2019
    ],
)
def test_a_company_of_an_enforcement_case_is_found(asked: str, name: str) -> None:
    assert compare_names(asked, name, "entity") >= ALERT


def test_a_place_spelled_with_another_letter_is_found() -> None:
    """Amazon 2020: addresses in "Krimea" were not found."""
    assert compare_names("Krimea", "Crimea", "entity") >= 0.5
    assert compare_names("Republic of Krimea", "Republic of Crimea", "entity") >= 0.5


def test_a_ship_is_found_by_its_number_under_any_name(make_index: MakeIndex) -> None:
    """MID-SHIP 2019; Kingsway renamed Apex and Shun Fa (UN Panel of Experts)."""
    imo = Identifier(type=IdentifierType.IMO, value="8528864", published_type="IMO")
    index = make_index([listed("KINGSWAY", party_type=PartyType.VESSEL, identifiers=(imo,))])
    policy = default_policy()
    renamed = Subject(name="SHUN FA", type=PartyType.VESSEL, imo="IMO 8528864")
    (hit,) = screen_subject(renamed, index, policy, threshold=7000)
    assert hit.score >= 9000
    for name, number in (("KINGSWAY", "8514045"), ("M/V KINGSWAY IMO: 8514045", None)):
        other = Subject(name=name, type=PartyType.VESSEL, imo=number)
        (hit,) = screen_subject(other, index, policy, threshold=7000)
        assert hit.corroboration is Corroboration.CONFLICTING
        assert hit.score < 10_000, "another number is shown, not silenced, and lowers"


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("V. Putin", "Vladimir PUTIN"),
        ("Jon Smith", "John Smith"),
        ("Moammar Qadhafi", "Muammar Gaddafi"),
        ("Wladimir Putin", "Vladimir Putin"),
        ("习近平", "Xi Jinping"),
        ("王毅", "Wang Yi"),
        ("金正恩", "Kim Jong Un"),
        ("金正恩", "Jin Zheng'en"),
        ("김정은", "Kim Jong-un"),
        ("리영호", "Ri Yong Ho"),
        ("박근혜", "Park Geun-hye"),
        ("안중근", "An Jung-geun"),
        ("やまだ たろう", "Yamada Taro"),
        ("ทักษิณ ชินวัตร", "Thaksin Shinawatra"),
        ("Владимир Путин", "Vladimir Putin"),
    ],
)
def test_a_person_whom_other_scorers_miss_is_found(asked: str, name: str) -> None:
    assert compare_names(asked, name, "individual") >= ALERT


@pytest.mark.parametrize(
    ("asked", "name", "party_type"),
    [
        ("IRISL", "ISLAMIC REPUBLIC OF IRAN SHIPPING LINES", "entity"),
        ("ADRIAN DARYA 1", "ADRIAN DARIA 1", "vessel"),
        ("ADRAIN DARYA 1", "ADRIAN DARYA 1", "vessel"),
        ("OCEAN MARITIME MANAGMENT", "Ocean Maritime Management Company, Limited", "entity"),
    ],
)
def test_a_company_or_ship_that_other_scorers_miss_is_found(asked: str, name: str, party_type: str) -> None:
    assert compare_names(asked, name, party_type) >= ALERT


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Vladimir", "Vladimir Putin"),
        ("Putin", "Vladimir Putin"),
        ("Kim Song Chol", "Kim Yong Chol"),
        ("Wang Wei", "Zhang Wei"),
        ("Saad Hussein", "Suad Hassan"),
        ("Lee Myung Bak", "Lee Kun Hee"),
    ],
)
def test_a_person_who_shares_a_part_is_left_alone(asked: str, name: str) -> None:
    assert compare_names(asked, name, "individual") < ALERT


@pytest.mark.parametrize(
    ("asked", "name", "party_type"),
    [
        ("Global Information Technology Company", "Iran Information Technology Company", "entity"),
        ("Bank of Georgia", "Bank of Iran", "entity"),
        ("CHONG CHON GANG 2", "CHONG CHON GANG 3", "vessel"),
    ],
)
def test_a_company_or_ship_that_shares_a_part_is_left_alone(asked: str, name: str, party_type: str) -> None:
    assert compare_names(asked, name, party_type) < ALERT


def test_another_nationality_does_not_lose_a_name_spelled_otherwise(make_index: MakeIndex) -> None:
    index = make_index([listed("PUTIN, Vladimir", nationalities=(Country(code="ru", text="Russia"),))])
    subject = Subject(name="Wladimir Putin", type=PartyType.INDIVIDUAL, nationalities=("de",))
    assert screen_subject(subject, index, default_policy(), threshold=7000)


def test_a_name_as_listed_scores_one_whether_it_is_the_primary_name_or_an_alias(
    make_index: MakeIndex,
) -> None:
    index = make_index([listed("MADURO MOROS, Nicolas", "Nicky the Bus Driver")])
    for name in ("Nicolas MADURO MOROS", "Nicky the Bus Driver"):
        (hit,) = screen_subject(Subject(name=name), index, default_policy(), threshold=7000)
        assert hit.score == 10_000
