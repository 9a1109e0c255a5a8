"""What links two designations, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from screening.domain.designation import (
    Address,
    AliasStrength,
    Designation,
    Gender,
    Identifier,
    IdentifierType,
    Name,
    PartyType,
)
from screening.domain.party_group import Certainty, LinkBasis, PartyLink
from screening.grouping.links import find_links
from screening.text.countries import parse_country
from tests.grouping.parties import EU, OFAC, UN, facts, party

NAME = "Joseph Kony"


def links(*designations: Designation) -> list[PartyLink]:
    return find_links(facts(*designations))


def bases(*designations: Designation) -> list[LinkBasis]:
    return [link.basis for link in links(*designations)]


def company(list_id: str, ref: str, *names: str, city: str | None = None, **fields: Any) -> Designation:
    addresses = (Address(city=city, country=parse_country("Iran")),) if city is not None else ()
    return party(list_id, ref, *names, party_type=PartyType.ENTITY, addresses=addresses, **fields)


def number(value: str, country: str | None = None, **fields: Any) -> Identifier:
    known: dict[str, Any] = {"type": IdentifierType.TAX_ID, "published_type": "Tax ID No."}
    return Identifier(value=value, country=parse_country(country) if country else None, **known | fields)


def test_a_published_cross_reference_is_certain() -> None:
    (link,) = links(party(EU, "EU.1", "A Person", cites=[(UN, "qdi.001")]), party(UN, "QDi.001", "Him"))
    assert (link.basis, link.certainty) == (LinkBasis.CROSS_REFERENCE, Certainty.CERTAIN)
    assert link.evidence == f"{EU}:EU.1 is published with the reference {UN}:qdi.001"


def test_two_that_cite_an_entry_that_is_not_loaded_are_linked_to_each_other() -> None:
    one, other = (party(at, "1", NAME, cites=[(UN, "CFi.009")]) for at in (EU, "gb_fcdo_sanctions"))
    assert bases(one, other) == [LinkBasis.CROSS_REFERENCE]
    assert links(one, party(EU, "2", "Another", cites=[(UN, "CFi.009")])) == []


def test_a_slip_in_a_cross_reference_is_not_followed() -> None:
    citing = party(EU, "EU.1", "Kim Tong-Ho", born=["1969-08-18"], cites=[(UN, "KPi.045")])
    assert links(citing, party(UN, "KPi.045", "KIM KYONG OK", born=["1937"])) == []
    assert links(company(EU, "EU.1", "A Bank", cites=[(UN, "QDi.1")]), party(UN, "QDi.1", "A Man")) == []


def test_an_equal_passport_is_certain_and_shows_both_wordings() -> None:
    (link,) = links(
        party(OFAC, "1", "KONY, Joseph", passports=["D 00123456"]),
        party(EU, "2", "Kony (Lord)", passports=["D00123456"]),
    )
    assert link.basis is LinkBasis.IDENTIFIER
    assert link.evidence == f"{EU}: Passport D00123456 = {OFAC}: Passport D 00123456"


@pytest.mark.parametrize("value", ["123456", "000000000", "12345", "UNKNOWN", "11111112", "012345678"])
def test_a_placeholder_or_a_short_number_links_nobody(value: str) -> None:
    assert links(party(OFAC, "1", NAME, passports=[value]), party(EU, "2", NAME, passports=[value])) == []


def test_numbers_of_two_countries_are_two_numbers() -> None:
    one = company(OFAC, "1", "Alpha Beta", identifiers=(number("7701315700", "ru"),))
    assert links(one, company(EU, "2", "Alpha Beta", identifiers=(number("7701315700", "ir"),))) == []
    assert links(one, company(EU, "2", "Alpha Beta", identifiers=(number("7701315700", "ru"),)))


def test_a_number_shared_with_another_name_links_nobody() -> None:
    one = party(OFAC, "1", "Sayyid Tabatabaei", passports=["9003213"])
    assert links(one, party(UN, "2", "Azim Aghajani", passports=["9003213"])) == []


def test_a_number_that_one_list_gives_to_two_needs_an_equal_name() -> None:
    listed = party(OFAC, "1", "Ali Akbar Tabatabaei", passports=["9003213"])
    same = party(UN, "2", "ALI AKBAR TABATABAEI", passports=["9003213"])
    slip = party(UN, "3", "Akbar Aghajani", passports=["9003213"])
    assert [(link.first.authority_ref, link.second.authority_ref) for link in links(listed, same, slip)] == [
        ("2", "1")
    ]


def test_a_person_and_a_firm_with_one_tax_number_are_two_parties() -> None:
    tax: dict[str, Any] = {"identifiers": (number("NICR461006T36", "mx"),)}
    assert links(party(OFAC, "1", "Rosario Niebla", **tax), company(EU, "2", "Rosario Niebla", **tax)) == []


def test_a_ship_keeps_its_imo_number_under_every_name() -> None:
    imo = (number("IMO 7406784", type=IdentifierType.IMO),)
    ships = [
        party(at, "1", name, party_type=PartyType.VESSEL, identifiers=imo)
        for at, name in ((OFAC, "NEW NAME"), (EU, "Old"))
    ]
    assert bases(*ships) == [LinkBasis.IDENTIFIER]
    said = (number("7406784", type=IdentifierType.IMO, note="stated in the comments"),)
    assert links(ships[0], party(UN, "2", "Owner", party_type=PartyType.VESSEL, identifiers=said)) == []


@pytest.mark.parametrize(
    ("one", "other", "basis"),
    [
        ({"born": ["1964-03-07"]}, {"born": ["7 Mar 1964"]}, LinkBasis.NAME_AND_BIRTH_DATE),
        (
            {"born": ["1964"], "countries": ["ug"]},
            {"born": ["7 Mar 1964"], "countries": ["Uganda"]},
            LinkBasis.NAME_BIRTH_YEAR_AND_COUNTRY,
        ),
        (
            {"born": ["circa 1964"], "programmes": ("CAR",)},
            {"born": ["1964"], "countries": ["cf"]},
            LinkBasis.NAME_BIRTH_YEAR_AND_COUNTRY,
        ),
    ],
)
def test_a_name_with_birth_facts_is_probable(
    one: dict[str, Any], other: dict[str, Any], basis: LinkBasis
) -> None:
    (link,) = links(party(OFAC, "1", "KONY, Joseph", **one), party(EU, "2", "Joseph KONY", **other))
    assert (link.basis, link.certainty) == (basis, Certainty.PROBABLE)
    assert "KONY, Joseph; born" in link.evidence


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"countries": ["ug"]}, {"countries": ["ug"]}),
        ({"born": ["1964"]}, {"born": ["1964"]}),
        ({"born": ["1964-03-07"], "countries": ["ug"]}, {"born": ["1964-03-08"], "countries": ["ug"]}),
        ({"born": ["1964-01-01"]}, {"born": ["1964-01-01"]}),
        (
            {"born": ["1964-03-07"], "genders": (Gender.MALE,)},
            {"born": ["1964-03-07"], "genders": (Gender.FEMALE,)},
        ),
    ],
)
def test_a_name_alone_or_with_a_conflict_links_nobody(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert links(party(OFAC, "1", NAME, **one), party(EU, "2", NAME, **other)) == []


def test_a_weak_alias_and_a_single_word_link_nobody() -> None:
    born: dict[str, Any] = {"born": ["1964-03-07"]}
    assert links(party(OFAC, "1", "Talha", **born), party(EU, "2", "TALHA", **born)) == []
    weak = party(OFAC, "1", "Somebody", **born)
    weak = type(weak)(
        **{
            **{name: getattr(weak, name) for name in weak.__dataclass_fields__},
            "names": (*weak.names, Name(text=NAME, strength=AliasStrength.WEAK)),
        }
    )
    assert links(weak, party(EU, "2", NAME, **born)) == []


def test_an_organisation_needs_its_country_and_a_city_says_more() -> None:
    one = company(OFAC, "1", "AMIN INDUSTRIAL COMPLEX", city="Mashhad")
    assert bases(one, company(UN, "2", "Amin Industrial Complex", city="MASHHAD")) == [
        LinkBasis.NAME_AND_ADDRESS
    ]
    by_country = company(UN, "2", "Amin Industrial Complex", programmes=("Iran",))
    (link,) = links(one, by_country)
    assert link.basis is LinkBasis.NAME_AND_COUNTRY
    assert link.evidence.endswith("AMIN INDUSTRIAL COMPLEX; Iran")
    assert "programme Iran" in link.evidence
    assert links(one, company(UN, "2", "Amin Industrial Complex")) == []


def test_a_crowd_that_shares_a_name_links_nobody() -> None:
    born: dict[str, Any] = {"born": ["1964-03-07"]}
    crowd = [party(OFAC, str(n), NAME, **born) for n in range(5)]
    assert links(party(EU, "1", NAME, **born), *crowd) == []
    assert len(links(party(EU, "1", NAME, **born), *crowd[:4])) == 4
