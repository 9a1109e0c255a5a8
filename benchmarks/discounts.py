"""How many true matches discount rules would close: listed parties asked for as another list knows them.

    python -m benchmarks.discounts LIST_ID=FILE LIST_ID=FILE … [--parties 5000]

Pairs of entries of one party in the versions in force, as cross-references of the authorities or a strong
identifier say. Each is screened with the facts of the other: what a rule closes of its own party is a true
match lost, what it closes of others is work spared.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.nights import load
from screening.config import Settings
from screening.domain.conflicts import Pairing
from screening.domain.designation import Designation, PartialDate
from screening.domain.discount import DiscountRule, RuleKind, RuleState, Simulation, closes
from screening.domain.party_group import LinkBasis, Member
from screening.domain.screening import Subject
from screening.matching.engine import screen_subject
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.store import parties
from screening.store.designations import designations
from screening.store.lists import versions_in_force

SURE = frozenset({LinkBasis.CROSS_REFERENCE, LinkBasis.IDENTIFIER})
RULES = [(kind, years) for kind in RuleKind for years in ((2, 5, 10, 20) if kind.needs_years else (None,))]

Parties = dict[Member, str]
Tally = Counter[tuple[str, RuleKind | None, int | None]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is in force, of each designation those that are surely its party, and its party group."""

    listed: dict[Member, Designation]
    same: dict[Member, set[Member]]
    group: Parties


def main() -> None:
    """Screen, and print what each rule would close."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("lists", nargs="+", metavar="LIST_ID=FILE")
    parser.add_argument("--parties", type=int, default=5_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        settings = Settings(database_url=f"sqlite:///{folder}/screening.db")
        deps = stack.enter_context(closing(open_deps(settings)))
        load(deps, asked.lists)
        tally = _tally(deps, asked.parties)
    own, others = tally["own", None, None], tally["other", None, None]
    print(f"alerts on the same party {own:,}, on others {others:,}")
    for kind, years in RULES:
        lost, spared = tally["own", kind, years], tally["other", kind, years]
        shares = f"lost {lost:4} ({lost / own:.2%})  spared {spared:5} ({spared / others:.1%})"
        print(f"{kind:20} {years or '-':>3}  {shares}")


def _tally(deps: Deps, most: int) -> Tally:
    known = _read(deps)
    asked = sorted(known.same)
    random.Random(6).shuffle(asked)
    tally: Tally = Counter()
    for side, pairing in _pairings(deps, known, asked[:most]):
        tally[side, None, None] += 1
        tally.update((side, kind, years) for kind, years in RULES if closes(_rule(kind, years), [pairing]))
    return tally


def _read(deps: Deps) -> _Known:
    with deps.database.reading() as session:
        listed = {
            Member(one.list_id, one.authority_ref): one
            for version in versions_in_force(session)
            for one in designations(session, version.list_id, version.version)
        }
        groups = parties.read_groups(session, parties.last_revision(session))
    same: dict[Member, set[Member]] = {}
    for link in (link for group in groups for link in group.links if link.basis in SURE):
        same.setdefault(link.first, set()).add(link.second)
        same.setdefault(link.second, set()).add(link.first)
    return _Known(listed, same, {member: group.id for group in groups for member in group.members})


def _pairings(deps: Deps, known: _Known, asked: Iterable[Member]) -> Iterator[tuple[str, Pairing]]:
    corpora = CorpusProvider(deps)
    standing = corpora.in_force()
    corpus = corpora.of(standing.versions, standing.policy)
    for member in asked:
        subject = subject_of(known.listed[member])
        for hit in screen_subject(subject, corpus.index, corpus.policy, threshold=None):
            found = Member(hit.list_id, hit.authority_ref)
            pairing = Pairing(subject=subject, designation=known.listed[found], hit=hit)
            if found in known.same[member]:
                yield "own", pairing
            elif known.group.get(found) != known.group[member]:
                yield "other", pairing


def subject_of(one: Designation) -> Subject:
    """A client with what a list knows of a party, but for its identifiers, which few clients send."""
    return Subject(
        name=one.primary_name,
        type=one.party_type,
        gender=one.genders[0] if len(one.genders) == 1 else None,
        birth_dates=tuple(day for birth in one.birth_dates if (day := _written(birth))),
        nationalities=tuple(sorted({c.code for c in (*one.nationalities, *one.citizenships) if c.code})),
    )


def _written(birth: PartialDate) -> str | None:
    """As a client writes it: a day or a year; None for what is approximate or longer."""
    if birth.circa or birth.earliest.year != birth.latest.year:
        return None
    return birth.earliest.isoformat() if birth.earliest == birth.latest else f"{birth.earliest.year:04}"


def _rule(kind: RuleKind, years: int | None) -> DiscountRule:
    return DiscountRule(
        id="",
        kind=kind,
        title="",
        years=years,
        sample_share=0,
        state=RuleState.IN_FORCE,
        simulation=Simulation(alerts=0, closed=0, true_matches=0),
        proposed_by="",
        proposed_at=datetime.now(UTC),
    )


if __name__ == "__main__":
    main()
