"""FollowTheMoney's schemata, as far as sanctions lists name parties of them."""

from __future__ import annotations

from collections.abc import Mapping

from screening.domain.designation import PartyType

SCHEMA_OF: Mapping[PartyType, str] = {
    PartyType.INDIVIDUAL: "Person",
    PartyType.ENTITY: "Organization",
    PartyType.VESSEL: "Vessel",
    PartyType.AIRCRAFT: "Airplane",
}
"""How a designation is shown. Lists do not tell companies from other organisations."""

_ANY = frozenset(PartyType)
_CRAFT = frozenset({PartyType.VESSEL, PartyType.AIRCRAFT})
_ENTITY = frozenset({PartyType.ENTITY})
_NONE: frozenset[PartyType] = frozenset()

PARTIES: Mapping[str, frozenset[PartyType]] = {
    "Thing": _ANY,
    "LegalEntity": frozenset({PartyType.INDIVIDUAL, PartyType.ENTITY}),
    "Person": frozenset({PartyType.INDIVIDUAL}),
    "Organization": _ENTITY,
    "Company": _ENTITY,
    "PublicBody": _ENTITY,
    "Asset": _CRAFT | _ENTITY,
    "Vehicle": _CRAFT,
    "Vessel": frozenset({PartyType.VESSEL}),
    "Airplane": frozenset({PartyType.AIRCRAFT}),
}
"""Schema to the parties that are of it, or may be."""

_OTHERS = """
    Address Analyzable Article Associate Audio BankAccount Call CallForTenders Contract ContractAward
    CourtCase CourtCaseParty CryptoWallet Debt Directorship Document Documentation EconomicActivity Email
    Employment Event Family Folder HyperText Identification Image Interest Interval License Membership
    Mention Message Note Occupancy Ownership Package Page Pages Passport Payment PlainText Position Project
    ProjectParticipant RealEstate Representation Risk Sanction Security Similar Succession Table TaxRoll
    Trip UnknownLink UserAccount Value Video Workbook
"""
SCHEMATA: Mapping[str, frozenset[PartyType]] = {**dict.fromkeys(_OTHERS.split(), _NONE), **PARTIES}
"""Every schema of the model; those that no party of a list is of have none."""
