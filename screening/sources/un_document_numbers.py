"""The number of a document, where the UN's list has it in prose.

``Russian foreign travel passport number 515458008`` is the number 515458008 of a Russian document,
``R00012098, South Sudan`` and ``Jordan 654781`` name the country with the number.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from screening.domain.designation import Country
from screening.text.countries import parse_country

_VALUE = r"(?P<value>(?:[A-Z]{1,3}[- ]{1,2}|[A-Z]{0,6})\d[\w/.-]*)(?P<rest>.*)"
_LABELLED = re.compile(
    r"(?P<label>.*?(?i:\b(?:number|no|card|code|passport|document|ssn))\b[.:]*(?:\s*\([^()]*\))?)\s*" + _VALUE
)
_AFTER_WORD = re.compile(r"(?P<label>[^\W\d]{4,})\s+(?P<value>[A-Z]{0,3}/?\d[\w/.-]*)(?P<rest>)")
_BARE = re.compile(r"(?P<label>)(?P<value>\d{5,})\b(?P<rest>.*)")
_TAIL = re.compile(r",\s*(?P<country>[^\d,()]+)$|\s*\((?P<remark>[^()]+)\)$")
_DEMONYM = re.compile(r"[A-Z]\w+(?:an|sh|ch|ese|i|eli)\b")


class DocumentNumber(NamedTuple):
    """The number, the words published before it, the country that the prose names, and what
    stood in brackets after it."""

    value: str
    label: str
    country: Country | None
    remark: str | None


def find_number(number: str, kind: str, note: str) -> DocumentNumber | None:
    """The document's number from its NUMBER, else from its TYPE_OF_DOCUMENT2, else from its NOTE
    (all squeezed); None where none of them states one."""
    if number:
        match = _LABELLED.match(number) or _AFTER_WORD.fullmatch(number)
        if not match:
            return _without_tail(number, "")
        return _without_tail(match["value"] + match["rest"], match["label"])
    match = _LABELLED.match(kind) or _LABELLED.match(note) or _BARE.match(note)
    return _without_tail(match["value"], match["label"]) if match else None


def _without_tail(value: str, label: str) -> DocumentNumber:
    label = label.strip(" :")
    tail = _TAIL.search(value)
    country = _known(tail["country"] or tail["remark"]) if tail else None
    remark = tail["remark"] if tail and not country else None
    if tail and (country or remark):
        value = value[: tail.start()]
    return DocumentNumber(value.strip(" ,;."), label, country or _country_of(label), remark)


def _country_of(label: str) -> Country | None:
    demonym = _DEMONYM.match(label)
    return (_known(demonym[0]) if demonym else None) or _known(label)


def _known(text: str) -> Country | None:
    country = parse_country(text)
    return country if country.code else None
