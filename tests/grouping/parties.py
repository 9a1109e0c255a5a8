"""Designations to group: small ones, and crowds of namesakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from screening.domain.designation import (
    CrossReference,
    Designation,
    Gender,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    PartialDate,
    PartyType,
)
from screening.domain.party_group import Member
from screening.grouping.facts import PartyFacts, party_facts
from screening.grouping.groups import Cluster, form_groups
from screening.grouping.links import find_links
from screening.text.countries import parse_country
from screening.text.dates import parse_date

OFAC, UN, EU = "us_ofac_sdn", "un_sc_sanctions", "eu_fsf"


def party(list_id: str, ref: str, *names: str, **fields: Any) -> Designation:
    """A designation; ``born``, ``countries``, ``passport``, ``cites`` are short for its facts."""
    born = tuple(_date(text) for text in fields.pop("born", ()))
    known: dict[str, Any] = {
        "party_type": PartyType.INDIVIDUAL,
        "locator": ref,
        "names": tuple(
            Name(text=name, kind=NameKind.AKA if n else NameKind.PRIMARY) for n, name in enumerate(names)
        ),
        "birth_dates": born,
        "nationalities": tuple(parse_country(code) for code in fields.pop("countries", ())),
        "identifiers": tuple(
            Identifier(type=IdentifierType.PASSPORT, value=number, published_type="Passport")
            for number in fields.pop("passports", ())
        ),
        "cross_references": tuple(
            CrossReference(scheme=scheme, reference=ref) for scheme, ref in fields.pop("cites", ())
        ),
    }
    return Designation(list_id=list_id, authority_ref=ref, **known | fields)


def facts(*designations: Designation) -> list[PartyFacts]:
    """Their facts."""
    return [party_facts(one) for one in designations]


def grouped(
    designations: Sequence[Designation], *, apart: Sequence[tuple[Member, Member]] = ()
) -> list[Cluster]:
    """The clusters of designations."""
    known = facts(*designations)
    return form_groups(known, find_links(known), apart)


def refs(cluster: Cluster) -> set[str]:
    """The references of a cluster's members."""
    return {member.authority_ref for member in cluster.members}


def _date(text: str) -> PartialDate:
    date = parse_date(text)
    assert date is not None
    return date


_OTHERS = ("KP-1", "KP-2")
"""References that some entries cite and none has."""

CROWDS = st.lists(
    st.builds(
        party,
        st.sampled_from([OFAC, UN, EU]),
        st.integers(0, 10_000).map(str),
        st.sampled_from(["KIM Yong Chol", "Kim Yong-chol", "RI Yong Ho", "Ri Yong"]),
        st.sampled_from(["PAK Il", "Kim Yong Chol", "Chang Song Thaek"]),
        born=st.lists(st.sampled_from(["1956", "1956-03-07", "circa 1957", "1961-05-01"]), max_size=2),
        countries=st.lists(st.sampled_from(["kp", "cn"]), max_size=1),
        passports=st.lists(st.sampled_from(["654120001", "654120002"]), max_size=1),
        cites=st.lists(st.tuples(st.just(UN), st.sampled_from(_OTHERS)), max_size=1),
        genders=st.lists(st.sampled_from(Gender), max_size=1).map(tuple),
    ),
    max_size=14,
    unique_by=lambda one: (one.list_id, one.authority_ref),
)
"""Up to fourteen entries that share few names, dates and numbers."""
