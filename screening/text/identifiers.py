"""Numbers that identify a party, in one comparable form for each type.

A type of its own habits is one line of ``_RULES``; all others are letters and digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from stdnum import bitcoin, imo, isin, lei

from screening.domain.designation import IdentifierType

_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІЅЈ", "ABEKMHOPCTYXISJ")
_DOCUMENT_LEAD = re.compile(r"^(?:\D*\b)?(?:passport|number|no|nr|num|№|n[°º])[.:#\s]+(?=\S*\d)", re.I)
_PLACE_OF_ISSUE = re.compile(r"\s+\([^()\d]*\)\s*$")
_BIC_LENGTH = 8
_COMPANY_WEIGHTS = (8, 6, 4, 2, 9, 7)
_CASELESS_ADDRESS = re.compile(r"0x[0-9a-f]{40}|(?:bc|tb|ltc|addr|cosmos|bnb)1[0-9a-z]{8,}", re.I)
_BASE58_BITCOIN = re.compile(r"[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1q[0-9a-z]{11,}")


class _Rule(NamedTuple):
    clean: Callable[[str], str]
    check: Callable[[str], bool | None]


def normalise_identifier(type: IdentifierType, value: str) -> str:
    """The comparable form of ``value``: upper case, no punctuation, no prefix of its type
    (``IMO 7406784`` -> ``7406784``). A BIC is its first eight characters; an address of a
    digital currency keeps its case where case means something; e-mail and web addresses are in
    lower case; a phone number is its digits. Cyrillic letters that look Latin are Latin.
    Empty where nothing comparable is left. Idempotent; never raises."""
    return _rule(type).clean(unicodedata.normalize("NFKC", value))


def check_digit_ok(type: IdentifierType, value: str) -> bool | None:
    """Whether the check digit of ``value`` is right; None where the type has none that is known.

    ``value`` may be as printed. Known for IMO, LEI, ISIN and bitcoin addresses."""
    rule = _rule(type)
    return rule.check(rule.clean(unicodedata.normalize("NFKC", value)))


def _letters_and_digits(value: str) -> str:
    upper = unicodedata.normalize("NFKC", value.upper()).translate(_LOOKALIKES)
    return "".join(char for char in upper if char.isalnum())


def _document(value: str) -> str:
    """Without the words around a number: ``CAR passport no. D1``, ``60645 (Jalisco)``."""
    return _letters_and_digits(_DOCUMENT_LEAD.sub("", _PLACE_OF_ISSUE.sub("", value)))


def _seven_digits(value: str) -> str:
    plain = _letters_and_digits(value)
    found = re.findall(r"\d+", plain)
    return found[0] if len(found) == 1 and len(found[0]) == 7 else plain


def _digits(value: str) -> str:
    return "".join(str(int(char)) for char in value if char.isdecimal())


def _bic(value: str) -> str:
    return _letters_and_digits(value)[:_BIC_LENGTH]


def _phone(value: str) -> str:
    without_extension = re.split(r"\b(?:ext|extension|x)\b", value.lower())[0]
    return _digits(without_extension.replace("(0)", "")).removeprefix("00")


def _squeezed(value: str) -> str:
    """Without blanks and loose marks, which NFKC would join to the letter before."""
    return "".join(char for char in value if not char.isspace() and not unicodedata.combining(char))


def _crypto_address(value: str) -> str:
    address = re.sub(r"^(?:[a-zA-Z]+:(?://)?)+", "", _squeezed(value))
    return address.lower() if _CASELESS_ADDRESS.fullmatch(address) else address


def _email(value: str) -> str:
    return re.sub(r"^(?:mailto:)+", "", _squeezed(value.lower()))


def _website(value: str) -> str:
    return re.sub(r"^(?:https?://|www\.)+", "", _squeezed(value.lower())).rstrip("/")


def _no_check(value: str) -> bool | None:
    return None


def _imo_check(value: str) -> bool:
    """Ships and, with other weights, companies: IMO Res. A.1117(30)."""
    if not re.fullmatch(r"[0-9]{7}", value):
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(value, _COMPANY_WEIGHTS, strict=False))
    return imo.is_valid(value) or (11 - weighted % 11) % 10 == int(value[-1])


def _bitcoin_check(value: str) -> bool | None:
    return bitcoin.is_valid(value) if _BASE58_BITCOIN.fullmatch(value) else None


_PLAIN = _Rule(_document, _no_check)
_RULES = {
    IdentifierType.IMO: _Rule(_seven_digits, _imo_check),
    IdentifierType.MMSI: _Rule(_digits, _no_check),
    IdentifierType.LEI: _Rule(_letters_and_digits, lei.is_valid),
    IdentifierType.BIC: _Rule(_bic, _no_check),
    IdentifierType.ISIN: _Rule(_letters_and_digits, isin.is_valid),
    IdentifierType.CALL_SIGN: _Rule(_letters_and_digits, _no_check),
    IdentifierType.TAIL_NUMBER: _Rule(_letters_and_digits, _no_check),
    IdentifierType.CRYPTO_ADDRESS: _Rule(_crypto_address, _bitcoin_check),
    IdentifierType.EMAIL: _Rule(_email, _no_check),
    IdentifierType.WEBSITE: _Rule(_website, _no_check),
    IdentifierType.PHONE: _Rule(_phone, _no_check),
}


def _rule(type: IdentifierType) -> _Rule:
    return _RULES.get(type, _PLAIN)
