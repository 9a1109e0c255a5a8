"""The golden ledgers: pairs of names and facts with the ledger that this engine gives.

A score that was given must be given again, so a change of any of them is another engine. Raise
``ENGINE_VERSION`` and write the file anew with ``python -m tests.matching.golden_ledgers``; that is
refused while the version is the one in the file.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from screening.domain.designation import (
    AliasStrength,
    Country,
    Designation,
    Gender,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    PartialDate,
    PartyType,
)
from screening.domain.screening import Subject, SubjectIdentifier
from screening.matching.engine import ENGINE_VERSION
from screening.matching.index import IndexEntry
from screening.matching.policy import default_policy
from screening.matching.scoring import score

FILE = Path(__file__).parent / "golden" / "ledgers.json"

_PERSONS = [
    ("Vladimir Putin", "PUTIN, Vladimir Vladimirovich"),
    ("Wladimir Putin", "PUTIN, Vladimir"),
    ("V. Putin", "PUTIN, Vladimir"),
    ("Moammar Qadhafi", "GADDAFI, Muammar"),
    ("Muhammad Hasan", "HASSAN, Mohammed"),
    ("Abdul Rahman al-Yasin", "YASIN, Abd al-Rahman"),
    ("Jon Smith", "John Smith"),
    ("Bill Clinton", "CLINTON, William Jefferson"),
    ("Kim Jong Un", "KIM, Jong-un"),
    ("金正恩", "KIM, Jong Un"),
    ("김정은", "KIM, Jong Un"),
    ("Kim Song Chol", "KIM, Yong Chol"),
    ("Владимир Путин", "PUTIN, Vladimir"),
    ("محمد حسین خسروی", "KHOSRAVI, Mohammad Hossein"),
    ("Milanivanovic", "IVANOVIC, Milan"),
    ("Joaquin Guzman", "GUZMAN LOERA, Joaquin"),
    ("Saad Ali", "AMIN, Suad"),
    ("Angela Merkel", "DAVIS, Angela"),
]
_ORGANISATIONS = [
    ("SIS DOO", "SIS d.o.o."),
    ("Almaz Antey Telecommunications", "JSC Almaz-Antey"),
    ("Акционерное общество Росбанк", "PJSC ROSBANK"),
    ("IRISL", "ISLAMIC REPUBLIC OF IRAN SHIPPING LINES"),
    ("Bank of Georgia", "BANK OF IRAN"),
    ("2nd Ocean GmbH", "SECOND OCEAN GMBH & CO. KG"),
    ("Natl Iranian Tanker Co", "NATIONAL IRANIAN TANKER COMPANY"),
]
_CRAFT = [
    ("ADRIAN DARYA 1", "ADRIAN DARIA 1"),
    ("CHONG CHON GANG 2", "CHONG CHON GANG 3"),
    ("M/V Abba", "ABBA"),
]


def ledgers() -> list[dict[str, Any]]:
    """Each case with the answer of the engine at hand."""
    names = [
        (Subject(name=asked, type=kind), _listed(name, kind))
        for kind, pairs in (
            (PartyType.INDIVIDUAL, _PERSONS),
            (PartyType.ENTITY, _ORGANISATIONS),
            (PartyType.VESSEL, _CRAFT),
        )
        for asked, name in pairs
    ]
    return [_ledger(subject, designation) for subject, designation in [*names, *_with_facts()]]


def _with_facts() -> list[tuple[Subject, Designation]]:
    born = date(1957, 4, 4)
    guzman = _listed(
        "GUZMAN LOERA, Joaquin",
        PartyType.INDIVIDUAL,
        birth_dates=(PartialDate(earliest=born, latest=born, text="04 Apr 1957"),),
        nationalities=(Country(code="mx", text="Mexico"),),
        genders=(Gender.MALE,),
        identifiers=(Identifier(type=IdentifierType.PASSPORT, value="G-123.456", published_type="Passport"),),
    )
    weak = _listed("ZAMBADA, Ismael", PartyType.INDIVIDUAL, weak="El Mayo")
    ship = _listed(
        "KINGSWAY",
        PartyType.VESSEL,
        identifiers=(Identifier(type=IdentifierType.IMO, value="8528864", published_type="IMO"),),
    )

    def asked(name: str, **facts: Any) -> Subject:
        return Subject(name=name, **facts)

    return [
        (asked("Joaquin Guzman Loera", birth_dates=("1957-04-04",), nationalities=("mx",)), guzman),
        (asked("Joaquin Guzman", birth_dates=("1957",)), guzman),
        (asked("Joaquin Guzman", birth_dates=("1980-02-03",), nationalities=("fr",)), guzman),
        (asked("Joaquin Guzman Loera", birth_dates=("1980-02-03",), gender=Gender.FEMALE), guzman),
        (asked("J. G.", identifiers=(SubjectIdentifier(value="G123456"),)), guzman),
        (asked("Joaquin Guzman Loera", type=PartyType.VESSEL), guzman),
        (asked("El Mayo"), weak),
        (asked("SHUN FA", type=PartyType.VESSEL, imo="IMO 8528864"), ship),
        (asked("KINGSWAY", type=PartyType.VESSEL, imo="8514045"), ship),
    ]


def _listed(name: str, party_type: PartyType, *, weak: str = "", **facts: Any) -> Designation:
    names = [Name(text=name, kind=NameKind.PRIMARY)]
    if weak:
        names.append(Name(text=weak, strength=AliasStrength.WEAK))
    return Designation(
        list_id="us_ofac_sdn",
        authority_ref="1",
        party_type=party_type,
        names=tuple(names),
        locator="1",
        **facts,
    )


def _ledger(subject: Subject, designation: Designation) -> dict[str, Any]:
    hit = score(subject, IndexEntry(designation, "2024-05-07", None), default_policy())
    return {
        "asked": subject.name,
        "listed": designation.primary_name,
        "score": hit.score,
        "uncapped": hit.uncapped,
        "corroboration": hit.corroboration.value,
        "evidence": [[line.feature, line.contribution, line.note] for line in hit.evidence],
    }


def main() -> None:
    """Write the file anew for another engine."""
    if FILE.exists() and json.loads(FILE.read_text("utf-8"))["engine"] == ENGINE_VERSION:
        sys.exit(f"the file is of engine {ENGINE_VERSION}: raise ENGINE_VERSION first")
    content = {"engine": ENGINE_VERSION, "ledgers": ledgers()}
    FILE.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
