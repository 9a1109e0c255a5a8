"""What other facts do: ``python -m benchmarks.facts CLEAN_PERSONS.csv.gz``.

Two questions of the lists in force (of the database that ``SCREENING_DATABASE_URL`` names), with a
fixed seed. How many clean persons alert, per 100,000 and by corroboration, by name only and with a
birth date and a nationality? And is a listed person lost who is asked with the published facts, some
of them slightly wrong? The file has the columns ``name`` and ``country``, nobody in it is listed.
Birth dates are drawn from the ages 18 to 90 of a bank's customers, nationalities from the file.
"""

from __future__ import annotations

import csv
import gzip
import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

from screening.config import Settings
from screening.domain.designation import Designation, PartialDate, PartyType
from screening.domain.screening import Subject
from screening.matching.engine import screen_subject
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import open_deps
from screening.store.database import Database
from screening.store.designations import designations
from screening.text.countries import parse_country

CLEAN, LISTED, SEED = 20_000, 2_000, 20261122


def main() -> None:
    """Ask, count, print."""
    chance = random.Random(SEED)
    with closing(open_deps(Settings())) as deps:
        corpus = CorpusProvider(deps).current()
        persons = [
            designation
            for version in corpus.versions
            for designation in _persons(deps.database, version.list_id, version.version)
        ]
    _show_clean(corpus, _clean(sys.argv[1], chance))
    _show_listed(corpus, chance.sample(persons, LISTED), chance)


def _persons(database: Database, list_id: str, version: str) -> Iterator[Designation]:
    with database.reading() as session:
        for designation in designations(session, list_id, version):
            known = designation.birth_dates and (designation.nationalities or designation.citizenships)
            if designation.party_type is PartyType.INDIVIDUAL and known:
                yield designation


def _clean(path: str, chance: random.Random) -> list[Subject]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "homonym" not in row["source"]]
    countries = [code for row in rows if (code := parse_country(row["country"]).code)]
    return [_customer(row, countries, chance) for row in chance.sample(rows, CLEAN)]


def _customer(row: dict[str, str], countries: list[str], chance: random.Random) -> Subject:
    age = timedelta(days=round(chance.triangular(18, 90, 42) * 365.25))
    return Subject(
        name=row["name"],
        type=PartyType.INDIVIDUAL,
        birth_dates=((date(2026, 11, 22) - age).isoformat(),),
        nationalities=(parse_country(row["country"]).code or chance.choice(countries),),
    )


def _show_clean(corpus: Corpus, customers: list[Subject]) -> None:
    print(f"{len(customers):,} clean persons, alerts per 100,000 persons by their best hit")
    for wording, asked in (
        ("name only", [Subject(name=one.name, type=one.type) for one in customers]),
        ("with birth date and nationality", customers),
    ):
        best = Counter(_best(corpus, subject) for subject in asked)
        del best[""]
        rates = ", ".join(f"{kind} {count / len(asked) * 1e5:.0f}" for kind, count in sorted(best.items()))
        print(f"  {wording}: {sum(best.values()) / len(asked) * 1e5:.0f} ({rates})")


def _best(corpus: Corpus, subject: Subject) -> str:
    hits = screen_subject(subject, corpus.index, corpus.policy, threshold=None)
    kinds = {hit.corroboration.value for hit in hits}
    return next((k for k in ("confirmed", "partial", "not_compared", "conflicting") if k in kinds), "")


def _show_listed(corpus: Corpus, persons: list[Designation], chance: random.Random) -> None:
    asked, lost = Counter[str](), Counter[str]()
    for person in persons:
        wording, subject = _told(person, chance)
        hits = screen_subject(subject, corpus.index, corpus.policy, threshold=None)
        asked[wording] += 1
        if (person.list_id, person.authority_ref) not in {(hit.list_id, hit.authority_ref) for hit in hits}:
            lost[wording] += 1
            print(f"  lost: {person.list_id} {person.authority_ref} {subject.name}")
    print(f"{len(persons):,} listed persons asked with their facts, {lost.total()} lost")
    for wording, count in sorted(asked.items()):
        print(f"  {wording}: {lost[wording]} of {count} lost")


def _told(person: Designation, chance: random.Random) -> tuple[str, Subject]:
    """A listed person with published facts, told as customers tell them."""
    born = chance.choice(person.birth_dates)
    nations = [c.code for c in (*person.nationalities, *person.citizenships) if c.code]
    subject = Subject(
        name=person.primary_name,
        type=PartyType.INDIVIDUAL,
        birth_dates=(_iso(born),),
        nationalities=tuple(nations[:1]),
    )
    day = born.earliest
    exact = day == born.latest
    wordings = {"year only": (str(day.year),)}
    if exact and day.day <= 12 and day.day != day.month:
        wordings["day and month swapped"] = (date(day.year, day.day, day.month).isoformat(),)
    if exact and (day.month, day.day) != (2, 29):
        wordings["a year off by one"] = (day.replace(year=day.year + chance.choice([-1, 1])).isoformat(),)
    if len(nations) > 1:
        return "another of several nationalities", replace(subject, nationalities=(nations[-1],))
    wording = chance.choice(["as published", *wordings])
    return wording, replace(subject, birth_dates=wordings.get(wording, subject.birth_dates))


def _iso(born: PartialDate) -> str:
    return born.earliest.isoformat() if born.earliest == born.latest else str(born.earliest.year)


if __name__ == "__main__":
    main()
