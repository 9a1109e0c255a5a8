"""Writes the tables of Korean and Chinese syllables: run it where Debian's ``unicode-data`` is.

``screening/text/data/syllables.csv``: each Latin spelling of a syllable with the syllables that it
may stand for, Korean in Revised romanisation (``ko``), Chinese in Pinyin (``zh``), and whether it is
a usual family name. Which syllables
there are, how Cantonese and Mandarin correspond: Unihan (kHangul, kMandarin, kCantonese,
kFrequency). How they are spelled: the rules below and ``tools/chinese_spellings.csv``.

``screening/text/data/han_korean.csv``: how Korean reads Han characters, from kHangul; simplified ones as
what they stand for (kTraditionalVariant).
"""

from __future__ import annotations

import bz2
import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

_UNIHAN = Path("/usr/share/unicode")
_TOP = Path(__file__).parent.parent
_DATA = _TOP / "screening" / "text" / "data"
_RARE = 4
"""Of the five grades of kFrequency, those that tell how Cantonese reads a Mandarin syllable."""

_LETTERS = (
    "g kk n d tt r m b pp s ss - j jj ch k t p h",
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
    "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
)
_INITIALS, _VOWELS, _FINALS = (letters.split(" ") for letters in _LETTERS)
_SILENT, _RIEUL, _NIEUN = 11, 5, 2
_Y_VOWELS = {2, 3, 6, 7, 12, 17, 20}
_INITIAL_SPELLINGS = {"g": "g k", "d": "d t", "b": "b p", "j": "j ch", "r": "r l", "-": "-", "s": "s sh"}
_VOWEL_SPELLINGS = {
    "a": "a ah", "ae": "ae ai ay", "ya": "ya yah", "eo": "eo o u ou uh ur", "yeo": "yeo yo yu you",
    "o": "o oh", "oe": "oe oi oy we", "u": "u oo ou woo wu", "wo": "wo weo", "yu": "yu yoo you", "eu": "eu u",
    "ui": "ui eui hi ee i", "i": "i ee yi ie", "wi": "wi wee", "wa": "wa",
}  # fmt: skip
_ONLY_OPEN = {"ah", "ay", "yah", "uh", "ur", "oh", "oy", "ie", "wee"}
_ONLY_SILENT = {"woo", "wu", "yi"}
_FINAL_SPELLINGS = {"k": "k g ck", "p": "p b", "t": "t d", "-": "-"}
_OTHER_KOREAN = {
    "이": "lee rhee rie yee",
    "박": "park bahk",
    "안": "ahn",
    "황": "whang",
    "손": "sohn",
    "윤": "youn",
    "권": "kweon",
}
_KOREAN_FAMILIES = (
    "김이리박최정강조윤장임림한오서신권황안송전홍유류고문양량손배백허남심노로하곽성차주우구라나민진지엄채"
    "원천방공현함변염여려추도소석설마길연위표명기반왕"
)
_NATIVE = "별슬솔빛봄늘샘람름롬얼돌쇠꽃힘곰결샛"

_WADE_INITIALS = (
    ("zh", "ch"), ("ch", "ch"), ("sh", "sh"), ("b", "p"), ("d", "t"), ("g", "k"), ("j", "ch"), ("q", "ch"),
    ("x", "hs"), ("z", "ts"), ("c", "ts"), ("r", "j"),
)  # fmt: skip
_WADE_WHOLE = {
    "zi": "tzu", "ci": "tzu", "si": "ssu szu", "zhi": "chih jhih", "chi": "chih", "shi": "shih", "ri": "jih",
    "yi": "i", "yan": "yen", "ye": "yeh", "yong": "yung", "you": "yu", "er": "erh", "ge": "ko ke",
    "ke": "ko ke", "he": "ho", "e": "o", "gui": "kuei kwei", "kui": "kuei", "hui": "hui hwei", "guo": "kuo",
    "lu": "lu lyu lv", "nu": "nu nyu nv", "yu": "yu", "jia": "chia", "wu": "wu woo",
}  # fmt: skip
_WADE_FINALS = (("ong", "ung"), ("ian", "ien"), ("ie", "ieh"), ("ue", "ueh"), ("uo", "o"))
_JYUTPING = re.compile(r"(ng|gw|kw|[bpmfdtnlgkhwzcsj])?([a-z]+)$")
_CANTONESE_INITIALS = {
    "b": "p b", "d": "t d", "g": "k g", "gw": "kw gw", "z": "ch ts j", "c": "ch ts", "j": "y", "s": "s sh",
}  # fmt: skip
_CANTONESE_FINALS = {
    "aa": "a ah", "aai": "ai", "aau": "au", "aam": "am", "aan": "an", "aang": "ang", "aap": "ap", "aat": "at",
    "aak": "ak", "am": "am um", "ang": "ang", "e": "e eh", "ei": "ei ee i", "i": "i ee ze", "iu": "iu ew",
    "o": "o oh", "oi": "oi oy", "ou": "o ou", "oeng": "eung eong", "oek": "euk eok", "eoi": "ui", "eon": "un",
    "eot": "ut", "u": "u oo", "un": "un oon", "yu": "yu ue", "yun": "uen yuen", "yut": "uet ut", "ik": "ik",
}  # fmt: skip


def main() -> None:
    """Write both tables."""
    readings = dict(_unihan("Readings", "kHangul"))
    families = {("ko", _revised(block)) for block in _KOREAN_FAMILIES}
    families |= {("zh", row["pinyin"]) for row in _southern() if row["family"]}
    spellings: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for block in sorted({found[0] for one in readings.values() for found in one.split()} | set(_NATIVE)):
        for spelling in _korean(block):
            spellings["ko", spelling].add(_revised(block))
    for spelling, pinyin in _chinese():
        spellings["zh", spelling].add(pinyin)
    with (_DATA / "syllables.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["language", "spelling", "syllables", "family"])
        for (language, spelling), syllables in sorted(spellings.items()):
            if len(spelling) > 1:
                is_family = any((language, syllable) in families for syllable in syllables)
                writer.writerow([language, spelling, " ".join(sorted(syllables)), "x" * is_family])
    _write_korean_readings(_simplified(readings) | readings)


def _write_korean_readings(readings: dict[str, str]) -> None:
    by_reading: defaultdict[str, list[str]] = defaultdict(list)
    for character, found in readings.items():
        by_reading[found[0]].append(character)
    with (_DATA / "han_korean.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["hangul", "characters"])
        writer.writerows([reading, "".join(sorted(found))] for reading, found in sorted(by_reading.items()))


def _simplified(readings: dict[str, str]) -> dict[str, str]:
    """How Korean reads the characters that China has simplified: Koreans of China write their names so."""
    variants = (
        (character, [chr(int(code[2:], 16)) for code in value.split()])
        for character, value in _unihan("Variants", "kTraditionalVariant")
    )
    known = ((character, next(filter(readings.get, found), "")) for character, found in variants)
    return {character: readings[found] for character, found in known if found}


def _unihan(file: str, field: str) -> Iterator[tuple[str, str]]:
    with bz2.open(_UNIHAN / f"Unihan_{file}.txt.bz2", "rt", encoding="utf-8") as handle:
        for line in handle:
            code, _, value = line.rstrip("\n").partition("\t")
            found, _, value = value.partition("\t")
            if found == field and code.startswith("U+"):
                yield chr(int(code[2:], 16)), value


def _places(block: str) -> tuple[int, int, int]:
    place, final = divmod(ord(block) - 0xAC00, len(_FINALS))
    return *divmod(place, len(_VOWELS)), final


def _revised(block: str) -> str:
    """A syllable in Revised romanisation as the South says it: 리 is 이, 로 is 노."""
    initial, vowel, final = _places(block)
    if initial in (_RIEUL, _NIEUN) and vowel in _Y_VOWELS:
        initial = _SILENT
    elif initial == _RIEUL:
        initial = _NIEUN
    return f"{_INITIALS[initial]}{_VOWELS[vowel]}{_FINALS[final]}".replace("-", "")


def _korean(block: str) -> Iterator[str]:
    """Every way to spell a syllable: three romanisations and what families chose for themselves."""
    initial, vowel, final = (
        table[i] for table, i in zip((_INITIALS, _VOWELS, _FINALS), _places(block), strict=True)
    )
    for parts in product(
        _INITIAL_SPELLINGS.get(initial, initial).split(),
        _VOWEL_SPELLINGS.get(vowel, vowel).split(),
        _FINAL_SPELLINGS.get(final, final).split(),
    ):
        fits = (parts[1] not in _ONLY_OPEN or final == "-") and (
            parts[1] not in _ONLY_SILENT or initial == "-"
        )
        if fits and (parts[0] != "sh" or parts[1][0] in "iwye"):
            yield "".join(parts).replace("-", "")
    yield from _OTHER_KOREAN.get(block, "").split()


def _chinese() -> Iterator[tuple[str, str]]:
    """Spellings with the Pinyin they stand for."""
    mandarin = {character: _plain(value.split()[0]) for character, value in _unihan("Readings", "kMandarin")}
    every_pinyin = set(mandarin.values())
    for pinyin in sorted(every_pinyin):
        yield pinyin, pinyin
        for spelling in _wade_giles(pinyin):
            yield spelling, pinyin
    frequency = dict(_unihan("DictionaryLikeData", "kFrequency"))
    for character, value in _unihan("Readings", "kCantonese"):
        if int(frequency.get(character, 9)) <= _RARE and character in mandarin:
            found = set(_cantonese(value.split()[0].rstrip("123456"))) - every_pinyin
            yield from ((spelling, mandarin[character]) for spelling in found)
    for row in _southern():
        yield from ((spelling, row["pinyin"]) for spelling in row["spellings"].split())


def _southern() -> list[dict[str, str]]:
    """How names are written where Cantonese and Hokkien are spoken: family names, then the most
    usual syllables of given names that Pinyin spells alike but means others by."""
    with (_TOP / "tools" / "chinese_spellings.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _plain(pinyin: str) -> str:
    decomposed = unicodedata.normalize("NFD", pinyin)
    return "".join(c for c in decomposed if c.isascii() and c.isalpha())


def _wade_giles(pinyin: str) -> list[str]:
    if pinyin in _WADE_WHOLE:
        return _WADE_WHOLE[pinyin].split()
    initial, wade = next((pair for pair in _WADE_INITIALS if pinyin.startswith(pair[0])), ("", ""))
    final = pinyin.removeprefix(initial)
    for ending, other in _WADE_FINALS:
        if final.endswith(ending) and not (ending == "uo" and initial in ("g", "k", "sh")):
            final = final.removesuffix(ending) + other
            break
    return [wade + final]


def _cantonese(jyutping: str) -> Iterator[str]:
    match = _JYUTPING.match(jyutping)
    if match and match[1]:
        initials = _CANTONESE_INITIALS.get(match[1], match[1]).split()
        finals = _CANTONESE_FINALS.get(match[2], match[2]).split()
        yield from (f"{initial}{final}".replace("yyu", "yu") for initial in initials for final in finals)


if __name__ == "__main__":
    main()
