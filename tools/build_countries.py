"""Writes ``screening/text/data/countries.csv``: ``pip install babel`` and run it from the top.

Sources: territory names of Unicode CLDR as Babel carries them, ISO 3166 alpha-3 codes, and
``tools/country_wordings.csv``, the wordings of authorities that CLDR does not have. A wording
that two countries share is left out, unless ``country_wordings.csv`` gives it to one of them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from babel import Locale
from babel.core import get_global

from screening.text.countries import fold_country

_TOP = Path(__file__).parent.parent
_TARGET = _TOP / "screening" / "text" / "data" / "countries.csv"
_LANGUAGES = [
    "en",
    "fr",
    "de",
    "es",
    "ru",
    "ar",
    "zh",
    "zh_Hant",
    "ja",
    "ko",
    "fa",
    "tr",
    "pt",
    "it",
    "uk",
    "nl",
]
_NO_COUNTRY = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_ALPHA3 = {"an": "ANT", "cs": "SCG", "dd": "DDR", "su": "SUN", "xk": "XKX|XXK", "yd": "YMD", "yu": "YUG"}
_HISTORIC = frozenset(_ALPHA3.values())
_NAMES = {
    "an": "Netherlands Antilles",
    "cd": "Democratic Republic of the Congo",
    "cg": "Republic of the Congo",
    "ci": "Côte d'Ivoire",
    "cs": "Serbia and Montenegro",
    "dd": "German Democratic Republic",
    "hk": "Hong Kong",
    "mm": "Myanmar",
    "mo": "Macao",
    "ps": "Palestine",
    "su": "Soviet Union",
    "yd": "South Yemen",
    "yu": "Yugoslavia",
}


def main() -> None:
    """Writes the table; raises ValueError where two hand-made wordings contradict each other."""
    by_hand = _by_hand()
    cldr = _cldr()
    names = {**{code: words[0] for code, words in cldr.items()}, **_NAMES}
    wordings = _merge(by_hand, cldr)
    alpha3 = _alpha3()
    with _TARGET.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["code", "alpha3", "name", "wordings"])
        for code in sorted(names):
            writer.writerow([code, alpha3.get(code, ""), names[code], "|".join(wordings[code])])


def _by_hand() -> dict[str, list[str]]:
    with Path(__file__).with_name("country_wordings.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["wordings"].split("|") for row in csv.DictReader(lines)}


def _cldr() -> dict[str, list[str]]:
    words: dict[str, list[str]] = defaultdict(list)
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code not in _NO_COUNTRY:
                words[code.lower()].append(name)
    return words


def _alpha3() -> dict[str, str]:
    codes: dict[str, list[str]] = defaultdict(list)
    for short, targets in get_global("territory_aliases").items():
        if len(short) == 3 and short.isalpha() and len(targets) == 1 and short not in _HISTORIC:
            codes[targets[0].lower()].append(short)
    return {**{code: "|".join(sorted(shorts)) for code, shorts in codes.items()}, **_ALPHA3}


def _merge(by_hand: dict[str, list[str]], cldr: dict[str, list[str]]) -> dict[str, list[str]]:
    """Each wording once, by its key, under the one country it belongs to."""
    wordings: dict[str, list[str]] = defaultdict(list)
    owners = _owners(by_hand)
    shared = {key for key, codes in _claims(cldr).items() if len(codes) > 1}
    for code, words in [*by_hand.items(), *cldr.items()]:
        keys = {fold_country(word) for word in wordings[code]}
        for word in words:
            key = fold_country(word)
            if key not in keys and owners.get(key, code) == code and (key not in shared or key in owners):
                keys.add(key)
                wordings[code].append(word)
    return wordings


def _owners(by_hand: dict[str, list[str]]) -> dict[str, str]:
    claims = _claims(by_hand)
    contested = {key: codes for key, codes in claims.items() if len(codes) > 1}
    if contested:
        raise ValueError(f"country_wordings.csv gives one wording to several countries: {contested}")
    return {key: codes.pop() for key, codes in claims.items()}


def _claims(table: dict[str, list[str]]) -> dict[str, set[str]]:
    claims: dict[str, set[str]] = defaultdict(set)
    for code, words in table.items():
        for word in words:
            claims[fold_country(word)].add(code)
    return claims


if __name__ == "__main__":
    main()
