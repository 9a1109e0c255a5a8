"""Entities are what the public model of FollowTheMoney says they are, for every entry of the samples."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

import pytest

from screening.domain.designation import Designation, PartialDate
from screening.domain.listing import ListVersion, VersionState
from screening.services.ftm_entities import Listed, entity_to_dict
from screening.services.ftm_properties import date_texts
from screening.services.ftm_schemata import PARTIES, SCHEMATA
from screening.sources.registry import all_sources
from screening.store.sightings import Sighting
from tests.sources.published import parse_sample

MODEL = json.loads((resources.files("yente_client.schemas") / "model.json").read_text("utf-8"))["schemata"]
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def sample(list_id: str) -> list[Designation]:
    return [one for one in parse_sample(list_id) if isinstance(one, Designation)]


def properties_of_schema(name: str) -> set[str]:
    return {one for each in MODEL[name]["schemata"] for one in MODEL[each]["properties"]}


def entity_of(designation: Designation) -> dict[str, Any]:
    version = ListVersion(
        list_id=designation.list_id,
        version="2026-03-01.00000000",
        published_on=date(2026, 3, 1),
        retrieved_at=NOW,
        checked_at=NOW,
        sha256="0" * 64,
        format="any",
        parser_version=1,
        designations=1,
        state=VersionState.ACTIVE,
    )
    return entity_to_dict("x", [Listed(designation, version, Sighting(NOW, NOW))], nested=True)


@pytest.mark.parametrize("list_id", [source.list_id for source in all_sources()])
def test_every_property_belongs_to_its_schema(list_id: str) -> None:
    for designation in sample(list_id):
        entity = entity_of(designation)
        for each in (entity, *entity["properties"]["sanctions"]):
            assert each["properties"].keys() <= properties_of_schema(each["schema"]), designation


@pytest.mark.parametrize("list_id", [source.list_id for source in all_sources()])
def test_every_name_and_number_is_there(list_id: str) -> None:
    for designation in sample(list_id):
        said = json.dumps(entity_of(designation)["properties"])
        for text in (*(n.text for n in designation.names), *(i.value for i in designation.identifiers)):
            assert json.dumps(text)[1:-1] in said


def test_the_schemata_are_those_of_the_model() -> None:
    assert SCHEMATA.keys() == MODEL.keys()
    for name, kinds in PARTIES.items():
        for other in MODEL[name]["schemata"]:
            assert kinds <= SCHEMATA[other] or not SCHEMATA[other], (name, other)


@pytest.mark.parametrize(
    ("earliest", "latest", "texts"),
    [
        ("1964-05-07", "1964-05-07", ["1964-05-07"]),
        ("1964-05-01", "1964-05-31", ["1964-05"]),
        ("1964-01-01", "1964-12-31", ["1964"]),
        ("1964-01-01", "1966-12-31", ["1964", "1965", "1966"]),
        ("1900-01-01", "1966-12-31", ["1900", "1966"]),
        ("0622-01-01", "0622-12-31", ["0622"]),
    ],
)
def test_a_date_is_no_more_precise_than_it_was_published(
    earliest: str, latest: str, texts: list[str]
) -> None:
    span = PartialDate(earliest=date.fromisoformat(earliest), latest=date.fromisoformat(latest), text="")
    assert date_texts(span) == texts
