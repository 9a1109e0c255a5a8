"""The authorities' own files, with the figures that they are known to have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.config import Settings
from screening.services.deps import Deps, open_deps
from screening.services.list_diff import diff_versions
from screening.services.load_report import LoadOutcome, LoadReport
from screening.services.refresh import load_list, release_version


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deps]:
    folder = tmp_path_factory.mktemp("official")
    deps = open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"))
    yield deps
    deps.close()


@pytest.fixture(scope="module")
def sdn(installation: Deps, official: Path) -> tuple[LoadReport, LoadReport]:
    """OFAC's list of 2021 and then of 2024."""
    return _load(installation, official, "us_ofac_sdn", "us-ofac/sdn.xml__2021-03-10.xz"), _load(
        installation, official, "us_ofac_sdn", "us-ofac/sdn.xml__2024-05-07.xz"
    )


def test_ofacs_list_of_2024_is_read_whole(sdn: tuple[LoadReport, LoadReport]) -> None:
    report = sdn[1]
    assert report.version.version == "2024-05-07.79bf2d15"
    by_type = {"individual": 6_855, "entity": 6_884, "vessel": 851, "aircraft": 376}
    assert dict(report.counts.by_type) == by_type
    assert (report.counts.strong_aliases, report.counts.weak_aliases) == (18_060, 3_694)
    assert (report.counts.quarantined, dict(report.counts.unknown_fields)) == ([], {})


def test_ofacs_list_of_2021_is_read_whole(sdn: tuple[LoadReport, LoadReport]) -> None:
    by_type = {"individual": 4_539, "entity": 3_613, "vessel": 403, "aircraft": 277}
    assert dict(sdn[0].counts.by_type) == by_type
    assert sdn[0].counts.weak_aliases == 2_402


def test_three_years_at_once_remove_too_much_and_wait_for_a_person(
    installation: Deps, sdn: tuple[LoadReport, LoadReport]
) -> None:
    old, new = sdn
    assert (new.added, new.removed, new.outcome) == (7_083, 949, LoadOutcome.HELD)
    assert "it removes 949 of 8,832 designations (10.7%)" in new.reason
    changes = diff_versions(installation, "us_ofac_sdn", old.version.version, new.version.version)
    kinds = {kind.value: count for kind, count in changes.counts.items()}
    assert kinds == {"added": 7_083, "removed": 949, "amended": new.amended}
    assert changes.reparsed == 0
    released = release_version(
        installation, "us_ofac_sdn", new.version.version, reason="Three years passed", by="Ann"
    )
    assert released.state == "active"


def test_two_editions_of_the_un_that_differ_in_their_date_alone_have_an_empty_delta(
    installation: Deps, official: Path
) -> None:
    reports = [
        _load(
            installation, official, "un_sc_sanctions", f"un-sc/consolidatedLegacyByPRN.xml__2025-11-{day}.xz"
        )
        for day in (15, 20)
    ]
    assert [report.outcome for report in reports] == [LoadOutcome.ACTIVATED, LoadOutcome.ACTIVATED]
    assert (reports[1].added, reports[1].amended, reports[1].removed) == (0, 0, 0)
    versions = [report.version.version for report in reports]
    assert diff_versions(installation, "un_sc_sanctions", *versions).changes == ()


def test_the_uns_list_of_february_2026_follows(installation: Deps, official: Path) -> None:
    report = _load(installation, official, "un_sc_sanctions", "un-sc/consolidated.xml__2026-02-27.xz")
    assert dict(report.counts.by_type) == {"individual": 730, "entity": 273}
    assert (report.added, report.removed) == (4, 1)


def _load(deps: Deps, official: Path, list_id: str, file: str) -> LoadReport:
    return load_list(deps, list_id, [official / file])
