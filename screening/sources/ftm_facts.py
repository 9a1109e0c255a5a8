"""What is gathered of one FollowTheMoney party, from its properties and from its papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from screening.domain.designation import Attribute, Country, Identifier, IdentifierType, Name, Vessel
from screening.sources.ftm_links import Properties
from screening.text.countries import parse_country
from screening.text.dates import parse_date

_PAPER_KINDS = {"Passport": "passport", "Identification": "national_id", "CryptoWallet": "crypto_address"}
_PAPER_NUMBERS = ("number", "publicKey", "accountNumber", "iban", "isin")


@dataclass(slots=True)
class Facts:
    """What the properties of one party say, by kind; ``unread`` are (property, value)."""

    names: list[Name] = field(default_factory=list)
    tuples: dict[str, list[Any]] = field(default_factory=dict)
    vessel: Vessel = field(default_factory=Vessel)
    unread: list[tuple[str, str]] = field(default_factory=list)

    def add(self, field_name: str, value: object) -> None:
        """Add to a field of the designation that holds several values."""
        self.tuples.setdefault(field_name, []).append(value)

    def keep(self, label: str, value: str, country: Country | None = None) -> None:
        """Keep word for word what has no field of its own."""
        self.add("attributes", Attribute(label=label, value=value, country=country))


def take_paper(facts: Facts, schema: str, paper: Properties) -> None:
    """A sanction, passport, wallet … of the party; what has no field of its own is kept."""
    _PAPERS.get(schema, _paper)(facts, schema, paper)


def _sanction(facts: Facts, schema: str, paper: Properties) -> None:
    for name, values in paper.items():
        for value in values:
            day = parse_date(value) if name in ("listingDate", "startDate") else None
            if day:
                facts.add("listed_on", day.earliest)
            elif name in _OF_SANCTION:
                facts.add(_OF_SANCTION[name], value)
            elif name != "entity":
                facts.keep(f"{schema}.{name}", value)


_OF_SANCTION = {"program": "programmes", "programId": "programmes", "reason": "remarks"}


def _paper(facts: Facts, schema: str, paper: Properties) -> None:
    """A paper with a number; everything else on it is kept as attributes."""
    country = next(iter(paper.get("country", ())), None)
    used = {"holder", "issuer", "country", "type", "startDate", "endDate", *_PAPER_NUMBERS}
    for number in (value for name in _PAPER_NUMBERS for value in paper.get(name, ())):
        facts.add(
            "identifiers",
            Identifier(
                type=IdentifierType(_PAPER_KINDS.get(schema, "isin" if schema == "Security" else "other")),
                value=number,
                published_type=", ".join([schema, *paper.get("type", ())]),
                country=parse_country(country) if country else None,
                issued_on=next(iter(paper.get("startDate", ())), None),
                expires_on=next(iter(paper.get("endDate", ())), None),
            ),
        )
    for name in (name for name in paper if name not in used):
        for value in paper[name]:
            facts.keep(f"{schema}.{name}", value)


_PAPERS: dict[str, Callable[[Facts, str, Properties], None]] = {"Sanction": _sanction}
