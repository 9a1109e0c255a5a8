"""What is kept of designations for grouping is what would be worked out, whatever became of the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from screening.config import Settings
from screening.domain.designation import Designation
from screening.domain.listing import ListVersion
from screening.grouping.facts import PartyFacts, party_facts
from screening.services import party_facts as kept
from screening.services.deps import Deps, open_deps
from tests.grouping.parties import OFAC, party
from tests.store.examples import make_version, store

KONY = party(OFAC, "36", "KONY, Joseph", born=["1964-09-18"], passports=["A1234567"])
OTHER = party(OFAC, "37", "Somebody Else")


@pytest.fixture
def deps(tmp_path: Path) -> Iterator[Deps]:
    address = f"sqlite:///{tmp_path}/screening.db"
    with closing(open_deps(Settings(database_url=address, data_dir=tmp_path))) as opened:
        yield opened


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The references whose facts are worked out, as they are."""
    found: list[str] = []

    def telling(designation: Designation) -> PartyFacts:
        found.append(designation.authority_ref)
        return party_facts(designation)

    monkeypatch.setattr(kept, "party_facts", telling)
    return found


def edition(deps: Deps, number: int, *parties: Designation) -> ListVersion:
    made = make_version(f"2026-02-{number:02}.{number:08}", len(parties), list_id=OFAC)
    store(deps.database, made, parties, at=deps.clock())
    return made


def facts(deps: Deps, version: ListVersion) -> list[PartyFacts]:
    return kept.facts_of(deps.database, version, deps.data_folder / "facts")


def test_of_a_new_version_only_what_changed_is_worked_out(deps: Deps, asked: list[str]) -> None:
    first = edition(deps, 1, KONY, OTHER)
    assert facts(deps, first) == [party_facts(KONY), party_facts(OTHER)]
    assert facts(deps, first) == [party_facts(KONY), party_facts(OTHER)]
    assert asked == ["36", "37"]
    amended = party(OFAC, "37", "Somebody Else", "Another Name")
    assert facts(deps, edition(deps, 2, KONY, amended)) == [party_facts(KONY), party_facts(amended)]
    assert facts(deps, edition(deps, 3, amended)) == [party_facts(amended)]
    assert asked == ["36", "37", "37"]


@pytest.mark.parametrize("damage", [b"", b"nothing like it", None])
def test_what_is_damaged_or_of_other_rules_is_worked_out_anew(
    deps: Deps, asked: list[str], damage: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = edition(deps, 1, KONY)
    facts(deps, version)
    (file,) = (deps.data_folder / "facts").iterdir()
    whole = file.read_bytes()
    if damage is None:
        monkeypatch.setattr(kept, "GROUPING_VERSION", "other")
    else:
        file.write_bytes(damage or whole.replace(b"KONY", b"KANY"))
    assert facts(deps, version) == [party_facts(KONY)]
    assert asked == ["36", "36"]
