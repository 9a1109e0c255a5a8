"""How OFAC's ENHANCED and ADVANCED formats name the bonds between parties."""

from __future__ import annotations

from screening.domain.designation import RelationKind

LIST_LABEL = "Sanctions list"
"""The label under which an entry bears each of OFAC's lists that it is on."""

_KINDS = {
    "Owned or Controlled By": RelationKind.OWNED_BY,
    "Owns, controls, or operates": RelationKind.OWNS,
    "Acting for or on behalf of": RelationKind.ACTING_FOR,
    "Family member of": RelationKind.FAMILY,
    "Associate Of": RelationKind.LINKED,
    "Providing support to": RelationKind.LINKED,
    "playing a significant role in": RelationKind.LINKED,
    "Leader or official of": RelationKind.LINKED,
    "Principal Executive Officer": RelationKind.LINKED,
    "Property in the interest of": RelationKind.LINKED,
}


def relation_kind(published_type: str) -> tuple[RelationKind, bool]:
    """The kind of bond that a published type is, and whether the type is known; *linked* where not."""
    return _KINDS.get(published_type, RelationKind.LINKED), published_type in _KINDS
