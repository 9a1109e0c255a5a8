"""The groups of the published lists of OFAC, the UN and the EU."""

from __future__ import annotations

import io
import lzma
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from screening.domain.designation import Designation
from screening.domain.listing import PublishedFile
from screening.grouping.facts import PartyFacts, party_facts
from screening.grouping.groups import Cluster, form_groups
from screening.grouping.links import find_links
from screening.sources.registry import find_source
from tests.grouping.parties import EU, OFAC, UN, refs

FILES = {
    OFAC: "us-ofac/sdn.xml__2024-05-07.xz",
    UN: "un-sc/consolidated.xml__2026-02-27.xz",
    EU: "eu-fsf/20240513-FULL-1_1(xsd).xml__2024-05-13.xz",
}


@pytest.fixture(scope="module")
def parties(official: Path) -> list[PartyFacts]:
    return [facts for list_id, name in FILES.items() for facts in _read(list_id, official / name)]


@pytest.fixture(scope="module")
def clusters(parties: list[PartyFacts]) -> list[Cluster]:
    return form_groups(parties, find_links(parties))


def test_most_of_what_stands_on_several_lists_is_found(clusters: list[Cluster]) -> None:
    assert 2_100 < len(clusters) < 2_400
    assert 400 < sum(len(one.cores) == 1 for one in clusters) < 600
    grouped = Counter(member.list_id for one in clusters for member in one.members)
    assert grouped[UN] > 800
    assert grouped[EU] > 2_000


def test_no_crowd_is_gathered(clusters: list[Cluster]) -> None:
    assert max(len(one.members) for one in clusters) <= 4


def test_a_person_on_all_three_lists_is_one_party(clusters: list[Cluster]) -> None:
    assert {"11018", "CFi.009", "EU.3885.38"} in [refs(one) for one in clusters]


def test_slips_in_published_references_are_not_followed(clusters: list[Cluster]) -> None:
    for slip in ({"EU.4076.89", "KPi.045"}, {"EU.10072.9", "EU.9496.20"}, {"IRi.003", "13106"}):
        assert not any(slip <= refs(one) for one in clusters)


def test_the_order_of_the_lists_changes_nothing(parties: list[PartyFacts], clusters: list[Cluster]) -> None:
    shuffled = Random(7).sample(parties, len(parties))
    assert form_groups(shuffled, find_links(shuffled)) == clusters


def _read(list_id: str, path: Path) -> list[PartyFacts]:
    content = lzma.decompress(path.read_bytes())
    file = PublishedFile(path.name, lambda: io.BytesIO(content))
    head = {path.name: content[:65_536]}
    form = next(form for form in find_source(list_id).formats if form.recognises(head))
    return [party_facts(one) for one in form.parse((file,)) if isinstance(one, Designation)]
