"""What FollowTheMoney keeps beside the parties: sanctions, papers, addresses and bonds.

They are entities of their own that name their parties by id. All of a file's are gathered before
the parties are read; those of no party say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from screening.domain.designation import Address, Attribute, Relation, RelationKind
from screening.text.countries import parse_country

Properties = Mapping[str, Sequence[str]]
PAPERS = {
    "Sanction": "entity",
    "Identification": "holder",
    "Passport": "holder",
    "CryptoWallet": "holder",
    "BankAccount": "holder",
    "Security": "issuer",
}
"""Schema to the property that names the party."""


class _Bond(NamedTuple):
    """A schema between two parties: their properties, and what each is to the other."""

    first: str
    second: str
    of_first: RelationKind
    of_second: RelationKind


_BONDS = {
    "Ownership": _Bond("owner", "asset", RelationKind.OWNS, RelationKind.OWNED_BY),
    "Family": _Bond("person", "relative", RelationKind.FAMILY, RelationKind.FAMILY),
    "Associate": _Bond("person", "associate", RelationKind.LINKED, RelationKind.LINKED),
    "Directorship": _Bond("director", "organization", RelationKind.ACTING_FOR, RelationKind.LINKED),
    "Membership": _Bond("member", "organization", RelationKind.LINKED, RelationKind.LINKED),
    "Employment": _Bond("employee", "employer", RelationKind.ACTING_FOR, RelationKind.LINKED),
    "Representation": _Bond("agent", "client", RelationKind.ACTING_FOR, RelationKind.LINKED),
    "UnknownLink": _Bond("subject", "object", RelationKind.LINKED, RelationKind.LINKED),
    "Succession": _Bond("predecessor", "successor", RelationKind.LINKED, RelationKind.LINKED),
    "Occupancy": _Bond("holder", "post", RelationKind.LINKED, RelationKind.LINKED),
    "Debt": _Bond("debtor", "creditor", RelationKind.LINKED, RelationKind.LINKED),
}
ASIDE = frozenset({*PAPERS, *_BONDS, "Address", "Position"})
"""Schemas of what is no party."""
_ADDRESS_PARTS = ("street", "street2", "street3", "postOfficeBox", "full")


@dataclass(slots=True)
class Links:
    """All that is kept beside the parties of a dataset; ``captions`` are names by id."""

    captions: dict[str, str] = field(default_factory=dict)
    _addresses: dict[str, Properties] = field(default_factory=dict)
    _papers: dict[str, list[tuple[str, Properties]]] = field(default_factory=dict)
    _bonds: dict[str, list[tuple[str, bool, Properties]]] = field(default_factory=dict)

    def add(self, id: str, schema: str, properties: Properties) -> None:
        """Take an entity that is no party in."""
        if schema == "Address":
            self._addresses[id] = properties
        elif schema in PAPERS:
            for party in properties.get(PAPERS[schema], ()):
                self._papers.setdefault(party, []).append((schema, properties))
        elif schema in _BONDS:
            bond = _BONDS[schema]
            for side, is_first in ((bond.first, True), (bond.second, False)):
                for party in properties.get(side, ()):
                    self._bonds.setdefault(party, []).append((schema, is_first, properties))

    def papers(self, party: str) -> list[tuple[str, Properties]]:
        """The sanctions, passports, wallets … of a party, each with its schema."""
        return self._papers.get(party, [])

    def address(self, id: str) -> Address | Attribute:
        """An address by its id; an attribute where it is not in the dataset."""
        properties = self._addresses.get(id)
        if properties is None:
            return Attribute(label="addressEntity", value=id)
        first = {name: "; ".join(values) for name, values in properties.items()}
        country = first.get("country")
        parts = [first[name] for name in _ADDRESS_PARTS[:-1] if name in first]
        return Address(
            street=", ".join(parts) or first.get("full"),
            city=first.get("city"),
            region=first.get("region") or first.get("state"),
            postal_code=first.get("postalCode"),
            country=parse_country(country) if country else None,
            note=first.get("remarks"),
        )

    def relations(self, party: str) -> Iterator[Relation]:
        """The bonds of a party to others, each with the words and the share that it states."""
        for schema, is_first, properties in self._bonds.get(party, ()):
            bond = _BONDS[schema]
            words = [*properties.get("role", ()), *properties.get("relationship", ())]
            share = _share(properties.get("percentage", ()))
            for other in properties.get(bond.second if is_first else bond.first, ()):
                yield Relation(
                    kind=bond.of_first if is_first else bond.of_second,
                    name=self.captions.get(other, other),
                    wording=": ".join([schema, *words]) + (f" {share:g} %" if share else ""),
                    authority_ref=other,
                    share=share,
                )


def _share(published: Sequence[str]) -> float | None:
    try:
        return float(published[0].strip(" %").replace(",", ".")) if published else None
    except ValueError:
        return None
