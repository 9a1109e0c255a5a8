"""The ledger of a hit in fixed sentences: a draft of the words that an analyst edits and signs.

Nothing is concluded: each sentence says what was compared and what it came to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from screening.domain.screening import POINTS, Evidence, Hit

_WORDS = {
    "birth_date": "birth date",
    "birth_place": "birth place",
    "call_sign": "call sign",
    "imo": "IMO number",
    "party_type": "type",
}
_AGREES, _NEUTRAL = POINTS, POINTS // 2


def draft_rationale(hits: Sequence[Hit]) -> str:
    """A paragraph for each hit, in their order."""
    return "\n\n".join(draft_of_hit(hit) for hit in hits)


def draft_of_hit(hit: Hit) -> str:
    """The sentences of one hit, on one line."""
    facts = [line for line in hit.evidence if line.similarity is not None and not _is_name(line)]
    sentences = [*_name(hit), *map(_sentence, facts)]
    if not facts:
        sentences.append("No other fact could be compared.")
    return f"{hit.list_id} {hit.authority_ref}, {hit.primary_name}: {' '.join(sentences)}"


def _name(hit: Hit) -> Iterator[str]:
    line = next((one for one in hit.evidence if _is_name(one)), None)
    if line is None or line.similarity is None:
        return
    alias = f"{hit.matched_alias_strength.value} {hit.matched_name_kind.value}"
    if line.similarity == POINTS:
        yield f'Name "{line.asked}" is the listed "{line.listed}" ({alias}).'
    else:
        share = f"{line.similarity / POINTS:.2f}"
        yield f'Name "{line.asked}" resembles the listed "{line.listed}" ({alias}) to {share}.'


def _sentence(line: Evidence) -> str:
    similarity = line.similarity or 0
    verb = "agrees" if similarity == _AGREES else "partly agrees" if similarity > _NEUTRAL else "differs"
    what = _WORDS.get(line.feature, line.feature.replace("_", " "))
    both = f"{_said(line.asked)} against {_said(line.listed)}"
    note = line.note.removeprefix(f"{what} ").strip()
    more = f" ({note})" if note not in ("", verb) else ""
    return f"{what[:1].upper()}{what[1:]} {verb}: {both}{more}."


def _said(text: str) -> str:
    return text or "what is not kept"


def _is_name(line: Evidence) -> bool:
    return line.feature == "name"
