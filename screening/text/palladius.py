"""Chinese names in Cyrillic: Palladius' transcription, which Russian, Ukrainian and Belarusian use.

It writes sounds, not Pinyin letters: *Си Цзиньпин* is Xi Jinping. An *ng* at the end is a bare *н*, an *n*
has a soft sign behind it (*Цзян* is Jiang, *Цзянь* is Jian). Letter by letter such a name comes out as one
that nobody has.
"""

from __future__ import annotations

import re
from functools import cache

from screening.text.cyrillic import as_russian
from screening.text.syllables import is_chinese_family, pinyin

_INITIALS = {
    "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г", "k": "к",
    "h": "х", "j": "цз", "q": "ц", "x": "с", "zh": "чж", "ch": "ч", "sh": "ш", "r": "ж", "z": "цз", "c": "ц",
    "s": "с",
}  # fmt: skip
_FINALS = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "en": "энь",
    "ang": "ан", "eng": "эн", "i": "и", "ia": "я", "iao": "яо", "ie": "е", "iu": "ю", "ian": "янь",
    "in": "инь", "iang": "ян", "ing": "ин", "iong": "юн", "u": "у", "ua": "уа", "uo": "о", "uai": "уай",
    "ui": "уй", "uan": "уань", "un": "унь", "uang": "уан", "ong": "ун", "ue": "юэ",
}  # fmt: skip
_ALONE = _FINALS | {
    "er": "эр", "yi": "и", "ya": "я", "yao": "яо", "ye": "е", "you": "ю", "yan": "янь", "yin": "инь",
    "yang": "ян", "ying": "ин", "yong": "юн", "wu": "у", "wa": "ва", "wo": "во", "wai": "вай", "wei": "вэй",
    "wan": "вань", "wen": "вэнь", "wang": "ван", "weng": "вэн", "yu": "юй", "yue": "юэ", "yuan": "юань",
    "yun": "юнь",
}  # fmt: skip
_BEHIND_PALATALS = {"u": "юй", "uan": "юань", "un": "юнь"}
_PALATALS, _SIBILANTS = frozenset("jqx"), frozenset("zcs")
_CUSTOMARY = {"хуэй": "hui", "хой": "hui", "люй": "lu", "нюй": "nu", "чжы": "zhi", "чы": "chi", "шы": "shi"}
_CYRILLIC = re.compile("[\u0400-\u04ff]+")
_SURE = re.compile("цз|чж|вэ|юй|юэ|юа|уа[нй]|эй|янь|нь(?=[бпмфдтнлгкхцчсшжвюя])")
"""What hardly any but a Chinese word has: another one could be read as Chinese by chance."""

_FEWEST_WORDS, _MOST_GIVEN = 2, 2
_FEWEST_IN_A_WORD, _MOST_IN_A_WORD = 2, 3


def chinese_in_cyrillic(text: str) -> str:
    """``text``, in small letters, with Chinese words in Pinyin: every word of a person's name, family name
    first, and elsewhere the words that are surely Chinese. Empty where there is none."""
    words, russian = _CYRILLIC.findall(text), _CYRILLIC.findall(as_russian(text))
    said = list(map(_pinyin, russian))
    sure = [_is_surely_chinese(word, syllables) for word, syllables in zip(russian, said, strict=True)]
    if not _is_name(said, is_sure=any(sure)):
        said = [syllables if is_sure else () for syllables, is_sure in zip(said, sure, strict=True)]
    if not any(said):
        return ""
    latin = ("".join(syllables) or word for word, syllables in zip(words, said, strict=True))
    return _CYRILLIC.sub(lambda _: next(latin), text)


def _is_name(words: list[tuple[str, ...]], *, is_sure: bool) -> bool:
    """Whether the words are a family name, a usual one unless some word is surely Chinese, and a given one
    of one or two syllables, written as one or two."""
    if len(words) < _FEWEST_WORDS or not all(words):
        return False
    family, *given = words
    is_family = len(family) == 1 and (is_sure or is_chinese_family(*family))
    return is_family and sum(map(len, given)) <= _MOST_GIVEN


def _is_surely_chinese(word: str, syllables: tuple[str, ...]) -> bool:
    return len(syllables) >= _FEWEST_IN_A_WORD and bool(_SURE.search(word))


def _pinyin(word: str) -> tuple[str, ...]:
    """The syllables of a word in Pinyin, as few as can be; none if it is not made of Chinese ones."""
    return _read(word.replace("ъ", ""), _MOST_IN_A_WORD) or ()


def _read(rest: str, most: int) -> tuple[str, ...] | None:
    if not rest or not most:
        return None if rest else ()
    for size in range(min(len(rest), _longest()), 0, -1):
        syllable = _syllables().get(rest[:size])
        others = _read(rest[size:], most - 1) if syllable else None
        if syllable and others is not None:
            return syllable, *others
    return None


@cache
def _syllables() -> dict[str, str]:
    """Pinyin by what Palladius writes; *э* may be written *е* where that is no other syllable."""
    exact = {_cyrillic(syllable): syllable for syllable in sorted(pinyin())} | _CUSTOMARY
    del exact[""]
    return {text.replace("э", "е"): syllable for text, syllable in exact.items()} | exact


@cache
def _longest() -> int:
    return max(map(len, _syllables()))


def _cyrillic(syllable: str) -> str:
    """A syllable of Pinyin in Palladius' letters; empty for one that he does not have."""
    initial = next((syllable[:size] for size in (2, 1) if syllable[:size] in _INITIALS), "")
    final = syllable.removeprefix(initial)
    if not initial:
        return _ALONE.get(final, "")
    if initial in _PALATALS and final in _BEHIND_PALATALS:
        return _INITIALS[initial] + _BEHIND_PALATALS[final]
    if initial in _SIBILANTS and final == "i":
        return _INITIALS[initial] + "ы"
    return _INITIALS[initial] + _FINALS[final] if final in _FINALS else ""
