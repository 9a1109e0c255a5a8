from __future__ import annotations

import csv
from importlib import resources

import pytest

from screening.domain.designation import IdentifierType
from screening.sources.ofac_ids import kind_of

_OTHER_KINDS = {"attribute", "country", "gender", "former_flag", "built"}


def test_every_kind_in_the_table_is_one_that_is_read() -> None:
    table = resources.files("screening.sources") / "data" / "ofac_id_types.csv"
    with table.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["kind"] for row in rows} <= _OTHER_KINDS | set(IdentifierType)
    assert len({row["id_type"] for row in rows}) == len(rows) > 150


@pytest.mark.parametrize(
    ("id_type", "kind"),
    [
        ("Passport", "passport"),
        ("For more information, please see:", "attribute"),
        ("Digital Currency Address - A CURRENCY OF TOMORROW", "crypto_address"),
        ("Listing Date (EO 14024 Directive 1a):", "attribute"),
        ("Moonstone Number", ""),
    ],
)
def test_a_published_type_has_its_kind(id_type: str, kind: str) -> None:
    assert kind_of(id_type) == kind
