"""Every country and every date that OFAC and the UN printed, in all the files at hand."""

from __future__ import annotations

import lzma
import re
from html import unescape
from pathlib import Path

import pytest

from screening.text.countries import parse_country
from screening.text.dates import parse_date

_COUNTRY = "country|idCountry|nationality|citizenship|vesselFlag|COUNTRY|ISSUING_COUNTRY|COUNTRY_OF_ISSUE"
_DATE = "dateOfBirth|issueDate|expirationDate|DATE|YEAR|FROM_YEAR|TO_YEAR|DATE_OF_ISSUE|LISTED_ON"
_NO_COUNTRY = {
    "None Identified",
    "Region: Commonwealth of Independent States",
    "Region: Kafia Kingi",
    "Sudan/South Sudan",
    "Sudan/or South Sudan",
    "Unknown",
    "undetermined",
}


@pytest.fixture(scope="module")
def published(official: Path) -> list[str]:
    """The classic files of OFAC and all of the UN's, as text."""
    paths = [*official.glob("us-ofac/*.xml__*.xz"), *official.glob("un-sc/*.xz")]
    return [lzma.decompress(path.read_bytes()).decode("utf-8") for path in paths]


def _values(published: list[str], tags: str) -> set[str]:
    pattern = re.compile(rf"<({tags})>([^<]*\S[^<]*)</\1>")
    return {unescape(found[2]) for text in published for found in pattern.finditer(text)}


def test_every_published_country_is_recognised(published: list[str]) -> None:
    wordings = _values(published, _COUNTRY)
    wordings |= {
        value
        for text in published
        for group in re.findall(r"<NATIONALITY>(.*?)</NATIONALITY>", text, re.S)
        for value in _values([group], "VALUE")
    }
    assert len(wordings) > 200
    assert {wording for wording in wordings if parse_country(wording).code is None} <= _NO_COUNTRY


def test_every_published_date_is_understood(published: list[str]) -> None:
    dates = _values(published, _DATE)
    assert len(dates) > 5_000
    assert {text for text in dates if parse_date(text) is None} == set()
