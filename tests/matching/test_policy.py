"""A policy states what counts as a hit; a file that cannot be used is refused with its lines."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from screening.domain.designation import PartyType
from screening.domain.errors import InvalidPolicy
from screening.domain.screening import Subject
from screening.matching.engine import screen_subject
from screening.matching.policy import (
    Policy,
    WeakAliasRule,
    default_policy,
    default_text,
    override_policy,
    policy_of_content,
)
from screening.matching.proof import prove
from tests.matching.conftest import MakeIndex, listed

OWN = """
name = "bank"   # a comment is no part of the id

[thresholds]
alert = 0.75
types = { vessel = 0.80 }

[exact_name]
least = 0.90

[identifier]
least = 0.95

[lists.one]
alert = 0.85
types.vessel = 0.90
max_age_hours = 50
weak_alias = "confirm"

[lists.two]
demanded = true
"""


@pytest.fixture
def own() -> Policy:
    return override_policy(OWN)


def test_the_policy_that_ships_is_one_of_its_own_content() -> None:
    assert policy_of_content(default_policy().content) == default_policy()
    assert re.fullmatch(r"default-[0-9a-f]{12}", default_policy().id)


@pytest.mark.parametrize(
    ("list_id", "party_type", "points"),
    [
        ("one", PartyType.VESSEL, 9_000),
        ("one", PartyType.ENTITY, 8_500),
        ("two", PartyType.VESSEL, 8_000),
        ("two", PartyType.ENTITY, 7_500),
        ("three", PartyType.INDIVIDUAL, 7_500),
    ],
)
def test_the_most_specific_threshold_holds(
    own: Policy, list_id: str, party_type: PartyType, points: int
) -> None:
    assert own.threshold_of(list_id, party_type) == points


def test_what_is_not_stated_is_as_it_ships(own: Policy) -> None:
    assert own.facts == default_policy().facts
    assert own.max_age_of("two") == default_policy().max_age
    assert own.weak_alias_rule is WeakAliasRule.ALERT
    assert own.confirms_only("us_ofac_sdn")


def test_a_list_has_its_own_age_rule_and_demand(own: Policy) -> None:
    assert own.max_age_of("one") == timedelta(hours=50)
    assert own.confirms_only("one")
    assert own.demanded == {"two"}


def test_the_id_is_the_name_and_a_digest_of_what_it_means(own: Policy) -> None:
    assert own.id.startswith("bank-")
    assert override_policy(OWN.replace("# a comment is no part of the id", "")).id == own.id
    assert override_policy(OWN.replace("= 50", "= 50.0")).id == own.id
    assert override_policy(OWN.replace("= 50", "= 51")).id != own.id


def test_a_fact_can_be_left_out_of_use() -> None:
    policy = override_policy('name = "bank"\n[facts.gender]\nuse = false')
    assert policy.facts.keys() == default_policy().facts.keys() - {"gender"}


def test_no_score_depends_on_a_threshold(own: Policy, make_index: MakeIndex) -> None:
    names = ["Ivan Petrov", "Ivan Petrow", "Iwan Petrov", "Ivan Ivanovich Petrov", "Ivan Popov"]
    index = make_index(listed(name, list_id=one) for name in names for one in ("one", "three"))
    subject = Subject(name="Ivan Petrov")
    loose = screen_subject(subject, index, default_policy(), threshold=5_000)
    strict = screen_subject(subject, index, own, threshold=5_000)
    assert [(hit.authority_ref, hit.score) for hit in loose] == [
        (hit.authority_ref, hit.score) for hit in strict
    ]
    counted = screen_subject(subject, index, own, threshold=None)
    assert counted == tuple(
        hit for hit in strict if hit.score >= own.threshold_of(hit.list_id, hit.party_type)
    )
    assert 0 < len(counted) < len(strict)


def test_entries_under_programmes_that_are_left_out_alone_make_no_hit(make_index: MakeIndex) -> None:
    text = 'name = "bank"\n[lists.one]\nprogrammes_left_out = ["CUBA", "CUBA", "OLD"]'
    policy = override_policy(text)
    assert policy == policy_of_content(policy.content)
    programmes: list[tuple[str, ...]] = [("CUBA",), ("OLD", "CUBA"), ("CUBA", "SDGT"), ()]
    entries = [
        listed("Ivan Petrov", list_id=one, programmes=some) for one in ("one", "two") for some in programmes
    ]
    index = make_index(entries)
    found = screen_subject(Subject(name="Ivan Petrov"), index, policy, threshold=None)
    assert [(hit.list_id, hit.programmes) for hit in found] == [
        ("one", ("CUBA", "SDGT")),
        ("one", ()),
        *(("two", some) for some in programmes),
    ]
    every = screen_subject(Subject(name="Ivan Petrov"), index, policy.with_every_programme(), threshold=None)
    assert len(every) == len(entries)
    assert not prove(index, policy, entries, seed="any").misses


FAULTS = [
    ("nmae = 1", 2, "nmae is no key of a policy"),
    ("[thresholds]\nalert = 0.49", 3, "thresholds.alert must be from 0.5 to 1, not 0.49"),
    ("[thresholds]\nalert = nan", 3, "must be from 0.5 to 1"),
    ("[thresholds]\nalert = true", 3, "must be a number, not true or false"),
    ("[thresholds]\nfloor = 0.75", 3, "thresholds.alert 0.7 is below the floor"),
    ("[thresholds]\nfloor = 0.3", 3, "must be from 0.5 to 1"),
    ("\n[thresholds.types]\n\nship = 0.7", 5, "thresholds.types.ship is no key"),
    ("[thresholds.types]\nvessel = 0.85", 3, "above exact_name.least 0.7"),
    ("[weak_alias]\nmost_alone = 0.7", 3, "a weak alias that nothing confirms would alert"),
    ("[weak_alias]\nfewest_words_alone = 1.5", 3, "must be a whole number"),
    ("[lists.eu_fsf]\nmax_age_hours = -1", 3, "lists.eu_fsf.max_age_hours must be from 0.1"),
    ('[lists.eu_fsf]\nweak_alias = "never"', 3, 'must be "confirm" or "alert"'),
    ("[lists.eu_fsf]\ndemanded = 1", 3, "must be true or false"),
    ('[lists.eu_fsf]\nprogrammes_left_out = "CUBA"', 3, "must be an array of texts"),
    ("[lists.eu_fsf]\nprogrammes_left_out = [1]", 3, "must be an array of texts"),
    ("[lists.eu_fsd]\ndemanded = true", 2, "eu_fsd is not a list that this installation knows"),
    ("[facts.shoe_size]\nagree = 0.1", 3, "facts.shoe_size.agree is no key"),
    ("[facts.gender]\nconflict = 0.1", 3, "facts.gender.conflict must be from -1 to 0"),
    ("[facts.gender]\nconflict = [\n  1,\n  2,\n]", 3, "must be a number, not an array"),
    ("[facts.gender]\nconflict = 2001-01-01", 3, "must be a number, not a date or time"),
    ("facts = 3", 2, "facts is no key"),
    ("[facts.gender]\nconflict = ", 3, "this is no TOML"),
    ("[facts.gender]\n[facts.gender]", 3, "this is no TOML"),
    ("x = " + "[" * 5_000, 1, "this is nested too deeply"),
]


@pytest.mark.parametrize(("text", "line", "reason"), FAULTS, ids=[reason for _, _, reason in FAULTS])
def test_a_fault_is_named_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(InvalidPolicy) as refused:
        override_policy(f'name = "bank"\n{text}', known_lists={"eu_fsf"})
    (fault,) = refused.value.faults
    assert (fault.line, reason in fault.message) == (line, True), str(fault)


def test_all_faults_are_named_at_once_in_the_order_of_the_file() -> None:
    with pytest.raises(InvalidPolicy) as refused:
        override_policy('[thresholds]\nalert = 3\n\n[freshness]\nmax_age_hours = "long"\n')
    assert str(refused.value) == (
        'line 1: a policy needs a name of its own: name = "…"; '
        "line 2: thresholds.alert must be from 0.5 to 1, not 3; "
        "line 5: freshness.max_age_hours must be a number, not a text"
    )


def test_the_name_of_the_policy_that_ships_is_taken() -> None:
    with pytest.raises(InvalidPolicy, match=r"line 1: name .default. is that of the policy that ships"):
        override_policy('name = "default"')


def test_a_whole_policy_can_be_an_override_too() -> None:
    text = default_text().replace('name = "default"', 'name = "copy"')
    assert override_policy(text).facts == default_policy().facts


def test_a_policy_of_another_release_is_refused_in_words() -> None:
    content = default_policy().content.replace('"akin"', '"kin"')
    with pytest.raises(InvalidPolicy, match=r"party_type\.kin is no key of a policy.*akin is missing"):
        policy_of_content(content)
