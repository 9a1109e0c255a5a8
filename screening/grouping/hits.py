"""Hits as an analyst should meet them: each with its party group, and repeats of an entry under it.

Nothing here changes a score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from screening.domain.party_group import Member
from screening.domain.screening import Hit, Republication


@dataclass(frozen=True, slots=True)
class PartyMap:
    """Which group a designation is in, for one revision of the groups (0: there is none yet)."""

    revision: int = 0
    groups: Mapping[Member, str] = field(default_factory=dict)

    def id_of(self, list_id: str, authority_ref: str) -> str:
        """The id of the group, or of the designation by itself."""
        member = Member(list_id, authority_ref)
        return self.groups.get(member) or str(member)


def arrange_hits(
    hits: Sequence[Hit], parties: PartyMap, republishes: Mapping[str, Sequence[str]]
) -> tuple[Hit, ...]:
    """``hits`` in their order, each with its party group. ``republishes`` says which lists repeat
    which others: a hit on such a list is folded under the hit on the entry that it repeats, unless
    that one scores lower or is not as exact. Each folded hit stands in one ``republished_by``."""
    folded: dict[Member, list[Hit]] = defaultdict(list)
    standing: list[Hit] = []
    originals = {_member(hit): hit for hit in hits if hit.list_id not in republishes}
    for hit in hits:
        repeated = next(_repeated(hit, originals, republishes.get(hit.list_id, ())), None)
        if repeated is None:
            standing.append(hit)
        else:
            folded[repeated].append(hit)
    return tuple(
        replace(
            hit,
            party_group=parties.id_of(hit.list_id, hit.authority_ref),
            republished_by=tuple(map(_republication, folded[_member(hit)])),
        )
        for hit in standing
    )


def _repeated(hit: Hit, originals: Mapping[Member, Hit], lists: Sequence[str]) -> Iterator[Member]:
    """The entries among ``originals`` that ``hit`` repeats: cited by their reference, or published
    under the same one."""
    cited = [Member(one.scheme, one.reference) for one in hit.cross_references if one.scheme in lists]
    for member in (*cited, *(Member(list_id, hit.authority_ref) for list_id in lists)):
        original = originals.get(member)
        if original and original.score >= hit.score and (original.is_exact or not hit.is_exact):
            yield member


def _member(hit: Hit) -> Member:
    return Member(hit.list_id, hit.authority_ref)


def _republication(hit: Hit) -> Republication:
    return Republication(
        list_id=hit.list_id,
        authority_ref=hit.authority_ref,
        list_version=hit.list_version,
        score=hit.score,
        matched_name=hit.matched_name,
        programmes=hit.programmes,
        locator=hit.locator,
        url=hit.url,
    )
