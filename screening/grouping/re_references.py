"""A party that its list carries under another reference: an amendment, where that is beyond doubt.

Beyond doubt is one removed and one added entry, each the only one for the other, of one type and
primary name, which agree in all material facts or share a strong identifier or another of the
authority's ids. If unsure, it is a removal and an addition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from screening.domain.designation import Designation
from screening.domain.material import designation_facts
from screening.grouping.facts import STRONG_TYPES

Key = tuple[object, ...]


def re_references(removed: Iterable[Designation], added: Iterable[Designation]) -> dict[str, Designation]:
    """Old reference: the entry that the party stands under now."""
    old, new = _by_key(removed), _by_key(added)
    pairs: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    known: dict[str, Designation] = {}
    for key in old.keys() & new.keys():
        for one in old[key]:
            for other in new[key]:
                pairs[one.authority_ref].add(other.authority_ref)
                back[other.authority_ref].add(one.authority_ref)
                known[other.authority_ref] = other
    only = {ref: next(iter(others)) for ref, others in pairs.items() if len(others) == 1}
    return {ref: known[other] for ref, other in only.items() if len(back[other]) == 1}


def _by_key(designations: Iterable[Designation]) -> dict[Key, list[Designation]]:
    found: dict[Key, list[Designation]] = defaultdict(list)
    for one in designations:
        for key in set(_keys(one)):
            found[key].append(one)
    return found


def _keys(one: Designation) -> list[Key]:
    """What only one party of a list has, each with the type and the primary name."""
    who = (one.party_type, " ".join(one.primary_name.casefold().split()))
    facts = designation_facts(one)
    # A name alone tells nobody apart: an entry that says no more is known by its reference only.
    says_more = any(facts[kind] for kind in ("birth", "identifiers", "addresses"))
    keys: list[Key] = [(*who, "facts", tuple(sorted(facts.items())))] * says_more
    keys += [
        (*who, "identifier", each.type, "".join(filter(str.isalnum, each.value.casefold())))
        for each in one.identifiers
        if each.type in STRONG_TYPES
    ]
    return keys + [(*who, "reference", each.scheme, each.reference) for each in one.cross_references]
