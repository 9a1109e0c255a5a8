"""The facts of a hit in three groups, the decisive ones first, and what differs in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from screening.domain.designation import (
    Address,
    Country,
    Designation,
    Gender,
    Name,
    NameKind,
    PartialDate,
    PartyType,
)
from screening.domain.screening import Evidence, Subject
from screening.web.alerts.facts import Fact, facts_of, names_of
from screening.web.alerts.reasons import reason_groups
from screening.web.ledger import Ledger, draw_ledger
from tests.web.test_ledger import hit

SUBJECT = Subject(name="Ann Lee", addresses=("Bonn",))
LISTED = Designation(
    list_id="us_ofac_sdn",
    authority_ref="36",
    party_type=PartyType.INDIVIDUAL,
    names=(Name(text="Anna LEE", kind=NameKind.PRIMARY),),
    locator="x",
)


def line(feature: str, similarity: int | None, asked: str = "a", listed: str = "b") -> Evidence:
    return Evidence(feature=feature, asked=asked, listed=listed, similarity=similarity, contribution=0)


def ledger_of(*lines: Evidence) -> Ledger:
    return draw_ledger(replace(hit(1), evidence=lines))


def names(facts: tuple[Fact, ...]) -> list[str]:
    return [one.name for one in facts]


def test_conflicts_agreements_and_what_says_neither_are_told_apart_the_decisive_first() -> None:
    lines = (
        line("name", 9_000),
        line("nationality", 3_000),
        line("country", 9_000),
        line("gender", 0),
        line("birth_date", 8_500),
        line("identifier:passport", 10_000),
        line("address", 5_000),
        line("cap", None),
    )
    facts = facts_of(ledger_of(*lines), SUBJECT, None)
    assert names(facts.conflicting) == ["gender", "nationality"]
    assert names(facts.agreeing) == ["identifier:passport", "birth date", "country"]
    assert names(facts.missing) == ["address"]
    assert [one.is_decisive for one in facts.agreeing] == [True, True, False]


def test_what_only_one_side_knows_is_missing_and_what_was_compared_is_not() -> None:
    born = PartialDate(earliest=date(1984, 1, 8), latest=date(1984, 1, 8), text="08 Jan 1984")
    listed = replace(
        LISTED,
        birth_dates=(born,),
        genders=(Gender.MALE,),
        nationalities=(Country(text="Cuba"), Country(text="Cuba")),
        addresses=(Address(city="Havana"),),
    )
    found = facts_of(ledger_of(line("gender", 10_000)), SUBJECT, listed).missing
    sides = {
        one.name: ("".join(p.text for p in one.asked), "".join(p.text for p in one.listed)) for one in found
    }
    assert sides == {"birth date": ("", "08 Jan 1984"), "nationality": ("", "Cuba")}


def test_a_birth_that_nobody_knows_is_missing_of_a_person_and_of_nothing_else() -> None:
    nothing = ledger_of()
    assert names(facts_of(nothing, Subject(name="A"), LISTED).missing) == ["birth date"]
    company = replace(LISTED, party_type=PartyType.ENTITY)
    assert names(facts_of(nothing, Subject(name="A"), company).missing) == []
    person = Subject(name="A", birth_dates=("1984",), gender=Gender.MALE)
    assert names(facts_of(nothing, person, company).missing) == []


def test_reasons_of_people_are_offered_where_a_person_is_listed() -> None:
    def codes(*listed: PartyType) -> set[str]:
        return {reason.code for group in reason_groups(listed) for reason in group.reasons}

    left_out = codes(PartyType.ENTITY, PartyType.INDIVIDUAL) - codes(PartyType.ENTITY)
    assert left_out == {"birth_date_differs", "gender_differs"}


def test_names_are_marked_where_they_differ_and_not_where_they_count_as_the_same() -> None:
    names = names_of(ledger_of(line("name", 9_000, "Ann Lee", "Anna LEE")))
    assert [one.text for one in names.asked if one.differs] == []
    assert [one.text for one in names.listed if one.differs] == ["a"]
    same = names_of(ledger_of(line("name", 10_000, "Lee Ann", "Anne LEE")))
    assert not any(one.differs for side in (same.asked, same.listed) for one in side)


def test_single_characters_are_marked_in_numbers_and_dates_and_not_in_countries() -> None:
    lines = (
        line("birth_date", 1_000, "1984-01-08", "1948-01-08"),
        line("nationality", 1_000, "Cuba", "Chad"),
    )
    born, nation = facts_of(ledger_of(*lines), SUBJECT, None).conflicting
    assert any(one.differs for one in born.asked)
    assert not any(one.differs for one in nation.asked)
