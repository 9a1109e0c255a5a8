from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.domain.designation import IdentifierType
from screening.text.identifiers import check_digit_ok, normalise_identifier

_NORMALISED = [
    (IdentifierType.PASSPORT, " a-037 6647 ", "A0376647"),
    (IdentifierType.PASSPORT, "А0376647", "A0376647"),
    (IdentifierType.PASSPORT, "No. D00000898", "D00000898"),
    (IdentifierType.PASSPORT, "CAR diplomatic passport no. D00000898", "D00000898"),
    (IdentifierType.PASSPORT, "NO4435810", "NO4435810"),
    (IdentifierType.PASSPORT, "passport", "PASSPORT"),
    (IdentifierType.NATIONAL_ID, "784-1973-1617539-3", "784197316175393"),
    (IdentifierType.NATIONAL_ID, "A123456(7)", "A1234567"),
    (IdentifierType.NATIONAL_ID, "1-78-09-44621-80", "178094462180"),
    (IdentifierType.TAX_ID, "J-30835786-3", "J308357863"),
    (IdentifierType.TAX_ID, "CHE-267.936.404", "CHE267936404"),
    (IdentifierType.REGISTRATION, "60645 (Jalisco)", "60645"),
    (IdentifierType.REGISTRATION, "CD/KNG/RCCM/18-B-01188", "CDKNGRCCM18B01188"),
    (IdentifierType.IMO, "IMO 7406784", "7406784"),
    (IdentifierType.IMO, "imo no.: 740-6784", "7406784"),
    (IdentifierType.IMO, "RS 150443", "RS150443"),
    (IdentifierType.MMSI, "422 141 000", "422141000"),
    (IdentifierType.CALL_SIGN, "5im-713", "5IM713"),
    (IdentifierType.TAIL_NUMBER, "EP-GOM", "EPGOM"),
    (IdentifierType.LEI, "5493-00FI J3MYU0VX6Y72", "549300FIJ3MYU0VX6Y72"),
    (IdentifierType.BIC, "arrsru2k", "ARRSRU2K"),
    (IdentifierType.BIC, "ARRS RU 2K XXX", "ARRSRU2K"),
    (IdentifierType.ISIN, "ru000 7796926", "RU0007796926"),
    (
        IdentifierType.CRYPTO_ADDRESS,
        "0x12D66f87A04A9E220743712cE6d9bB1B5616B8Fc",
        "0x12d66f87a04a9e220743712ce6d9bb1b5616b8fc",
    ),
    (
        IdentifierType.CRYPTO_ADDRESS,
        "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    ),
    (
        IdentifierType.CRYPTO_ADDRESS,
        "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    ),
    (IdentifierType.EMAIL, " mailto:Info@Example.ORG ", "info@example.org"),
    (IdentifierType.WEBSITE, "https://www.Example.org/", "example.org"),
    (IdentifierType.PHONE, "+44 (0)20 7946 0958 ext. 12", "442079460958"),
    (IdentifierType.PHONE, "0098-21-22770001", "982122770001"),
    (IdentifierType.OTHER, "-/-", ""),
]
_CHECKED = [
    (IdentifierType.IMO, "IMO 9116412", True),
    (IdentifierType.IMO, "IMO 9116413", False),
    (IdentifierType.IMO, "4098018", True),
    (IdentifierType.IMO, "RS 150443", False),
    (IdentifierType.LEI, "213800KUD8LAJWSQ9D15", True),
    (IdentifierType.LEI, "213800KUD8LAJWSQ9D16", False),
    (IdentifierType.ISIN, "US0378331005", True),
    (IdentifierType.ISIN, "US0378331006", False),
    (IdentifierType.CRYPTO_ADDRESS, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", True),
    (IdentifierType.CRYPTO_ADDRESS, "1BoatSLRHtKNngkdXEeobR76b53LETtpyU", False),
    (IdentifierType.CRYPTO_ADDRESS, "TVacWx7F5wgMgn49L5frDf9KLgdYy8nPHL", None),
    (IdentifierType.PASSPORT, "A0376647", None),
    (IdentifierType.BIC, "ARRSRU2K", None),
]


@pytest.mark.parametrize(("type", "printed", "normalised"), _NORMALISED)
def test_an_identifier_has_one_form(type: IdentifierType, printed: str, normalised: str) -> None:
    assert normalise_identifier(type, printed) == normalised


@pytest.mark.parametrize(("type", "value", "right"), _CHECKED)
def test_a_check_digit_is_right_wrong_or_unknown(
    type: IdentifierType, value: str, right: bool | None
) -> None:
    assert check_digit_ok(type, value) is right


@given(st.sampled_from(IdentifierType), st.text() | st.text("No. 0123456789AB-/:()IMOx", max_size=20))
def test_normalising_twice_changes_nothing(type: IdentifierType, value: str) -> None:
    once = normalise_identifier(type, value)
    assert normalise_identifier(type, once) == once
    assert check_digit_ok(type, value) in (True, False, None)


@given(
    st.from_regex(r"[A-M]{1,2}[0-9]{6,9}", fullmatch=True),
    st.sampled_from("- ./\u00a0\u2013"),
    st.integers(1, 6),
)
def test_punctuation_and_case_do_not_matter(number: str, mark: str, at: int) -> None:
    printed = f"{number[:at]}{mark}{number[at:]}".lower()
    assert normalise_identifier(IdentifierType.PASSPORT, printed) == number
