from __future__ import annotations

import csv
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.text.countries import country_name, fold_country, is_country_code, parse_country

_TABLE = resources.files("screening.text").joinpath("data", "countries.csv").read_text("utf-8")
_ROWS = list(csv.DictReader(_TABLE.splitlines()))

_WORDINGS = {
    "Korea, North": "kp",
    "Democratic People's Republic of Korea": "kp",
    "KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF": "kp",
    "Корейская Народно-Демократическая Республика": "kp",
    "북한": "kp",
    "Republic of Korea": "kr",
    "Korea, Rep. of": "kr",
    "Burma": "mm",
    "Congo, Democratic Republic of the": "cd",
    "CONGO, Democratic Republic of (was Zaire)": "cd",
    "Congo (Dem. Rep.)": "cd",
    "Congo, Republic of the": "cg",
    "Congo": "cg",
    "Virgin Islands, British": "vg",
    "VIRGIN ISLANDS (BRITISH)": "vg",
    "Virgin Islands, U.S.": "vi",
    "Palestinian": "ps",
    "West Bank": "ps",
    "Region: Gaza": "ps",
    "Region: Crimea": "ua",
    "Kosovo": "xk",
    "USSR (until 1991)": "su",
    "former Soviet Union": "su",
    "YUGOSLAVIA": "yu",
    "ex-Yugoslavia": "yu",
    "SERBIA AND MONTENEGRO": "cs",
    "Macedonia, The Former Yugoslav Republic of": "mk",
    "Bahamas, The": "bs",
    "The Gambia": "gm",
    "Man, Isle of": "im",
    "Cote d Ivoire": "ci",
    "Côte d’Ivoire": "ci",
    "St. Kitts & Nevis": "kn",
    "St. Vincent and the Grenadines": "vc",
    "Türkiye": "tr",
    "TURKEY": "tr",
    "U.S.A.": "us",
    "usa": "us",
    "UK": "gb",
    "gb": "gb",
    "GBR": "gb",
    "China, Hong Kong Special Administrative Region": "hk",
    "United Kingdom of Great Britain and Northern\n                    Ireland": "gb",
    "Iran (Islamic Republic of)": "ir",
    "ایران": "ir",
    "إيران": "ir",
    "Россия": "ru",
    "Russia / Russie": "ru",
    "Iran / unknown": "ir",
    "Afghan": "af",
    "Possibly Ethiopian": "et",
    "Tunisian passport": "tn",
    "Sudanese by birth": "sd",
    "Bahrain (citizenship revoked in Jan. 2015)": "bh",
    "Sultanate of Oman": "om",
    "Republic of Sudan": "sd",
    "Ukrainian SSR (now Ukraine)": "ua",
    "Cabo Verde.  Previously Cape Verde.": "cv",
    "Guinea (Bissau)": "gw",
    "Sudan (South)": "ss",
    "ET": "et",
    "AND": "ad",
    "NA": "na",
}
_NOT_UNDERSTOOD = [
    "",
    "/",
    "Unknown",
    "undetermined",
    "None Identified",
    "Korea",
    "Virgin Islands",
    "Sudan/South Sudan",
    "Region: Kafia Kingi",
    "Region: Commonwealth of Independent States",
    "Republic",
    "St. Nowhere",
    "No. 5",
    "00",
    "\x00",
]


@pytest.mark.parametrize(("wording", "code"), _WORDINGS.items())
def test_a_wording_of_an_authority_is_recognised(wording: str, code: str) -> None:
    country = parse_country(wording)
    assert (country.code, country.text) == (code, wording)


@pytest.mark.parametrize("wording", _NOT_UNDERSTOOD)
def test_what_names_no_country_or_two_is_not_guessed(wording: str) -> None:
    assert parse_country(wording).code is None


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row["code"])
def test_every_code_and_wording_of_the_table_leads_to_its_row(row: dict[str, str]) -> None:
    words = [
        row["code"],
        row["code"].upper(),
        row["name"],
        *row["alpha3"].split("|"),
        *row["wordings"].split("|"),
    ]
    assert {parse_country(word).code for word in words if word} == {row["code"]}
    assert is_country_code(row["code"])
    assert country_name(row["code"]) == row["name"]


def test_no_two_countries_share_a_wording() -> None:
    keys = [(row["code"], {fold_country(w) for w in row["wordings"].split("|")}) for row in _ROWS]
    everything = [key for _, words in keys for key in words]
    assert len(everything) == len(set(everything))
    assert "" not in everything


def test_an_unknown_code_is_no_country_code_and_keeps_its_letters() -> None:
    assert not is_country_code("zz")
    assert not is_country_code("KP")
    assert country_name("zz") == "ZZ"


@given(st.sampled_from(_ROWS), st.sampled_from(["{}", " {} ", "The {}", "{}, The", "{}."]))
def test_blanks_articles_and_case_do_not_matter(row: dict[str, str], form: str) -> None:
    wording = form.format(row["name"])
    found = {parse_country(text).code for text in (wording.upper(), wording.lower())}
    assert found == {row["code"]}


@given(st.text())
def test_any_text_is_answered_and_kept(text: str) -> None:
    country = parse_country(text)
    assert country.text == text
    assert country.code is None or is_country_code(country.code)
